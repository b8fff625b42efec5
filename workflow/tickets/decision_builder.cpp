// Builds one decision: copies of changed tickets, history entries, rollback, finish.
#include "workflow/tickets/decision_builder.hpp"

#include "workflow/tickets/due.hpp"

#include <fmt/format.h>

namespace workflow {

std::string Actor::shown() const {
    return kind == Kind::desk ? name : fmt::format("{} ({})", name, to_string(trust));
}

Actor actor_of(const SenderIdentity& identity) {
    if (!identity.technician.empty()) return {Actor::Kind::technician, identity.technician, identity.trust};
    const bool shown = identity.trust >= Trust::participant;
    return {shown ? Actor::Kind::client : Actor::Kind::stranger, identity.address.empty() ? "unknown" : identity.address,
            identity.trust};
}

Ticket& DecisionBuilder::edit(TicketId number) {
    for (const auto& ticket : tickets_)
        if (ticket->number == number) return *ticket;
    tickets_.push_back(std::make_unique<Ticket>(snapshot.tickets.at(number)));
    return *tickets_.back();
}

Ticket* DecisionBuilder::open() {
    if (numbers_used_ >= snapshot.numbers.size()) return nullptr;
    tickets_.push_back(std::make_unique<Ticket>());
    Ticket& ticket = *tickets_.back();
    ticket.number = snapshot.numbers[numbers_used_++];
    ticket.created_at = ticket.updated_at = ticket.active_at = now;
    return &ticket;
}

const Ticket* DecisionBuilder::stored(TicketId number) const {
    const auto found = snapshot.tickets.find(number);
    return found == snapshot.tickets.end() ? nullptr : &found->second;
}

std::size_t DecisionBuilder::add(Ticket& ticket, const Actor& actor, EntryKind kind, std::string words) {
    Entry& entry = decision.entries.emplace_back();
    entry.ticket = ticket.number;
    entry.at = now;
    entry.kind = kind;
    entry.author = actor.name;
    entry.trust = actor.trust;
    entry.text = std::move(words);
    ticket.updated_at = now;
    return decision.entries.size() - 1;
}

void DecisionBuilder::rollback() {
    decision = {};
    also_notify.clear();
    besides.clear();
    suppressed.clear();
    tickets_.clear();
    numbers_used_ = 0;
}

Decision DecisionBuilder::finish() && {
    for (const auto& ticket : tickets_) {
        // Set anew even when nothing else changed: a moment that has passed without work, because the config changed, would
        // come up with every tick.
        ticket->next_due_at = next_due(directory, snapshot.rule_holds, *ticket);
        const Ticket* known = stored(ticket->number);
        if (known && *known == *ticket) continue;
        decision.tickets.push_back(std::move(*ticket));
    }
    // The entry that stands for the mail carries its ids: the text it brought, or the first thing that it did.
    if (message && !decision.entries.empty()) {
        auto bearer = decision.entries.begin();
        while (bearer != decision.entries.end() && bearer->kind == EntryKind::event)
            ++bearer;
        if (bearer == decision.entries.end()) bearer = decision.entries.begin();
        bearer->message_id = message->message_id;
        bearer->subject = message->subject;
    }
    return std::move(decision);
}

}  // namespace workflow
