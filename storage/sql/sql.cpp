// Runs queries with named binds and typed columns, the same way for both dialects.
#include "storage/sql/sql.hpp"

#include "storage/sql/db_text.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace storage {

Query::Query(const Sql& sql, const std::string& text, std::initializer_list<Type> columns)
    : Query(sql, text, std::span(columns.begin(), columns.size())) {}

Query::Query(const Sql& sql, const std::string& text, std::span<const Type> columns)
    : postgresql_(sql.postgresql),
      text_(text),
      cache_(sql.statements),
      statement_(cache_ != nullptr ? cache_->borrow(sql.session, text) : nullptr) {
    if (statement_ == nullptr) {
        cache_ = nullptr;
        own_ = std::make_unique<Statement>(sql.session);
        statement_ = own_.get();
    }
    if (statement_->made) return;
    for (const Type type : columns) {
        Statement::Slot& slot = statement_->columns.emplace_back();
        if (type == Type::integer) {
            statement_->handle.exchange(soci::into(slot.integer, slot.state));
        } else {
            statement_->handle.exchange(soci::into(slot.text, slot.state));
        }
    }
}

Query::~Query() {
    if (cache_ != nullptr) cache_->give_back(*statement_, text_, postgresql_);
}

Statement::Slot& Query::next_bind(const char* name, Type type) {
    if (statement_->made) {
        if (bound_ >= statement_->binds.size() || std::string_view(statement_->names[bound_]) != name)
            throw std::logic_error(fmt::format("the bind {} is not where it was when this was prepared: {}", name, text_));
        return statement_->binds[bound_++];
    }
    Statement::Slot& slot = statement_->binds.emplace_back();
    statement_->names.push_back(name);
    ++bound_;
    if (type == Type::integer)
        statement_->handle.exchange(soci::use(slot.integer, name));
    else
        statement_->handle.exchange(soci::use(slot.text, name));
    return slot;
}

Query& Query::bind(const char* name, std::int64_t value) {
    next_bind(name, Type::integer).integer = value;
    return *this;
}

Query& Query::bind(const char* name, std::string_view value) {
    next_bind(name, Type::text).text = value;
    return *this;
}

void Query::start() {
    started_ = true;
    if (statement_->made) return;
    statement_->handle.alloc();
    // A query that runs only once is not prepared: PostgreSQL would need two more round trips, to prepare and to deallocate it.
    statement_->handle.prepare(text_, own_ ? soci::details::st_one_time_query : soci::details::st_repeatable_query);
    statement_->handle.define_and_bind();
    statement_->made = true;
}

bool Query::next() {
    if (!started_) {
        start();
        statement_->handle.execute(false);
    }
    for (Statement::Slot& slot : statement_->columns) {
        slot.integer = 0;
        slot.text.clear();
    }
    return statement_->handle.fetch();
}

std::int64_t Query::run() {
    start();
    statement_->handle.execute(true);
    return statement_->handle.get_affected_rows();
}

std::optional<config::Instant> Query::optional_instant(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return instant(column);
}

std::string Query::bytes(std::size_t column) const {
    return postgresql_ ? from_bytea(statement_->columns[column].text) : statement_->columns[column].text;
}

// An array, and not rows to join with, makes PostgreSQL use the index even when a table has never been analyzed.
std::string in_integers(const Sql& sql, std::string_view name) {
    if (!sql.postgresql) return fmt::format("in (select value from json_each(:{}))", name);
    return fmt::format("= any(array(select cast(value as bigint) from json_array_elements_text(cast(:{} as json))))", name);
}

std::string in_texts(const Sql& sql, std::string_view name) {
    if (!sql.postgresql) return fmt::format("in (select value from json_each(:{}))", name);
    return fmt::format("= any(array(select value from json_array_elements_text(cast(:{} as json))))", name);
}

std::string json_list(std::span<const std::int64_t> values) {
    return fmt::format("[{}]", fmt::join(values, ","));
}

std::string json_list(std::span<const std::string> values) {
    std::string out = "[";
    for (const std::string& value : values) {
        if (out.size() > 1) out += ',';
        append_json(out, value);
    }
    return out + "]";
}

std::vector<std::int64_t> take_ids(const Sql& sql, const std::string& table, std::size_t count) {
    std::vector<std::int64_t> ids;
    if (count == 0) return ids;
    ids.reserve(count);
    if (sql.postgresql) {
        Query query(sql, fmt::format("select nextval('{}_id_seq') from generate_series(1, cast(:count as integer))", table),
                    {Type::integer});
        query.bind("count", static_cast<std::int64_t>(count));
        while (query.next())
            ids.push_back(query.integer(0));
        return ids;
    }
    Query query(sql, fmt::format("select coalesce(max(id), 0) from {}", table), {Type::integer});
    std::int64_t last = query.next() ? query.integer(0) : 0;
    while (ids.size() < count)
        ids.push_back(++last);
    return ids;
}

}  // namespace storage
