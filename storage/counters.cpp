// Stores the sums of table tally in shards, so that daemons do not wait for each other.
#include "storage/counters.hpp"

#include "storage/sql/row_batch.hpp"

namespace storage {

namespace {

constexpr std::int64_t shards = 16;

const char* word(Tally::Kind kind) {
    switch (kind) {
        case Tally::Kind::tickets:
            return "tickets";
        case Tally::Kind::open:
            return "open";
        case Tally::Kind::assignee:
            return "assignee";
        case Tally::Kind::inbox_done:
            return "inbox-done";
        case Tally::Kind::outbox_sent:
            return "outbox-sent";
    }
    return "";
}

}  // namespace

std::int64_t shard_of(const Sql& sql) {
    if (!sql.postgresql) return 0;
    Query query(sql, "select pg_backend_pid()", {Type::integer});
    return query.next() ? query.integer(0) % shards : 0;
}

void Tally::add(Kind kind, std::int64_t delta, const std::string& name) {
    if (delta != 0) deltas_[{word(kind), name}] += delta;
}

void Tally::write(const Sql& sql) const {
    if (deltas_.empty()) return;
    const std::int64_t shard = shard_of(sql);
    RowBatch rows(sql.postgresql, {{"kind"}, {"name"}, {"shard", Type::integer}, {"value", Type::integer}});
    for (const auto& [key, delta] : deltas_) {
        if (delta != 0) rows.text(key.first).text(key.second).integer(shard).integer(delta);
    }
    rows.insert(sql, "tally", "on conflict (kind, name, shard) do update set value = tally.value + excluded.value");
}

std::int64_t Tally::read(const Sql& sql, Kind kind) {
    Query query(sql, "select cast(coalesce(sum(value), 0) as bigint) from tally where kind = :kind", {Type::integer});
    query.bind("kind", word(kind));
    return query.next() ? query.integer(0) : 0;
}

std::map<std::string, std::int64_t> Tally::read_all(const Sql& sql, Kind kind) {
    std::map<std::string, std::int64_t> sums;
    Query query(sql, "select name, cast(sum(value) as bigint) from tally where kind = :kind group by name",
                {Type::text, Type::integer});
    query.bind("kind", word(kind));
    while (query.next())
        sums[query.text(0)] = query.integer(1);
    return sums;
}

}  // namespace storage
