// Runs commands on a ticket, adds their text, then runs the rules and sends the receipt.
#include "workflow/inbound/apply_commands.hpp"

#include "workflow/commands/mentions.hpp"
#include "workflow/commands/undo.hpp"
#include "workflow/inbound/public_reply.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/rules/rules.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/tickets/time_tracking.hpp"

namespace workflow {

namespace {

/// The name of one of us, or of the desk; empty for clients and strangers.
std::string_view name_among_us(const Actor& actor) {
    const bool one_of_us = actor.kind == Actor::Kind::technician || actor.kind == Actor::Kind::desk;
    return one_of_us ? std::string_view(actor.name) : std::string_view{};
}

/// Whether the text stays with us: a tag asks for it, the subject passes it on, or the address is the one for notes.
Result<bool> stays_inside(const CommandRequest& request, Visibility asked) {
    if (is_internal(asked) || request.is_tap) return true;
    if (!request.to_notes) return false;
    if (asked == Visibility::published) return refusal("refused.public-note");
    return true;
}

void add_text(DecisionBuilder& builder, Ticket& ticket, const CommandRequest& request, bool internal, const CommandResult& ran) {
    const EntryKind kind = internal ? EntryKind::note : EntryKind::comment;
    const std::size_t entry = builder.add(ticket, request.actor, kind, request.text->words, request.text->kept);
    if (!internal) return publish(builder, ticket, request.actor, entry, ran, request.author_address);
    notify(builder, ticket, audience(builder, ticket), MailKind::note, entry, {}, request.actor.name);
}

void announce(DecisionBuilder& builder, const Ticket& ticket, const Opening& opening, std::string_view opener) {
    builder.decision.opened = true;
    if (opening.mail) {
        acknowledge(builder, ticket, opening.mail->inbound, opening.mail->identity);
        builder.notices_carry(opening.entry);
    } else {
        acknowledge_request(builder, ticket);
    }
    const Technicians whom = ticket.priority == Priority::critical ? everybody(builder) : audience(builder, ticket);
    notify(builder, ticket, whom, MailKind::notice, opening.entry, opening.lines, opener);
}

/// The technician's words that no mail to the client has: typed below a tap, or quoted and new to the ticket.
struct Unsent {
    std::string_view words;
    Sentence line;
};

Unsent unsent_words(const CommandRequest& request, Visibility asked) {
    if (!request.text || is_internal(asked)) return {};
    if (request.is_tap) return {request.text->words, say("done.text-unsent")};
    const std::string_view quote = request.text->kept.quoted_new;
    return request.to_notes || quote.empty() ? Unsent{} : Unsent{quote, say("done.quote-unsent")};
}

/// Tells the author of the commands what ran, what no undo reaches, how to take the rest back, and what was not sent.
void send_receipt(DecisionBuilder& builder, const CommandRequest& request, const Applied& applied) {
    const CommandResult& ran = applied.ran;
    const Unsent unsent = unsent_words(request, ran.visibility);
    if (ran.lines.empty() && unsent.words.empty()) return;
    Notification receipt;
    receipt.kind = MailKind::receipt;
    receipt.lines = ran.lines;
    for (Sentence& line : beyond_undo(builder, request.commands))
        receipt.lines.push_back(std::move(line));
    if (ran.undo) receipt.lines.push_back(say("done.undo"));
    if (!unsent.words.empty()) receipt.lines.push_back(unsent.line);
    receipt.undo = ran.undo.value_or(0);
    receipt.unsent = unsent.words;
    answer_technician(builder, *request.receipt_to, applied.about, std::move(receipt));
}

}  // namespace

Result<Applied> apply_commands(DecisionBuilder& builder, Ticket& ticket, const CommandRequest& request) {
    auto ran = run_commands(builder, ticket, request.commands, request.actor);
    if (!ran) return tl::unexpected(ran.error());
    const auto internal = stays_inside(request, ran->visibility);
    if (!internal) return tl::unexpected(internal.error());

    // What comes with a split belongs to what was split off.
    Ticket& about = ran->split_to ? builder.edit(*ran->split_to) : ticket;
    builder.acted_by(name_among_us(request.actor));
    describe_time(builder, about, request.words);
    add_mentioned(builder, about, request.words, request.actor);
    if (request.opening) {
        if (*internal) builder.keep_inside(request.opening->entry);
        return Applied{std::move(*ran), &about};
    }
    if (request.text) add_text(builder, about, request, *internal, *ran);
    if (ran->new_status == Status::resolved && (!request.text || *internal))
        ask_whether_solved(builder, ticket, request.actor, request.author_address);
    if (ran->asked.contains(Field::status)) record_activity(builder, ticket);
    return Applied{std::move(*ran), &about};
}

void finish_commands(DecisionBuilder& builder, Ticket& ticket, const CommandRequest& request, const Applied& applied) {
    const RuleFacts facts{ticket.requester.address, request.subject.value_or(ticket.title)};
    run_rules(builder, ticket, request.opening ? config::Rule::On::created : config::Rule::On::updated, facts, applied.ran.asked);
    builder.decision.landed = applied.about->number;
    if (request.opening) announce(builder, ticket, *request.opening, name_among_us(request.actor));
    if (request.receipt_to) send_receipt(builder, request, applied);
}

}  // namespace workflow
