#pragma once

#include "config/time.hpp"
#include "storage/sql/statements.hpp"

#include <soci/soci.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace storage {

/// A connection inside a transaction, and its SQL dialect.
struct Sql {
    soci::session& session;
    bool postgresql = false;
    StatementCache* statements = nullptr;  // the connection's cache; nullptr: statements are prepared for one use

    /// The suffix of a select whose rows will be changed. SQLite has only one writer and needs none.
    [[nodiscard]] std::string_view for_update() const { return postgresql ? " for update" : ""; }
    [[nodiscard]] std::string_view for_update_skip_locked() const { return postgresql ? " for update skip locked" : ""; }
};

/// The type of a column's values.
enum class Type { integer, text, bytes };

/// One statement with named binds that runs once, and its rows. Views and references are valid until the next row. The
/// connection keeps the prepared statement for the next query with the same text, which must have the same columns, and
/// the same binds in the same order.
class Query {
public:
    Query(const Sql& sql, const std::string& text, std::initializer_list<Type> columns = {});
    Query(const Sql& sql, const std::string& text, std::span<const Type> columns);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    Query& bind(const char* name, std::int64_t value);
    Query& bind(const char* name, std::string_view value);
    Query& bind(const char* name, const char* value) { return bind(name, std::string_view(value)); }
    Query& bind(const char* name, config::Instant value) { return bind(name, config::to_micros(value)); }

    /// Advances to the next row; the first call runs the statement. False: there are no more rows.
    [[nodiscard]] bool next();
    /// Runs a statement that returns no rows. Returns the number of affected rows.
    std::int64_t run();

    [[nodiscard]] bool is_null(std::size_t column) const { return statement_->columns[column].state == soci::i_null; }
    [[nodiscard]] std::int64_t integer(std::size_t column) const { return statement_->columns[column].integer; }
    [[nodiscard]] config::Instant instant(std::size_t column) const {
        return config::from_micros(statement_->columns[column].integer);
    }
    [[nodiscard]] std::optional<config::Instant> optional_instant(std::size_t column) const;
    [[nodiscard]] const std::string& text(std::size_t column) const { return statement_->columns[column].text; }
    [[nodiscard]] std::string bytes(std::size_t column) const;

private:
    Statement::Slot& next_bind(const char* name, Type type);
    void start();

    bool postgresql_;
    std::string text_;
    StatementCache* cache_;
    std::unique_ptr<Statement> own_;  // used when the cache has no free statement
    Statement* statement_;
    std::size_t bound_ = 0;
    bool started_ = false;
};

/// The condition that a column's value is in a list, which is bound as one JSON array under `name`.
[[nodiscard]] std::string in_integers(const Sql& sql, std::string_view name);
[[nodiscard]] std::string in_texts(const Sql& sql, std::string_view name);
[[nodiscard]] std::string json_list(std::span<const std::int64_t> values);
[[nodiscard]] std::string json_list(std::span<const std::string> values);

/// Reserves `count` new ids of `table`, in ascending order.
[[nodiscard]] std::vector<std::int64_t> take_ids(const Sql& sql, const std::string& table, std::size_t count);

}  // namespace storage
