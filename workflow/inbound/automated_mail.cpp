// Handles delivery reports, automatic replies and reactions. They become events at most.

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/inbound/mail_content.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/tickets/suppression.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// The token that a report came back to: it shows which mail to whom it is about (VERP). nullptr: none that is valid.
const mail::TokenClaim* return_path_of(const DecisionBuilder& builder, const InboundMail& inbound) {
    for (const mail::TokenClaim& token : inbound.evidence.tokens)
        if (token.purpose == mail::Purpose::return_path && builder.stored(token.ticket)) return &token;
    return nullptr;
}

/// "5.1.1" behind the code of a reply (RFC 2034); empty: none.
std::string_view enhanced_status(std::string_view reply) {
    if (reply.size() < 9 || reply[3] != ' ') return {};
    const std::string_view status = reply.substr(4, reply.find(' ', 4) - 4);
    return status.size() >= 5 && text::is_digit(status[0]) && status[1] == '.' ? status : std::string_view();
}

/// The first response counts only when somebody got it.
void take_back_response(DecisionBuilder& builder, Ticket& ticket, const std::string& recipient) {
    auto& reached = ticket.clocks.response_to;
    const auto gone = std::remove(reached.begin(), reached.end(), recipient);
    if (gone == reached.end()) return;
    reached.erase(gone, reached.end());
    if (!reached.empty()) return;
    answer_taken_back(builder.directory, ticket, builder.now);
    if (ticket.clocks.responded_at) {
        // A later answer counts, until it comes back as well.
        reached.push_back(mail::normalized(ticket.requester.address));
        builder.event(ticket, {}, event::FirstResponseMoved{});
        return;
    }
    builder.event(ticket, {}, event::FirstResponseTakenBack{});
}

/// A failed mail to one of ours must not be told to that same address again. When nobody else cares for the ticket, all of us do.
void tell_of_failure(DecisionBuilder& builder, Ticket& ticket, const std::string& recipient, event::DeliveryFailed failed,
                     const Failure& failure) {
    if (failure.suspended) builder.event(ticket, {}, *failure.suspended);
    if (!failure.worth_reporting) return;
    const config::Technician* unreachable = builder.directory.technician_by_address(recipient);
    Technicians whom = audience(builder, ticket);
    if (unreachable && whom == Technicians{unreachable}) whom = everybody(builder);
    failed.message_id.clear();  // it says nothing to those who read it
    std::vector<Sentence> lines{say("notice.event", Changes{{std::move(failed)}, {}})};
    if (failure.suspended) lines.push_back(say("notice.event", Changes{{*failure.suspended}, {}}));
    notify(builder, ticket, whom, MailKind::delivery_failure, std::nullopt, lines,
           unreachable ? std::string_view(unreachable->name) : std::string_view{});
}

/// A delivery report: tied to the mail by what we called it, to recipient and ticket by the return path.
void note_report(DecisionBuilder& builder, const mail::Message& message, const mail::TokenClaim& token) {
    Ticket& ticket = builder.edit(token.ticket);
    builder.decision.landed = ticket.number;
    const mail::Bounce bounce = message.bounce.value_or(mail::Bounce{});
    // Whom the return path was made for, not whom the report names: a stranger may have written it.
    const bool known = !token.party.empty();
    const std::string recipient = mail::normalized(known ? token.party : bounce.recipient);
    const bool failed = bounce.action == "failed";
    const std::string_view whom = recipient.empty() ? std::string_view(log_text::somebody) : recipient;
    std::string history =
        failed ? fmt::format(log_text::delivery_failed, whom) : fmt::format(log_text::delivery_report, bounce.action, whom);
    if (!bounce.status.empty()) history += fmt::format(", {}", bounce.status);
    if (!bounce.diagnostic.empty()) history += fmt::format(": {}", text::cut(bounce.diagnostic, 300));
    const std::string diagnostic(text::cut(bounce.diagnostic, 300));
    const std::string id(text::cut(bounce.original_message_id, 200));
    builder.event(ticket, {},
                  failed ? TicketEvent(event::DeliveryFailed{recipient, bounce.status, diagnostic, id})
                         : event::DeliveryReport{bounce.action, recipient, bounce.status, diagnostic, id});
    if (!failed) return builder.reason(log_text::no_failure);
    if (!known) return builder.reason(log_text::nobodys_return_path);
    if (const auto row = parse_envelope_id(bounce.envelope_id))
        builder.decision.returned = Returned{*row, ticket.number, history};
    take_back_response(builder, ticket, recipient);
    tell_of_failure(builder, ticket, recipient, {recipient, bounce.status, diagnostic, id},
                    count_failure(builder, recipient, bounce.status, history));
}

}  // namespace

void note_undelivered(DecisionBuilder& builder, const DeliveryFailure& undelivered) {
    Ticket& ticket = builder.edit(undelivered.ticket);
    const std::string recipient = mail::normalized(undelivered.recipient);
    const std::string reply(text::cut(undelivered.reply, 300));
    const std::string history = fmt::format("{}: {}", fmt::format(log_text::delivery_failed, recipient), reply);
    const event::DeliveryFailed failed{.recipient = recipient, .diagnostic = reply};
    builder.event(ticket, {}, failed);
    take_back_response(builder, ticket, recipient);
    tell_of_failure(builder, ticket, recipient, failed,
                    count_failure(builder, recipient, enhanced_status(undelivered.reply), history));
}

void handle_automated_mail(DecisionBuilder& builder, const MailContext& context) {
    const mail::Message& message = context.message();
    if (message.kind == mail::Kind::bounce) {
        // Whoever knows a ticket's Message-IDs could write a report; only our own return path shows that it is one.
        if (const auto* token = return_path_of(builder, context.inbound)) return note_report(builder, message, *token);
        return builder.reason(log_text::foreign_report);
    }
    if (!context.thread.ticket.is_set()) {
        builder.reason(fmt::format(log_text::no_ticket, mail::to_string(message.kind)));
        return;
    }
    Ticket& ticket = builder.edit(context.thread.ticket);
    builder.decision.landed = ticket.number;
    add_aliases(builder.snapshot, context.inbound, ticket.number, false, builder.decision);
    builder.reason(fmt::format(log_text::changes_nothing, context.thread.why, mail::to_string(message.kind)));
    const Actor actor = actor_of(context.identity);
    if (message.reaction) {
        builder.event(ticket, actor, event::Reaction{std::string(text::cut(text::first_line(message.reply_text), 200))},
                      {message.text, {}});
        return;
    }
    const std::size_t entry = builder.event(ticket, actor,
                                            event::AutoReply{std::string(text::cut(message.subject, 200)),
                                                             std::string(text::cut(text::squeezed(message.reply_text), 1000))},
                                            {message.text, message.attachments});
    // Who is only away is no news. Anything else that a program answers may be what somebody waits for.
    if (!is_absence_note(message))
        notify(builder, ticket, audience(builder, ticket), MailKind::technician_comment, entry, {}, {});
}

bool unsubscribe(DecisionBuilder& builder, const InboundMail& inbound) {
    const auto& tokens = inbound.evidence.tokens;
    const auto token = std::find_if(tokens.begin(), tokens.end(),
                                    [](const mail::TokenClaim& one) { return one.purpose == mail::Purpose::unsubscribe; });
    if (token == tokens.end()) return false;
    if (!builder.stored(token->ticket) || token->party.empty()) {
        builder.reason(log_text::no_watcher_named);
        return true;
    }
    Ticket& ticket = builder.edit(token->ticket);
    builder.decision.landed = ticket.number;
    // Only who got a mail of the ticket has the token, so it speaks for them from whatever address they write.
    const Actor watcher{Actor::Kind::client, mail::normalized(token->party), Trust::participant};
    if (remove_watcher(builder, ticket, token->party, watcher, cause::TheirUnsubscription{}).empty())
        builder.reason(fmt::format(log_text::did_not_watch, watcher.name, ticket.number.value));
    return true;
}

}  // namespace workflow
