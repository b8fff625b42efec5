#include "workflow/inbound/confirmation.hpp"

#include "workflow/inbound/public_reply.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/text/text.hpp"
#include "workflow/commands/undo.hpp"
#include "workflow/text/time_words.hpp"

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
               return a.verb == b.verb && a.sign == b.sign && a.value == b.value;
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
std::string answer_of(const Arrival& arrival) {
    const std::string word = first_word(arrival.message.reply_text);
    const bool is_theirs = arrival.evidence.smime_technician.empty() || arrival.evidence.smime_subject;
    return word == "yes" || word == "no" || !is_theirs ? word : first_word(arrival.message.subject);
}

/// Why the mail is no yes of theirs; empty when it is one.
std::string against(const Policy& policy, const Arrival& arrival, const mail::TokenClaim& token, const Held& held,
                    const config::Technician* technician) {
    using Asked = config::Trust::Technician;
    const mail::Evidence& evidence = arrival.evidence;
    const Claim claim = claimed_sender(arrival);
    if (!technician) return fmt::format("{} is no technician any more", held.technician);
    if (claim.ambiguous || claim.rewritten || policy.technician_by_address(claim.address) != technician)
        return fmt::format("it comes from {}", claim.address.empty() ? "nobody" : claim.address);
    const bool signed_by_them = evidence.auth_technician == technician->name || evidence.smime_technician == technician->name;
    if (signed_by_them) return {};
    if (token.party.empty() || policy.technician_by_address(mail::normalized(token.party)) != technician)
        return "its address was made for somebody else";
    const Asked asked = policy.config().trust.technician;
    if (asked == Asked::signed_only) return "only signed mail counts here";
    const bool aligned = !evidence.aligned_domain.empty() && evidence.aligned_domain == mail::domain_of(claim.address);
    if (asked != Asked::token && !aligned) return "its domain is not aligned";
    return {};
}

void run_held(Work& work, const Held& held, const config::Technician& technician) {
    const auto fail = [&](const std::string& why) {
        work.start_over();
        work.decision.released = held.id;
        work.reason("the commands that were held cannot run: " + why);
        answer_technician(work, technician, MailKind::refusal, work.before(held.ticket),
                          {fmt::format("[{}] was confirmed, but nothing was changed: {}.", held.items, why)});
    };
    if (!work.before(held.ticket)) return fail("the ticket is not there");
    if (const TicketId now = where_merged(work.snapshot, held.ticket); now != held.ticket)
        return fail(fmt::format("#{} was merged into #{} meanwhile; send them there", held.ticket.value, now.value));
    Ticket& ticket = work.touch(held.ticket);
    if (is_requester(work.policy, ticket, technician.email)) return fail("you are the one who asked for help there");
    const auto commands = parse_items(held.items);
    if (!commands) return fail(commands.error().what);
    const Actor actor{Actor::Kind::technician, technician.name, Trust::confirmed};
    work.event(ticket, actor, fmt::format("{} confirmed [{}]", actor.shown(), held.items));
    auto ran = run_commands(work, ticket, *commands, actor);
    if (!ran) return fail(ran.error().what);
    if (ran->status) stirred(work, ticket);
    if (ran->resolved) ask_whether_solved(work, ticket, actor, {});
    run_rules(work, ticket, config::Rule::On::updated, {technician.email, ticket.title},
              {ran->status, ran->priority, ran->assignment, ran->category});
    tell_rest(work, ticket, actor.name);
    if (!ran->split_to.is_set()) work.decision.landed = ticket.number;
    confirm_to(work, technician, ran->split_to.is_set() ? work.touch(ran->split_to) : ticket, *commands, std::move(*ran));
}

}  // namespace

bool needs_confirmation(const Work& work, const Ticket& ticket, const std::vector<Command>& commands, const std::string& actor) {
    return std::any_of(commands.begin(), commands.end(), [&](const Command& command) {
        if (command.verb == Verb::undo) return brings_outsiders_back(work, ticket, actor);
        if (command.verb == Verb::merge) return true;
        // Else whoever moves it to a client first may then copy in the people there.
        if (command.verb == Verb::client && !ticket.client.empty() && !text::same(command.value, ticket.client)) return true;
        if (command.verb != Verb::watchers || command.sign != '+') return false;
        const auto addresses = text::split(command.value, ',');
        return std::any_of(addresses.begin(), addresses.end(),
                           [&](std::string_view address) { return !is_inside(work.policy, ticket, address); });
    });
}

config::Result<void> hold(Work& work, const Incoming& incoming, const Ticket& ticket, const config::Technician& technician,
                          const std::vector<Command>& commands, std::vector<std::string> lines) {
    // What strangers write in somebody's name is counted apart: it must not take the place of what they write themselves.
    const bool proven = incoming.speaker.trust >= Trust::technician;
    const auto found = work.snapshot.holders.find({technician.name, proven});
    const HeldCount count = found == work.snapshot.holders.end() ? HeldCount{} : found->second;
    if (count.pending >= most_pending || count.last_hour >= most_asked_hourly) {
        work.reason(fmt::format("not held: {} questions wait for {} already, {} were asked in the last hour", count.pending,
                                technician.name, count.last_hour));
        return config::permanent("too many questions wait for your yes already");
    }
    Held held;
    held.proven = proven;
    held.id = incoming.arrival.inbox.value;
    held.ticket = ticket.number;
    if (const auto named = named_tickets(commands); !named.empty()) held.other = named.front();
    held.technician = technician.name;
    held.items = canonical(commands);
    if (!says_the_same(held.items, commands))
        return config::permanent(
            "a value holds a quotation mark, which a question for your yes cannot repeat: write it without one");
    held.asked_at = work.now;
    held.until = work.now + held_for;
    lines.push_back(fmt::format("[{}] on #{} waits for your yes until {}.", held.items, ticket.number.value,
                                shown_time(held.until, work.policy.config().desk.zone)));
    work.reason(fmt::format("held for {}: [{}]", technician.name, held.items));
    answer_technician(work, technician, MailKind::confirmation, &ticket, std::move(lines));
    if (!work.decision.mails.empty() && work.decision.mails.back().kind == MailKind::confirmation)
        work.decision.mails.back().held = held.id;
    work.decision.hold = std::move(held);
    return {};
}

bool answers_confirmation(Work& work, const Arrival& arrival) {
    const auto& tokens = arrival.evidence.tokens;
    const auto token = std::find_if(tokens.begin(), tokens.end(),
                                    [](const mail::TokenClaim& one) { return one.purpose == mail::Purpose::confirm; });
    if (token == tokens.end()) return false;
    const auto found = work.snapshot.held.find(token->ticket.value);
    if (found == work.snapshot.held.end()) {
        // A late yes is nothing; what else is written there is a mail like any other.
        const std::string word = answer_of(arrival);
        const bool says_more = word != "yes" && word != "no" && !text::trim(arrival.message.reply_text).empty();
        if (says_more && arrival.message.kind == mail::Kind::human) return false;
        work.reason("an answer to a question that is no longer open: it does nothing");
        return true;
    }
    const Held& held = found->second;
    // An absence note is not a yes, whatever it quotes.
    if (arrival.message.kind != mail::Kind::human || arrival.message.reaction) {
        work.reason(fmt::format("a mail that is {} confirms nothing", mail::to_string(arrival.message.kind)));
        return true;
    }
    const config::Technician* technician = work.policy.technician(held.technician);
    if (const std::string why = against(work.policy, arrival, *token, held, technician); !why.empty()) {
        work.reason("not confirmed: " + why);
        return true;
    }
    if (work.now > held.until) {
        work.decision.released = held.id;
        work.reason("not confirmed: the yes came too late");
        answer_technician(work, *technician, MailKind::refusal, work.before(held.ticket),
                          {fmt::format("[{}] did not run: your yes came after {}. Please send the command again.", held.items,
                                       shown_time(held.until, work.policy.config().desk.zone))});
        return true;
    }
    const std::string word = answer_of(arrival);
    if (word == "yes") {
        work.decision.released = held.id;
        if (!arrival.evidence.smime_id.empty()) work.decision.aliases.emplace_back(arrival.evidence.smime_id, held.ticket);
        run_held(work, held, *technician);
    } else if (word == "no") {
        work.decision.released = held.id;
        work.reason("the answer is no: the commands are dropped");
    } else {
        work.reason("the answer is neither yes nor no");
        answer_technician(work, *technician, MailKind::refusal, work.before(held.ticket),
                          {fmt::format("[{}] still waits: answer with the one word yes, or with no.", held.items)});
    }
    return true;
}

}  // namespace workflow
