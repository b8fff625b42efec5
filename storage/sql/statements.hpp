#pragma once

#include <soci/soci.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace storage {

/// One value to bind.
struct Cell {
    bool null = false;
    long long integer = 0;
    std::string text;
};

/// A statement of SQLite's that is run again and again with other values, named :v0, :v1, …
class Prepared {
public:
    /// `is_text[i]`: value i is a string.
    Prepared(soci::session& session, const std::string& text, const std::vector<bool>& is_text);
    /// Runs it with the values from `row` on; returns how many rows it touched.
    std::int64_t run(const Cell* row);

private:
    std::vector<Cell> values_;  // SOCI keeps their addresses
    std::vector<soci::indicator> states_;
    soci::statement statement_;
};

/// A statement with the memory that SOCI puts its rows into and takes its binds from.
struct Statement {
    struct Slot {
        long long integer = 0;
        std::string text;
        soci::indicator state = soci::i_ok;
    };
    explicit Statement(soci::session& session) : handle(session) {}
    /// Ends what runs and lets go of what it brought: a select that is not read to its end holds SQLite's log, and a result of
    /// PostgreSQL's is whole in memory.
    void rest(bool postgresql);

    std::deque<Slot> columns;  // SOCI keeps their addresses
    std::deque<Slot> binds;
    std::vector<const char*> names;  // of the binds, in the order of the first use
    bool made = false;               // by the server: only its values change from now on
    bool busy = false;
    soci::statement handle;
};

/// The prepared statements of one connection. Making one takes as long as running it some twenty times.
class StatementCache {
public:
    Prepared& get(soci::session& session, const std::string& text, const std::vector<bool>& is_text);
    /// The statement of `text`, to be given back; null when it is in use or there are too many.
    [[nodiscard]] Statement* borrow(soci::session& session, const std::string& text);
    void give_back(Statement& statement, const std::string& text, bool postgresql);
    /// After an error of SQLite's: nobody knows what state they are in.
    void clear();

private:
    std::map<std::string, std::unique_ptr<Prepared>> statements_;
    std::unordered_map<std::string, std::unique_ptr<Statement>> queries_;
};

}  // namespace storage
