#include "templates/html_text.hpp"
#include "templates/ticket_list.hpp"
#include "templates/mail_occasion.hpp"
#include "templates/report.hpp"
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

void fill_sla(View& view, const Occasion& occasion, const Words& words) {
    // A ticket that is done has no clock that runs, whatever is left of it.
    const auto sla = workflow::is_done(occasion.ticket->status) ? workflow::SlaView{} : occasion.sla;
    const auto [line, detail] = sla_words(sla, words, occasion.reader_zone());
    const auto paint = paint_of(sla.state);
    view[Key::sla] = line;
    view[Key::sla_detail] = detail;
    view[Key::sla_color] = paint.color;
    view[Key::sla_shade] = paint.shade;
    const auto percent = sla.used_percent.value_or(0);
    if (sla.state != workflow::SlaView::State::red && percent > 0 && percent < 100)
        view[Key::sla_percent] = std::to_string(percent);
}

void fill_actions(View& view, const Occasion& occasion, const Words& words) {
    const auto& addresses = occasion.addresses;
    const auto& ticket = *occasion.ticket;
    auto& actions = view[List::actions];
    const auto add = [&](const char* label, const std::string& address, std::string_view tag) {
        if (!address.empty()) actions.push_back({words[label], action_link(address, ticket.number, tag)});
    };
    if (occasion.order.kind == MailKind::confirmation) {
        actions.push_back({words["action.yes"], mailto(addresses.reply, "yes")});
        actions.push_back({words["action.no"], mailto(addresses.reply, "no")});
        view[Key::has_actions] = yes;
        view[Key::question] = yes;
        return;
    }
    // The admin need not be one of the technicians.
    if (occasion.order.kind == MailKind::trouble || occasion.order.kind == MailKind::escalation) return;
    if (occasion.order.kind == MailKind::receipt && occasion.order.undo != 0)
        add("action.undo", addresses.action, fmt::format("undo={}", occasion.order.undo));
    if (occasion.order.kind == MailKind::timer_question) add("action.stop", addresses.action, "stop");
    const auto* reader = occasion.directory.technician_by_address(occasion.order.recipient.address);
    const bool has_it = reader != nullptr && reader->name == ticket.assignee;
    if (!has_it && !workflow::is_done(ticket.status)) add("action.take", addresses.action, "take");
    if (!workflow::is_done(ticket.status)) {
        add("action.resolve", addresses.action, "resolve");
        if (ticket.status != config::Status::waiting_customer) add("action.wait", addresses.action, "wait");
    }
    add("action.note", addresses.note, "note");
    if (!actions.empty()) view[Key::has_actions] = yes;
}

void fill_ticket(View& view, const Occasion& occasion, const Words& words) {
    const auto& ticket = *occasion.ticket;
    view[Key::number] = std::to_string(ticket.number.value);
    view[Key::title] = workflow::without_tags(ticket.title);
    for (const workflow::Link& link : ticket.links)
        if (link.kind == workflow::Link::Kind::follows) view[Key::follows] = std::to_string(link.number.value);
    if (!occasion.is_technician()) {
        // A client's mail has no value that only the desk should know, so no template can tell it by mistake.
        if (occasion.order.kind == MailKind::resolved_question && !occasion.addresses.action.empty()) {
            view[Key::solved_url] = action_link(occasion.addresses.action, ticket.number, "solved");
            view[Key::not_solved_url] = action_link(occasion.addresses.action, ticket.number, "not solved");
        }
        return;
    }
    view[Key::status] = words.status(ticket.status);
    view[Key::priority] = words.priority(ticket.priority);
    if (ticket.priority == config::Priority::critical) view[Key::urgent] = yes;
    view[Key::category] = ticket.category;
    view[Key::client] = ticket.client;
    view[Key::requester] = ticket.requester.name.empty() ? ticket.requester.address : ticket.requester.name;
    // Who has no name is shown by the address alone, once.
    if (!ticket.requester.name.empty() && ticket.requester.name != ticket.requester.address)
        view[Key::requester_address] = ticket.requester.address;
    const auto* assignee = occasion.directory.technician(ticket.assignee);
    view[Key::assignee] = assignee == nullptr ? ticket.assignee : assignee->display_name;
    view[Key::team] = ticket.team;
    if (ticket.assignee.empty() && !workflow::is_done(ticket.status)) view[Key::unassigned] = yes;
    fill_sla(view, occasion, words);
    fill_actions(view, occasion, words);
}

/// Larger attachments were never kept.
std::uint64_t lost_above(const Occasion& occasion) {
    return static_cast<std::uint64_t>(occasion.directory.config().limits.attachment_bytes);
}

/// What a template says about the ticket, without the mail's own text that may stand below it.
std::string description_beside(const Ticket& ticket, const workflow::Entry& entry) {
    std::string_view description = ticket.description;
    if (description.ends_with(entry.text)) description.remove_suffix(entry.text.size());
    while (!description.empty() && (description.back() == '\n' || description.back() == ' '))
        description.remove_suffix(1);
    return std::string(description);
}

void fill_entry(View& view, const Occasion& occasion, const Words& words) {
    const auto& entry = *occasion.entry;
    view[Key::text] = entry.text;
    while (view[Key::text].ends_with('\n'))
        view[Key::text].pop_back();
    view[Key::text_html] = to_html(entry.text);
    view[Key::excerpt] = excerpt(entry.text, excerpt_characters);
    view[Key::author] = author_name(occasion);
    if (occasion.is_technician()) {
        if (entry.author.find('@') != std::string::npos && mail::normalized(view[Key::author]) != mail::normalized(entry.author))
            view[Key::author_address] = entry.author;
        view[Key::trust] = words.trust(entry.trust);
        if (entry.unverified || entry.trust == Trust::claimed) view[Key::unverified] = yes;
    }
    if (occasion.order.kind == MailKind::notice) {
        view[Key::description] = description_beside(*occasion.ticket, entry);
        view[Key::description_html] = to_html(view[Key::description]);
    }
    const auto carried = carried_attachments(occasion);
    for (std::size_t i = 0; i < entry.attachments.size(); ++i) {
        const auto& attachment = entry.attachments[i];
        const bool goes_along = std::find(carried.begin(), carried.end(), i) != carried.end();
        const bool kept = attachment.content || attachment.size <= lost_above(occasion);
        view[goes_along ? List::files
             : kept     ? List::left_out
                        : List::lost]
            .push_back({attachment.name, file_size(attachment.size)});
    }
    if (!entry.attachments.empty()) view[Key::has_files] = yes;
}

std::string summary(const workflow::Notification& order, const Words& words) {
    const auto count = [&](workflow::TicketList::What what) {
        std::size_t tickets = 0;
        for (const auto& ticket_list : order.ticket_lists)
            if (ticket_list.what == what) tickets += ticket_list.tickets.size() + ticket_list.left_out;
        return std::to_string(tickets);
    };
    using What = workflow::TicketList::What;
    if (order.kind == MailKind::digest) {
        return words.fill("digest.summary",
                          {{"late", count(What::late)}, {"due", count(What::due)}, {"free", count(What::unassigned)}});
    }
    const std::string n = count(order.ticket_lists.front().what);
    return n == "1" ? std::string(words["answer.summary.one"]) : words.fill("answer.summary", {{"n", n}});
}

/// What digests, answers and reports show, as text and as HTML.
void fill_tables(View& view, const Occasion& occasion, const Words& words) {
    const auto& order = occasion.order;
    if (!order.ticket_lists.empty()) view[Key::excerpt] = summary(order, words);
    for (const auto& ticket_list : order.ticket_lists) {
        append_listing_text(view[Key::table], ticket_list, occasion, words);
        append_listing_html(view[Key::table_html], ticket_list, occasion, words);
    }
    if (order.report) {
        view[Key::excerpt] = report_title(*order.report, words, occasion.desk().zone);
        view[Key::table] = report_text(*order.report, words, occasion.desk().zone);
        view[Key::table_html] = report_html(*order.report, words, occasion.desk().zone);
    }
    if (order.history) {
        view[Key::table] = story_text(occasion, words);
        view[Key::table_html] = story_html(occasion, words);
    }
    if (order.help) {
        view[Key::excerpt] = words["answer.help"];
        append_help_text(view[Key::table], words);
        append_help_html(view[Key::table_html], words);
    }
    while (view[Key::table].ends_with('\n'))
        view[Key::table].pop_back();
}

}  // namespace

std::string author_name(const Occasion& occasion) {
    const auto& author = occasion.entry->author;
    if (const auto* technician = occasion.directory.technician(author)) return technician->display_name;
    if (occasion.ticket != nullptr) {
        const auto& requester = occasion.ticket->requester;
        if (!requester.name.empty() && mail::normalized(requester.address) == mail::normalized(author)) return requester.name;
    }
    return author;
}

View make_view(const Occasion& occasion, const Words& words) {
    View view;
    const auto& order = occasion.order;
    view[Key::desk] = occasion.desk().name;
    view[Key::language] = words["language"];
    view[Key::recipient] = order.recipient.name;
    if (occasion.is_technician()) view[Key::technician] = yes;
    if (order.kind == MailKind::note) view[Key::internal] = yes;
    // It answers no mail of the reader's: we opened the ticket.
    if (order.kind == MailKind::acknowledgement && order.in_reply_to.empty()) view[Key::opened_for] = yes;
    auto subject = std::string_view(order.original_subject);
    while (subject.size() >= 3 && (subject.starts_with("Re:") || subject.starts_with("RE:") || subject.starts_with("re:"))) {
        subject.remove_prefix(3);
        subject.remove_prefix(std::min(subject.find_first_not_of(' '), subject.size()));
    }
    view[Key::original_subject] = subject;
    for (const auto& line : order.lines)
        view[List::lines].push_back({line, {}});
    if (!order.lines.empty()) {
        view[Key::has_lines] = yes;
        view[Key::excerpt] = excerpt(order.lines.front(), excerpt_characters);
    }
    if (order.closes_at) view[Key::closes_on] = words.day(*order.closes_at, occasion.desk().zone);
    fill_tables(view, occasion, words);
    if (!occasion.addresses.unsubscribe.empty())
        view[Key::unsubscribe_url] = mailto(occasion.addresses.unsubscribe, "unsubscribe");
    if (occasion.ticket != nullptr) fill_ticket(view, occasion, words);
    if (occasion.entry != nullptr) fill_entry(view, occasion, words);
    if (!order.returned.empty()) {
        view[Key::text] = order.returned;
        view[Key::text_html] = to_html(order.returned);
    }
    return view;
}

}  // namespace templates
