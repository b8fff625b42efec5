// Commands that wait for a yes: who is asked, which answer counts, what it runs.

#include "workflow/inbound/confirmation.hpp"

#include "workflow/inbound/apply_commands.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"
#include "workflow/commands/undo.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// The items as they are shown, kept and run: what the technician says yes to is what is done.
std::string canonical(const std::vector<Command>& commands) {
    std::string out;
    for (const Command& command : commands) {
        std::string item = command.shown;
        // In brackets a value may hold blanks as it is; in a row of items only between quotes.
        const std::size_t sign = item.find_first_of("=:");
        if (sign != std::string::npos && command.value.find_first_of(" ;\t") != std::string::npos)
            item = fmt::format("{}\"{}\"", item.substr(0, sign + 1), command.value);
        out += (out.empty() ? "" : "; ") + item;
    }
    return out;
}

/// Whether the items, read again, are these commands: no yes may run anything else than what was tried.
bool says_the_same(const std::string& items, const std::vector<Command>& commands) {
    const auto read = parse_items(items);
    return read &&
           std::equal(read->begin(), read->end(), commands.begin(), commands.end(), [](const Command& a, const Command& b) {
               return a.kind == b.kind && a.sign == b.sign && a.value == b.value;
           });
}

/// What the person wrote first, without the signature that a phone puts below.
std::string first_word(std::string_view text) {
    std::string line = text::folded(text::trim(text::first_line(text)));
    while (!line.empty() && (line.back() == '.' || line.back() == '!'))
        line.pop_back();
    return line;
}

/// A tap on the link says it in the subject, above what a phone writes into every mail. Under a signature that leaves the subject
/// out it is nobody's.
std::string answer_of(const InboundMail& inbound) {
    const std::string word = first_word(inbound.message.reply_text);
    const bool is_theirs = inbound.evidence.smime_technician.empty() || inbound.evidence.smime_subject;
    return word == "yes" || word == "no" || !is_theirs ? word : first_word(inbound.message.subject);
}

/// Why the mail is no yes of theirs; empty when it is one.
std::string refusal_reason(const Directory& directory, const InboundMail& inbound, const mail::TokenClaim& token,
                           const PendingConfirmation& held, const config::Technician* technician) {
    using Asked = config::Trust::Technician;
    const mail::Evidence& evidence = inbound.evidence;
    const SenderClaim claim = sender_claim(directory, inbound);
    if (!technician) return fmt::format(log_text::technician_gone, held.technician);
    if (claim.ambiguous || claim.rewritten || directory.technician_by_address(claim.address) != technician)
        return fmt::format(log_text::comes_from, claim.address.empty() ? "nobody" : claim.address);
    const bool signed_by_them = evidence.auth_technician == technician->name || evidence.smime_technician == technician->name;
    if (signed_by_them) return {};
    if (token.party.empty() || directory.technician_by_address(mail::normalized(token.party)) != technician)
        return log_text::others_address;
    const Asked asked = directory.config().trust.technician;
    if (asked == Asked::signed_only) return log_text::only_signed;
    const bool aligned = !evidence.aligned_domain.empty() && evidence.aligned_domain == mail::domain_of(claim.address);
    if (asked != Asked::token && !aligned) return log_text::not_aligned;
    return {};
}

void run_held(DecisionBuilder& builder, const PendingConfirmation& held, const config::Technician& technician) {
    const auto fail = [&](const Sentence& why) {
        builder.rollback();
        builder.decision.released = held.id;
        builder.reason(say("reason.held-cannot-run", why));
        answer_technician(builder, technician, MailKind::refusal, builder.stored(held.ticket),
                          {say("refused.confirmed-but", held.items, why)});
    };
    if (!builder.stored(held.ticket)) return fail(say("refused.ticket-gone"));
    if (const TicketId now = where_merged(builder.snapshot, held.ticket); now != held.ticket)
        return fail(say("refused.merged-meanwhile", held.ticket, now));
    Ticket& ticket = builder.edit(held.ticket);
    if (is_own_request(builder.directory, ticket, technician.email)) return fail(say("refused.own-request"));
    const auto commands = parse_items(held.items);
    if (!commands) return fail(commands.error());
    const Actor actor{Actor::Kind::technician, technician.name, Trust::confirmed};
    builder.event(ticket, actor, event::CommandsConfirmed{held.items});
    const CommandRequest request{.commands = *commands, .actor = actor, .receipt_to = &technician};
    const auto applied = apply_commands(builder, ticket, request);
    if (!applied) return fail(applied.error());
    finish_commands(builder, ticket, request, *applied);
}

}  // namespace

bool needs_confirmation(const DecisionBuilder& builder, const Ticket& ticket, const std::vector<Command>& commands,
                        const std::string& actor) {
    return std::any_of(commands.begin(), commands.end(), [&](const Command& command) {
        if (command.kind == CommandKind::undo) return brings_outsiders_back(builder, ticket, actor);
        if (command.kind == CommandKind::merge) return true;
        // Else whoever moves it to a client first may then copy in the people there.
        if (command.kind == CommandKind::client && !ticket.client.empty() && !text::same(command.value, ticket.client))
            return true;
        if (command.kind != CommandKind::watchers || command.sign != '+') return false;
        const auto addresses = text::split(command.value, ',');
        return std::any_of(addresses.begin(), addresses.end(),
                           [&](std::string_view address) { return !is_inside(builder.directory, ticket, address); });
    });
}

Result<void> hold(DecisionBuilder& builder, const MailContext& context, const Ticket& ticket,
                  const config::Technician& technician, const std::vector<Command>& commands, std::vector<Sentence> lines) {
    // What strangers write in somebody's name is counted apart: it must not take the place of what they write themselves.
    const bool proven = context.identity.trust >= Trust::technician;
    const auto found = builder.snapshot.holders.find({technician.name, proven});
    const PendingCount count = found == builder.snapshot.holders.end() ? PendingCount{} : found->second;
    if (count.pending >= max_pending || count.last_hour >= max_asked_hourly) {
        builder.reason(fmt::format(log_text::not_held, count.pending, technician.name, count.last_hour));
        return refusal("refused.too-many-questions");
    }
    PendingConfirmation held;
    held.proven = proven;
    held.id = context.inbound.inbox.value;
    held.ticket = ticket.number;
    if (const auto named = named_tickets(commands); !named.empty()) held.other = named.front();
    held.technician = technician.name;
    held.items = canonical(commands);
    if (!says_the_same(held.items, commands)) return refusal("refused.quotation-mark");
    held.asked_at = builder.now;
    held.until = builder.now + held_for;
    lines.push_back(say("ask.waits", held.items, ticket.number, held.until));
    builder.reason(fmt::format(log_text::held_for, technician.name, held.items));
    Notification question;
    question.kind = MailKind::confirmation;
    question.lines = std::move(lines);
    question.held = held.id;
    answer_technician(builder, technician, &ticket, std::move(question));
    builder.decision.hold = std::move(held);
    return {};
}

bool answers_confirmation(DecisionBuilder& builder, const InboundMail& inbound) {
    const auto& tokens = inbound.evidence.tokens;
    const auto token = std::find_if(tokens.begin(), tokens.end(),
                                    [](const mail::TokenClaim& one) { return one.purpose == mail::Purpose::confirm; });
    if (token == tokens.end()) return false;
    const auto found = builder.snapshot.held.find(token->ticket.value);
    if (found == builder.snapshot.held.end()) {
        // A yes or no to an unknown question has no effect. A mail that says anything else is handled like any other mail.
        const std::string word = answer_of(inbound);
        const bool says_more = word != "yes" && word != "no" && !text::trim(inbound.message.reply_text).empty();
        if (says_more && inbound.message.kind == mail::Kind::human) return false;
        builder.reason(log_text::answer_to_nothing);
        return true;
    }
    const PendingConfirmation& held = found->second;
    // An absence note is not a yes, whatever it quotes.
    if (inbound.message.kind != mail::Kind::human || inbound.message.reaction) {
        builder.reason(fmt::format(log_text::confirms_nothing, mail::to_string(inbound.message.kind)));
        return true;
    }
    const config::Technician* technician = builder.directory.technician(held.technician);
    if (const std::string why = refusal_reason(builder.directory, inbound, *token, held, technician); !why.empty()) {
        builder.reason(fmt::format(log_text::not_confirmed, why));
        return true;
    }
    if (builder.now > held.until) {
        builder.decision.released = held.id;
        builder.reason(log_text::too_late);
        answer_technician(builder, *technician, MailKind::refusal, builder.stored(held.ticket),
                          {say("refused.yes-too-late", held.items, held.until)});
        return true;
    }
    const std::string word = answer_of(inbound);
    if (word == "yes") {
        builder.decision.released = held.id;
        if (!inbound.evidence.smime_id.empty()) builder.decision.aliases.emplace_back(inbound.evidence.smime_id, held.ticket);
        run_held(builder, held, *technician);
    } else if (word == "no") {
        builder.decision.released = held.id;
        builder.reason(log_text::answered_no);
    } else {
        builder.reason(log_text::answered_neither);
        answer_technician(builder, *technician, MailKind::refusal, builder.stored(held.ticket),
                          {say("refused.still-waits", held.items)});
    }
    return true;
}

}  // namespace workflow
