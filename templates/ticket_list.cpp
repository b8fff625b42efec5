// Writes tables of tickets and the list of commands, as text and HTML, and puts SLA clocks into words.
#include "templates/ticket_list.hpp"

#include "templates/html_text.hpp"
#include "workflow/commands/command_table.hpp"

#include <array>
#include <fmt/format.h>

namespace templates {
namespace {

using workflow::ListedTicket;
using workflow::TicketList;
using State = workflow::SlaView::State;

std::string heading(const TicketList& ticket_list, const Phrases& phrases) {
    return fmt::format("{} ({})", phrases[fmt::format("listing.{}", to_string(ticket_list.what))],
                       ticket_list.tickets.size() + ticket_list.left_out);
}

std::string assignee(const ListedTicket& ticket, const Phrases& phrases, const workflow::Directory& directory) {
    const auto* technician = directory.technician(ticket.assignee);
    if (technician != nullptr) return technician->display_name;
    return ticket.assignee.empty() ? phrases["listing.nobody"] : ticket.assignee;
}

std::string facts(const ListedTicket& ticket, const Phrases& phrases, const workflow::Directory& directory) {
    std::string out = fmt::format("{} · {} · {}", phrases.priority(ticket.priority), phrases.status(ticket.status),
                                  assignee(ticket, phrases, directory));
    const auto& who = ticket.client.empty() ? ticket.requester : ticket.client;
    return who.empty() ? out : out + " · " + who;
}

/// The action links of a row; they lead to the signed address of its ticket.
std::vector<std::pair<std::string, std::string>> links(const ListedTicket& ticket, const MailOccasion& occasion,
                                                       const Phrases& phrases) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto address = occasion.addresses.rows.find(ticket.number);
    if (address == occasion.addresses.rows.end()) return out;
    const auto add = [&](std::string_view label, std::string_view tag) {
        out.emplace_back(phrases[label], action_link(address->second, ticket.number, tag));
    };
    const auto* reader = occasion.directory.technician_by_address(mail::normalized(occasion.notification.recipient.address));
    if (reader == nullptr || reader->name != ticket.assignee) add("action.take", "take");
    if (ticket.status != config::Status::resolved && ticket.status != config::Status::closed) add("action.resolve", "resolve");
    add("action.show", "show");
    return out;
}

void append_links_html(std::string& out, const std::vector<std::pair<std::string, std::string>>& links) {
    if (links.empty()) return;
    out += R"(<div style="font-size:13px;line-height:22px">)";
    for (const auto& [label, url] : links) {
        out += R"(<a href=")";
        append_html_escaped(out, url);
        out += R"(" style="color:#0b57d0;text-decoration:none">)";
        append_html_escaped(out, label);
        out += "</a> &nbsp; ";
    }
    out += "</div>";
}

}  // namespace

Paint paint_of(State state) {
    constexpr std::array<Paint, 5> paints{
        {{"#57606a", "#57606a"}, {"#57606a", "#57606a"}, {"#1a7f37", "#0f5323"}, {"#9a6700", "#633c01"}, {"#cf222e", "#82071e"}}};
    return paints.at(static_cast<std::size_t>(state));
}

SlaWords sla_words(const workflow::SlaView& sla, const Phrases& phrases, const date::time_zone* zone) {
    // The response clock never pauses, so a paused ticket may still have a running clock.
    if (!sla.due_at || !sla.clock) return {phrases[sla.paused ? "sla.paused" : "sla.none"], {}};
    const bool late = sla.state == State::red;
    const auto phrase = fmt::format("sla.{}{}", to_string(*sla.clock), late ? "-late" : "");
    const auto left = phrases.work(std::chrono::floor<std::chrono::seconds>(sla.left));
    const auto percent = std::to_string(sla.used_percent.value_or(0));
    return {phrases.fill(phrase, {{"left", left}}),
            phrases.fill(late ? "sla.detail-late" : "sla.detail",
                         {{"due", phrases.moment(*sla.due_at, zone)}, {"percent", percent}})};
}

void append_listing_text(std::string& out, const TicketList& ticket_list, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& directory = occasion.directory;
    const auto* zone = occasion.reader_zone();
    const auto into = std::back_inserter(out);
    fmt::format_to(into, "{}\n\n", heading(ticket_list, phrases));
    if (ticket_list.tickets.empty()) fmt::format_to(into, "{}\n\n", phrases["listing.none"]);
    for (const ListedTicket& ticket : ticket_list.tickets) {
        const auto [line, detail] = sla_words(ticket.sla, phrases, zone);
        fmt::format_to(into, "{:<7}{}\n", fmt::format("#{}", ticket.number.value), ticket.title);
        fmt::format_to(into, "       {}\n       {}{}\n", facts(ticket, phrases, directory), line,
                       detail.empty() ? "" : fmt::format(" ({})", detail));
        for (const auto& [label, url] : links(ticket, occasion, phrases))
            fmt::format_to(into, "       {}: {}\n", label, url);
        out += '\n';
    }
    if (ticket_list.left_out > 0)
        fmt::format_to(into, "{}\n\n", phrases.fill("listing.more", {{"n", std::to_string(ticket_list.left_out)}}));
}

void append_listing_html(std::string& out, const TicketList& ticket_list, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& directory = occasion.directory;
    const auto* zone = occasion.reader_zone();
    const auto escaped = [&](std::string_view text) { append_html_escaped(out, text); };
    out += R"(<div class="ink" style="font-size:17px;line-height:24px;font-weight:600;color:#1f2328;padding:14px 0 6px">)";
    escaped(heading(ticket_list, phrases));
    out += "</div>\n";
    if (ticket_list.tickets.empty()) {
        out += R"(<p class="soft" style="margin:0;color:#6b7280">)";
        escaped(phrases["listing.none"]);
        out += "</p>\n";
        return;
    }
    out += R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">)";
    for (const ListedTicket& ticket : ticket_list.tickets) {
        const auto paint = paint_of(ticket.sla.state);
        const auto [line, detail] = sla_words(ticket.sla, phrases, zone);
        out += fmt::format(
            "\n<tr><td width=\"5\" bgcolor=\"{0}\" style=\"width:5px;background:{0};font-size:0\">&nbsp;</td>"
            R"(<td class="rule" style="padding:8px 0 8px 12px;border-bottom:1px solid #e5e7eb">)",
            paint.color);
        out += fmt::format(R"(<div class="ink" style="font-size:15px;line-height:21px;color:#1f2328"><b>#{}</b> )",
                           ticket.number.value);
        escaped(ticket.title);
        out += R"(</div><div class="soft" style="font-size:13px;line-height:19px;color:#6b7280">)";
        escaped(facts(ticket, phrases, directory));
        out += fmt::format(R"(</div><div style="font-size:13px;line-height:19px;color:{}"><b>)", paint.color);
        escaped(line);
        out += "</b>";
        if (!detail.empty()) {
            out += " &nbsp;";
            escaped(detail);
        }
        out += "</div>";
        append_links_html(out, links(ticket, occasion, phrases));
        out += "</td></tr>";
    }
    out += "\n</table>\n";
    if (ticket_list.left_out > 0) {
        out += R"(<p class="soft" style="margin:8px 0 0;color:#6b7280">)";
        escaped(phrases.fill("listing.more", {{"n", std::to_string(ticket_list.left_out)}}));
        out += "</p>\n";
    }
}

void append_help_text(std::string& out, const Phrases& phrases) {
    fmt::format_to(std::back_inserter(out), "{}\n\n", phrases["answer.help"]);
    for (const auto& [tag, meaning] : workflow::command_help())
        fmt::format_to(std::back_inserter(out), "{:<26} {}\n", tag, meaning);
}

void append_help_html(std::string& out, const Phrases& phrases) {
    out += R"(<p style="margin:0 0 8px">)";
    append_html_escaped(out, phrases["answer.help"]);
    out += "</p>\n<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">";
    for (const auto& [tag, meaning] : workflow::command_help()) {
        out +=
            R"(<tr><td class="ink" valign="top" style="font-size:14px;line-height:21px;padding:0 12px 4px 0;white-space:nowrap"><b>)";
        append_html_escaped(out, tag);
        out += R"(</b></td><td class="ink" style="font-size:14px;line-height:21px;padding:0 0 4px">)";
        append_html_escaped(out, meaning);
        out += "</td></tr>\n";
    }
    out += "</table>\n";
}

}  // namespace templates
