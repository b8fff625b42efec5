// Implements rare operations on the inbox: rows of dead daemons, quarantine and the admin's requests.
#include "storage/inbox.hpp"
#include "storage/sql/compress.hpp"

#include "storage/sql/chunks.hpp"
#include "storage/sql/leases.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"
#include "storage/sql/db_text.hpp"

#include <array>
#include <fmt/format.h>

namespace storage {

namespace {

std::int64_t count_of(const Sql& sql, std::string_view status) {
    // The status is in the text, not in a bind, because the partial indexes match only then.
    Query query(sql, fmt::format("select count(*) from inbox where status = '{}'", status), {Type::integer});
    return query.next() ? query.integer(0) : 0;
}

}  // namespace

int Inbox::release_dead(std::int64_t self) {
    std::int64_t released = 0;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        for (const std::int64_t owner : dead_owners(session_, sql, "inbox", "running", self)) {
            released +=
                Query(sql, "update inbox set status = 'queued', solo = 1, owner = 0 where status = 'running' and owner = :owner")
                    .bind("owner", owner)
                    .run();
        }
    });
    return static_cast<int>(released);
}

void Inbox::give_back(std::span<const InboxId> ids) {
    if (ids.empty()) return;
    std::vector<std::int64_t> values;
    for (const InboxId id : ids)
        values.push_back(id.value);
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query(sql,
              fmt::format(
                  "update inbox set status = 'queued', owner = 0, attempts = attempts - solo where status = 'running' and id {}",
                  in_integers(sql, "ids")))
            .bind("ids", json_list(values))
            .run();
    });
}

void Inbox::quarantine(InboxId id, const std::string& reason) {
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query(sql,
              "update inbox set status = 'quarantined', reason = :reason, owner = 0 where id = :id and status in ('queued', "
              "'running')")
            .bind("reason", clean(reason))
            .bind("id", id.value)
            .run();
    });
}

std::vector<QuarantinedMail> Inbox::quarantined(std::size_t most) {
    std::vector<QuarantinedMail> mails;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql,
                    "select id, received_at, mail_from, raw_bytes, reason from inbox where status = 'quarantined' order by id "
                    "limit :most",
                    {Type::integer, Type::integer, Type::text, Type::integer, Type::text});
        query.bind("most", static_cast<std::int64_t>(most));
        while (query.next())
            mails.push_back({InboxId{query.integer(0)}, query.instant(1), query.text(2), query.integer(3), query.text(4)});
    });
    return mails;
}

std::optional<std::string> Inbox::raw(InboxId id) {
    std::optional<std::string> raw;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql, "select raw_bytes from inbox where id = :id", {Type::integer});
        query.bind("id", id.value);
        if (!query.next()) return;
        const auto frames = read_chunks(sql, "inbox", std::array{id.value});
        if (const auto frame = frames.find(id.value); frame != frames.end())
            raw = decompress(frame->second, static_cast<std::size_t>(query.integer(0)));
    });
    return raw;
}

bool Inbox::retry(InboxId id) {
    std::int64_t found = 0;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        // The mail runs alone, because it may still crash the program.
        found =
            Query(
                sql,
                "update inbox set status = 'queued', solo = 1, attempts = 0, owner = 0, reason = '' where id = :id and status = "
                "'quarantined'")
                .bind("id", id.value)
                .run();
    });
    return found > 0;
}

bool Inbox::drop(InboxId id) {
    std::int64_t found = 0;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        found =
            Query(sql, "update inbox set status = 'done' where id = :id and status = 'quarantined'").bind("id", id.value).run();
        Tally tally;
        tally.add(Tally::Kind::inbox_done, found);
        tally.write(sql);
    });
    return found > 0;
}

Inbox::Counts Inbox::counts() {
    Counts counts;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query queued(sql,
                     "select (select count(*) from inbox where status = 'queued' and solo = 0) + "
                     "(select count(*) from inbox where status = 'queued' and solo = 1)",
                     {Type::integer});
        counts.queued = queued.next() ? queued.integer(0) : 0;
        counts.running = count_of(sql, "running");
        counts.quarantined = count_of(sql, "quarantined");
        counts.done = Tally::read(sql, Tally::Kind::inbox_done);
    });
    return counts;
}

}  // namespace storage
