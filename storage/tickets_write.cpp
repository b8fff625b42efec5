// Writes a batch of decisions in one transaction.
#include "storage/tickets.hpp"

#include "storage/absences.hpp"
#include "storage/attachment_rows.hpp"
#include "storage/suppressions.hpp"
#include "storage/entry_rows.hpp"
#include "storage/confirmation_rows.hpp"
#include "storage/split_rows.hpp"
#include "storage/outgoing_rows.hpp"
#include "storage/sql/row_batch.hpp"
#include "storage/search.hpp"
#include "storage/sender_history.hpp"
#include "storage/delivery_result_rows.hpp"
#include "storage/sql/sql.hpp"
#include "storage/counters.hpp"
#include "storage/sql/db_text.hpp"
#include "storage/ticket_columns.hpp"
#include "storage/time_log.hpp"

#include <fmt/format.h>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace storage {

namespace {

bool is_open(config::Status status) {
    return status != config::Status::resolved && status != config::Status::closed;
}

void count_load(Tally& tally, config::Status status, const std::string& assignee, std::int64_t by) {
    if (!is_open(status)) return;
    tally.add(Tally::Kind::open, by);
    if (!assignee.empty()) tally.add(Tally::Kind::assignee, by, assignee);
}

/// Locks and returns the unfinished inbox rows of `outcomes`. Leaves out rows that another daemon has finished since
/// our lease ended.
std::unordered_set<std::int64_t> lock_inbox_rows(const Sql& sql, std::span<const Outcome> outcomes) {
    std::vector<std::int64_t> ids;
    for (const Outcome& outcome : outcomes) {
        if (outcome.inbox) ids.push_back(outcome.inbox->value);
    }
    std::unordered_set<std::int64_t> waiting;
    if (ids.empty()) return waiting;
    Query query(sql,
                fmt::format("select id from inbox where id {} and status in ('queued', 'running') order by id{}",
                            in_integers(sql, "ids"), sql.for_update()),
                {Type::integer});
    query.bind("ids", json_list(ids));
    while (query.next())
        waiting.insert(query.integer(0));
    return waiting;
}

void finish_inbox_rows(const Sql& sql, std::span<const Outcome* const> outcomes, Tally& tally) {
    RowBatch rows(sql.postgresql,
                  {{"id", Type::integer}, {"status"}, {"ticket", Type::integer}, {"reason"}, {"owner", Type::integer}});
    for (const Outcome* outcome : outcomes) {
        if (!outcome->inbox) continue;
        const workflow::Decision& decision = outcome->decision;
        const bool quarantined = decision.disposition == workflow::Disposition::quarantined;
        rows.integer(outcome->inbox->value).text(quarantined ? "quarantined" : "done");
        rows.optional_integer(decision.landed.is_set() ? std::optional(decision.landed.value) : std::nullopt);
        rows.text(quarantined ? decision.quarantine_reason : "").integer(0);
        if (!quarantined) tally.add(Tally::Kind::inbox_done, 1);
    }
    rows.update(sql, "inbox", 1);
}

/// One changed ticket of the batch: its last value, and the stored version that the first decision about it was based on.
struct Change {
    const workflow::Ticket* last = nullptr;
    std::int64_t expected = 0;
};

/// The last value of each ticket. Throws Conflict unless each change follows from the one before it, as Snapshot::apply
/// counts versions.
std::map<std::int64_t, Change> collapse(std::span<const Outcome* const> outcomes) {
    std::map<std::int64_t, Change> changes;
    for (const Outcome* outcome : outcomes) {
        for (const workflow::Ticket& ticket : outcome->decision.tickets) {
            const auto [change, added] = changes.try_emplace(ticket.number.value, Change{&ticket, ticket.version});
            if (added) continue;
            if (ticket.version != change->second.last->version + 1)
                throw Conflict(fmt::format("ticket {} was decided twice on one version", ticket.number.value));
            change->second.last = &ticket;
        }
    }
    return changes;
}

/// Compares the stored versions with the expected ones, and takes the old values out of the tally. Returns the stored titles.
std::unordered_map<std::int64_t, std::string> check_versions(const Sql& sql, const std::map<std::int64_t, Change>& changes,
                                                             Tally& tally) {
    std::unordered_map<std::int64_t, std::string> titles;
    std::vector<std::int64_t> known;
    for (const auto& [number, change] : changes) {
        if (change.expected != 0) known.push_back(number);
    }
    if (known.empty()) return titles;
    Query query(sql,
                fmt::format("select number, version, status, assignee, title from ticket where number {} order by number{}",
                            in_integers(sql, "numbers"), sql.for_update()),
                {Type::integer, Type::integer, Type::text, Type::text, Type::text});
    query.bind("numbers", json_list(known));
    std::size_t found = 0;
    while (query.next()) {
        ++found;
        if (query.integer(1) != changes.at(query.integer(0)).expected)
            throw Conflict(fmt::format("ticket {} was changed meanwhile", query.integer(0)));
        count_load(tally, config::parse_status(query.text(2)).value_or(config::Status::closed), query.text(3), -1);
        titles.emplace(query.integer(0), query.text(4));
    }
    if (found != known.size()) throw Conflict("a ticket of this batch is not stored");
    return titles;
}

void write_parts(const Sql& sql, const std::map<std::int64_t, Change>& changes) {
    std::vector<std::int64_t> known;
    RowBatch watchers(sql.postgresql,
                      {{"ticket", Type::integer}, {"position", Type::integer}, {"address"}, {"since", Type::integer}});
    RowBatch links(sql.postgresql, {{"ticket", Type::integer}, {"position", Type::integer}, {"kind"}, {"other", Type::integer}});
    for (const auto& [number, change] : changes) {
        if (change.expected != 0) known.push_back(number);
        std::int64_t position = 0;
        for (const workflow::Watcher& watcher : change.last->watchers)
            watchers.integer(number).integer(position++).text(watcher.address).instant(watcher.since);
        position = 0;
        for (const workflow::Link& link : change.last->links)
            links.integer(number).integer(position++).text(workflow::to_string(link.kind)).integer(link.number.value);
    }
    if (!known.empty()) {
        const std::string list = json_list(known);
        for (const char* table : {"watcher", "link"})
            Query(sql, fmt::format("delete from {} where ticket {}", table, in_integers(sql, "numbers")))
                .bind("numbers", list)
                .run();
    }
    watchers.insert(sql, "watcher");
    links.insert(sql, "link");
}

void write_tickets(const Sql& sql, std::span<const Outcome* const> outcomes, Tally& tally, SearchQueue& search) {
    const std::map<std::int64_t, Change> changes = collapse(outcomes);
    if (changes.empty()) return;
    const auto titles = check_versions(sql, changes, tally);
    RowBatch fresh(sql.postgresql, ticket_columns());
    RowBatch changed(sql.postgresql, ticket_columns());
    for (const auto& [number, change] : changes) {
        add_ticket(change.expected == 0 ? fresh : changed, *change.last, change.last->version + 1);
        count_load(tally, change.last->status, clean(change.last->assignee), 1);
        const auto title = titles.find(number);
        if (title == titles.end() || title->second != clean(change.last->title)) search.add_title(change.last->number);
    }
    tally.add(Tally::Kind::tickets, static_cast<std::int64_t>(fresh.size()));
    fresh.insert(sql, "ticket");
    changed.update(sql, "ticket", 1);
    write_parts(sql, changes);
}

/// The rows of entries that came by mail, by the key of their Message-ID.
using EntryIds = std::unordered_map<std::string, std::int64_t>;

struct WrittenEntries {
    EntryIds by_mail;
    std::vector<std::int64_t> ids;  // ids of all entries, outcome by outcome
};

WrittenEntries write_entries(const Sql& sql, std::span<const Outcome* const> outcomes, const AttachmentRows& attachments,
                             SearchQueue& search) {
    EntryIds by_mail;
    std::vector<const workflow::Entry*> entries;
    for (const Outcome* outcome : outcomes) {
        for (const workflow::Entry& entry : outcome->decision.entries)
            entries.push_back(&entry);
    }
    const std::vector<std::int64_t> ids = take_ids(sql, "entry", entries.size());
    RowBatch rows(sql.postgresql, entry_columns());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const workflow::Entry& entry = *entries[i];
        add_entry(rows, ids[i], entry);
        if (entry.kind != workflow::EntryKind::event && !entry.text.empty()) search.add_entry(ids[i]);
        if (!entry.message_id.empty() && !entry.subject.empty()) by_mail.try_emplace(index_key(entry.message_id), ids[i]);
    }
    rows.insert(sql, "entry");
    attachments.write(sql, entries, ids);
    return {std::move(by_mail), ids};
}

/// For each mail of the outcomes, the row of the entry that it carries; 0: none.
std::vector<std::int64_t> carried_entries(std::span<const Outcome* const> outcomes, const std::vector<std::int64_t>& ids) {
    std::vector<std::int64_t> carried;
    std::size_t before = 0;
    for (const Outcome* outcome : outcomes) {
        for (const NewOutgoing& mail : outcome->outgoing)
            carried.push_back(mail.entry ? ids.at(before + *mail.entry) : 0);
        before += outcome->decision.entries.size();
    }
    return carried;
}

/// An existing alias is accepted when it names the same ticket. It gets the entry when it has none so far.
void join_alias(const Sql& sql, const std::string& message_id, std::int64_t ticket, std::optional<std::int64_t> entry) {
    {
        Query query(sql, "select ticket from alias where message_id = :message_id", {Type::integer});
        query.bind("message_id", message_id);
        if (query.next() && query.integer(0) != ticket)
            throw Conflict(fmt::format("a Message-ID that was to name ticket {} names ticket {}", ticket, query.integer(0)));
    }
    if (!entry) return;
    Query(sql, "update alias set entry = :entry where message_id = :message_id and entry is null")
        .bind("entry", *entry)
        .bind("message_id", message_id)
        .run();
}

/// Aliases are inserted in sorted order, so that all daemons lock rows in the same order.
void write_aliases(const Sql& sql, std::span<const Outcome* const> outcomes, const EntryIds& entries) {
    std::map<std::string, std::int64_t> wanted;
    for (const Outcome* outcome : outcomes) {
        for (const auto& [message_id, ticket] : outcome->decision.aliases) {
            const auto [alias, added] = wanted.try_emplace(index_key(message_id), ticket.value);
            if (!added && alias->second != ticket.value) throw Conflict("a Message-ID was given to two tickets of one batch");
        }
    }
    const auto entry_of = [&](const std::string& message_id) -> std::optional<std::int64_t> {
        const auto entry = entries.find(message_id);
        return entry == entries.end() ? std::nullopt : std::optional(entry->second);
    };
    RowBatch rows(sql.postgresql, {{"message_id"}, {"ticket", Type::integer}, {"entry", Type::integer}});
    for (const auto& [message_id, ticket] : wanted)
        rows.text(message_id).integer(ticket).optional_integer(entry_of(message_id));
    const auto inserted = rows.insert_new(sql, "alias");
    for (const auto& [message_id, ticket] : wanted) {
        if (!inserted.contains(message_id)) join_alias(sql, message_id, ticket, entry_of(message_id));
    }
}

void write_round_robin(const Sql& sql, std::span<const Outcome* const> outcomes) {
    std::map<std::string, std::string> last;
    for (const Outcome* outcome : outcomes) {
        for (const auto& [team, technician] : outcome->decision.assigned)
            last[clean(team)] = technician;
    }
    RowBatch rows(sql.postgresql, {{"team"}, {"technician"}});
    for (const auto& [team, technician] : last)
        rows.text(team).text(technician);
    rows.insert(sql, "round_robin", "on conflict (team) do update set technician = excluded.technician");
}

}  // namespace

void Tickets::write(std::span<const Outcome> outcomes, config::Instant now) {
    if (outcomes.empty()) return;
    // Slow work is done before rows are locked.
    AttachmentRows attachments;
    std::vector<std::vector<PackedOutgoing>> packed_here(outcomes.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        for (const workflow::Entry& entry : outcomes[i].decision.entries)
            attachments.pack(session_, entry);
        if (outcomes[i].packed.empty()) packed_here[i] = pack_outgoing(outcomes[i].outgoing);
    }
    std::vector<SendResult> results;
    for (const Outcome& outcome : outcomes)
        results.insert(results.end(), outcome.sent.begin(), outcome.sent.end());
    const SentRows ended(session_.is_postgresql(), results, now);
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        const auto waiting = lock_inbox_rows(sql, outcomes);
        std::vector<const Outcome*> valid;
        std::vector<const PackedOutgoing*> mails;
        SenderHistoryRows history;
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            const Outcome& outcome = outcomes[i];
            if (outcome.inbox && !waiting.contains(outcome.inbox->value)) continue;
            valid.push_back(&outcome);
            for (const PackedOutgoing& mail : outcome.packed.empty() ? packed_here[i] : outcome.packed)
                mails.push_back(&mail);
            history.add(outcome.decision);
        }
        Tally tally;
        SearchQueue search(sql.postgresql);
        write_tickets(sql, valid, tally, search);
        const WrittenEntries written = write_entries(sql, valid, attachments, search);
        search.write(sql);
        write_aliases(sql, valid, written.by_mail);
        write_moves(sql, valid);
        write_held(sql, valid, now);
        write_time(sql, valid);
        for (const Outcome* outcome : valid)
            for (const workflow::Absence& absence : outcome->decision.absences)
                write_absence(sql, absence);
        insert_outgoing(sql, mails, now, carried_entries(valid, written.ids));
        ended.write(sql, tally);
        for (const Outcome* outcome : valid) {
            if (outcome->decision.returned) mark_returned(sql, *outcome->decision.returned, tally);
        }
        write_failing(sql, valid);
        finish_inbox_rows(sql, valid, tally);
        // The sums are written last, so that daemons that share such a row wait as briefly as possible.
        write_round_robin(sql, valid);
        history.write(sql, now);
        tally.write(sql);
    });
}

}  // namespace storage
