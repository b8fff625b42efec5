// Implements the admin's view of the outbox (list, raw, retry, drop, counts), and finds when the next mail is due.
#include "storage/outbox.hpp"

#include "storage/outgoing_rows.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace storage {

namespace {

constexpr std::array<std::string_view, 5> statuses{"queued", "sending", "sent", "failed", "dropped"};

}  // namespace

std::vector<OutboxRow> Outbox::list(std::size_t most, const std::string& status) {
    std::vector<OutboxRow> rows;
    if (!status.empty() && std::find(statuses.begin(), statuses.end(), status) == statuses.end()) return rows;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(
            sql,
            fmt::format(
                "select id, ticket, kind, recipient, message_id, status, last_error, attempts, created_at, next_try_at, sent_at "
                "from outbox {} order by id desc limit :most",
                // The status is in the text, not in a bind, because the partial indexes match only then.
                status.empty() ? "" : fmt::format("where status = '{}'", status)),
            {Type::integer, Type::integer, Type::text, Type::text, Type::text, Type::text, Type::text, Type::integer,
             Type::integer, Type::integer, Type::integer});
        query.bind("most", static_cast<std::int64_t>(most));
        while (query.next()) {
            OutboxRow& row = rows.emplace_back();
            row.id = OutboxId{query.integer(0)};
            row.ticket = TicketId{query.integer(1)};
            row.kind = query.text(2);
            row.recipient = query.text(3);
            row.message_id = query.text(4);
            row.status = query.text(5);
            row.last_error = query.text(6);
            row.attempts = static_cast<int>(query.integer(7));
            row.created_at = query.instant(8);
            if (row.status == "queued") row.next_try_at = query.instant(9);
            row.sent_at = query.optional_instant(10);
        }
    });
    return rows;
}

std::optional<std::string> Outbox::raw(OutboxId id) {
    std::optional<std::string> raw;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        auto mails = read_outgoing(sql, std::array{id.value});
        if (const auto mail = mails.find(id.value); mail != mails.end()) raw = std::move(mail->second);
    });
    return raw;
}

bool Outbox::retry(OutboxId id, Instant now) {
    std::int64_t found = 0;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        found = Query(sql,
                      "update outbox set status = 'queued', next_try_at = :now, attempts = 0 where id = :id and status in "
                      "('queued', 'failed')")
                    .bind("now", now)
                    .bind("id", id.value)
                    .run();
    });
    return found > 0;
}

bool Outbox::drop(OutboxId id) {
    std::int64_t found = 0;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        found = Query(sql, "update outbox set status = 'dropped' where id = :id and status in ('queued', 'sending', 'failed')")
                    .bind("id", id.value)
                    .run();
    });
    return found > 0;
}

std::optional<Instant> Outbox::next_due() {
    std::optional<Instant> due;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql, "select next_try_at from outbox where status = 'queued' order by next_try_at limit 1", {Type::integer});
        if (query.next()) due = query.instant(0);
    });
    return due;
}

Outbox::Counts Outbox::counts() {
    Counts counts;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        const auto count = [&](std::string_view status) {
            Query query(sql, fmt::format("select count(*) from outbox where status = '{}'", status), {Type::integer});
            return query.next() ? query.integer(0) : 0;
        };
        counts.queued = count("queued");
        counts.sending = count("sending");
        counts.failed = count("failed");
        counts.sent = Tally::read(sql, Tally::Kind::outbox_sent);
    });
    return counts;
}

}  // namespace storage
