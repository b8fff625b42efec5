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

/// An SQLite statement that runs repeatedly with different values, named :v0, :v1, …
class Prepared {
public:
    /// `is_text[i]`: value i is a string.
    Prepared(soci::session& session, const std::string& text, const std::vector<bool>& is_text);
    /// Runs the statement with the values that start at `row`. Returns the number of affected rows.
    std::int64_t run(const Cell* row);

private:
    std::vector<Cell> values_;  // SOCI keeps their addresses
    std::vector<soci::indicator> states_;
    soci::statement statement_;
};

/// A statement together with the memory that SOCI uses for its rows and binds.
struct Statement {
    struct Slot {
        long long integer = 0;
        std::string text;
        soci::indicator state = soci::i_ok;
    };
    explicit Statement(soci::session& session) : handle(session) {}
    /// Ends the running query and frees its result. An unfinished select keeps SQLite's log from being truncated; a
    /// PostgreSQL result is entirely in memory.
    void rest(bool postgresql);

    std::deque<Slot> columns;  // SOCI keeps their addresses
    std::deque<Slot> binds;
    std::vector<const char*> names;  // names of the binds, in the order of their first use
    bool made = false;               // prepared by the server; from now on only the values change
    bool busy = false;
    soci::statement handle;
};

/// The prepared statements of one connection. Preparing a statement costs as much as running it some twenty times.
class StatementCache {
public:
    Prepared& get(soci::session& session, const std::string& text, const std::vector<bool>& is_text);
    /// The statement of `text`; return it with give_back. nullptr: it is in use, or the cache is full.
    [[nodiscard]] Statement* borrow(soci::session& session, const std::string& text);
    void give_back(Statement& statement, const std::string& text, bool postgresql);
    /// Drops all statements after an SQLite error, because their state is unknown.
    void clear();

private:
    std::map<std::string, std::unique_ptr<Prepared>> statements_;
    std::unordered_map<std::string, std::unique_ptr<Statement>> queries_;
};

}  // namespace storage
