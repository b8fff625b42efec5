// Moves part of a ticket's history to a new ticket and redirects answers to it.
#include "workflow/commands/split.hpp"

#include "workflow/model/log_texts.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/model/subject.hpp"
#include "workflow/text/text.hpp"
#include "workflow/tickets/aliases.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>

namespace workflow {

namespace {

constexpr int longest_way = 8;  // splits of splits

using Lines = std::vector<StoredEntry>;

bool came_by(const StoredEntry& line, const std::string& id) {
    return line.entry.message_id == id || std::find(line.sent_as.begin(), line.sent_as.end(), id) != line.sent_as.end();
}

/// The entry whose mail is answered, the nearest one first.
const StoredEntry* answered_by(const Lines& history, const mail::Message* message) {
    if (!message) return nullptr;
    const StoredEntry* found = nullptr;
    any_referenced(*message, [&](const std::string& id) {
        if (id.empty()) return false;
        const auto line = std::find_if(history.begin(), history.end(), [&](const StoredEntry& one) { return came_by(one, id); });
        if (line != history.end()) found = &*line;
        return found != nullptr;
    });
    return found;
}

Result<std::size_t> first_of(const Lines& history, const Command& command, const mail::Message* message) {
    if (history.empty()) return refusal("refused.split-nothing");
    if (command.value.empty()) {
        const StoredEntry* answered = answered_by(history, message);
        if (!answered) return refusal("refused.split-which");
        return static_cast<std::size_t>(answered - history.data());
    }
    const std::string_view value = text::trim(command.value);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number == 0 || number > history.size())
        return refusal("refused.split-number", command.value, history.size());
    return number - 1;
}

std::string title_of_split(const Ticket& from, const Entry& first) {
    const auto subject = parse_subject(first.subject);
    std::string title = title_of(first.subject, subject ? subject->tags : std::vector<Bracket>{});
    return title.empty() || same_subject(title, from.title) ? from.title : title;
}

/// The new ticket as it was from its first entry on: who waits for an answer has waited since then.
void fill_in(DecisionBuilder& builder, Ticket& fresh, const Ticket& from, std::span<const StoredEntry> moved,
             const Actor& actor) {
    const Entry& first = moved.front().entry;
    fresh.title = title_of_split(from, first);
    fresh.description = first.text;
    fresh.requester = from.requester;
    // Whoever wrote about something else is answered there.
    const bool by_client = first.kind == EntryKind::comment && first.trust >= Trust::participant &&
                           first.author.find('@') != std::string::npos && !builder.directory.technician(first.author);
    if (by_client && !same_person(builder.directory, first.author, from.requester.address)) fresh.requester = {{}, first.author};
    fresh.client = from.client;
    fresh.contract = from.contract;
    fresh.category = from.category;
    fresh.priority = from.priority;
    fresh.team = from.team;
    fresh.assignee = from.assignee;
    fresh.watchers = from.watchers;
    std::erase_if(fresh.watchers, [&](const Watcher& watcher) {
        return same_person(builder.directory, watcher.address, fresh.requester.address);
    });
    fresh.desk_address = from.desk_address;
    fresh.created_at = std::min(first.at, builder.now);
    start_clocks(builder.directory, fresh);
    bool was_answered = false;
    for (const StoredEntry& line : moved) {
        const Entry& entry = line.entry;
        if (fresh.root_id.empty()) fresh.root_id = entry.message_id;
        const bool ours = builder.directory.technician(entry.author) != nullptr;
        if (!ours && !entry.message_id.empty()) fresh.last_client_id = entry.message_id;
        if (!ours || entry.kind != EntryKind::comment) continue;
        answered(builder.directory, fresh, std::min(entry.at, builder.now));
        was_answered = true;
    }
    if (was_answered)
        if (const auto moved_on = move_status(builder, fresh, Status::in_progress, actor, cause::AnsweredBeforeSplit{});
            !moved_on)
            builder.reason(moved_on.error());
}

/// What the new ticket has from the old one.
event::SplitFrom taken_along(const Ticket& fresh, TicketId from, std::size_t entries, const Cause& why) {
    event::SplitFrom split{from,
                           static_cast<int>(entries),
                           fresh.title,
                           fresh.requester,
                           fresh.client,
                           fresh.contract,
                           fresh.category,
                           fresh.priority,
                           fresh.team,
                           fresh.assignee,
                           {},
                           why};
    for (const Watcher& watcher : fresh.watchers)
        split.watchers.push_back(watcher.address);
    return split;
}

/// What stays looks for its newest mail again: answers hang on it.
void leave(Ticket& from, std::span<const StoredEntry> left, std::span<const StoredEntry> moved, const Directory& directory) {
    const auto is_last = [&](const StoredEntry& line) { return line.entry.message_id == from.last_client_id; };
    if (std::none_of(moved.begin(), moved.end(), is_last)) return;
    from.last_client_id = from.root_id;
    for (const StoredEntry& line : left)
        if (!line.entry.message_id.empty() && !directory.technician(line.entry.author))
            from.last_client_id = line.entry.message_id;
}

}  // namespace

Result<SplitOff> split(DecisionBuilder& builder, Ticket& ticket, const Command& command, const Actor& actor) {
    const auto found = builder.snapshot.stories.find(ticket.number);
    const Lines history = found == builder.snapshot.stories.end() ? Lines{} : found->second;
    const auto first = first_of(history, command, builder.message());
    if (!first) return tl::unexpected(first.error());
    if (*first == 0) return refusal("refused.split-whole");
    Ticket* fresh = builder.open();
    if (!fresh) return refusal("refused.no-number");

    const std::span<const StoredEntry> all(history);
    const auto moved = all.subspan(*first);
    fill_in(builder, *fresh, ticket, moved, actor);
    leave(ticket, all.first(*first), moved, builder.directory);
    Move move;
    move.from = ticket.number;
    move.to = fresh->number;
    for (const StoredEntry& line : moved) {
        move.entries.push_back(line.id);
        if (!line.entry.message_id.empty()) move.ids.push_back(line.entry.message_id);
        move.ids.insert(move.ids.end(), line.sent_as.begin(), line.sent_as.end());
    }
    builder.decision.moves.push_back(std::move(move));
    fresh->links.push_back({Link::Kind::split_from, ticket.number});
    ticket.links.push_back({Link::Kind::relates, fresh->number});
    const Cause why = cause::Command{command.shown};
    builder.event(*fresh, actor, taken_along(*fresh, ticket.number, moved.size(), why));
    builder.event(ticket, actor, event::EntriesMoved{static_cast<int>(*first) + 1, fresh->number, why});
    builder.reason(fmt::format(log_text::split_from, fresh->number.value, ticket.number.value, actor.shown(), command.shown));
    builder.decision.opened = true;
    builder.decision.landed = fresh->number;
    notify(builder, *fresh, audience(builder, *fresh), MailKind::notice, std::nullopt,
           {say("notice.split", ticket.number, actor.who())}, actor.name);
    return SplitOff{fresh->number, say("done.split", *first + 1, fresh->number)};
}

TicketId where_split(const Snapshot& snapshot, const mail::Message& message, TicketId number) {
    TicketId answered;
    any_referenced(message, [&](const std::string& id) {
        const auto alias = snapshot.aliases.find(id);
        if (alias != snapshot.aliases.end()) answered = alias->second;
        return alias != snapshot.aliases.end();
    });
    TicketId from = answered;
    for (int step = 0; step < longest_way && from.is_set() && from != number; ++step) {
        const auto ticket = snapshot.tickets.find(from);
        if (ticket == snapshot.tickets.end()) return {};
        const auto& links = ticket->second.links;
        const auto link =
            std::find_if(links.begin(), links.end(), [](const Link& one) { return one.kind == Link::Kind::split_from; });
        from = link == links.end() ? TicketId{} : link->number;
    }
    if (from != number || answered == number) return {};
    return where_merged(snapshot, answered);
}

}  // namespace workflow
