// Answers [list], [report], [show] and [help] with notifications.
#include "workflow/reports/queries.hpp"

#include "workflow/model/status.hpp"
#include "workflow/reports/ticket_list.hpp"
#include "workflow/reports/history.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

/// A mail to the registered address of the technician who asked, still without the answer.
std::optional<Notification> answer_to(const Directory& directory, const Query& query) {
    const config::Technician* technician = directory.technician(query.technician);
    if (!technician) return std::nullopt;
    Notification notification;
    notification.kind = MailKind::answer;
    notification.recipient = {technician->display_name, technician->email};
    notification.to_technician = true;
    notification.in_reply_to = query.in_reply_to;
    notification.original_subject = query.subject;
    return notification;
}

}  // namespace

std::optional<Period> period_of(const Directory& directory, const Query& query, Instant now) {
    return query.what == Query::What::report ? last_period(directory, query.which, now) : std::nullopt;
}

std::optional<Notification> answer_query(const Directory& directory, const Query& query, const ReportFacts& facts, Instant now) {
    auto answer = answer_to(directory, query);
    if (!answer || query.what == Query::What::show) return std::nullopt;
    Notification& notification = *answer;
    if (query.what == Query::What::help) {
        notification.help = true;
        return answer;
    }
    if (const auto period = period_of(directory, query, now)) {
        notification.kind = MailKind::report;
        notification.report = sla_report(directory, facts, period->from, period->to, {}, now);
        return answer;
    }
    std::vector<Ticket> open;
    std::copy_if(facts.tickets.begin(), facts.tickets.end(), std::back_inserter(open),
                 [](const Ticket& ticket) { return !is_done(ticket.status); });
    notification.ticket_lists = {answer_ticket_list(directory, parse_ticket_list(query.which), open, query.technician, now)};
    return answer;
}

std::optional<Notification> answer_show(const Directory& directory, const Query& query, std::vector<Entry> entries,
                                        std::vector<TimeEntry> time) {
    auto answer = answer_to(directory, query);
    if (!answer) return std::nullopt;
    answer->kind = MailKind::history;
    answer->ticket = query.ticket;
    answer->history = history_of(std::move(entries), std::move(time), query.which == "full");
    return answer;
}

}  // namespace workflow
