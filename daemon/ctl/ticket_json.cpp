// Writes tickets as JSON, for list, show and search.
#include "daemon/ctl/ticket_json.hpp"

#include "daemon/ctl/ctl_output.hpp"
#include "templates/event_text.hpp"
#include "workflow/reports/history.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <nlohmann/json.hpp>

namespace ticketd {
namespace {

using Json = nlohmann::ordered_json;

using ctl::text_or_null;
using ctl::time_or_null;

Json attachments_json(const std::vector<mail::Attachment>& attachments) {
    Json list = Json::array();
    for (const auto& one : attachments) {
        list.push_back({{"name", one.name},
                        {"type", one.type},
                        {"size", one.size},
                        {"inline", one.is_inline},
                        {"content_id", text_or_null(one.content_id)},
                        {"sha256", one.sha256}});
    }
    return list;
}

/// `number` counts comments and notes, as split= and [show] do; an event has none. Events that are stored as values
/// get `event` and `data` too.
Json entry_json(const workflow::Entry& entry, int number, const templates::Phrases& phrases, const date::time_zone* zone,
                bool full) {
    Json json{{"number", number > 0 ? Json(number) : Json(nullptr)},
              {"at", config::format_rfc3339(entry.at)},
              {"kind", workflow::to_string(entry.kind)},
              {"author", entry.author},
              {"trust", workflow::to_string(entry.trust)},
              {"unverified", entry.unverified},
              {"text", templates::entry_text(entry, phrases, zone)},
              {"attachments", attachments_json(entry.attachments)}};
    if (number > 0) {
        json["quoted_new"] = text_or_null(entry.quoted_new);
        json["left_out_lines"] = entry.left_out_lines;
    }
    if (full) json["quoted"] = text_or_null(entry.quoted);
    if (entry.event) {
        json["event"] = workflow::event_name(*entry.event);
        json["data"] = Json::parse(workflow::event_data(*entry.event));
    }
    return json;
}

Json time_json(const workflow::TimeEntry& entry) {
    return {{"technician", entry.technician},
            {"minutes", entry.minutes},
            {"billable", entry.billable},
            {"from", config::format_rfc3339(entry.from)},
            {"to", config::format_rfc3339(entry.to)},
            {"text", entry.text}};
}

Json sla_json(const workflow::Directory& directory, const workflow::Ticket& ticket, config::Instant now) {
    const auto view = workflow::sla_view(directory, ticket, now);
    const auto& clocks = ticket.clocks;
    return {{"contract", text_or_null(ticket.contract)},
            {"response_due_at", time_or_null(clocks.response_due_at)},
            {"responded_at", time_or_null(clocks.responded_at)},
            {"resolution_due_at", time_or_null(clocks.resolution_due_at)},
            {"resolved_at", time_or_null(clocks.resolved_at)},
            {"update_due_at", time_or_null(clocks.update_due_at)},
            {"state", workflow::to_string(view.state)},
            {"left_seconds", view.due_at ? Json(std::chrono::floor<std::chrono::seconds>(view.left).count()) : Json(nullptr)},
            {"paused", view.paused},
            {"used_percent", view.used_percent ? Json(*view.used_percent) : Json(nullptr)},
            {"breached", clocks.breached}};
}

}  // namespace

Json head_json(const workflow::Directory& directory, const workflow::Ticket& ticket, config::Instant now) {
    Json watchers = Json::array();
    for (const auto& watcher : ticket.watchers)
        watchers.push_back(watcher.address);
    return {{"number", ticket.number.value},
            {"title", ticket.title},
            {"description", ticket.description},
            {"status", config::to_string(ticket.status)},
            {"priority", config::to_string(ticket.priority)},
            {"category", text_or_null(ticket.category)},
            {"client", text_or_null(ticket.client)},
            {"requester", text_or_null(ticket.requester.address)},
            {"assignee", text_or_null(ticket.assignee)},
            {"team", text_or_null(ticket.team)},
            {"watchers", std::move(watchers)},
            {"template", text_or_null(ticket.ticket_template)},
            {"snoozed_until", time_or_null(ticket.snoozed_until)},
            {"created_at", config::format_rfc3339(ticket.created_at)},
            {"updated_at", config::format_rfc3339(ticket.updated_at)},
            {"sla", sla_json(directory, ticket, now)}};
}

Json ticket_json(const workflow::Directory& directory, const workflow::Ticket& ticket, std::span<const workflow::Entry> entries,
                 std::span<const workflow::TimeEntry> time, const templates::Phrases& phrases, config::Instant now, bool full) {
    Json whole = head_json(directory, ticket, now);
    Json history = Json::array();
    const auto numbers = workflow::entry_numbers(entries);
    for (std::size_t i = 0; i < entries.size(); ++i)
        history.push_back(entry_json(entries[i], numbers[i], phrases, directory.config().desk.zone, full));
    whole["entries"] = std::move(history);
    Json log = Json::array();
    for (const auto& entry : time)
        log.push_back(time_json(entry));
    whole["time"] = std::move(log);
    whole["minutes_total"] = workflow::minutes_total(ticket);
    Json links = Json::array();
    for (const auto& link : ticket.links) {
        links.push_back({{"kind", workflow::to_string(link.kind)}, {"number", link.number.value}});
    }
    whole["links"] = std::move(links);
    return whole;
}

}  // namespace ticketd
