// Divides a mail's text into what its sender says now and what its ticket holds already.
#include "workflow/inbound/mail_words.hpp"

#include "mail/message/pgp_armor.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/inbound/held_text.hpp"
#include "workflow/inbound/quote_proof.hpp"
#include "workflow/model/subject.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <set>

namespace workflow {

namespace {

std::string with_address(const std::string& name, const std::string& address) {
    return fmt::format("{} <{}>", name, address);
}

/// The tickets whose texts the answer may quote: its own and those that were merged into it.
std::vector<TicketId> tickets_of_story(const Snapshot& snapshot, TicketId ticket) {
    std::vector<TicketId> tickets;
    for (const auto& [number, texts] : snapshot.texts)
        if (number == ticket || where_merged(snapshot, number) == ticket) tickets.push_back(number);
    return tickets;
}

/// The author of an entry with name and address, as attributions name people.
std::string person(const Directory& directory, const std::string& author) {
    if (const config::Technician* technician = directory.technician(author))
        return with_address(technician->display_name, technician->email);
    return author;
}

TicketFacts facts_of(const Directory& directory, const Snapshot& snapshot, std::span<const TicketId> tickets,
                     const SenderIdentity& identity) {
    std::set<std::string> people{with_address(directory.config().desk.name, directory.config().desk.address)};
    std::set<std::string> subjects;
    for (const TicketId number : tickets) {
        const Ticket& ticket = snapshot.tickets.at(number);
        people.insert(with_address(ticket.requester.name, ticket.requester.address));
        if (!ticket.desk_address.empty()) people.insert(with_address(directory.config().desk.name, ticket.desk_address));
        if (!ticket.assignee.empty()) people.insert(person(directory, ticket.assignee));
        for (const Watcher& watcher : ticket.watchers)
            people.insert(watcher.address);
        subjects.insert(ticket.title);
        for (const TicketTexts::Text& text : snapshot.texts.at(number).entries) {
            people.insert(person(directory, text.author));
            if (!text.subject.empty()) subjects.insert(text.subject);
        }
    }
    people.insert(with_address(identity.name, identity.written));
    return {{people.begin(), people.end()}, {subjects.begin(), subjects.end()}, with_address(identity.name, identity.written)};
}

/// Whether the entry is by the sender of this mail: from their earlier mails their signature is known.
bool is_by_sender(const TicketTexts::Text& text, const SenderIdentity& identity) {
    return text.author == identity.address || (!identity.technician.empty() && text.author == identity.technician);
}

HeldText held_by(const Snapshot& snapshot, std::span<const TicketId> tickets, const SenderIdentity& identity) {
    HeldText held;
    for (const TicketId number : tickets) {
        const TicketTexts& texts = snapshot.texts.at(number);
        for (const TicketTexts::Text& text : texts.entries) {
            if (is_by_sender(text, identity)) {
                held.add_writer(text.words);
            } else {
                held.add(text.words);
            }
        }
        for (const std::string& text : texts.sent)
            held.add(text);
    }
    return held;
}

struct Unarmored {
    std::string text;   // with an empty line for each line of PGP
    std::string armor;  // these lines
};

Unarmored without_armor(const std::string& text) {
    Unarmored out;
    auto armor = mail::pgp_armor(text);
    std::size_t at = 0;
    std::size_t number = 0;
    for (const mail::LineRange& range : armor) {
        for (; number < range.first + range.count; ++number) {
            const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
            (number < range.first ? out.text : out.armor).append(text, at, end - at);
            if (number >= range.first) out.text += '\n';
            at = end;
        }
    }
    out.text.append(text, at);
    return out;
}

void add_lines(std::string& text, std::string_view more) {
    if (!text.empty() && !more.empty() && text.back() != '\n') text += '\n';
    text += more;
}

/// The words of a mail that opens a ticket: only its signature is cut.
MailWords opening_words(const mail::Message& message) {
    if (message.text.empty()) return {message.reply_text, message.quoted_text};
    auto [text, armor] = without_armor(message.text);
    std::size_t at = message.signature_line ? 0 : text.size();
    for (std::size_t line = 0; message.signature_line && line < *message.signature_line && at != std::string::npos; ++line)
        at = text.find('\n', at) + 1;
    MailWords out{std::string(text::trim(std::string_view(text).substr(0, at))), text.substr(at)};
    add_lines(out.quoted, armor);
    return out;
}

}  // namespace

MailWords words_of(const DecisionBuilder& builder, const InboundMail& inbound, const Thread& thread,
                   const SenderIdentity& identity) {
    const mail::Message& message = inbound.message;
    const Snapshot& snapshot = builder.snapshot;
    if (!thread.ticket.is_set()) return opening_words(message);
    if (message.text.empty() || !snapshot.texts.contains(thread.ticket)) return {message.reply_text, message.quoted_text};
    const std::vector<TicketId> tickets = tickets_of_story(snapshot, thread.ticket);
    const HeldText held = held_by(snapshot, tickets, identity);
    const auto [text, armor] = without_armor(message.text);
    ProvenText proven = cut_by_proof(text, message.quote_candidates, held,
                                     facts_of(builder.directory, snapshot, tickets, identity), !message.attachments.empty());
    MailWords out{std::move(proven.shown), std::move(proven.cut), std::move(proven.folded),
                  static_cast<int>(proven.left_out_lines), proven.edited};
    add_lines(out.quoted, proven.signature);
    add_lines(out.quoted, armor);
    return out;
}

}  // namespace workflow
