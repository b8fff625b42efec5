// Reserves ticket numbers and answers reads: due, list, find, entries, attachments, counts.
#include "storage/tickets.hpp"
#include "storage/sql/compress.hpp"

#include "storage/inbox.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"
#include "storage/sql/db_text.hpp"
#include "storage/ticket_columns.hpp"
#include "storage/ticket_parts.hpp"

#include <array>
#include <fmt/format.h>

namespace storage {

void read_parts(const Sql& sql, std::unordered_map<std::int64_t, workflow::Ticket*>& by_number) {
    if (by_number.empty()) return;
    std::vector<std::int64_t> numbers;
    for (const auto& [number, ticket] : by_number)
        numbers.push_back(number);
    const std::string list = json_list(numbers);
    Query watchers(sql,
                   fmt::format("select ticket, address, since from watcher where ticket {} order by ticket, position",
                               in_integers(sql, "numbers")),
                   {Type::integer, Type::text, Type::integer});
    watchers.bind("numbers", list);
    while (watchers.next())
        by_number.at(watchers.integer(0))->watchers.push_back({watchers.text(1), watchers.instant(2)});
    Query links(sql,
                fmt::format("select ticket, kind, other from link where ticket {} order by ticket, position",
                            in_integers(sql, "numbers")),
                {Type::integer, Type::text, Type::integer});
    links.bind("numbers", list);
    while (links.next())
        by_number.at(links.integer(0))->links.push_back({workflow::parse_link_kind(links.text(1)), TicketId{links.integer(2)}});
}

std::vector<TicketId> Tickets::reserve(std::size_t count) {
    std::vector<TicketId> numbers;
    if (count == 0) return numbers;
    const auto wanted = static_cast<std::int64_t>(count);
    // A power failure can only undo the reservation of unused numbers: the transaction that uses a number commits
    // later, and durably.
    session_.transaction(
        [&](soci::session& connection) {
            const Sql sql = session_.sql(connection);
            Query query(sql, "update counter set value = value + :count where name = 'ticket' returning value", {Type::integer});
            query.bind("count", wanted);
            if (!query.next()) throw std::runtime_error("the counter of ticket numbers is gone");
            for (std::int64_t number = query.integer(0) - wanted + 1; number <= query.integer(0); ++number)
                numbers.push_back(TicketId{number});
        },
        Commit::with_next);
    return numbers;
}

std::vector<TicketId> Tickets::due(config::Instant now, std::size_t most) {
    std::vector<TicketId> numbers;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql, "select number from ticket where next_due_at <= :now order by next_due_at limit :most", {Type::integer});
        query.bind("now", now).bind("most", static_cast<std::int64_t>(most));
        while (query.next())
            numbers.push_back(TicketId{query.integer(0)});
    });
    return numbers;
}

namespace {

/// The filter as SQL, with the same bind names as bind_filter.
std::string where(const Sql& sql, const Filter& filter) {
    std::string text = "where 1 = 1";
    if (!filter.status.empty()) text += " and status " + in_texts(sql, "status");
    if (filter.assignee == "none")
        text += " and assignee = ''";
    else if (!filter.assignee.empty())
        text += " and assignee = :assignee and assignee <> ''";  // the second condition lets the partial index apply
    if (!filter.team.empty()) text += " and team = :team";
    if (!filter.client.empty()) text += " and client = :client";
    if (!filter.requester.empty()) text += " and requester_key = :requester";
    if (filter.priority) text += " and priority = :priority";
    if (!filter.category.empty()) text += " and category = :category";
    if (!filter.ticket_template.empty()) text += " and template = :template";
    if (filter.created_from) text += " and created_at >= :created_from";
    if (filter.created_before) text += " and created_at < :created_before";
    if (filter.without_merged)
        text += " and not exists (select 1 from link where link.ticket = ticket.number and link.kind = 'merged-into')";
    return text + " order by number limit :most";
}

void bind_filter(Query& query, const Filter& filter) {
    if (!filter.status.empty()) {
        std::vector<std::string> words;
        for (const config::Status status : filter.status)
            words.emplace_back(config::to_string(status));
        query.bind("status", json_list(words));
    }
    if (!filter.assignee.empty() && filter.assignee != "none") query.bind("assignee", clean(filter.assignee));
    if (!filter.team.empty()) query.bind("team", clean(filter.team));
    if (!filter.client.empty()) query.bind("client", clean(filter.client));
    if (!filter.requester.empty()) query.bind("requester", index_key(mail::normalized(filter.requester)));
    if (filter.priority) query.bind("priority", config::to_string(*filter.priority));
    if (!filter.category.empty()) query.bind("category", clean(filter.category));
    if (!filter.ticket_template.empty()) query.bind("template", clean(filter.ticket_template));
    if (filter.created_from) query.bind("created_from", *filter.created_from);
    if (filter.created_before) query.bind("created_before", *filter.created_before);
    query.bind("most", static_cast<std::int64_t>(filter.most));
}

}  // namespace

std::vector<workflow::Ticket> Tickets::list(const Filter& filter) {
    std::vector<workflow::Ticket> tickets;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        tickets = select_tickets(sql, where(sql, filter), [&](Query& query) { bind_filter(query, filter); });
    });
    return tickets;
}

std::optional<workflow::Ticket> Tickets::find(TicketId number) {
    std::optional<workflow::Ticket> found;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        auto tickets = select_tickets(sql, "where number = :number", [&](Query& query) { query.bind("number", number.value); });
        if (tickets.empty()) return;
        found = std::move(tickets.front());
        std::unordered_map<std::int64_t, workflow::Ticket*> by_number{{number.value, &*found}};
        read_parts(sql, by_number);
    });
    return found;
}

std::vector<workflow::Entry> Tickets::entries(TicketId number) {
    std::vector<workflow::Entry> entries;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        std::unordered_map<std::int64_t, std::size_t> by_id;
        Query query(sql,
                    "select id, at, kind, author, trust, text, quoted, unverified, message_id, subject, event, "
                    "quoted_new, left_out_lines from entry where ticket = :ticket order by id",
                    {Type::integer, Type::integer, Type::text, Type::text, Type::text, Type::text, Type::text, Type::integer,
                     Type::text, Type::text, Type::text, Type::text, Type::integer});
        query.bind("ticket", number.value);
        while (query.next()) {
            by_id.emplace(query.integer(0), entries.size());
            workflow::Entry& entry = entries.emplace_back();
            entry.ticket = number;
            entry.at = query.instant(1);
            entry.kind = workflow::parse_entry_kind(query.text(2));
            entry.author = query.text(3);
            entry.trust = workflow::parse_trust(query.text(4));
            entry.text = query.text(5);
            entry.quoted = query.text(6);
            entry.unverified = query.integer(7) != 0;
            entry.message_id = query.text(8);
            entry.subject = query.text(9);
            entry.event = workflow::parse_event(query.text(10));
            entry.quoted_new = query.text(11);
            entry.left_out_lines = static_cast<int>(query.integer(12));
        }
        Query attachments(sql,
                          "select a.entry, a.name, a.type, a.size, a.is_inline, a.content_id, a.sha256 from attachment a join "
                          "entry e on e.id = "
                          "a.entry where e.ticket = :ticket order by a.entry, a.position",
                          {Type::integer, Type::text, Type::text, Type::integer, Type::integer, Type::text, Type::text});
        attachments.bind("ticket", number.value);
        while (attachments.next()) {
            entries[by_id.at(attachments.integer(0))].attachments.push_back(
                {attachments.text(1), attachments.text(2), static_cast<std::uint64_t>(attachments.integer(3)),
                 attachments.integer(4) != 0, attachments.text(5), attachments.text(6), nullptr});
        }
    });
    return entries;
}

std::optional<std::string> Tickets::attachment(const std::string& sha256) {
    std::optional<std::string> content;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        const std::string key = clean(sha256);
        Query blob(sql, "select size, encoding from blob where sha256 = :sha256", {Type::integer, Type::text});
        blob.bind("sha256", key);
        if (!blob.next()) return;
        std::string bytes;
        Query chunks(sql, "select bytes from blob_chunk where sha256 = :sha256 order by position", {Type::bytes});
        chunks.bind("sha256", key);
        while (chunks.next())
            bytes += chunks.bytes(0);
        content = blob.text(1) == "zstd" ? decompress(bytes, static_cast<std::size_t>(blob.integer(0))) : std::move(bytes);
    });
    return content;
}

Tickets::Counts Tickets::counts() {
    Counts counts;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        counts.tickets = Tally::read(sql, Tally::Kind::tickets);
        counts.open = Tally::read(sql, Tally::Kind::open);
    });
    return counts;
}

}  // namespace storage
