// Loads the snapshot for a batch of mails.
#include "storage/tickets.hpp"

#include "storage/absences.hpp"
#include "storage/suppressions.hpp"
#include "storage/confirmation_rows.hpp"
#include "storage/sender_history.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"
#include "storage/sql/db_text.hpp"
#include "storage/ticket_columns.hpp"
#include "storage/ticket_parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <unordered_map>

namespace storage {

namespace {

// Cap on chains of merges. Real chains are shorter.
constexpr int merge_depth = 8;

/// Reads those aliases that are stored, and adds their tickets to `numbers`. The snapshot keeps the ids in the
/// spelling of the mails.
void load_aliases(const Sql& sql, std::span<const workflow::ThreadKeys> keys, workflow::Snapshot& snapshot,
                  std::set<std::int64_t>& numbers) {
    std::unordered_map<std::string, std::vector<const std::string*>> wanted;
    for (const workflow::ThreadKeys& key : keys) {
        for (const std::string& id : key.foreign_ids)
            wanted[index_key(id)].push_back(&id);
    }
    if (wanted.empty()) return;
    std::vector<std::string> ids;
    for (const auto& [id, written] : wanted)
        ids.push_back(id);
    Query query(
        sql,
        fmt::format(
            "select a.message_id, a.ticket, e.subject from alias a left join entry e on e.id = a.entry where a.message_id {}",
            in_texts(sql, "ids")),
        {Type::text, Type::integer, Type::text});
    query.bind("ids", json_list(ids));
    while (query.next()) {
        const TicketId ticket{query.integer(1)};
        numbers.insert(ticket.value);
        for (const std::string* written : wanted.at(query.text(0))) {
            snapshot.aliases.emplace(*written, ticket);
            if (!query.is_null(2)) snapshot.subjects.emplace(*written, query.text(2));
        }
    }
}

/// Reads the tickets, the tickets that they were merged into and those that they were split from.
void load_tickets(const Sql& sql, std::set<std::int64_t> numbers, workflow::Snapshot& snapshot) {
    for (int depth = 0; depth < merge_depth && !numbers.empty(); ++depth) {
        const std::string list = json_list(std::vector<std::int64_t>(numbers.begin(), numbers.end()));
        // Rows are read before their parts. If a part is newer than its row, the version has changed, and the write
        // will conflict.
        auto tickets = select_tickets(sql, "where number " + in_integers(sql, "numbers"),
                                      [&](Query& query) { query.bind("numbers", list); });
        numbers.clear();
        std::unordered_map<std::int64_t, workflow::Ticket*> by_number;
        for (workflow::Ticket& ticket : tickets) {
            const auto added = snapshot.tickets.insert_or_assign(ticket.number, std::move(ticket)).first;
            by_number.emplace(added->first.value, &added->second);
        }
        read_parts(sql, by_number);
        for (const auto& [number, ticket] : by_number) {
            for (const workflow::Link& link : ticket->links) {
                const bool leads_on =
                    link.kind == workflow::Link::Kind::merged_into || link.kind == workflow::Link::Kind::split_from;
                if (leads_on && !snapshot.tickets.contains(link.number)) numbers.insert(link.number.value);
            }
        }
    }
}

/// Loads the comments and notes of the tickets in order, and the Message-IDs of our mails that carried them.
void load_stories(const Sql& sql, workflow::Snapshot& snapshot) {
    std::vector<std::int64_t> numbers;
    for (const auto& [number, ticket] : snapshot.tickets)
        numbers.push_back(number.value);
    if (numbers.empty()) return;
    const std::string list = json_list(numbers);
    std::unordered_map<std::int64_t, std::pair<TicketId, std::size_t>> places;
    Query said(
        sql,
        fmt::format("select id, ticket, at, kind, author, trust, text, message_id, subject from entry "
                    "where ticket {} and kind <> 'event' order by ticket, id",
                    in_integers(sql, "numbers")),
        {Type::integer, Type::integer, Type::integer, Type::text, Type::text, Type::text, Type::text, Type::text, Type::text});
    said.bind("numbers", list);
    while (said.next()) {
        const TicketId ticket{said.integer(1)};
        auto& history = snapshot.stories[ticket];
        places.emplace(said.integer(0), std::pair(ticket, history.size()));
        workflow::StoredEntry& line = history.emplace_back();
        line.id = config::EntryId{said.integer(0)};
        line.entry.ticket = ticket;
        line.entry.at = said.instant(2);
        line.entry.kind = workflow::parse_entry_kind(said.text(3));
        line.entry.author = said.text(4);
        line.entry.trust = workflow::parse_trust(said.text(5));
        line.entry.text = said.text(6);
        line.entry.message_id = said.text(7);
        line.entry.subject = said.text(8);
    }
    Query sent(
        sql,
        fmt::format("select o.entry, o.message_id from outbox o join entry e on e.id = o.entry where e.ticket {} order by o.id",
                    in_integers(sql, "numbers")),
        {Type::integer, Type::text});
    sent.bind("numbers", list);
    while (sent.next()) {
        const auto place = places.find(sent.integer(0));
        if (place != places.end()) snapshot.stories[place->second.first][place->second.second].sent_as.push_back(sent.text(1));
    }
}

/// The addresses to which mails about these tickets may be sent.
std::vector<std::string> addresses_of(const workflow::Snapshot& snapshot, const std::vector<std::string>& senders) {
    std::set<std::string> addresses(senders.begin(), senders.end());
    for (const auto& [number, ticket] : snapshot.tickets) {
        addresses.insert(mail::normalized(ticket.requester.address));
        for (const workflow::Watcher& watcher : ticket.watchers)
            addresses.insert(mail::normalized(watcher.address));
    }
    return {addresses.begin(), addresses.end()};
}

}  // namespace

workflow::Snapshot Tickets::load(std::span<const workflow::ThreadKeys> keys, config::Instant now) {
    workflow::Snapshot snapshot;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        snapshot = {};
        std::set<std::int64_t> numbers;
        std::vector<std::string> senders;
        for (const workflow::ThreadKeys& key : keys) {
            for (const TicketId ticket : key.tickets)
                numbers.insert(ticket.value);
            if (!key.sender.empty()) senders.push_back(key.sender);
        }
        load_aliases(sql, keys, snapshot, numbers);
        load_held(sql, keys, now, snapshot, numbers);
        load_tickets(sql, std::move(numbers), snapshot);
        if (std::any_of(keys.begin(), keys.end(), [](const workflow::ThreadKeys& key) { return key.history; }))
            load_stories(sql, snapshot);
        snapshot.failing = read_failing(sql, addresses_of(snapshot, senders));
        snapshot.senders = read_sender_histories(sql, senders, now);
        const DeskHistory desk = read_desk_history(sql, now);
        snapshot.acks_last_hour = desk.acknowledged;
        snapshot.unaligned_last_hour = desk.opened_unaligned;
        Query cursors(sql, "select team, technician from round_robin", {Type::text, Type::text});
        while (cursors.next())
            snapshot.last_assigned[cursors.text(0)] = cursors.text(1);
        snapshot.away = read_absences(sql);
        for (const auto& [technician, open] : Tally::read_all(sql, Tally::Kind::assignee))
            snapshot.open_tickets[technician] = static_cast<int>(open);
    });
    return snapshot;
}

std::vector<SentMail> Tickets::load_texts(std::span<const workflow::ThreadKeys> keys, workflow::Snapshot& snapshot) {
    std::vector<SentMail> sent;
    if (std::none_of(keys.begin(), keys.end(), [](const workflow::ThreadKeys& key) { return key.texts; })) return sent;
    session_.read([&](soci::session& connection) {
        snapshot.texts.clear();
        sent = read_ticket_texts(session_.sql(connection), keys, snapshot);
    });
    return sent;
}

}  // namespace storage
