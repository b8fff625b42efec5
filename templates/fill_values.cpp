// Fills in the values of a mail's templates from its occasion and the phrases.
#include "templates/event_text.hpp"
#include "templates/html_text.hpp"
#include "templates/ticket_list.hpp"
#include "templates/mail_occasion.hpp"
#include "templates/report.hpp"
#include "templates/sentence_text.hpp"
#include "templates/history.hpp"
#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace templates {
namespace {

using workflow::MailKind;
using workflow::Ticket;
using workflow::Trust;

constexpr std::size_t excerpt_characters = 140;
const std::string yes = "1";  // a section's value that is never printed

void fill_sla(TemplateValues& values, const MailOccasion& occasion, const Phrases& phrases) {
    // A resolved or closed ticket has no running clock, whatever time is left.
    const auto sla = workflow::is_done(occasion.ticket->status) ? workflow::SlaView{} : occasion.sla;
    const auto [line, detail] = sla_words(sla, phrases, occasion.reader_zone());
    const auto paint = paint_of(sla.state);
    values[Key::sla] = line;
    values[Key::sla_detail] = detail;
    values[Key::sla_color] = paint.color;
    values[Key::sla_shade] = paint.shade;
    const auto percent = sla.used_percent.value_or(0);
    if (sla.state != workflow::SlaView::State::red && percent > 0 && percent < 100)
        values[Key::sla_percent] = std::to_string(percent);
}

/// Mail programs cut longer addresses off.
bool fits_link(std::string_view text) {
    constexpr std::size_t longest = 1200;
    return !text.empty() && text.size() <= longest;
}

void fill_actions(TemplateValues& values, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& addresses = occasion.addresses;
    const auto& ticket = *occasion.ticket;
    auto& actions = values[List::actions];
    const auto add = [&](const char* label, const std::string& address, std::string_view tag) {
        if (!address.empty()) actions.push_back({phrases[label], action_link(address, ticket.number, tag)});
    };
    if (occasion.notification.kind == MailKind::confirmation) {
        actions.push_back({phrases["action.yes"], mailto(addresses.reply, "yes")});
        actions.push_back({phrases["action.no"], mailto(addresses.reply, "no")});
        values[Key::has_actions] = yes;
        values[Key::question] = yes;
        return;
    }
    // The admin may not be a technician, so these mails have no action links.
    if (occasion.notification.kind == MailKind::trouble || occasion.notification.kind == MailKind::escalation) return;
    if (occasion.notification.kind == MailKind::receipt && occasion.notification.undo != 0)
        add("action.undo", addresses.action, fmt::format("undo={}", occasion.notification.undo));
    if (fits_link(occasion.notification.unsent) && !addresses.reply.empty())
        actions.push_back(
            {phrases["action.send"],
             mailto(addresses.reply, fmt::format("Re: [#{}] {}", ticket.number.value, workflow::without_tags(ticket.title)),
                    occasion.notification.unsent)});
    if (occasion.notification.kind == MailKind::timer_question) add("action.stop", addresses.action, "stop");
    const auto* reader = occasion.directory.technician_by_address(occasion.notification.recipient.address);
    const bool has_it = reader != nullptr && reader->name == ticket.assignee;
    if (!has_it && !workflow::is_done(ticket.status)) add("action.take", addresses.action, "take");
    if (!workflow::is_done(ticket.status)) {
        add("action.resolve", addresses.action, "resolve");
        if (ticket.status != config::Status::waiting_customer) add("action.wait", addresses.action, "wait");
    }
    add("action.note", addresses.note, "note");
    if (!actions.empty()) values[Key::has_actions] = yes;
}

void fill_ticket(TemplateValues& values, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& ticket = *occasion.ticket;
    values[Key::number] = std::to_string(ticket.number.value);
    values[Key::title] = workflow::without_tags(ticket.title);
    for (const workflow::Link& link : ticket.links)
        if (link.kind == workflow::Link::Kind::follows) values[Key::follows] = std::to_string(link.number.value);
    if (!occasion.is_technician()) {
        // A client's mail gets no internal values, so no template can reveal one by mistake.
        if (occasion.notification.kind == MailKind::resolved_question && !occasion.addresses.action.empty()) {
            values[Key::solved_url] = action_link(occasion.addresses.action, ticket.number, "solved");
            values[Key::not_solved_url] = action_link(occasion.addresses.action, ticket.number, "not solved");
        }
        return;
    }
    values[Key::status] = phrases.status(ticket.status);
    values[Key::priority] = phrases.priority(ticket.priority);
    if (ticket.priority == config::Priority::critical) values[Key::urgent] = yes;
    values[Key::category] = ticket.category;
    values[Key::client] = ticket.client;
    values[Key::requester] = ticket.requester.name.empty() ? ticket.requester.address : ticket.requester.name;
    // Without a name, only the address is shown.
    if (!ticket.requester.name.empty() && ticket.requester.name != ticket.requester.address)
        values[Key::requester_address] = ticket.requester.address;
    const auto* assignee = occasion.directory.technician(ticket.assignee);
    values[Key::assignee] = assignee == nullptr ? ticket.assignee : assignee->display_name;
    values[Key::team] = ticket.team;
    if (ticket.assignee.empty() && !workflow::is_done(ticket.status)) values[Key::unassigned] = yes;
    fill_sla(values, occasion, phrases);
    fill_actions(values, occasion, phrases);
}

/// The size in bytes above which attachments were not kept.
std::uint64_t lost_above(const MailOccasion& occasion) {
    return static_cast<std::uint64_t>(occasion.directory.config().limits.attachment_bytes);
}

/// The ticket template's description without the mail's own text, which may follow it.
std::string description_beside(const Ticket& ticket, const workflow::Entry& entry) {
    std::string_view description = ticket.description;
    if (description.ends_with(entry.text)) description.remove_suffix(entry.text.size());
    while (!description.empty() && (description.back() == '\n' || description.back() == ' '))
        description.remove_suffix(1);
    return std::string(description);
}

/// What the mail of the entry quoted: shown where it is new to the ticket, else counted.
void fill_quoted(TemplateValues& values, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& entry = *occasion.entry;
    values[Key::quoted_new] = entry.quoted_new;
    values[Key::quoted_new_html] = to_html(entry.quoted_new);
    if (entry.left_out_lines == 0) return;
    values[Key::quoted_left_out] = phrases.left_out(entry.left_out_lines);
    if (!occasion.addresses.action.empty())
        values[Key::show_full_url] = action_link(occasion.addresses.action, occasion.ticket->number, "show full");
}

void fill_entry(TemplateValues& values, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& entry = *occasion.entry;
    const std::string text = entry_text(entry, phrases, occasion.reader_zone());
    values[Key::text] = text;
    while (values[Key::text].ends_with('\n'))
        values[Key::text].pop_back();
    values[Key::text_html] = to_html(text);
    values[Key::excerpt] = excerpt(text, excerpt_characters);
    values[Key::author] = author_name(occasion);
    if (occasion.is_technician()) {
        if (entry.author.find('@') != std::string::npos &&
            mail::normalized(values[Key::author]) != mail::normalized(entry.author))
            values[Key::author_address] = entry.author;
        values[Key::trust] = phrases.trust(entry.trust);
        if (entry.unverified || entry.trust == Trust::claimed) values[Key::unverified] = yes;
    }
    if (occasion.notification.kind == MailKind::notice) {
        values[Key::description] = description_beside(*occasion.ticket, entry);
        values[Key::description_html] = to_html(values[Key::description]);
    }
    if (occasion.is_technician()) fill_quoted(values, occasion, phrases);
    const auto carried = carried_attachments(occasion);
    for (std::size_t i = 0; i < entry.attachments.size(); ++i) {
        const auto& attachment = entry.attachments[i];
        const bool goes_along = std::find(carried.begin(), carried.end(), i) != carried.end();
        const bool kept = attachment.content || attachment.size <= lost_above(occasion);
        values[goes_along ? List::files
               : kept     ? List::left_out
                          : List::lost]
            .push_back({attachment.name, file_size(attachment.size)});
    }
    if (!entry.attachments.empty()) values[Key::has_files] = yes;
}

std::string summary(const workflow::Notification& notification, const Phrases& phrases) {
    const auto count = [&](workflow::TicketList::What what) {
        std::size_t tickets = 0;
        for (const auto& ticket_list : notification.ticket_lists)
            if (ticket_list.what == what) tickets += ticket_list.tickets.size() + ticket_list.left_out;
        return std::to_string(tickets);
    };
    using What = workflow::TicketList::What;
    if (notification.kind == MailKind::digest) {
        return phrases.fill("digest.summary",
                            {{"late", count(What::late)}, {"due", count(What::due)}, {"free", count(What::unassigned)}});
    }
    const std::string n = count(notification.ticket_lists.front().what);
    return n == "1" ? std::string(phrases["answer.summary.one"]) : phrases.fill("answer.summary", {{"n", n}});
}

/// The tables of digests, answers and reports, as text and HTML.
void fill_tables(TemplateValues& values, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& notification = occasion.notification;
    if (!notification.ticket_lists.empty()) values[Key::excerpt] = summary(notification, phrases);
    for (const auto& ticket_list : notification.ticket_lists) {
        append_listing_text(values[Key::table], ticket_list, occasion, phrases);
        append_listing_html(values[Key::table_html], ticket_list, occasion, phrases);
    }
    if (notification.report) {
        values[Key::excerpt] = report_title(*notification.report, phrases, occasion.desk().zone);
        values[Key::table] = report_text(*notification.report, phrases, occasion.desk().zone);
        values[Key::table_html] = report_html(*notification.report, phrases, occasion.desk().zone);
    }
    if (notification.history) {
        values[Key::table] = story_text(occasion, phrases);
        values[Key::table_html] = story_html(occasion, phrases);
    }
    if (notification.help) {
        values[Key::excerpt] = phrases["answer.help"];
        append_help_text(values[Key::table], phrases);
        append_help_html(values[Key::table_html], phrases);
    }
    while (values[Key::table].ends_with('\n'))
        values[Key::table].pop_back();
}

}  // namespace

std::string author_name(const MailOccasion& occasion) {
    const auto& author = occasion.entry->author;
    if (const auto* technician = occasion.directory.technician(author)) return technician->display_name;
    if (occasion.ticket != nullptr) {
        const auto& requester = occasion.ticket->requester;
        if (!requester.name.empty() && mail::normalized(requester.address) == mail::normalized(author)) return requester.name;
    }
    return author;
}

TemplateValues fill_values(const MailOccasion& occasion, const Phrases& phrases) {
    TemplateValues values;
    const auto& notification = occasion.notification;
    values[Key::desk] = occasion.desk().name;
    values[Key::language] = phrases["language"];
    values[Key::recipient] = notification.recipient.name;
    if (occasion.is_technician()) values[Key::technician] = yes;
    if (notification.kind == MailKind::note) values[Key::internal] = yes;
    // The desk opened the ticket, so the acknowledgement answers no mail of the reader.
    if (notification.kind == MailKind::acknowledgement && notification.in_reply_to.empty()) values[Key::opened_for] = yes;
    auto subject = std::string_view(notification.original_subject);
    while (subject.size() >= 3 && (subject.starts_with("Re:") || subject.starts_with("RE:") || subject.starts_with("re:"))) {
        subject.remove_prefix(3);
        subject.remove_prefix(std::min(subject.find_first_not_of(' '), subject.size()));
    }
    values[Key::original_subject] = subject;
    for (const auto& line : notification.lines)
        values[List::lines].push_back({sentence_text(line, phrases, occasion.reader_zone()), {}});
    if (!notification.unsent.empty() && !fits_link(notification.unsent))
        values[List::lines].push_back({phrases["receipt.too-long"], {}});
    if (!notification.lines.empty()) {
        values[Key::has_lines] = yes;
        values[Key::excerpt] =
            excerpt(sentence_text(notification.lines.front(), phrases, occasion.reader_zone()), excerpt_characters);
    }
    if (notification.closes_at) values[Key::closes_on] = phrases.day(*notification.closes_at, occasion.desk().zone);
    fill_tables(values, occasion, phrases);
    if (!occasion.addresses.unsubscribe.empty())
        values[Key::unsubscribe_url] = mailto(occasion.addresses.unsubscribe, "unsubscribe");
    if (occasion.ticket != nullptr) fill_ticket(values, occasion, phrases);
    if (occasion.entry != nullptr) fill_entry(values, occasion, phrases);
    if (!notification.returned.empty()) {
        values[Key::text] = notification.returned;
        values[Key::text_html] = to_html(notification.returned);
    }
    return values;
}

}  // namespace templates
