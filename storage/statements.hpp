#pragma once

#include <soci/soci.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
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

/// The prepared statements of one connection. Making one takes as long as running it some twenty times.
class StatementCache {
public:
    Prepared& get(soci::session& session, const std::string& text, const std::vector<bool>& is_text);
    /// After an error: nobody knows what state they are in.
    void clear() { statements_.clear(); }

private:
    std::map<std::string, std::unique_ptr<Prepared>> statements_;
};

}  // namespace storage
