// What programs write back: delivery reports, automatic replies, reactions. They become events at most.

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/tickets/suppression.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// The token that a report came back to: it shows which mail to whom it is about (VERP). nullptr: none that is valid.
const mail::TokenClaim* return_path_of(const Work& work, const Arrival& arrival) {
    for (const mail::TokenClaim& token : arrival.evidence.tokens)
        if (token.purpose == mail::Purpose::return_path && work.before(token.ticket)) return &token;
    return nullptr;
}

/// "5.1.1" behind the code of a reply (RFC 2034); empty: none.
std::string_view enhanced_status(std::string_view reply) {
    if (reply.size() < 9 || reply[3] != ' ') return {};
    const std::string_view status = reply.substr(4, reply.find(' ', 4) - 4);
    return status.size() >= 5 && text::is_digit(status[0]) && status[1] == '.' ? status : std::string_view();
}

/// The first response counts only when somebody got it.
void take_back_response(Work& work, Ticket& ticket, const std::string& recipient) {
    auto& reached = ticket.clocks.response_to;
    const auto gone = std::remove(reached.begin(), reached.end(), recipient);
    if (gone == reached.end()) return;
    reached.erase(gone, reached.end());
    if (!reached.empty()) return;
    answer_taken_back(work.policy, ticket, work.now);
    if (ticket.clocks.responded_at) {
        // A later answer counts, until it comes back as well.
        reached.push_back(mail::normalized(ticket.requester.address));
        work.event(ticket, {}, "first response moved by ticketd: no client got the first answer, a later one counts");
        return;
    }
    work.event(ticket, {}, "first response taken back by ticketd: no client got it");
}

/// A failed mail to one of ours must not be told to that same address again. When nobody else cares for the ticket, all of us do.
void tell_of_failure(Work& work, Ticket& ticket, const std::string& recipient, const std::string& story, const Failure& failure) {
    if (!failure.consequence.empty()) work.event(ticket, {}, failure.consequence);
    if (!failure.worth_telling) return;
    const config::Technician* unreachable = work.policy.technician_by_address(recipient);
    Technicians whom = audience(work, ticket);
    if (unreachable && whom == Technicians{unreachable}) whom = everybody(work);
    std::vector<std::string> lines{story + "."};
    if (!failure.consequence.empty()) lines.push_back(failure.consequence + ".");
    tell(work, ticket, whom, MailKind::delivery_failure, std::nullopt, lines,
         unreachable ? std::string_view(unreachable->name) : std::string_view{});
}

/// A delivery report: tied to the mail by what we called it, to recipient and ticket by the return path.
void note_report(Work& work, const mail::Message& message, const mail::TokenClaim& token) {
    Ticket& ticket = work.touch(token.ticket);
    work.decision.landed = ticket.number;
    const mail::Bounce bounce = message.bounce.value_or(mail::Bounce{});
    // Whom the return path was made for, not whom the report names: a stranger may have written it.
    const bool known = !token.party.empty();
    const std::string recipient = mail::normalized(known ? token.party : bounce.recipient);
    const bool failed = bounce.action == "failed";
    std::string story = fmt::format("{} to {}", failed ? "delivery failed" : "delivery report: " + bounce.action,
                                    recipient.empty() ? "somebody" : recipient);
    if (!bounce.status.empty()) story += fmt::format(", {}", bounce.status);
    if (!bounce.diagnostic.empty()) story += fmt::format(": {}", text::cut(bounce.diagnostic, 300));
    std::string event = story;
    if (!bounce.original_message_id.empty()) event += fmt::format(" (mail <{}>)", text::cut(bounce.original_message_id, 200));
    work.event(ticket, {}, std::move(event));
    if (!failed) return work.reason("a delivery report that is no failure is only an event");
    if (!known) return work.reason("its return path was made for nobody who takes part any more: only an event");
    if (const auto row = parse_envelope_id(bounce.envelope_id)) work.decision.returned = Returned{*row, ticket.number, story};
    take_back_response(work, ticket, recipient);
    tell_of_failure(work, ticket, recipient, story, count_failure(work, recipient, bounce.status, story));
}

}  // namespace

void note_undelivered(Work& work, const Undelivered& undelivered) {
    Ticket& ticket = work.touch(undelivered.ticket);
    const std::string recipient = mail::normalized(undelivered.recipient);
    const std::string story = fmt::format("delivery failed to {}: {}", recipient, text::cut(undelivered.reply, 300));
    work.event(ticket, {}, story);
    take_back_response(work, ticket, recipient);
    tell_of_failure(work, ticket, recipient, story, count_failure(work, recipient, enhanced_status(undelivered.reply), story));
}

void note_automatic(Work& work, const Incoming& incoming) {
    const mail::Message& message = incoming.message();
    if (message.kind == mail::Kind::bounce) {
        // Whoever knows a ticket's Message-IDs could write a report; only our own return path shows that it is one.
        if (const auto* token = return_path_of(work, incoming.arrival)) return note_report(work, message, *token);
        return work.reason("a delivery report that did not come to a return path of ours changes nothing");
    }
    if (!incoming.thread.ticket.is_set()) {
        work.reason(fmt::format("{} that belongs to no ticket: kept in the inbox only", mail::to_string(message.kind)));
        return;
    }
    Ticket& ticket = work.touch(incoming.thread.ticket);
    work.decision.landed = ticket.number;
    add_aliases(work.snapshot, incoming.arrival, ticket.number, false, work.decision);
    work.reason(fmt::format("{}; {} changes nothing", incoming.thread.why, mail::to_string(message.kind)));
    Actor actor = actor_of(incoming.speaker);
    const std::string_view what = message.reaction ? "reaction" : "automatic reply";
    const std::string_view said = message.reaction ? text::first_line(message.reply_text) : std::string_view(message.subject);
    work.event(ticket, actor, fmt::format("{} of {}: {}", what, actor.shown(), text::cut(said, 200)));
    work.decision.entries.back().quoted = message.text;
}

bool unsubscribe(Work& work, const Arrival& arrival) {
    const auto& tokens = arrival.evidence.tokens;
    const auto token = std::find_if(tokens.begin(), tokens.end(),
                                    [](const mail::TokenClaim& one) { return one.purpose == mail::Purpose::unsubscribe; });
    if (token == tokens.end()) return false;
    if (!work.before(token->ticket) || token->party.empty()) {
        work.reason("an unsubscription that names no watcher of a ticket");
        return true;
    }
    Ticket& ticket = work.touch(token->ticket);
    work.decision.landed = ticket.number;
    // Only who got a mail of the ticket has the token, so it speaks for them from whatever address they write.
    const Actor watcher{Actor::Kind::client, mail::normalized(token->party), Trust::participant};
    if (remove_watcher(work, ticket, token->party, watcher, "their unsubscription").empty())
        work.reason(fmt::format("{} did not watch #{}", watcher.name, ticket.number.value));
    return true;
}

}  // namespace workflow
