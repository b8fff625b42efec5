// Stores the time log: entries of a ticket, sums and billed minutes.
#include "storage/time_log.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"
#include "storage/sql/db_text.hpp"

namespace storage {

namespace {

std::string conditions(const TimeFilter& filter) {
    std::string text;
    const auto add = [&](bool wanted, const char* condition) {
        if (wanted) text += std::string(text.empty() ? "where " : " and ") + condition;
    };
    add(!filter.client.empty(), "t.client = :client");
    add(!filter.technician.empty(), "e.technician = :technician");
    add(filter.ticket.has_value(), "e.ticket = :ticket");
    add(filter.from.has_value(), "e.ends >= :from_time");
    add(filter.to.has_value(), "e.ends < :to_time");
    return text;
}

void bind_conditions(Query& query, const TimeFilter& filter) {
    if (!filter.client.empty()) query.bind("client", clean(filter.client));
    if (!filter.technician.empty()) query.bind("technician", clean(filter.technician));
    if (filter.ticket) query.bind("ticket", filter.ticket->value);
    if (filter.from) query.bind("from_time", *filter.from);
    if (filter.to) query.bind("to_time", *filter.to);
}

}  // namespace

std::vector<workflow::TimeEntry> TimeLog::of(config::TicketId ticket) {
    std::vector<workflow::TimeEntry> entries;
    session_.read([&](soci::session& connection) {
        entries.clear();
        const Sql sql = session_.sql(connection);
        Query query(
            sql,
            "select at, technician, worked, minutes, billable, begins, ends, text from time_entry where ticket = :ticket "
            "order by id",
            {Type::integer, Type::text, Type::integer, Type::integer, Type::integer, Type::integer, Type::integer, Type::text});
        query.bind("ticket", ticket.value);
        while (query.next()) {
            workflow::TimeEntry& entry = entries.emplace_back();
            entry.ticket = ticket;
            entry.at = query.instant(0);
            entry.technician = query.text(1);
            entry.worked = static_cast<int>(query.integer(2));
            entry.minutes = static_cast<int>(query.integer(3));
            entry.billable = query.integer(4) != 0;
            entry.from = query.instant(5);
            entry.to = query.instant(6);
            entry.text = query.text(7);
        }
    });
    return entries;
}

std::vector<TimeSum> TimeLog::sums(const TimeFilter& filter) {
    std::vector<TimeSum> sums;
    session_.read([&](soci::session& connection) {
        sums.clear();
        const Sql sql = session_.sql(connection);
        // Casts the sums, because SQLite's aggregates have no type without a cast. PostgreSQL's sum of integers is a
        // bigint anyway.
        Query query(
            sql,
            "select e.ticket, t.title, t.client, e.technician, e.billable, cast(sum(e.worked) as bigint), "
            "cast(sum(e.minutes) as bigint), cast(count(*) as bigint) from time_entry e join ticket t on t.number = "
            "e.ticket " +
                conditions(filter) +
                " group by e.ticket, t.title, t.client, e.technician, e.billable order by e.ticket, e.technician, "
                "e.billable desc",
            {Type::integer, Type::text, Type::text, Type::text, Type::integer, Type::integer, Type::integer, Type::integer});
        bind_conditions(query, filter);
        while (query.next())
            sums.push_back({{query.integer(0)},
                            query.text(1),
                            query.text(2),
                            query.text(3),
                            query.integer(4) != 0,
                            query.integer(5),
                            query.integer(6),
                            query.integer(7)});
    });
    return sums;
}

std::vector<workflow::SlaReport::Billed> TimeLog::billed(const TimeFilter& filter) {
    std::vector<workflow::SlaReport::Billed> billed;
    session_.read([&](soci::session& connection) {
        billed.clear();
        const Sql sql = session_.sql(connection);
        const std::string also = conditions(filter);
        Query query(sql,
                    "select t.client, cast(sum(e.minutes) as bigint) from time_entry e join ticket t on t.number = e.ticket " +
                        also + (also.empty() ? "where" : " and") +
                        " e.billable = 1 group by t.client having sum(e.minutes) <> 0 order by t.client",
                    {Type::text, Type::integer});
        bind_conditions(query, filter);
        while (query.next())
            billed.push_back({query.text(0), query.integer(1)});
    });
    return billed;
}

void write_time(const Sql& sql, std::span<const Outcome* const> outcomes) {
    RowBatch rows(sql.postgresql, {{"ticket", Type::integer},
                                   {"at", Type::integer},
                                   {"technician"},
                                   {"worked", Type::integer},
                                   {"minutes", Type::integer},
                                   {"billable", Type::integer},
                                   {"begins", Type::integer},
                                   {"ends", Type::integer},
                                   {"text"}});
    for (const Outcome* outcome : outcomes) {
        for (const workflow::TimeEntry& entry : outcome->decision.time)
            rows.integer(entry.ticket.value)
                .instant(entry.at)
                .text(entry.technician)
                .integer(entry.worked)
                .integer(entry.minutes)
                .flag(entry.billable)
                .instant(entry.from)
                .instant(entry.to)
                .text(entry.text);
    }
    if (!rows.empty()) rows.insert(sql, "time_entry");
}

}  // namespace storage
