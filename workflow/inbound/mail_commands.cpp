// Reads the commands, text and copies of a mail, and notifies a technician whose commands do not run.

#include "workflow/commands/away.hpp"
#include "workflow/model/absence.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/commands/commands.hpp"
#include "workflow/inbound/confirmation.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/commands/ask.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace workflow {

namespace {

/// The subject of the mail that this one answers or forwards, when a person wrote it: ours carry no tags.
std::string_view parent_subject(const DecisionBuilder& builder, const mail::Message& message) {
    if (message.forwarded && !message.forwarded->subject.empty()) return message.forwarded->subject;
    const std::string& parent =
        !message.in_reply_to.empty() || message.references.empty() ? message.in_reply_to : message.references.back();
    const auto found = builder.snapshot.subjects.find(parent);
    return found == builder.snapshot.subjects.end() ? std::string_view{} : std::string_view{found->second};
}

/// What a confirmation can run later: not what only says how the text was meant, nor questions.
bool is_held_verb(CommandKind kind) {
    return kind != CommandKind::note && kind != CommandKind::publish && !is_query(kind);
}

/// Who answers between the lines of our mail repeats its links: what they sign is for their eyes, and goes to nobody else.
std::string without_reply_addresses(const Directory& directory, std::string_view text) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    constexpr std::size_t shortest_token = 30;
    const char delimiter = directory.config().desk.recipient_delimiter.front();
    std::string out;
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@')) {
        const std::string_view local = text.substr(0, at);
        const std::size_t last = local.find_last_not_of(letters);
        const std::size_t token = last == std::string_view::npos ? 0 : last + 1;
        const bool is_signed = at - token >= shortest_token && token > 0 && local[token - 1] == delimiter;
        out += text.substr(0, is_signed ? token - 1 : at);
        out += '@';
        text.remove_prefix(at + 1);
    }
    return out += text;
}

}  // namespace

/// Where a quote at the top of `body` ends, past the line that introduces it; 0 when none is there.
std::size_t end_of_leading_quote(std::string_view body) {
    constexpr int longest_introduction = 4;
    std::size_t end = 0;
    int own_lines = 0;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t next = std::min(body.find('\n', at), body.size() - 1) + 1;
        const std::string_view line = text::trim(body.substr(at, next - at));
        at = next;
        if (line.starts_with('>')) {
            end = next;
        } else if (!line.empty() && (end > 0 || ++own_lines > longest_introduction)) {
            break;
        }
    }
    return end;
}

/// The commands in the first lines of a text. Whoever answers below a quote writes them below it: "#note" stays a note there.
Result<Spoken> body_commands(std::string_view body) {
    Spoken spoken;
    spoken.text = text::trim(body);
    for (const std::size_t from : {std::size_t{0}, end_of_leading_quote(body)}) {
        auto read = parse_body(body.substr(from));
        if (!read) return tl::unexpected(read.error());
        if (read->commands.empty()) continue;
        spoken.text = body.substr(0, from);
        spoken.text += read->text;
        spoken.commands = std::move(read->commands);
        break;
    }
    return spoken;
}

Result<Spoken> spoken_commands(const DecisionBuilder& builder, const MailContext& context, std::string_view body) {
    const std::string_view parent = parent_subject(builder, context.message());
    const Ticket* ticket = context.thread.ticket.is_set() ? builder.stored(context.thread.ticket) : nullptr;
    auto subject =
        parse_subject(context.message().subject, {ticket ? std::string_view(ticket->title) : std::string_view{}, parent});
    if (!subject) return tl::unexpected(subject.error());
    auto in_body = body_commands(body);
    if (!in_body) return in_body;

    Spoken spoken;
    spoken.text = std::move(in_body->text);
    spoken.tags = std::move(subject->tags);
    for (Command& command : subject->commands) {
        const bool inherited = !parent.empty() && has_item(parent, command.shown);
        if (!inherited || command.kind == CommandKind::note) spoken.commands.push_back(std::move(command));
    }
    for (Command& command : in_body->commands)
        spoken.commands.push_back(std::move(command));
    if (ticket && !has_command(spoken.commands, CommandKind::note))
        if (const auto mark = late_note(spoken.text); !mark.empty()) return refusal("parse.note-below", mark);
    return spoken;
}

void announce_held(DecisionBuilder& builder, const MailContext& context, const Ticket* ticket, Sentence kept_as,
                   bool text_was_held) {
    if (!context.technician || !context.identity.technician.empty() || !context.is_human()) return;
    // What was asked for long ago is asked for no more, and nobody is told of it.
    if (builder.is_silent()) return;
    std::vector<Sentence> lines{say("held.in-your-name", context.identity.why)};
    std::vector<Command> to_confirm;
    if (const auto spoken = spoken_commands(builder, context, context.words.text); !spoken) {
        lines.push_back(say("held.wrong-commands", spoken.error()));
    } else if (!spoken->commands.empty()) {
        std::vector<std::string> shown;
        for (const Command& command : spoken->commands)
            shown.push_back(fmt::format("[{}]", command.shown));
        lines.push_back(say("held.not-run", std::move(shown)));
        std::copy_if(spoken->commands.begin(), spoken->commands.end(), std::back_inserter(to_confirm),
                     [](const Command& command) { return is_held_verb(command.kind); });
    } else if (!text_was_held) {
        return;
    }
    lines.push_back(std::move(kept_as));
    builder.reason(say("reason.held", context.identity.why));
    // Whose ticket it is decides nothing about it by command, confirmed or not.
    const bool may = ticket && !is_own_request(builder.directory, *ticket, context.technician->email);
    if (may && !to_confirm.empty()) {
        // Whoever forges such mails by the dozen shall not fill a mailbox with the questions.
        if (const auto held = hold(builder, context, *ticket, *context.technician, to_confirm, std::move(lines)); !held)
            builder.reason(say("reason.not-asked", held.error()));
        return;
    }
    // Nor with such answers: they count among the acknowledgements that this address gets.
    const auto history = builder.snapshot.senders.find(context.identity.address);
    const config::Limits& limits = builder.directory.config().limits;
    if (history != builder.snapshot.senders.end() && (history->second.acks_last_hour >= limits.acks_per_sender_hour ||
                                                      history->second.acks_last_day >= limits.acks_per_sender_day))
        return builder.reason(log_text::enough_answers);
    builder.decision.acknowledged = true;
    answer_technician(builder, *context.technician, MailKind::refusal, ticket, std::move(lines));
}

void refuse(DecisionBuilder& builder, const MailContext& context, const Sentence& why) {
    const Ticket* about = nullptr;
    builder.reason(say("reason.refused", why));
    if (context.thread.ticket.is_set()) {
        Ticket& ticket = builder.edit(context.thread.ticket);
        about = &ticket;
        builder.decision.landed = ticket.number;
        builder.event(ticket, actor_of(context.identity), event::MailRefused{.refusal = stored(why)},
                      {context.words.text, context.message().attachments});
        add_aliases(builder.snapshot, context.inbound, ticket.number, false, builder.decision);
    }
    if (!context.technician) return;
    Notification answer;
    answer.kind = MailKind::refusal;
    answer.lines = {say("refused.nothing-done", why)};
    // Where no ticket keeps the words, they go back to who wrote them.
    if (!about) answer.returned = context.words.text;
    answer_technician(builder, *context.technician, about, std::move(answer));
}

bool names_no_ticket(DecisionBuilder& builder, const MailContext& context) {
    const mail::Message& message = context.message();
    if (context.identity.technician.empty() || !context.is_human() || builder.is_silent()) return false;
    // Whose mail is forwarded may have a number of somebody else's desk in it.
    if (message.forwarded) return false;
    const auto named = ticket_in(message.subject);
    const Ticket* ticket = named ? builder.stored(*named) : nullptr;
    if (!named || (ticket && !ticket->erased_at)) return false;
    refuse(builder, context, ticket ? say("refused.erased", *named) : say("refused.no-ticket", *named));
    return true;
}

bool only_asks(DecisionBuilder& builder, const MailContext& context) {
    if (!context.technician || !context.is_human() || builder.is_silent()) return false;
    // A question changes nothing and is answered to the registered address: it needs less proof than a command.
    const SenderIdentity identity = identify_sender(builder.directory, context.inbound, nullptr);
    if (identity.technician.empty()) return false;
    const auto spoken = spoken_commands(builder, context, context.words.text);
    if (!spoken || spoken->commands.empty()) return false;
    const TicketId ticket = context.thread.ticket;
    const auto asks = [&](const Command& command) {
        return is_query(command.kind) || command.kind == CommandKind::note ||
               (command.kind == CommandKind::away && !ticket.is_set());
    };
    if (!std::all_of(spoken->commands.begin(), spoken->commands.end(), asks)) return false;
    if (std::all_of(spoken->commands.begin(), spoken->commands.end(),
                    [](const Command& command) { return command.kind == CommandKind::note; }))
        return false;
    const Actor actor = actor_of(identity);
    builder.reason(identity.why);
    if (ticket.is_set()) builder.decision.landed = ticket;
    for (const Command& command : spoken->commands) {
        if (command.kind == CommandKind::note) continue;
        if (command.kind == CommandKind::away) {
            auto done = run_away(builder, command, actor);
            answer_technician(builder, *context.technician, done ? MailKind::receipt : MailKind::refusal, nullptr,
                              {done ? std::move(*done) : say("refused.nothing-changed", done.error())});
        } else if (const auto asked = ask(builder, command, actor, ticket); !asked) {
            builder.reason(asked.error());
            answer_technician(builder, *context.technician, MailKind::refusal, nullptr,
                              {say("refused.nothing-asked", asked.error())});
        }
    }
    return true;
}

WrittenText written_text(const DecisionBuilder& builder, const MailContext& context, std::string_view text) {
    return {without_reply_addresses(builder.directory, text),
            {context.words.quoted, context.message().attachments, actor_of(context.identity).trust == Trust::claimed,
             context.words.quoted_new, context.words.left_out_lines}};
}

std::size_t add_text(DecisionBuilder& builder, Ticket& ticket, const MailContext& context, EntryKind kind,
                     std::string_view text) {
    WrittenText written = written_text(builder, context, text);
    return builder.add(ticket, actor_of(context.identity), kind, std::move(written.words), std::move(written.kept));
}

void add_copied_watchers(DecisionBuilder& builder, Ticket& ticket, const MailContext& context) {
    const Directory& directory = builder.directory;
    const config::Client* client = ticket.client.empty() ? nullptr : directory.client(ticket.client);
    if (!client || context.identity.trust < Trust::participant) return;
    const Actor actor = actor_of(context.identity);
    std::vector<mail::Address> all = context.message().to;
    all.insert(all.end(), context.message().cc.begin(), context.message().cc.end());
    for (const mail::Address& copied : all) {
        const std::string address = mail::normalized(copied.address);
        const std::string domain = mail::domain_of(address);
        const bool own = std::find(client->domains.begin(), client->domains.end(), domain) != client->domains.end();
        if (!own || is_freemail(domain) || !mail::is_sendable(address) || directory.is_desk_address(address)) continue;
        add_watcher(builder, ticket, copied.address, actor, cause::CopiedIn{});
    }
}

}  // namespace workflow
