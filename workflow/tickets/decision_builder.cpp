#include "workflow/tickets/decision_builder.hpp"

#include "workflow/tickets/due.hpp"

#include <fmt/format.h>

namespace workflow {

std::string Actor::shown() const {
    return kind == Kind::desk ? name : fmt::format("{} ({})", name, to_string(trust));
}

Actor actor_of(const Speaker& speaker) {
    if (!speaker.technician.empty()) return {Actor::Kind::technician, speaker.technician, speaker.trust};
    const bool shown = speaker.trust >= Trust::participant;
    return {shown ? Actor::Kind::client : Actor::Kind::stranger, speaker.address.empty() ? "unknown" : speaker.address,
            speaker.trust};
}

Ticket& Work::touch(TicketId number) {
    for (const auto& ticket : tickets_)
        if (ticket->number == number) return *ticket;
    tickets_.push_back(std::make_unique<Ticket>(snapshot.tickets.at(number)));
    return *tickets_.back();
}

Ticket* Work::open() {
    if (numbers_used_ >= snapshot.numbers.size()) return nullptr;
    tickets_.push_back(std::make_unique<Ticket>());
    Ticket& ticket = *tickets_.back();
    ticket.number = snapshot.numbers[numbers_used_++];
    ticket.created_at = ticket.updated_at = ticket.active_at = now;
    return &ticket;
}

const Ticket* Work::before(TicketId number) const {
    const auto found = snapshot.tickets.find(number);
    return found == snapshot.tickets.end() ? nullptr : &found->second;
}

std::size_t Work::add(Ticket& ticket, const Actor& actor, EntryKind kind, std::string words) {
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

void Work::start_over() {
    decision = {};
    also_tell.clear();
    besides.clear();
    kept_back.clear();
    tickets_.clear();
    numbers_used_ = 0;
}

Decision Work::finish() && {
    for (const auto& ticket : tickets_) {
        // Set anew even when nothing else changed: a moment that has passed without work, because the config changed, would
        // come up with every tick.
        ticket->next_due_at = next_due(policy, snapshot.rule_holds, *ticket);
        const Ticket* known = before(ticket->number);
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
