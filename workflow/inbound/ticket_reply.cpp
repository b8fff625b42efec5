// Handles a person's mail on an existing ticket: client replies, technician replies and their commands.

#include "workflow/inbound/apply_commands.hpp"
#include "workflow/inbound/public_reply.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/commands/near_words.hpp"
#include "workflow/commands/time_commands.hpp"
#include "workflow/inbound/confirmation.hpp"
#include "workflow/inbound/mail_content.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/inbound/own_signature.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/text/text.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <algorithm>

namespace workflow {

namespace {

/// Names that a thanks may hold: the sender's and those of all technicians, and how people are addressed.
std::string names_known(const DecisionBuilder& builder, const MailContext& context) {
    std::string names = context.identity.name + " mr mrs ms miss dr herr frau mme madame monsieur sr sra";
    for (const config::Technician& technician : builder.directory.config().technicians)
        names += " " + technician.display_name;
    return names;
}

/// What a client's answer does to the status.
void answer_moves(DecisionBuilder& builder, Ticket& ticket, const MailContext& context, const Actor& actor) {
    // An address of ours without proof speaks for no client: it moves nothing.
    if (!is_by_person(context.message()) || context.technician) return;
    const bool shown = actor.kind == Actor::Kind::client;
    switch (ticket.status) {
        case Status::open:
        case Status::in_progress:
            return;
        case Status::waiting_third_party:
            return builder.reason(log_text::third_party_waits);
        case Status::waiting_customer:
            break;
        case Status::resolved:
            if (shown && says_only_thanks(context.message(), names_known(builder, context)))
                return builder.reason(log_text::bare_thanks);
            if (shown) break;
            // Somebody may be unhappy with the solution: it is not closed behind their back.
            ticket.close_at.reset();
            return builder.reason(log_text::unverified_stays);
        case Status::closed:
            if (shown && says_only_thanks(context.message(), names_known(builder, context)))
                return builder.reason(log_text::bare_thanks);
            if (shown) break;
            return builder.reason(log_text::unverified);
    }
    if (const auto moved = move_status(builder, ticket, Status::open, actor, cause::TheirAnswer{}); !moved)
        builder.reason(moved.error());
}

/// A mail to an action address: the tap on "solved" or "not solved". What stands below may be a phone's signature or somebody's
/// anger: it is not published, but the technicians read it.
bool client_acts(DecisionBuilder& builder, Ticket& ticket, const MailContext& context, const Actor& actor) {
    if (!has_token(context.inbound, mail::Purpose::action, ticket.number)) return false;
    const std::string_view subject = context.message().subject;
    const bool solved = has_item(subject, "close") || has_item(subject, "solved");
    const bool unsolved = has_item(subject, "reopen") || has_item(subject, "not solved");
    const std::string& words = context.words.text;
    const bool has_words = says_something(context.message(), words);
    const auto entry = has_words ? std::optional(add_text(builder, ticket, context, EntryKind::note, words)) : std::nullopt;
    // A ticket is closed and opened again by whose it is, not by others who read along.
    const bool is_theirs = actor.kind == Actor::Kind::client && is_requester(builder.directory, ticket, context.identity.address);
    if (!is_theirs || solved == unsolved) {
        builder.event(ticket, actor, event::ActionRefused{.refusal = stored(context.identity.why)});
        if (entry) notify(builder, ticket, audience(builder, ticket), MailKind::note, entry, {}, {});
        return true;
    }
    const Status to = solved ? Status::closed : Status::open;
    const bool nothing_to_reopen = unsolved && ticket.status != Status::resolved && ticket.status != Status::closed;
    if (!nothing_to_reopen)
        if (const auto moved =
                move_status(builder, ticket, to, actor, solved ? Cause(cause::ClientSaysSolved{}) : cause::ClientSaysUnsolved{});
            !moved)
            builder.reason(moved.error());
    // The words are the client's: who answers them writes to the client, not beside them.
    notify(builder, ticket, audience(builder, ticket), MailKind::notice, entry,
           {solved ? say("notice.client-solved", context.identity.address)
                   : say("notice.client-unsolved", context.identity.address)},
           {});
    return true;
}

/// A technician's mail with [note] or #note, where they speak as the client that they are there.
bool calls_it_a_note(const Directory& directory, const MailContext& context) {
    if (!directory.technician_by_address(context.identity.address)) return false;
    // The tags of the subject may be wrong beside it: the text is kept inside all the same.
    const auto tags = brackets(context.message().subject);
    const bool in_subject = std::any_of(tags.begin(), tags.end(), [](const Bracket& tag) { return is_nearly_note(tag.inside); });
    const auto body = parse_body(context.words.text);
    return in_subject || !body || has_command(body->commands, CommandKind::note) || !late_note(body->text).empty();
}

/// A mail that belongs to several tickets joins one of them. Whoever reads one of them is led to the others.
void link_others(DecisionBuilder& builder, const Thread& thread) {
    for (const TicketId number : thread.others) {
        Ticket& joined = builder.edit(thread.ticket);
        Ticket& other = builder.edit(number);
        joined.links.push_back({Link::Kind::relates, other.number});
        other.links.push_back({Link::Kind::relates, joined.number});
        builder.event(joined, {}, event::Linked{Link::Kind::relates, other.number, cause::SameMail{}});
        builder.event(other, {}, event::Linked{Link::Kind::relates, joined.number, cause::SameMail{}});
    }
}

void land(DecisionBuilder& builder, const Ticket& ticket, const MailContext& context) {
    add_aliases(builder.snapshot, context.inbound, ticket.number, context.thread.by_foreign_id, builder.decision);
    builder.decision.landed = ticket.number;
    link_others(builder, context.thread);
}

/// Commands that take more than the mail shows: nothing is done and nothing is sent until the technician has said yes.
void ask_first(DecisionBuilder& builder, const MailContext& context, const std::vector<Command>& commands, bool has_text) {
    Ticket& ticket = builder.edit(context.thread.ticket);
    land(builder, ticket, context);
    event::ConfirmationAsked asked;
    for (const Command& command : commands)
        asked.commands.push_back(command.shown);
    builder.event(ticket, actor_of(context.identity), std::move(asked), {context.words.text, context.message().attachments});
    std::vector<Sentence> lines{say("ask.needs-yes")};
    if (has_text) lines.push_back(say("ask.text-not-sent"));
    if (const auto held = hold(builder, context, ticket, *context.technician, commands, std::move(lines)); !held)
        answer_technician(builder, *context.technician, MailKind::refusal, &ticket, {say("refused.nothing-done", held.error())});
}

/// Nothing but times: the text beside them is an answer all the same.
bool are_about_time(const std::vector<Command>& commands) {
    return !commands.empty() &&
           std::all_of(commands.begin(), commands.end(), [](const Command& command) { return is_about_time(command.kind); });
}

/// [time=30m;for="…"] says what was done: the text beside it is for us, unless [public] says otherwise.
bool describes_time(const std::vector<Command>& commands) {
    return has_command(commands, CommandKind::time_text) && !has_command(commands, CommandKind::publish);
}

}  // namespace

void handle_client_reply(DecisionBuilder& builder, const MailContext& context) {
    Ticket& ticket = builder.edit(context.thread.ticket);
    const Actor actor = actor_of(context.identity);
    const mail::Message& message = context.message();
    builder.reason(say("reason.mail", context.thread.why, context.identity.why));
    land(builder, ticket, context);
    if (context.thread.is_copy) return;
    if (is_participant(builder.directory, ticket, context.identity.address)) {
        ticket.last_client_id = message.message_id;
        wake(builder, ticket, actor, cause::TheirMail{});
        record_activity(builder, ticket);
    }
    if (is_by_person(message) && client_acts(builder, ticket, context, actor)) return;

    // What was written to the address for notes was meant for us, whoever holds that address now.
    // So was what one of us calls a note, on a ticket of their own.
    const bool to_notes = has_token(context.inbound, mail::Purpose::note, ticket.number) ||
                          (actor.kind == Actor::Kind::client && calls_it_a_note(builder.directory, context));
    const std::size_t entry =
        add_text(builder, ticket, context, to_notes ? EntryKind::note : EntryKind::comment, context.words.text);
    const bool was_done = is_done(ticket.status);
    answer_moves(builder, ticket, context, actor);
    std::vector<Sentence> lines;
    if (was_done && !is_done(ticket.status)) lines.push_back(say("notice.reopened"));
    const bool proven = !context.inbound.evidence.aligned_domain.empty();
    if (proven && actor.kind == Actor::Kind::stranger && !context.technician)
        lines.push_back(say("notice.takes-no-part", context.identity.address));
    if (context.words.edited) lines.push_back(say("notice.quote-edited"));

    if (actor.kind == Actor::Kind::client && !to_notes) {
        // Who takes part before this mail sees it; who is copied in now sees the later ones.
        notify_clients(builder, ticket, entry, false, context.identity.address);
        add_copied_watchers(builder, ticket, context);
    }
    run_rules(builder, ticket, config::Rule::On::updated, {ticket.requester.address, message.subject}, {});
    notify(builder, ticket, audience(builder, ticket), to_notes ? MailKind::note : MailKind::technician_comment, entry,
           std::move(lines), {});
    const auto has_it = [&](const mail::Address& one) {
        return same_person(builder.directory, mail::normalized(one.address), ticket.requester.address);
    };
    // Nobody hears "it was not sent to the client" when the client has it in hand.
    const bool reached =
        std::any_of(message.to.begin(), message.to.end(), has_it) || std::any_of(message.cc.begin(), message.cc.end(), has_it);
    announce_held(builder, context, &ticket, reached ? say("held.text-reached") : say("held.text-unverified"),
                  !reached && says_something(message, context.words.text));
}

void handle_technician_reply(DecisionBuilder& builder, const MailContext& context) {
    const mail::Message& message = context.message();
    auto spoken = spoken_commands(builder, context, context.words.text);
    if (!spoken) return refuse(builder, context, spoken.error());
    // What was signed can be sent again with other blanks, and is another mail by its bytes.
    if (!spoken->commands.empty() && builder.snapshot.aliases.contains(message.message_id))
        return refuse(builder, context, say("refused.seen-before"));
    // A link that acts is tapped. What somebody types into its mail is not sent by the tap, and not lost.
    const bool is_tap = has_token(context.inbound, mail::Purpose::action, context.thread.ticket);
    const auto earlier = builder.snapshot.texts.find(context.thread.ticket);
    const TicketTexts* texts = earlier == builder.snapshot.texts.end() ? nullptr : &earlier->second;
    if (!spoken->commands.empty() && is_only_signature(context, spoken->text, texts)) spoken->text = {};

    const Actor actor = actor_of(context.identity);
    Ticket& ticket = builder.edit(context.thread.ticket);
    builder.reason(say("reason.mail", context.thread.why, context.identity.why));
    const bool must_confirm = actor.trust < Trust::confirmed && needs_confirmation(builder, ticket, spoken->commands, actor.name);
    const bool has_text = says_something(message, spoken->text);
    const bool about_time = describes_time(spoken->commands);
    CommandRequest request{.commands = spoken->commands,
                           .actor = actor,
                           .to_notes = is_tap || about_time || has_token(context.inbound, mail::Purpose::note, ticket.number),
                           .is_tap = is_tap,
                           .author_address = context.identity.address,
                           .subject = message.subject,
                           .receipt_to = context.technician};
    if (has_text) request.words = spoken->text;
    if (has_text) request.text = written_text(builder, context, spoken->text);
    // Tried as if it had been confirmed: a question about commands that cannot run is no use.
    if (must_confirm) request.actor.trust = Trust::confirmed;
    auto applied = apply_commands(builder, ticket, request);
    if (!applied) {
        builder.rollback();
        return refuse(builder, context, applied.error());
    }
    if (must_confirm) {
        builder.rollback();
        return ask_first(builder, context, spoken->commands, says_something(message, spoken->text));
    }
    land(builder, *applied->about, context);
    auto& lines = applied->ran.lines;
    if (has_text && (about_time || applied->ran.visibility == Visibility::kept_inside)) {
        lines.push_back(say("done.kept-as-note"));
    } else if (has_text && !request.to_notes && !lines.empty() && are_about_time(spoken->commands)) {
        lines.front() = say("done.and-sent", lines.front());
    }
    add_copied_watchers(builder, *applied->about, context);
    finish_commands(builder, ticket, request, *applied);
}

}  // namespace workflow
