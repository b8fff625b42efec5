// A new ticket: whose it is, what it is about, who is told.

#include "workflow/inbound/public_reply.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/inbound/classification.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/commands/mentions.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// The desk addresses that a mail was written to, the transport's word first.
std::vector<mail::Detailed> desk_addresses(const Policy& policy, const Arrival& arrival) {
    std::vector<mail::Detailed> found;
    for (const auto* addresses : {&arrival.envelope.recipients, &arrival.message.recipients_seen})
        for (const std::string& address : *addresses)
            if (auto parts = policy.desk_address(address)) found.push_back(std::move(*parts));
    return found;
}

/// Who is helped: the sender, or whose mail a technician forwards.
mail::Address requester_of(const Policy& policy, const Incoming& incoming, bool& forwarded) {
    const mail::Message& message = incoming.message();
    // A mail of the desk's own has nobody to answer to: it is the technician's.
    forwarded = !incoming.speaker.technician.empty() && message.forwarded && mail::is_sendable(message.forwarded->from.address) &&
                !policy.is_desk_address(message.forwarded->from.address);
    if (forwarded) return message.forwarded->from;
    return {incoming.speaker.name, incoming.speaker.written};
}

std::string with_name(const mail::Address& who) {
    return who.name.empty() ? who.address : fmt::format("{} <{}>", who.name, who.address);
}

const std::string& body_of(const mail::Message& message) {
    return text::trim(message.reply_text).empty() ? message.text : message.reply_text;
}

std::string title_from(std::string_view subject, const std::vector<Bracket>& tags, std::string_view text) {
    std::string title = title_of(subject, tags);
    if (title.empty()) title = text::cut(text::first_line(text), 80);
    return title.empty() ? "(no subject)" : title;
}

/// The facts of the mail that every later step reads, the headline first and each other with its reason: from this line the rest
/// of the story can be followed.
std::vector<std::string> fill_in(Work& work, Ticket& ticket, const Incoming& incoming, const Spoken& spoken) {
    const Policy& policy = work.policy;
    const mail::Message& message = incoming.message();
    const auto written_to = desk_addresses(policy, incoming.arrival);
    std::vector<std::string> reasons;
    bool forwarded = false;
    ticket.requester = requester_of(policy, incoming, forwarded);
    const Ticket* followed = incoming.thread.link == Link::Kind::follows ? work.before(incoming.thread.related) : nullptr;
    // A tap on a link of long ago says nothing of its own but its tag.
    const bool is_tap = followed && same_subject(message.subject, "");
    ticket.title = is_tap ? followed->title : title_from(message.subject, spoken.tags, spoken.text);
    ticket.description = spoken.text;
    ticket.desk_address = written_to.empty() ? policy.config().desk.address : written_to.front().base();
    ticket.root_id = message.message_id;
    ticket.last_client_id = message.message_id;
    if (const Instant at = incoming.arrival.envelope.received_at; at > Instant{} && at < work.now) ticket.created_at = at;

    reasons.push_back(headline(ticket) + (forwarded ? ", whose mail was forwarded" : ""));
    for (std::string& why : classify(work, ticket, written_to, message.subject, spoken.text))
        reasons.push_back(std::move(why));
    // As urgent as the sender may call it: what is critical is for us to say, and what a template set stays.
    const bool is_usual = ticket.priority == policy.contract_or_default(ticket.contract).priority;
    if (incoming.is_human() && message.urgent && is_usual && ticket.priority < Priority::high)
        set_priority(work, ticket, Priority::high, {}, "the mail is marked as urgent");
    return reasons;
}

/// The ticket that the new one is joined to.
const Ticket* joined(const Work& work, const Thread& thread) {
    return thread.related.is_set() ? work.before(thread.related) : nullptr;
}

std::string_view why_new(const Thread& thread) {
    constexpr std::string_view mark = "new: ";
    std::string_view why = thread.why;
    if (why.starts_with(mark)) why.remove_prefix(mark.size());
    return why;
}

void link(Work& work, Ticket& ticket, const Thread& thread) {
    if (!joined(work, thread)) return;
    ticket.links.push_back({thread.link, thread.related});
    work.event(ticket, {}, fmt::format("{} #{}: {}", to_string(thread.link), thread.related.value, why_new(thread)));
    work.event(work.touch(thread.related), {}, fmt::format("#{} was opened: {}", ticket.number.value, why_new(thread)));
}

/// Where the story began, for those who are told of its new ticket.
std::vector<std::string> lines_on_link(const Work& work, const Thread& thread) {
    const Ticket* other = joined(work, thread);
    if (!other) return {};
    if (thread.link != Link::Kind::follows)
        return {fmt::format("It has to do with #{}, \"{}\": {}.", other->number.value, other->title, why_new(thread))};
    const config::Technician* assignee = work.policy.technician(other->assignee);
    return {fmt::format("It goes on from #{}, which {}; it was closed on {}.", other->number.value,
                        assignee ? fmt::format("{} had", assignee->display_name) : "nobody had",
                        shown_time(other->closed_at.value_or(work.now), work.policy.config().desk.zone))};
}

void tell_all(Work& work, const Ticket& ticket, std::size_t entry, const Incoming& incoming) {
    acknowledge(work, ticket, incoming.arrival, incoming.speaker);
    const Technicians whom = ticket.priority == Priority::critical ? everybody(work) : audience(work, ticket);
    tell(work, ticket, whom, MailKind::notice, entry, lines_on_link(work, incoming.thread), incoming.speaker.technician);
    tell_rest(work, ticket, incoming.speaker.technician, entry);
}

}  // namespace

void open_ticket(Work& work, const Incoming& incoming) {
    const std::string& body = body_of(incoming.message());
    Spoken spoken;
    spoken.text = body;
    const bool commands = incoming.is_human() && !incoming.speaker.technician.empty();
    if (commands) {
        auto parsed = spoken_commands(work, incoming, body);
        if (!parsed) return refuse(work, incoming, parsed.error().what);
        spoken = std::move(*parsed);
    }

    Ticket* opened = work.open();
    if (!opened) {
        work.decision.fate = Fate::quarantined;
        work.decision.quarantine_reason = "no ticket number was reserved for it";
        return;
    }
    Ticket& ticket = *opened;
    const Actor actor = actor_of(incoming.speaker);
    // The story begins with the mail and with who opened the ticket; why so is known only when it is filled in, which tells more.
    const std::size_t entry = add_text(work, ticket, incoming, EntryKind::comment, spoken.text);
    const std::size_t beginning = work.add(ticket, actor, EntryKind::event, {});
    const std::vector<std::string> reasons = fill_in(work, ticket, incoming, spoken);

    auto ran = run_commands(work, ticket, spoken.commands, actor);
    if (!ran) {
        work.start_over();
        return refuse(work, incoming, ran.error().what);
    }
    if (ran->visibility == Visibility::internal) work.decision.entries[entry].kind = EntryKind::note;
    describe_time(work, ticket, spoken.text);
    add_mentioned(work, ticket, spoken.text, actor);
    std::string story = fmt::format("opened by {}: {}", actor.shown(), fmt::join(reasons, "; "));
    work.reason(fmt::format("#{} {}: {}", ticket.number.value, story, incoming.speaker.why));
    work.decision.entries[beginning].text = std::move(story);
    link(work, ticket, incoming.thread);
    add_copied_watchers(work, ticket, incoming);
    run_rules(work, ticket, config::Rule::On::created, {incoming.speaker.address, incoming.message().subject},
              {ran->status, ran->priority, ran->assignment, ran->category});

    add_aliases(work.snapshot, incoming.arrival, ticket.number, true, work.decision);
    work.decision.landed = ticket.number;
    work.decision.opened = true;
    work.decision.unaligned = incoming.speaker.trust == Trust::claimed;
    tell_all(work, ticket, entry, incoming);
    // No acknowledgement tells who forwards a mail what became of it.
    if (!same_person(work.policy, ticket.requester.address, incoming.speaker.address))
        ran->lines.insert(ran->lines.begin(), fmt::format("opened for {}, who wrote the mail", with_name(ticket.requester)));
    if (const config::Technician* technician = work.policy.technician(incoming.speaker.technician))
        confirm_to(work, *technician, ticket, spoken.commands, std::move(*ran));
    announce_held(work, incoming, &ticket, "It opened a ticket, as the mail of anybody would.", false);
}

}  // namespace workflow
