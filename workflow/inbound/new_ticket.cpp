// Opens a ticket: requester, title, classification, notifications.

#include "mail/message/gateway_banner.hpp"
#include "workflow/inbound/apply_commands.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/inbound/classification.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/inbound/sender_claim.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// The desk addresses that a mail was written to, the transport's word first.
std::vector<mail::Detailed> desk_addresses(const Directory& directory, const InboundMail& inbound) {
    std::vector<mail::Detailed> found;
    for (const auto* addresses : {&inbound.envelope.recipients, &inbound.message.recipients_seen})
        for (const std::string& address : *addresses)
            if (auto parts = directory.desk_address(address)) found.push_back(std::move(*parts));
    return found;
}

/// Who is helped: the sender, or whose mail a technician forwards.
mail::Address requester_of(const Directory& directory, const MailContext& context, bool& forwarded) {
    const mail::Message& message = context.message();
    forwarded = false;
    if (context.identity.technician.empty() || !message.forwarded) return {context.identity.name, context.identity.written};
    std::vector<const mail::Address*> writers{&message.forwarded->from};
    for (const mail::Address& earlier : message.forwarded->before)
        writers.push_back(&earlier);
    // A mail of the desk's own has nobody to answer to: it is the technician's.
    std::erase_if(writers, [&](const mail::Address* writer) {
        return !mail::is_sendable(writer->address) || directory.is_desk_address(writer->address);
    });
    if (writers.empty()) return {context.identity.name, context.identity.written};
    forwarded = true;
    // What a colleague had forwarded first is somebody else's mail.
    const auto outside = std::find_if(writers.begin(), writers.end(), [&](const mail::Address* writer) {
        return !directory.technician_by_address(mail::normalized(writer->address));
    });
    return outside == writers.end() ? *writers.front() : **outside;
}

std::string with_name(const mail::Address& who) {
    return who.name.empty() ? who.address : fmt::format("{} <{}>", who.name, who.address);
}

/// A mail that is attached to one with few words or none: what it says is what the ticket is about.
const mail::Forwarded* attached_mail(const MailContext& context) {
    const auto& forwarded = context.message().forwarded;
    if (!forwarded || !forwarded->attached) return nullptr;
    const bool by_us = !context.identity.technician.empty();
    return by_us || text::trim(context.message().reply_text).empty() ? &*forwarded : nullptr;
}

/// The words of the mail, and those of the mail that is attached to it.
std::string description_of(const MailContext& context, std::string_view words) {
    const mail::Forwarded* attached = attached_mail(context);
    if (!attached || attached->text.empty()) return std::string(words);
    // A signature alone is no word about what is sent on.
    if (words.empty() || text::first_line(words) == "--") return attached->text;
    return fmt::format("{}\n\n{}", words, attached->text);
}

/// The files of the mail that is attached, which was not unpacked for anybody else.
void add_attached_files(DecisionBuilder& builder, std::size_t entry, const MailContext& context) {
    const mail::Forwarded* attached = attached_mail(context);
    if (!attached) return;
    auto& files = builder.decision.entries[entry].attachments;
    files.insert(files.end(), attached->files.begin(), attached->files.end());
}

/// Who asks for answers at another address of their company reads along there.
void add_reply_address(DecisionBuilder& builder, Ticket& ticket, const MailContext& context) {
    if (context.identity.trust != Trust::participant || !context.is_human()) return;
    if (const mail::Address* wanted = wanted_reply_address(builder.directory, context.inbound))
        add_watcher(builder, ticket, wanted->address, actor_of(context.identity), cause::ReplyTo{});
}

std::string title_from(std::string_view subject, const std::vector<Bracket>& tags, std::string_view text) {
    std::string title = title_of(subject, tags);
    // The first line of a gateway's warning is nobody's title.
    if (title.empty()) title = text::cut(text::first_line(text.substr(mail::gateway_banner_end(text))), 80);
    return title.empty() ? "(no subject)" : title;
}

/// A forward without a subject of its own has that of the mail inside it.
const std::string& subject_of(const MailContext& context) {
    const mail::Message& message = context.message();
    const bool has_own = !title_of(message.subject, {}).empty();
    return has_own || !message.forwarded || context.identity.technician.empty() ? message.subject : message.forwarded->subject;
}

/// The facts of the mail that every later step reads. `opened` gets them with what showed each.
void fill_in(DecisionBuilder& builder, Ticket& ticket, event::Opened& opened, const MailContext& context, const Spoken& spoken,
             const std::string& description) {
    const Directory& directory = builder.directory;
    const mail::Message& message = context.message();
    const auto written_to = desk_addresses(directory, context.inbound);
    ticket.requester = opened.requester = requester_of(directory, context, opened.forwarded);
    const Ticket* followed = context.thread.link == Link::Kind::follows ? builder.stored(context.thread.related) : nullptr;
    // A tap on a link of long ago says nothing of its own but its tag.
    const bool is_tap = followed && same_subject(message.subject, "");
    ticket.title = is_tap ? followed->title : title_from(subject_of(context), spoken.tags, description);
    opened.title = ticket.title;
    ticket.description = description;
    ticket.desk_address = written_to.empty() ? directory.config().desk.address : written_to.front().base();
    ticket.root_id = message.message_id;
    ticket.last_client_id = message.message_id;
    if (const Instant at = context.inbound.envelope.received_at; at > Instant{} && at < builder.now) ticket.created_at = at;

    classify(builder, ticket, opened, written_to, message.subject, description);
    // As urgent as the sender may call it: what is critical is for us to say, and what a template set stays.
    const bool is_usual = ticket.priority == directory.contract_or_default(ticket.contract).priority;
    if (context.is_human() && message.urgent && is_usual && ticket.priority < Priority::high)
        set_priority(builder, ticket, Priority::high, {}, cause::UrgentMail{});
}

/// The ticket that the new one is joined to.
const Ticket* joined(const DecisionBuilder& builder, const Thread& thread) {
    return thread.related.is_set() ? builder.stored(thread.related) : nullptr;
}

void link(DecisionBuilder& builder, Ticket& ticket, const Thread& thread) {
    if (!joined(builder, thread)) return;
    ticket.links.push_back({thread.link, thread.related});
    builder.event(ticket, {}, event::Linked{thread.link, thread.related, thread.cause});
    builder.event(builder.edit(thread.related), {}, event::LinkedTicketOpened{ticket.number, thread.cause});
}

/// Where the story began, for those who are told of its new ticket.
std::vector<Sentence> lines_on_link(const DecisionBuilder& builder, const Thread& thread) {
    const Ticket* other = joined(builder, thread);
    if (!other) return {};
    if (thread.link != Link::Kind::follows) return {say("notice.related", other->number, other->title, thread.cause)};
    const config::Technician* assignee = builder.directory.technician(other->assignee);
    const Instant closed = other->closed_at.value_or(builder.now);
    if (!assignee) return {say("notice.follows-nobody", other->number, closed)};
    return {say("notice.follows", other->number, assignee->display_name, closed)};
}

}  // namespace

void open_ticket(DecisionBuilder& builder, const MailContext& context) {
    const std::string& body = context.words.text;
    Spoken spoken;
    spoken.text = body;
    const bool commands = context.is_human() && !context.identity.technician.empty();
    if (commands) {
        auto parsed = spoken_commands(builder, context, body);
        if (!parsed) return refuse(builder, context, parsed.error());
        spoken = std::move(*parsed);
    }

    Ticket* opened = builder.open();
    if (!opened) {
        builder.decision.disposition = Disposition::quarantined;
        builder.decision.quarantine_reason = log_text::no_number;
        return;
    }
    Ticket& ticket = *opened;
    const Actor actor = actor_of(context.identity);
    // The story begins with the mail and with who opened the ticket; why so is known only when it is filled in, which tells more.
    const std::string description = description_of(context, spoken.text);
    const std::size_t entry = add_text(builder, ticket, context, EntryKind::comment, description);
    add_attached_files(builder, entry, context);
    const std::size_t beginning = builder.event(ticket, actor, event::Opened{});
    event::Opened facts;
    fill_in(builder, ticket, facts, context, spoken, description);

    const config::Technician* technician = builder.directory.technician(context.identity.technician);
    const CommandRequest request{.commands = spoken.commands,
                                 .actor = actor,
                                 .words = spoken.text,
                                 .opening = Opening{entry, &context, lines_on_link(builder, context.thread)},
                                 .subject = context.message().subject,
                                 .receipt_to = technician};
    auto applied = apply_commands(builder, ticket, request);
    if (!applied) {
        builder.rollback();
        return refuse(builder, context, applied.error());
    }
    builder.reason(say("reason.opened-by-mail", ticket.number, Changes{{facts}, actor.who()}, context.identity.why));
    builder.decision.entries[beginning].event = std::move(facts);
    link(builder, ticket, context.thread);
    add_copied_watchers(builder, ticket, context);
    add_reply_address(builder, ticket, context);
    add_aliases(builder.snapshot, context.inbound, ticket.number, true, builder.decision);
    builder.decision.unaligned = context.identity.trust == Trust::claimed;
    // No acknowledgement tells who forwards a mail what became of it.
    if (!same_person(builder.directory, ticket.requester.address, context.identity.address)) {
        auto& lines = applied->ran.lines;
        lines.insert(lines.begin(), say("done.opened-for", with_name(ticket.requester)));
    }
    finish_commands(builder, ticket, request, *applied);
    announce_held(builder, context, &ticket, say("held.opened-ticket"), false);
}

}  // namespace workflow
