// Implements the queue of outgoing mails: append, claim, and the result of each attempt.
#include "storage/outbox.hpp"

#include "storage/sql/leases.hpp"
#include "storage/outgoing_rows.hpp"
#include "storage/delivery_result_rows.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace storage {

namespace {

/// Cap on the bytes that one claim loads, whatever the number of mails.
constexpr std::int64_t claim_bytes = 32 << 20;

std::vector<std::int64_t> pick(const Sql& sql, std::size_t most, Instant lease_now, Instant now) {
    std::vector<std::int64_t> ids;
    std::int64_t bytes = 0;
    const auto collect = [&](Query& query) {
        while (query.next()) {
            bytes += query.integer(1);
            if (!ids.empty() && bytes > claim_bytes) return;
            ids.push_back(query.integer(0));
        }
    };
    Query ended(
        sql,
        fmt::format(
            "select id, raw_bytes from outbox where status = 'sending' and lease_until < :now order by lease_until limit :most{}",
            sql.for_update_skip_locked()),
        {Type::integer, Type::integer});
    ended.bind("now", lease_now).bind("most", static_cast<std::int64_t>(most));
    collect(ended);
    if (ids.size() >= most || bytes > claim_bytes) return ids;
    Query due(sql,
              fmt::format("select id, raw_bytes from outbox where status = 'queued' and next_try_at <= :now order by "
                          "next_try_at, id limit :most{}",
                          sql.for_update_skip_locked()),
              {Type::integer, Type::integer});
    due.bind("now", now).bind("most", static_cast<std::int64_t>(most - ids.size()));
    collect(due);
    return ids;
}

std::vector<ClaimedOutgoing> read_claimed(const Sql& sql, std::span<const std::int64_t> ids) {
    Query query(sql,
                fmt::format("select id, ticket, kind, recipient, return_path, message_id, attempts, created_at, "
                            "next_try_at from outbox "
                            "where id {} order by id",
                            in_integers(sql, "ids")),
                {Type::integer, Type::integer, Type::text, Type::text, Type::text, Type::text, Type::integer, Type::integer,
                 Type::integer});
    query.bind("ids", json_list(ids));
    auto raws = read_outgoing(sql, ids);
    std::vector<ClaimedOutgoing> mails;
    while (query.next()) {
        ClaimedOutgoing mail;
        mail.id = OutboxId{query.integer(0)};
        mail.ticket = TicketId{query.integer(1)};
        mail.kind = workflow::parse_mail_kind(query.text(2)).value_or(workflow::MailKind::notice);
        mail.recipient = query.text(3);
        mail.return_path = query.text(4);
        mail.message_id = query.text(5);
        mail.attempts = static_cast<int>(query.integer(6)) - 1;
        mail.created_at = query.instant(7);
        mail.due_at = query.instant(8);
        if (const auto raw = raws.find(mail.id.value); raw != raws.end()) {
            mail.raw = std::move(raw->second);
            mails.push_back(std::move(mail));
            continue;
        }
        // A damaged row must not hold up the mails after it.
        Query(sql, "update outbox set status = 'failed', last_error = 'The stored bytes cannot be read.' where id = :id")
            .bind("id", mail.id.value)
            .run();
    }
    return mails;
}

}  // namespace

std::vector<ClaimedOutgoing> Outbox::claim(std::int64_t owner, std::size_t most, std::chrono::seconds lease, Instant now) {
    std::vector<ClaimedOutgoing> mails;
    if (most == 0) return mails;
    session_.transaction(
        [&](soci::session& connection) {
            const Sql sql = session_.sql(connection);
            const Instant lease_now = session_.lease_clock(connection);
            const std::vector<std::int64_t> ids = pick(sql, most, lease_now, now);
            if (ids.empty()) return;
            Query(sql,
                  fmt::format(
                      "update outbox set status = 'sending', owner = :owner, lease_until = :lease_until, attempts = attempts + 1 "
                      "where id {}",
                      in_integers(sql, "ids")))
                .bind("owner", owner)
                .bind("lease_until", lease_now + lease)
                .bind("ids", json_list(ids))
                .run();
            mails = read_claimed(sql, ids);
        },
        Commit::with_next);
    return mails;
}

void Outbox::append(std::span<const NewOutgoing> mails, Instant now) {
    const auto packed = pack_outgoing(mails);
    std::vector<const PackedOutgoing*> rows;
    for (const PackedOutgoing& mail : packed)
        rows.push_back(&mail);
    session_.transaction([&](soci::session& connection) { insert_outgoing(session_.sql(connection), rows, now); });
}

void Outbox::finish(std::span<const Result> results, Instant now) {
    if (results.empty()) return;
    const SentRows rows(session_.is_postgresql(), results, now);
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Tally tally;
        rows.write(sql, tally);
        tally.write(sql);
    });
}

int Outbox::release_dead(std::int64_t self) {
    std::int64_t released = 0;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        for (const std::int64_t owner : dead_owners(session_, sql, "outbox", "sending", self)) {
            released += Query(sql, "update outbox set status = 'queued', owner = 0 where status = 'sending' and owner = :owner")
                            .bind("owner", owner)
                            .run();
        }
    });
    return static_cast<int>(released);
}

}  // namespace storage
