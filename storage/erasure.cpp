// Erases tickets, or everything that an address wrote, in one transaction each.
#include "storage/erasure.hpp"

#include "mail/message/address.hpp"
#include "storage/entry_rows.hpp"
#include "storage/event_erasure.hpp"
#include "storage/sql/row_batch.hpp"
#include "storage/search.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"
#include "storage/sql/db_text.hpp"
#include "storage/ticket_columns.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <vector>

namespace storage {

namespace {

using Ids = std::vector<std::int64_t>;
constexpr std::string_view mark = "erased";

/// The ids that the query `text` selects. `name` is its only bind.
template <class Value>
Ids select_ids(const Sql& sql, const std::string& text, const char* name, const Value& value) {
    Ids ids;
    Query query(sql, text, {Type::integer});
    query.bind(name, value);
    while (query.next())
        ids.push_back(query.integer(0));
    return ids;
}

/// Runs the statement `text`, which ends in a column's name, for the rows whose value in that column is one of `ids`.
std::int64_t for_ids(const Sql& sql, const std::string& text, const Ids& ids) {
    if (ids.empty()) return 0;
    return Query(sql, text + " " + in_integers(sql, "ids")).bind("ids", json_list(ids)).run();
}

Ids select_for(const Sql& sql, const std::string& text, const Ids& ids) {
    if (ids.empty()) return {};
    return select_ids(sql, text + " " + in_integers(sql, "ids"), "ids", json_list(ids));
}

/// Erases the attachments of these entries. Their contents are erased unless another entry uses them too.
std::int64_t erase_files(const Sql& sql, const Ids& entries) {
    if (entries.empty()) return 0;
    std::set<std::string> contents;
    {
        Query query(sql, "select distinct sha256 from attachment where entry " + in_integers(sql, "ids"), {Type::text});
        query.bind("ids", json_list(entries));
        while (query.next())
            contents.insert(query.text(0));
    }
    for_ids(sql, "delete from attachment where entry", entries);
    std::int64_t gone = 0;
    for (const std::string& sha256 : contents) {
        bool needed = false;
        {
            Query query(sql, "select entry from attachment where sha256 = :sha256 limit 1", {Type::integer});
            query.bind("sha256", sha256);
            needed = query.next();
        }
        if (needed) continue;
        Query(sql, "delete from blob_chunk where sha256 = :sha256").bind("sha256", sha256).run();
        gone += Query(sql, "delete from blob where sha256 = :sha256").bind("sha256", sha256).run();
    }
    return gone;
}

/// Erases the bytes and envelopes of received mails. The rows stay, so that their ids are not used again.
std::int64_t erase_received(const Sql& sql, const Ids& inbox) {
    const Ids kept = select_for(sql, "select id from inbox where raw_bytes > 0 and id", inbox);
    for_ids(sql, "delete from inbox_chunk where inbox", inbox);
    for_ids(sql,
            "update inbox set duplicate_key = null, mail_from = '', recipients = '[]', peer = '', helo = '', reason = '', "
            "raw_bytes = 0, status = 'done' where id",
            inbox);
    return static_cast<std::int64_t>(kept.size());
}

/// Erases the bytes and envelopes of our mails. A mail that was packed against an erased one is erased too, because it
/// could not be read without it.
std::int64_t erase_sent(const Sql& sql, Ids outbox) {
    const Ids packed = select_for(sql, "select id from outbox where base", outbox);
    std::set<std::int64_t> all(outbox.begin(), outbox.end());
    all.insert(packed.begin(), packed.end());
    outbox.assign(all.begin(), all.end());
    for_ids(sql, "delete from outbox_chunk where outbox", outbox);
    for_ids(sql, "update outbox set status = 'dropped' where status in ('queued', 'sending') and id", outbox);
    for_ids(sql, "update outbox set recipient = '', return_path = '', message_id = '', last_error = '', base = null where id",
            outbox);
    return static_cast<std::int64_t>(outbox.size());
}

void erase_mails(const Sql& sql, const Ids& tickets, Erasure::Counts& counts) {
    counts.received +=
        erase_received(sql, select_for(sql, "select id from inbox where status in ('done', 'quarantined') and ticket", tickets));
    counts.sent += erase_sent(sql, select_for(sql, "select id from outbox where ticket", tickets));
}

void tell(const Sql& sql, const Ids& tickets, std::string_view author, const workflow::TicketEvent& event, config::Instant now) {
    const Ids ids = take_ids(sql, "entry", tickets.size());
    RowBatch rows(sql.postgresql, entry_columns());
    workflow::Entry entry;
    entry.at = now;
    entry.author = author;
    entry.event = event;
    for (std::size_t i = 0; i < tickets.size(); ++i) {
        entry.ticket = {tickets[i]};
        add_entry(rows, ids[i], entry);
    }
    rows.insert(sql, "entry");
}

/// The quoted titles and requester names in the events of opening and renaming, each also in its JSON-escaped form. The
/// longest come first, because one may be part of another.
std::vector<std::string> told_titles(const Sql& sql, const workflow::Ticket& ticket) {
    std::vector<std::string> found;
    const auto add = [&](const std::string& words) {
        if (words.empty()) return;
        const std::string marked = workflow::text::quoted(words);
        found.insert(found.end(), {words, marked.substr(1, marked.size() - 2)});
    };
    add(ticket.title);
    add(ticket.requester.name);
    Query query(sql,
                "select text from entry where kind = 'event' and ticket = :ticket and (text like 'opened by %' or text like "
                "'split from %' or text like 'title %' or text like 'template %')",
                {Type::text});
    query.bind("ticket", ticket.number.value);
    while (query.next())
        for (const std::string& words : workflow::text::quoted_in(query.text(0)))
            add(words);
    for (std::string& words : titles_in_events(sql, ticket.number))
        add(words);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return found;
}

/// Erases titles and the requester's name in events.
void erase_title(const Sql& sql, const workflow::Ticket& ticket) {
    const auto titles = told_titles(sql, ticket);
    erase_in_events(sql, {ticket.number.value}, titles);
    for (const std::string& title : titles)
        for (const char* text :
             {"update entry set text = replace(text, :title, 'erased') where kind = 'event' and ticket = :ticket",
              "update entry set subject = replace(subject, :title, 'erased') where ticket = :ticket"})
            Query(sql, text).bind("title", clean(title)).bind("ticket", ticket.number.value).run();
}

/// Locks the tickets, applies `change` to each and stores them with a new version.
template <class Change>
void change_tickets(const Sql& sql, const Ids& numbers, Change change) {
    if (numbers.empty()) return;
    const auto tickets =
        select_tickets(sql, "where number " + in_integers(sql, "numbers") + " order by number" + std::string(sql.for_update()),
                       [&](Query& query) { query.bind("numbers", json_list(numbers)); });
    RowBatch rows(sql.postgresql, ticket_columns());
    for (workflow::Ticket ticket : tickets) {
        change(ticket);
        add_ticket(rows, ticket, ticket.version + 1);
    }
    rows.update(sql, "ticket", 1);
}

bool is_open(config::Status status) {
    return status != config::Status::resolved && status != config::Status::closed;
}

/// All stored spellings of an address.
std::set<std::string> spellings(const Sql& sql, const std::string& address) {
    std::set<std::string> found{address};
    for (const char* text : {"select distinct author from entry where lower(author) = :address",
                             "select distinct requester_address from ticket where lower(requester_address) = :address",
                             "select distinct address from watcher where lower(address) = :address"}) {
        Query query(sql, text, {Type::text});
        query.bind("address", address);
        while (query.next())
            found.insert(query.text(0));
    }
    return found;
}

/// The tickets in which the address takes or took part. Former watchers are found through events and mails, which
/// still name them.
Ids tickets_of(const Sql& sql, const std::string& address) {
    std::set<std::int64_t> numbers;
    for (const char* text :
         {"select distinct ticket from entry where lower(author) = :address",
          "select distinct ticket from entry where kind = 'event' and replace(lower(text), :address, '') <> lower(text)",
          "select number from ticket where lower(requester_address) = :address",
          "select distinct ticket from watcher where lower(address) = :address",
          "select distinct ticket from outbox where ticket is not null and lower(recipient) = :address"}) {
        const Ids found = select_ids(sql, text, "address", address);
        numbers.insert(found.begin(), found.end());
    }
    // JSON puts a backslash before a quotation mark or a backslash.
    std::string escaped;
    append_json(escaped, address);
    const Ids found = select_ids(
        sql, "select distinct ticket from entry where event <> '' and replace(lower(event), :address, '') <> lower(event)",
        "address", escaped.substr(1, escaped.size() - 2));
    numbers.insert(found.begin(), found.end());
    return {numbers.begin(), numbers.end()};
}

void erase_address_in_rows(const Sql& sql, const std::string& address, const Ids& tickets) {
    const std::set<std::string> names = spellings(sql, address);
    erase_in_events(sql, tickets, {names.begin(), names.end()});
    for (const std::string& spelling : names)
        for (const char* text : {"update entry set text = replace(text, :spelling, 'erased') where ticket",
                                 "update entry set subject = replace(subject, :spelling, 'erased') where ticket",
                                 "update time_entry set text = replace(text, :spelling, 'erased') where ticket"})
            if (!tickets.empty())
                Query(sql, std::string(text) + " " + in_integers(sql, "ids"))
                    .bind("spelling", spelling)
                    .bind("ids", json_list(tickets))
                    .run();
    for_ids(sql, "update entry set quoted = '', quoted_new = '', left_out_lines = 0 where ticket", tickets);
    Query(sql, "delete from watcher where lower(address) = :address").bind("address", address).run();
    Query(sql, "delete from sender_history where sender = :address").bind("address", index_key(address)).run();
    Query(sql, "delete from failing_address where address = :address").bind("address", index_key(address)).run();
}

}  // namespace

Erasure::Counts Erasure::ticket(config::TicketId number, config::Instant now) {
    return tickets({&number, 1}, "admin", workflow::event::TicketErased{}, now);
}

Erasure::Counts Erasure::tickets(std::span<const config::TicketId> numbers, std::string_view author,
                                 const workflow::TicketEvent& event, config::Instant now) {
    Ids wanted;
    for (const config::TicketId number : numbers)
        wanted.push_back(number.value);
    Counts counts;
    session_.transaction([&](soci::session& connection) {
        counts = {};
        const Sql sql = session_.sql(connection);
        const Ids tickets = select_for(sql, "select number from ticket where number", wanted);
        if (tickets.empty()) return;
        Tally tally;
        change_tickets(sql, tickets, [&](workflow::Ticket& ticket) {
            if (is_open(ticket.status)) {
                tally.add(Tally::Kind::open, -1);
                if (!ticket.assignee.empty()) tally.add(Tally::Kind::assignee, -1, ticket.assignee);
            }
            ticket.title = mark;
            ticket.description.clear();
            ticket.requester = {std::string(mark), ""};  // a name without an address: no mail is sent to it
            ticket.status = config::Status::closed;
            if (!ticket.closed_at) ticket.closed_at = now;
            ticket.erased_at = now;
            ticket.root_id.clear();
            ticket.last_client_id.clear();
            ticket.updated_at = now;
            ticket.close_at.reset();
            ticket.snoozed_until.reset();
            ticket.next_due_at.reset();
            ticket.clocks.response_to.clear();
            ticket.undos.clear();
        });
        const Ids entries = select_for(sql, "select id from entry where ticket", tickets);
        forget_words(sql, entries, tickets);
        counts.tickets = static_cast<std::int64_t>(tickets.size());
        counts.files = erase_files(sql, entries);
        counts.entries = for_ids(sql, "delete from entry where id", entries);
        for (const char* text :
             {"delete from alias where ticket", "delete from watcher where ticket", "delete from held where ticket",
              "delete from held where other", "update time_entry set text = '' where ticket"})
            for_ids(sql, text, tickets);
        erase_mails(sql, tickets, counts);
        tell(sql, tickets, author, event, now);
        tally.write(sql);
    });
    return counts;
}

Erasure::Counts Erasure::address(const std::string& address, config::Instant now) {
    Counts counts;
    session_.transaction([&](soci::session& connection) {
        counts = {};
        const Sql sql = session_.sql(connection);
        const Ids tickets = tickets_of(sql, address);
        const Ids wrote =
            select_ids(sql, "select id from entry where kind <> 'event' and lower(author) = :address", "address", address);
        // The index can remove an entry only while the text is still there.
        const Ids entries = select_for(sql, "select id from entry where ticket", tickets);
        forget_words(sql, entries, tickets);
        counts.tickets = static_cast<std::int64_t>(tickets.size());
        counts.entries = static_cast<std::int64_t>(wrote.size());
        counts.files = erase_files(sql, wrote);
        erase_address_in_rows(sql, address, tickets);
        for_ids(sql, "update entry set text = '' where id", wrote);
        Query(sql, "update entry set author = 'erased', subject = '', message_id = '' where lower(author) = :address")
            .bind("address", address)
            .run();
        for_ids(sql, "delete from alias where entry", wrote);
        for_ids(sql, "delete from held where ticket", tickets);
        change_tickets(sql, tickets, [&](workflow::Ticket& ticket) {
            // Undo records contain old titles and addresses.
            ticket.undos.clear();
            std::erase_if(ticket.clocks.response_to, [&](const auto& one) { return mail::normalized(one) == address; });
            if (mail::normalized(ticket.requester.address) != address) return;
            erase_title(sql, ticket);
            ticket.title = mark;
            ticket.description.clear();
            ticket.requester = {std::string(mark), ""};  // a name without an address: no mail is sent to it
            ticket.root_id.clear();
            ticket.last_client_id.clear();
        });
        erase_mails(sql, tickets, counts);
        counts.received += erase_received(
            sql, select_ids(sql, "select id from inbox where lower(mail_from) = :address and status in ('done', 'quarantined')",
                            "address", address));
        counts.sent +=
            erase_sent(sql, select_ids(sql, "select id from outbox where lower(recipient) = :address", "address", address));
        SearchQueue search(sql.postgresql);
        for (const std::int64_t entry :
             select_for(sql, "select id from entry where kind <> 'event' and text <> '' and id", entries))
            search.add_entry(entry);
        for (const std::int64_t number : tickets)
            search.add_title({number});
        search.write(sql);
        tell(sql, tickets, "admin", workflow::event::ParticipantErased{}, now);
    });
    return counts;
}

void Erasure::tidy_up() {
    if (session_.is_postgresql()) return;
    session_.transaction([&](soci::session& connection) { rewrite_words(session_.sql(connection)); });
    session_.read([&](soci::session& connection) {
        Sql sql = session_.sql(connection);
        sql.statements = nullptr;
        // SQLite would otherwise keep the temporary copy, which is as large as the database, in memory.
        Query(sql, "pragma temp_store = file").run();
        Query(sql, "vacuum").run();
        Query checkpoint(sql, "pragma wal_checkpoint(truncate)", {Type::integer, Type::integer, Type::integer});
        while (checkpoint.next()) {
        }
    });
}

}  // namespace storage
