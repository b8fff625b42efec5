#include "storage/sql.hpp"

#include "storage/text.hpp"

#include <fmt/format.h>

namespace storage {

Query::Query(const Sql& sql, const std::string& text, std::initializer_list<Type> columns)
    : Query(sql, text, std::span(columns.begin(), columns.size())) {}

Query::Query(const Sql& sql, const std::string& text, std::span<const Type> columns)
    : postgresql_(sql.postgresql), text_(text), statement_(sql.session) {
    for (const Type type : columns) {
        Slot& slot = slots_.emplace_back();
        if (type == Type::integer) {
            statement_.exchange(soci::into(slot.integer, slot.state));
        } else {
            statement_.exchange(soci::into(slot.text, slot.state));
        }
    }
}

Query& Query::bind(const char* name, std::int64_t value) {
    Slot& slot = binds_.emplace_back();
    slot.integer = value;
    statement_.exchange(soci::use(slot.integer, name));
    return *this;
}

Query& Query::bind(const char* name, std::string_view value) {
    Slot& slot = binds_.emplace_back();
    slot.text = value;
    statement_.exchange(soci::use(slot.text, name));
    return *this;
}

void Query::start() {
    statement_.alloc();
    // A repeatable statement would cost PostgreSQL two more round trips, to prepare and to forget it.
    statement_.prepare(text_, soci::details::st_one_time_query);
    statement_.define_and_bind();
    started_ = true;
}

bool Query::next() {
    if (!started_) {
        start();
        statement_.execute(false);
    }
    for (Slot& slot : slots_) {
        slot.integer = 0;
        slot.text.clear();
    }
    return statement_.fetch();
}

std::int64_t Query::run() {
    start();
    statement_.execute(true);
    return statement_.get_affected_rows();
}

std::optional<config::Instant> Query::optional_instant(std::size_t column) const {
    if (is_null(column)) return std::nullopt;
    return instant(column);
}

std::string Query::bytes(std::size_t column) const {
    return postgresql_ ? from_bytea(slots_[column].text) : slots_[column].text;
}

// As an array, and not as rows to join with: whatever PostgreSQL believes of a table that nobody has analyzed yet, it takes the
// index.
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
