// Inserts and updates rows set-wise, with one JSON bind on PostgreSQL and a prepared statement on SQLite.
#include "storage/sql/row_batch.hpp"

#include "storage/sql/db_text.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace storage {

namespace {

// A larger JSON bind is split, because the server makes several copies of it.
constexpr std::size_t document_bytes = 8U << 20U;

}  // namespace

RowBatch::RowBatch(bool postgresql, std::vector<Column> columns) : postgresql_(postgresql), columns_(std::move(columns)) {}

void RowBatch::begin_cell(Type type) {
    if (columns_[column_].type != type)
        throw std::logic_error(fmt::format("a value of another type was given for column {}", columns_[column_].name));
    if (!postgresql_) {
        cells_.emplace_back();
        return;
    }
    if (column_ == 0) {
        if (documents_.empty() || documents_.back().size() > document_bytes)
            documents_.emplace_back("[{");
        else
            documents_.back() += ",{";
    } else {
        documents_.back() += ',';
    }
    std::string& json = documents_.back();
    json += '"';
    json += columns_[column_].name;
    json += "\":";
}

void RowBatch::end_cell() {
    if (++column_ < columns_.size()) return;
    column_ = 0;
    ++count_;
    if (postgresql_) documents_.back() += '}';
}

RowBatch& RowBatch::integer(std::int64_t value) {
    begin_cell(Type::integer);
    if (postgresql_)
        documents_.back() += std::to_string(value);
    else
        cells_.back().integer = value;
    end_cell();
    return *this;
}

RowBatch& RowBatch::optional_instant(const std::optional<config::Instant>& value) {
    return optional_integer(value ? std::optional(config::to_micros(*value)) : std::nullopt);
}

RowBatch& RowBatch::optional_integer(const std::optional<std::int64_t>& value) {
    return value ? integer(*value) : null(Type::integer);
}

RowBatch& RowBatch::optional_text(std::string_view value) {
    return value.empty() ? null(Type::text) : text(value);
}

RowBatch& RowBatch::null(Type type) {
    begin_cell(type);
    if (postgresql_)
        documents_.back() += "null";
    else
        cells_.back().null = true;
    end_cell();
    return *this;
}

RowBatch& RowBatch::text(std::string_view value) {
    begin_cell(Type::text);
    if (postgresql_)
        append_json(documents_.back(), clean(value));
    else
        cells_.back().text = clean(value);
    end_cell();
    return *this;
}

RowBatch& RowBatch::bytes(std::string value) {
    begin_cell(Type::bytes);
    if (postgresql_) {
        documents_.back() += '"';
        append_base64(documents_.back(), value);
        documents_.back() += '"';
    } else {
        cells_.back().text = std::move(value);
    }
    end_cell();
    return *this;
}

std::string RowBatch::names(std::size_t from, std::string_view prefix) const {
    std::string out;
    for (std::size_t i = from; i < columns_.size(); ++i)
        out += fmt::format("{}{}{}", i == from ? "" : ", ", prefix, columns_[i].name);
    return out;
}

std::string RowBatch::recordset() const {
    std::string types;
    std::string values;
    for (const Column& column : columns_) {
        const std::string_view comma = types.empty() ? "" : ", ";
        types += fmt::format("{}{} {}", comma, column.name, column.type == Type::integer ? "bigint" : "text");
        values += column.type == Type::bytes ? fmt::format("{}decode({}, 'base64') as {}", comma, column.name, column.name)
                                             : fmt::format("{}{}", comma, column.name);
    }
    return fmt::format("(select {} from json_to_recordset(cast(:rows as json)) as j({})) r", values, types);
}

std::string RowBatch::bind_of(std::size_t column) const {
    // SQLite treats a bound string as text; the cast keeps its bytes, NULs included.
    return columns_[column].type == Type::bytes ? fmt::format("cast(:v{} as blob)", column) : fmt::format(":v{}", column);
}

std::string RowBatch::binds() const {
    std::string out;
    for (std::size_t i = 0; i < columns_.size(); ++i)
        out += (i == 0 ? "" : ", ") + bind_of(i);
    return out;
}

template <class After>
void RowBatch::run_each(const Sql& sql, const std::string& text, After after) const {
    std::vector<bool> is_text;
    for (const Column& column : columns_)
        is_text.push_back(column.type != Type::integer);
    std::optional<Prepared> own;
    Prepared& prepared =
        sql.statements != nullptr ? sql.statements->get(sql.session, text, is_text) : own.emplace(sql.session, text, is_text);
    for (std::size_t row = 0; row < count_; ++row)
        after(row, prepared.run(&cells_[row * columns_.size()]));
}

std::int64_t RowBatch::insert(const Sql& sql, const std::string& table, const std::string& suffix) const {
    std::int64_t touched = 0;
    if (empty()) return touched;
    if (sql.postgresql) {
        const std::string text =
            fmt::format("insert into {} ({}) select {} from {} {}", table, names(0), names(0), recordset(), suffix);
        for (const std::string& document : documents_)
            touched += Query(sql, text).bind("rows", document + "]").run();
        return touched;
    }
    run_each(sql, fmt::format("insert into {} ({}) values ({}) {}", table, names(0), binds(), suffix),
             [&](std::size_t, std::int64_t rows) { touched += rows; });
    return touched;
}

std::unordered_set<std::string> RowBatch::insert_new(const Sql& sql, const std::string& table) const {
    std::unordered_set<std::string> inserted;
    if (empty()) return inserted;
    if (sql.postgresql) {
        const std::string text = fmt::format("insert into {} ({}) select {} from {} on conflict do nothing returning {}", table,
                                             names(0), names(0), recordset(), columns_[0].name);
        for (const std::string& document : documents_) {
            Query query(sql, text, {Type::text});
            query.bind("rows", document + "]");
            while (query.next())
                inserted.insert(query.text(0));
        }
        return inserted;
    }
    run_each(sql, fmt::format("insert into {} ({}) values ({}) on conflict do nothing", table, names(0), binds()),
             [&](std::size_t row, std::int64_t rows) {
                 if (rows == 0) return;
                 const Cell& key = cells_[row * columns_.size()];
                 inserted.insert(columns_[0].type == Type::integer ? std::to_string(key.integer) : key.text);
             });
    return inserted;
}

std::int64_t RowBatch::update(const Sql& sql, const std::string& table, std::size_t keys, const std::string& condition) const {
    std::int64_t touched = 0;
    if (empty()) return touched;
    std::string sets;
    std::string where;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const char* name = columns_[i].name;
        const std::string value = sql.postgresql ? fmt::format("r.{}", name) : bind_of(i);
        if (i < keys)
            where += fmt::format("{}t.{} = {}", where.empty() ? "" : " and ", name, value);
        else
            sets += fmt::format("{}{} = {}", sets.empty() ? "" : ", ", name, value);
    }
    if (!condition.empty()) where += " and " + condition;
    if (sql.postgresql) {
        const std::string text = fmt::format("update {} as t set {} from {} where {}", table, sets, recordset(), where);
        for (const std::string& document : documents_)
            touched += Query(sql, text).bind("rows", document + "]").run();
        return touched;
    }
    run_each(sql, fmt::format("update {} as t set {} where {}", table, sets, where),
             [&](std::size_t, std::int64_t rows) { touched += rows; });
    return touched;
}

}  // namespace storage
