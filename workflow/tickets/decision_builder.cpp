// One decision while it is made: its tickets, its story, and the mail that is sent at its end.

#include "workflow/tickets/decision_builder.hpp"

#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/due.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/tickets/suppression.hpp"

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

void DecisionBuilder::read(const InboundMail& inbound) {
    message_ = &inbound.message;
    silent_ = inbound.envelope.route == mail::Route::import;
}

void DecisionBuilder::date_entries(Instant received_at) {
    if (received_at > Instant{} && received_at < now) came_at_ = received_at;
}

Instant DecisionBuilder::date_of(EntryKind kind) const {
    return came_at_ && (silent_ || kind == EntryKind::comment) ? *came_at_ : now;
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

std::size_t DecisionBuilder::add(Ticket& ticket, const Actor& actor, EntryKind kind, std::string words, Kept kept) {
    Entry& entry = decision.entries.emplace_back();
    entry.ticket = ticket.number;
    entry.at = date_of(kind);
    entry.kind = kind;
    entry.author = actor.name;
    entry.trust = actor.trust;
    entry.text = std::move(words);
    entry.quoted = std::move(kept.quoted);
    entry.quoted_new = std::move(kept.quoted_new);
    entry.left_out_lines = kept.left_out_lines;
    entry.attachments = std::move(kept.attachments);
    entry.unverified = kept.unverified;
    ticket.updated_at = now;
    return decision.entries.size() - 1;
}

void DecisionBuilder::keep_inside(std::size_t entry) {
    decision.entries[entry].kind = EntryKind::note;
    decision.entries[entry].at = date_of(EntryKind::note);
}

std::size_t DecisionBuilder::event(Ticket& ticket, const Actor& actor, TicketEvent what, Kept kept) {
    const std::size_t index = add(ticket, actor, EntryKind::event, {}, std::move(kept));
    decision.entries[index].event = std::move(what);
    return index;
}

Changes DecisionBuilder::change(Ticket& ticket, const Actor& actor, TicketEvent what, const Cause& why) {
    Changes done{{what}, actor.who()};
    reason(say("reason.change", ticket.number, done, actor.who(), why));
    event(ticket, actor, std::move(what));
    return done;
}

void DecisionBuilder::reason(std::string text) {
    reason(plain(std::move(text)));
}

void DecisionBuilder::rollback() {
    decision = {};
    notices_.clear();
    notice_entry_.reset();
    acting_.clear();
    answers_.clear();
    suppressed_.clear();
    side_effects_.clear();
    tickets_.clear();
    numbers_used_ = 0;
}

void DecisionBuilder::send_later_mail() {
    if (!notices_.empty()) notify_rest(*this, *tickets_.front(), notices_, acting_, notice_entry_);
    for (Notification& answer : answers_)
        send(*this, std::move(answer));
    forget_failures(*this);
    report_suppressed(*this, suppressed_);
}

Decision DecisionBuilder::finish() && {
    send_later_mail();
    for (const auto& ticket : tickets_) {
        // Set anew even when nothing else changed: a moment that has passed without work, because the config changed, would
        // come up with every tick.
        ticket->next_due_at = next_due(directory, snapshot.rule_holds, *ticket);
        const Ticket* known = stored(ticket->number);
        if (known && *known == *ticket) continue;
        decision.tickets.push_back(std::move(*ticket));
    }
    // The entry that stands for the mail carries its ids: the text it brought, or the first thing that it did.
    if (message_ && !decision.entries.empty()) {
        auto bearer = decision.entries.begin();
        while (bearer != decision.entries.end() && bearer->kind == EntryKind::event)
            ++bearer;
        if (bearer == decision.entries.end()) bearer = decision.entries.begin();
        bearer->message_id = message_->message_id;
        bearer->subject = message_->subject;
    }
    return std::move(decision);
}

}  // namespace workflow
