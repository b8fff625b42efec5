// Removes old mail bytes and closed tickets in short steps.
#include "storage/retention.hpp"

#include "config/time.hpp"
#include "storage/erasure.hpp"
#include "storage/sql/sql.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string_view>
#include <vector>

namespace storage {

namespace {

constexpr std::int64_t max_mails = 200;
constexpr std::int64_t max_bytes = 16 << 20;
// High, because each step scans the rows of all mails once. An index by ticket would avoid that, but it would slow
// down every mail.
constexpr std::int64_t max_tickets = 200;

struct Looked {
    std::vector<std::int64_t> removable;
    std::int64_t last = 0;  // the id of the last row that was looked at
    bool more = false;
};

/// A table of mails, the statuses of its finished mails, and the column with their time.
struct Mails {
    std::string_view table;
    std::string_view done;
    std::string_view at;
};
constexpr Mails received{"inbox", "'done'", "received_at"};
constexpr Mails sent{"outbox", "'sent', 'dropped'", "created_at"};

/// The next mails after `after` that still have their bytes, oldest first.
Looked look(const Sql& sql, const Mails& mails, std::int64_t after, config::Instant before) {
    Looked looked;
    looked.last = after;
    Query query(
        sql,
        fmt::format("select m.id, case when m.status in ({1}) then 1 else 0 end, m.{2}, m.raw_bytes from (select distinct "
                    "{0} as id from {0}_chunk where {0} > :after order by {0} limit :most) c join {0} m on m.id = c.id "
                    "order by m.id",
                    mails.table, mails.done, mails.at),
        {Type::integer, Type::integer, Type::integer, Type::integer});
    query.bind("after", after).bind("most", max_mails);
    std::int64_t rows = 0;
    for (std::int64_t bytes = 0; bytes < max_bytes && query.next(); ++rows) {
        // Ids ascend with time, so all later rows are younger.
        if (query.instant(2) >= before) return looked;
        looked.last = query.integer(0);
        if (query.integer(1) == 0) continue;
        looked.removable.push_back(query.integer(0));
        bytes += query.integer(3);
    }
    looked.more = rows > 0;
    return looked;
}

/// Our mails that serve as the base of mails that are still to be sent.
std::set<std::int64_t> needed_bases(const Sql& sql) {
    std::set<std::int64_t> bases;
    // The status is in the text, not in a bind, because the partial indexes match only then.
    for (const char* status : {"queued", "sending", "failed"}) {
        Query query(sql, fmt::format("select base from outbox where status = '{}' and base is not null", status),
                    {Type::integer});
        while (query.next())
            bases.insert(query.integer(0));
    }
    return bases;
}

void remove_bytes(const Sql& sql, std::string_view table, const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return;
    const std::string list = json_list(ids);
    Query(sql, fmt::format("delete from {0}_chunk where {0} {1}", table, in_integers(sql, "ids"))).bind("ids", list).run();
    Query(sql, fmt::format("update {} set raw_bytes = 0 where id {}", table, in_integers(sql, "ids"))).bind("ids", list).run();
}

/// One step through `mails` after `position`, which it moves forward.
Retention::Step step_through(Session& session, const Mails& mails, std::int64_t& position, config::Instant before) {
    Looked looked;
    session.transaction([&](soci::session& connection) {
        const Sql sql = session.sql(connection);
        looked = look(sql, mails, position, before);
        const std::set<std::int64_t> needed = mails.table == sent.table ? needed_bases(sql) : std::set<std::int64_t>();
        std::erase_if(looked.removable, [&](std::int64_t id) { return needed.contains(id); });
        remove_bytes(sql, mails.table, looked.removable);
    });
    position = looked.more ? looked.last : 0;
    return {static_cast<std::int64_t>(looked.removable.size()), looked.more};
}

}  // namespace

Retention::Step Retention::received_mails(config::Instant before) {
    return step_through(session_, received, received_, before);
}

Retention::Step Retention::sent_mails(config::Instant before) {
    return step_through(session_, sent, sent_, before);
}

Retention::Step Retention::closed_tickets(config::Instant before, std::chrono::seconds age, config::Instant now) {
    std::vector<config::TicketId> numbers;
    session_.read([&](soci::session& connection) {
        Query query(session_.sql(connection),
                    "select t.number from ticket t where t.closed_at < :before and t.closed_at is not null and t.erased_at is "
                    "null and not exists (select 1 from link l join ticket m on m.number = l.other "
                    "where l.ticket = t.number and l.kind = 'merged-into' and (m.closed_at is null or m.closed_at >= :later)) "
                    "order by t.closed_at limit :most",
                    {Type::integer});
        query.bind("before", before).bind("later", before).bind("most", max_tickets);
        while (query.next())
            numbers.push_back({query.integer(0)});
    });
    if (numbers.empty()) return {};
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(age).count();
    const auto counts =
        Erasure(session_).tickets(numbers, "ticketd", workflow::event::TicketErased{static_cast<int>(minutes)}, now);
    return {counts.tickets, true};
}

}  // namespace storage
