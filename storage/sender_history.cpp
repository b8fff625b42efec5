// Counts the acknowledgements that a sender got and the tickets that unproven senders opened.
#include "storage/sender_history.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/counters.hpp"
#include "storage/sql/db_text.hpp"

#include <chrono>
#include <fmt/format.h>

namespace storage {

namespace {

// The empty name is the row of the whole desk.
const std::string desk;

// Cap on the old rows that one transaction deletes. No transaction adds as many, so old rows do not accumulate.
constexpr std::int64_t max_removed = 1000;

std::int64_t minute_of(config::Instant at) {
    return std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
}

}  // namespace

void SenderHistoryRows::add(const workflow::Decision& decision) {
    if (decision.opened && decision.unaligned) ++sums_[desk].opened;
    if (!decision.acknowledged) return;
    ++sums_[desk].acknowledged;
    if (!decision.sender.empty()) ++sums_[index_key(decision.sender)].acknowledged;
}

void SenderHistoryRows::write(const Sql& sql, config::Instant now) const {
    if (sums_.empty()) return;
    const std::int64_t minute = minute_of(now);
    const std::int64_t shard = shard_of(sql);
    RowBatch rows(sql.postgresql, {{"sender"},
                                   {"minute", Type::integer},
                                   {"shard", Type::integer},
                                   {"acknowledged", Type::integer},
                                   {"opened", Type::integer}});
    for (const auto& [sender, sums] : sums_)
        rows.text(sender).integer(minute).integer(shard).integer(sums.acknowledged).integer(sums.opened);
    rows.insert(
        sql, "sender_history",
        "on conflict (sender, minute, shard) do update set acknowledged = sender_history.acknowledged + excluded.acknowledged, "
        "opened = sender_history.opened + excluded.opened");
    const std::string old = fmt::format("select sender, minute, shard from sender_history where minute < :before limit :most{}",
                                        sql.for_update_skip_locked());
    Query(sql, fmt::format("delete from sender_history where (sender, minute, shard) in ({})", old))
        .bind("before", minute_of(now - std::chrono::hours(25)))
        .bind("most", max_removed)
        .run();
}

std::unordered_map<std::string, workflow::SenderHistory> read_sender_histories(const Sql& sql,
                                                                               std::span<const std::string> senders,
                                                                               config::Instant now) {
    std::unordered_map<std::string, workflow::SenderHistory> histories;
    if (senders.empty()) return histories;
    std::unordered_map<std::string, const std::string*> by_key;
    std::vector<std::string> keys;
    for (const std::string& sender : senders) {
        std::string key = index_key(sender);
        if (by_key.emplace(key, &sender).second) keys.push_back(std::move(key));
    }
    Query query(
        sql,
        fmt::format("select sender, cast(sum(case when minute >= :hour then acknowledged else 0 end) as bigint), "
                    "cast(sum(acknowledged) as bigint) from sender_history where sender {} and minute >= :day group by sender",
                    in_texts(sql, "senders")),
        {Type::text, Type::integer, Type::integer});
    query.bind("hour", minute_of(now - std::chrono::hours(1)));
    query.bind("senders", json_list(keys)).bind("day", minute_of(now - std::chrono::hours(24)));
    while (query.next()) {
        histories[*by_key.at(query.text(0))] = {static_cast<int>(query.integer(1)), static_cast<int>(query.integer(2))};
    }
    return histories;
}

DeskHistory read_desk_history(const Sql& sql, config::Instant now) {
    Query query(sql,
                "select cast(coalesce(sum(acknowledged), 0) as bigint), cast(coalesce(sum(opened), 0) as bigint) "
                "from sender_history where sender = :desk and minute >= :hour",
                {Type::integer, Type::integer});
    query.bind("desk", desk).bind("hour", minute_of(now - std::chrono::hours(1)));
    if (!query.next()) return {};
    return {static_cast<int>(query.integer(0)), static_cast<int>(query.integer(1))};
}

}  // namespace storage
