// Loads and writes commands that wait for a technician's confirmation.
#include "storage/confirmation_rows.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/sql/db_text.hpp"
#include "workflow/inbound/confirmation.hpp"

#include <chrono>
#include <fmt/format.h>

namespace storage {

void load_held(const Sql& sql, std::span<const workflow::ThreadKeys> keys, config::Instant now, workflow::Snapshot& snapshot,
               std::set<std::int64_t>& numbers) {
    std::set<std::int64_t> ids;
    std::set<std::string> holders;
    for (const workflow::ThreadKeys& key : keys) {
        ids.insert(key.held.begin(), key.held.end());
        if (!key.holder.empty()) holders.insert(key.holder);
    }
    if (!ids.empty()) {
        Query query(
            sql,
            fmt::format("select id, ticket, other, technician, items, asked_at, until_at, proven from held "
                        "where id {} and released = 0",
                        in_integers(sql, "ids")),
            {Type::integer, Type::integer, Type::integer, Type::text, Type::text, Type::integer, Type::integer, Type::integer});
        query.bind("ids", json_list(std::vector<std::int64_t>(ids.begin(), ids.end())));
        while (query.next()) {
            workflow::PendingConfirmation held;
            held.id = query.integer(0);
            held.ticket = TicketId{query.integer(1)};
            held.other = TicketId{query.integer(2)};
            held.technician = query.text(3);
            held.items = query.text(4);
            held.asked_at = config::from_micros(query.integer(5));
            held.until = config::from_micros(query.integer(6));
            held.proven = query.integer(7) != 0;
            numbers.insert(held.ticket.value);
            if (held.other.is_set()) numbers.insert(held.other.value);
            holders.insert(held.technician);
            snapshot.held.emplace(held.id, std::move(held));
        }
    }
    if (holders.empty()) return;
    Query counts(
        sql,
        fmt::format(
            "select technician, proven, cast(sum(case when released = 0 and until_at > :now then 1 else 0 end) as bigint), "
            "cast(count(*) as bigint) from held where technician {} and asked_at > :hour group by technician, proven",
            in_texts(sql, "holders")),
        {Type::text, Type::integer, Type::integer, Type::integer});
    // An hour is longer than any confirmation stays open, so the count of open ones is complete.
    counts.bind("now", config::to_micros(now))
        .bind("holders", json_list(std::vector<std::string>(holders.begin(), holders.end())));
    counts.bind("hour", config::to_micros(now - std::chrono::hours(1)));
    while (counts.next())
        snapshot.holders[{counts.text(0), counts.integer(1) != 0}] = {static_cast<int>(counts.integer(2)),
                                                                      static_cast<int>(counts.integer(3))};
}

void write_held(const Sql& sql, std::span<const Outcome* const> outcomes, config::Instant now) {
    RowBatch fresh(sql.postgresql, {{"id", Type::integer},
                                    {"ticket", Type::integer},
                                    {"other", Type::integer},
                                    {"technician"},
                                    {"items"},
                                    {"asked_at", Type::integer},
                                    {"until_at", Type::integer},
                                    {"proven", Type::integer}});
    for (const Outcome* outcome : outcomes) {
        if (!outcome->decision.hold) continue;
        const workflow::PendingConfirmation& held = *outcome->decision.hold;
        fresh.integer(held.id).integer(held.ticket.value).integer(held.other.value).text(held.technician).text(held.items);
        fresh.instant(held.asked_at).instant(held.until).integer(held.proven ? 1 : 0);
    }
    if (fresh.size() > 0) {
        fresh.insert(sql, "held");
        Query(sql, "delete from held where asked_at < :before")
            .bind("before", config::to_micros(now - workflow::held_known_for))
            .run();
    }
    for (const Outcome* outcome : outcomes) {
        const std::int64_t id = outcome->decision.released;
        if (id == 0) continue;
        {
            Query open(sql, fmt::format("select released from held where id = :id{}", sql.for_update()), {Type::integer});
            open.bind("id", id);
            if (!open.next() || open.integer(0) != 0) throw Conflict("a question was answered twice at once");
        }
        Query(sql, "update held set released = 1 where id = :id").bind("id", id).run();
    }
}

}  // namespace storage
