// Reads what a ticket holds in words, for the proof that a line of an answer is quoted.
#include "storage/ticket_texts.hpp"

#include "storage/outgoing_rows.hpp"
#include "storage/sql/db_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <set>
#include <unordered_map>

namespace storage {

namespace {

// Most tickets fit into the first page, which is read for all tickets of a batch at once.
constexpr int first_page = 40;
constexpr int next_page = 200;
constexpr int first_entries = 20;
constexpr std::size_t most_bytes = 2U << 20U;  // of one ticket; one page may go beyond it
constexpr int most_letters = 128 * 1024;       // of one column of one entry
constexpr int most_sent = 6;                   // mails of one ticket
constexpr std::int64_t largest_sent = 8 << 20;
// The text of a mail comes before its files.
constexpr std::size_t most_sent_bytes = 256 * 1024;

constexpr std::string_view has_words = "(text <> '' or quoted <> '' or quoted_new <> '')";

std::string columns(std::string_view table) {
    return fmt::format(
        "{0}.ticket, {0}.id, {0}.author, {0}.subject, substr({0}.text, 1, {1}), substr({0}.quoted, 1, {1}), "
        "substr({0}.quoted_new, 1, {1})",
        table, most_letters);
}
constexpr std::initializer_list<Type> column_types{Type::integer, Type::integer, Type::text, Type::text,
                                                   Type::text,    Type::text,    Type::text};

/// The newest `most` rows of `table` for each ticket that is bound as `numbers`.
std::string newest_of_each(const Sql& sql, std::string_view columns, std::string_view table, std::string_view condition,
                           int most) {
    if (sql.postgresql)
        return fmt::format(
            "select {0} from (select cast(value as bigint) as number from json_array_elements_text(cast(:numbers "
            "as json))) t cross join lateral (select * from {1} where ticket = t.number and {2} order by id desc "
            "limit {3}) r",
            columns, table, condition, most);
    return fmt::format(
        "select {0} from json_each(:numbers) t join {1} r on r.id in (select id from {1} where ticket = t.value "
        "and {2} order by id desc limit {3})",
        columns, table, condition, most);
}

/// How much of a ticket is read up to now.
struct Progress {
    int rows = 0;
    std::size_t bytes = 0;
    std::int64_t oldest = std::numeric_limits<std::int64_t>::max();  // entry id
};

/// Adds the rows of `query` to the texts of their tickets. Returns how many there were.
int take(Query& query, workflow::Snapshot& snapshot, std::unordered_map<std::int64_t, Progress>& progress) {
    int rows = 0;
    while (query.next()) {
        ++rows;
        workflow::Entry entry;
        entry.author = query.text(2);
        entry.subject = query.text(3);
        entry.text = query.text(4);
        entry.quoted = query.text(5);
        entry.quoted_new = query.text(6);
        auto& text = snapshot.texts[TicketId{query.integer(0)}].entries.emplace_back(workflow::held_text(entry));
        Progress& ticket = progress[query.integer(0)];
        ++ticket.rows;
        ticket.bytes += text.words.size();
        ticket.oldest = std::min(ticket.oldest, query.integer(1));
    }
    return rows;
}

/// The rest of a ticket whose first page was full.
void read_older(const Sql& sql, std::int64_t ticket, const std::string& ids, workflow::Snapshot& snapshot,
                std::unordered_map<std::int64_t, Progress>& progress) {
    const Progress& so_far = progress[ticket];
    int rows = next_page;
    while (rows == next_page && so_far.bytes < most_bytes) {
        Query query(sql,
                    fmt::format("select {} from entry e where ticket = :ticket and id < :oldest and {} order by id desc limit {}",
                                columns("e"), has_words, next_page),
                    column_types);
        query.bind("ticket", ticket).bind("oldest", so_far.oldest);
        rows = take(query, snapshot, progress);
    }
    if (rows < next_page) return;
    const std::int64_t oldest = so_far.oldest;
    Query first(sql,
                fmt::format("select {} from entry e where ticket = :ticket and id < :oldest and {} order by id limit {}",
                            columns("e"), has_words, first_entries),
                column_types);
    first.bind("ticket", ticket).bind("oldest", oldest);
    take(first, snapshot, progress);
    Query named(sql,
                fmt::format("select {} from alias a join entry e on e.id = a.entry where a.ticket = :ticket and e.id < :oldest "
                            "and a.message_id {}",
                            columns("e"), in_texts(sql, "ids")),
                column_types);
    named.bind("ticket", ticket).bind("oldest", oldest).bind("ids", ids);
    take(named, snapshot, progress);
}

std::vector<SentMail> read_sent(const Sql& sql, const std::string& numbers, const std::string& ids, const std::string& senders) {
    std::vector<std::int64_t> rows;
    std::unordered_map<std::int64_t, std::int64_t> ticket_of;
    {
        const std::string condition = fmt::format("raw_bytes <= {} and (message_id {} or recipient {})", largest_sent,
                                                  in_texts(sql, "ids"), in_texts(sql, "senders"));
        Query query(sql, newest_of_each(sql, "r.id, r.ticket", "outbox", condition, most_sent), {Type::integer, Type::integer});
        query.bind("numbers", numbers).bind("ids", ids).bind("senders", senders);
        while (query.next()) {
            rows.push_back(query.integer(0));
            ticket_of.emplace(query.integer(0), query.integer(1));
        }
    }
    std::vector<SentMail> sent;
    for (auto& [id, raw] : read_outgoing(sql, rows)) {
        const auto ticket = ticket_of.find(id);
        if (ticket == ticket_of.end()) continue;  // the mail against which another one is packed
        if (raw.size() > most_sent_bytes) raw.resize(most_sent_bytes);
        sent.push_back({TicketId{ticket->second}, std::move(raw)});
    }
    return sent;
}

}  // namespace

std::vector<SentMail> read_ticket_texts(const Sql& sql, std::span<const workflow::ThreadKeys> keys,
                                        workflow::Snapshot& snapshot) {
    std::vector<std::int64_t> tickets;
    for (const auto& [number, ticket] : snapshot.tickets) {
        snapshot.texts[number];  // known to hold nothing, so that the batch's own entries are added
        tickets.push_back(number.value);
    }
    if (tickets.empty()) return {};
    std::set<std::string> ids;
    std::set<std::string> senders;
    for (const workflow::ThreadKeys& key : keys) {
        if (!key.texts) continue;
        for (const std::string& id : key.foreign_ids)
            ids.insert(index_key(id));
        if (!key.sender.empty()) senders.insert(key.sender);
    }
    const std::string numbers = json_list(tickets);
    const std::string id_list = json_list(std::vector<std::string>(ids.begin(), ids.end()));
    std::unordered_map<std::int64_t, Progress> progress;
    {
        Query query(sql, newest_of_each(sql, columns("r"), "entry", has_words, first_page), column_types);
        query.bind("numbers", numbers);
        take(query, snapshot, progress);
    }
    for (const std::int64_t ticket : tickets) {
        if (progress[ticket].rows == first_page) read_older(sql, ticket, id_list, snapshot, progress);
    }
    return read_sent(sql, numbers, id_list, json_list(std::vector<std::string>(senders.begin(), senders.end())));
}

}  // namespace storage
