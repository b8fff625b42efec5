#pragma once

#include "storage/sql/sql.hpp"
#include "storage/sql/statements.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace storage {

struct Column {
    const char* name;
    Type type = Type::text;
};

/// Rows for one table, written set-wise. PostgreSQL gets all rows as one JSON bind for json_to_recordset, which is six
/// times as fast as one statement per row. SQLite has no round trips to save, so a prepared statement runs for each
/// row. Rows are filled before the transaction begins, so that encoding them holds no lock.
class RowBatch {
public:
    RowBatch(bool postgresql, std::vector<Column> columns);

    // A row is filled column by column; the value after the last column starts the next row. A value of the wrong type
    // throws std::logic_error.
    RowBatch& integer(std::int64_t value);
    RowBatch& flag(bool value) { return integer(value ? 1 : 0); }
    RowBatch& instant(config::Instant value) { return integer(config::to_micros(value)); }
    RowBatch& optional_instant(const std::optional<config::Instant>& value);
    RowBatch& optional_integer(const std::optional<std::int64_t>& value);
    RowBatch& text(std::string_view value);           // cleaned here
    RowBatch& optional_text(std::string_view value);  // empty: null
    RowBatch& bytes(std::string value);

    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] std::size_t size() const { return count_; }

    /// Inserts all rows. `suffix` is an `on conflict` clause. Returns the number of inserted or changed rows.
    std::int64_t insert(const Sql& sql, const std::string& table, const std::string& suffix = "") const;
    /// Inserts all rows except those whose key exists. Returns the first column of the inserted rows.
    [[nodiscard]] std::unordered_set<std::string> insert_new(const Sql& sql, const std::string& table) const;
    /// Updates rows: the first `keys` columns select the row, the others are set. `condition` may name the table's
    /// columns as t.name. Returns the number of changed rows.
    std::int64_t update(const Sql& sql, const std::string& table, std::size_t keys, const std::string& condition = "") const;

private:
    RowBatch& null(Type type);
    void begin_cell(Type type);
    void end_cell();
    [[nodiscard]] std::string names(std::size_t from, std::string_view prefix = "") const;
    [[nodiscard]] std::string recordset() const;
    [[nodiscard]] std::string binds() const;
    /// SQLite: runs `text` for each row and calls `after` with the row's number and how many rows it touched.
    template <class After>
    void run_each(const Sql& sql, const std::string& text, After after) const;
    [[nodiscard]] std::string bind_of(std::size_t column) const;

    bool postgresql_;
    std::vector<Column> columns_;
    std::size_t column_ = 0;
    std::size_t count_ = 0;
    std::vector<Cell> cells_;             // SQLite
    std::vector<std::string> documents_;  // PostgreSQL: JSON arrays, the last one open
};

}  // namespace storage
