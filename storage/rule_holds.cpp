// Stores the tick rules that wait for an admin's approval.
#include "storage/rule_holds.hpp"

#include "storage/outgoing_rows.hpp"
#include "storage/sql/sql.hpp"
#include "storage/sql/db_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace storage {

std::vector<RuleHolds::Hold> RuleHolds::all() {
    std::vector<Hold> holds;
    session_.read([&](soci::session& connection) {
        holds.clear();
        Query query(session_.sql(connection),
                    "select fingerprint, rule, tickets, held_since, allowed_at from rule_hold order by rule, fingerprint",
                    {Type::text, Type::text, Type::integer, Type::integer, Type::integer});
        while (query.next())
            holds.push_back(
                {query.text(0), query.text(1), query.integer(2), query.optional_instant(3), query.optional_instant(4)});
    });
    return holds;
}

bool RuleHolds::put(const Hold& hold, const NewOutgoing& question, Instant now) {
    const std::vector<PackedOutgoing> packed = pack_outgoing({&question, 1});
    std::vector<const PackedOutgoing*> rows;
    for (const PackedOutgoing& mail : packed)
        rows.push_back(&mail);
    bool fresh = false;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        // When two daemons put the same rule on hold, the second one waits for the row and then changes nothing.
        Query query(
            sql,
            "insert into rule_hold (fingerprint, rule, tickets, held_since) values (:fingerprint, :rule, :tickets, :now) on "
            "conflict (fingerprint) do update set tickets = excluded.tickets, held_since = excluded.held_since where "
            "rule_hold.held_since is null");
        query.bind("fingerprint", hold.fingerprint).bind("rule", clean(hold.rule)).bind("tickets", hold.tickets).bind("now", now);
        fresh = query.run() > 0;
        if (fresh) insert_outgoing(sql, rows, now);
    });
    return fresh;
}

bool RuleHolds::allow(const std::string& fingerprint, Instant now) {
    bool allowed = false;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(
            sql,
            "update rule_hold set allowed_at = case when held_since > :now then held_since else :now end, held_since = null "
            "where fingerprint = :fingerprint and held_since is not null");
        allowed = query.bind("now", now).bind("fingerprint", fingerprint).run() > 0;
        if (allowed) make_all_due(sql, now);
    });
    return allowed;
}

void RuleHolds::end_allowance(const Hold& allowed) {
    if (!allowed.allowed_at) return;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query(sql, "delete from rule_hold where fingerprint = :fingerprint and allowed_at = :allowed_at and held_since is null")
            .bind("fingerprint", allowed.fingerprint)
            .bind("allowed_at", *allowed.allowed_at)
            .run();
        Query(sql, "update rule_hold set allowed_at = null where fingerprint = :fingerprint and allowed_at = :allowed_at")
            .bind("fingerprint", allowed.fingerprint)
            .bind("allowed_at", *allowed.allowed_at)
            .run();
    });
}

void keep_rule_holds(const Sql& sql, std::span<const std::string> fingerprints) {
    Query(sql, fmt::format("delete from rule_hold where not (fingerprint {})", in_texts(sql, "fingerprints")))
        .bind("fingerprints", json_list(fingerprints))
        .run();
}

void make_all_due(const Sql& sql, Instant now) {
    Query(sql,
          "update ticket set next_due_at = :now, version = version + 1 where status <> 'closed' and (next_due_at is null or "
          "next_due_at > :now)")
        .bind("now", now)
        .run();
}

}  // namespace storage
