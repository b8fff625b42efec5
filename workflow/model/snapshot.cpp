// Applies a decision to the snapshot, so that the next mail of a batch sees it.
#include "workflow/model/snapshot.hpp"

#include "workflow/model/decision.hpp"

#include <algorithm>
#include <iterator>

namespace workflow {

namespace {

/// Whether the ticket counts for its technician's load, which least-open compares.
bool is_load_of_somebody(const Ticket& ticket) {
    return !ticket.assignee.empty() && ticket.status != Status::resolved && ticket.status != Status::closed;
}

}  // namespace

TicketTexts::Text held_text(const Entry& entry) {
    std::string words;
    for (const std::string* part : {&entry.text, &entry.quoted, &entry.quoted_new}) {
        if (part->empty()) continue;
        if (!words.empty()) words += '\n';
        words += *part;
    }
    return {entry.author, entry.subject, std::move(words)};
}

void Snapshot::apply(const Decision& decision) {
    for (const Ticket& changed : decision.tickets) {
        const auto known = tickets.find(changed.number);
        if (known == tickets.end()) {
            const auto reserved = std::find(numbers.begin(), numbers.end(), changed.number);
            if (reserved != numbers.end()) numbers.erase(numbers.begin(), reserved + 1);
        } else if (is_load_of_somebody(known->second)) {
            --open_tickets[known->second.assignee];
        }
        if (is_load_of_somebody(changed)) ++open_tickets[changed.assignee];
        Ticket& stored = tickets.insert_or_assign(changed.number, changed).first->second;
        stored.version = changed.version + 1;
    }
    for (const auto& [message_id, ticket] : decision.aliases)
        aliases.try_emplace(message_id, ticket);
    for (const Move& move : decision.moves) {
        for (const std::string& id : move.ids)
            aliases[id] = move.to;
        auto& from = stories[move.from];
        const auto stays = [&](const StoredEntry& line) {
            return std::find(move.entries.begin(), move.entries.end(), line.id) == move.entries.end();
        };
        const auto first = std::stable_partition(from.begin(), from.end(), stays);
        auto& to = stories[move.to];
        to.insert(to.end(), std::make_move_iterator(first), std::make_move_iterator(from.end()));
        from.erase(first, from.end());
    }
    for (const Entry& entry : decision.entries) {
        if (const auto known = texts.find(entry.ticket); known != texts.end()) known->second.entries.push_back(held_text(entry));
    }
    for (const Entry& entry : decision.entries)
        if (!entry.message_id.empty()) subjects.try_emplace(entry.message_id, entry.subject);
    for (const Absence& absence : decision.absences) {
        if (absence.until) {
            away[absence.technician] = *absence.until;
        } else {
            away.erase(absence.technician);
        }
    }
    for (const auto& [team, technician] : decision.assigned)
        last_assigned[team] = technician;

    if (decision.hold) {
        held[decision.hold->id] = *decision.hold;
        PendingCount& count = holders[{decision.hold->technician, decision.hold->proven}];
        ++count.pending;
        ++count.last_hour;
    }
    if (const auto open = held.find(decision.released); open != held.end()) {
        --holders[{open->second.technician, open->second.proven}].pending;
        held.erase(open);
    }
    if (decision.opened && decision.unaligned) ++unaligned_last_hour;
    for (const auto& [address, trouble] : decision.failing) {
        if (trouble) {
            failing[address] = *trouble;
        } else {
            failing.erase(address);
        }
    }

    if (decision.sender.empty()) return;
    SenderHistory& history = senders[decision.sender];
    if (decision.acknowledged) {
        ++history.acks_last_hour;
        ++history.acks_last_day;
        ++acks_last_hour;
    }
}

}  // namespace workflow
