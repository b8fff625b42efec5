#include "workflow/reports/queries.hpp"

#include "workflow/model/status.hpp"
#include "workflow/reports/ticket_list.hpp"
#include "workflow/reports/history.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

/// A mail to the registered address of who asked, still without what it tells.
std::optional<MailOrder> answer_to(const Policy& policy, const Query& query) {
    const config::Technician* technician = policy.technician(query.technician);
    if (!technician) return std::nullopt;
    MailOrder order;
    order.kind = MailKind::answer;
    order.recipient = {technician->display_name, technician->email};
    order.to_technician = true;
    order.in_reply_to = query.in_reply_to;
    order.original_subject = query.subject;
    return order;
}

}  // namespace

std::optional<Period> period_of(const Policy& policy, const Query& query, Instant now) {
    return query.what == Query::What::report ? last_period(policy, query.which, now) : std::nullopt;
}

std::optional<MailOrder> answer_query(const Policy& policy, const Query& query, const ReportFacts& facts, Instant now) {
    auto answer = answer_to(policy, query);
    if (!answer || query.what == Query::What::show) return std::nullopt;
    MailOrder& order = *answer;
    if (query.what == Query::What::help) {
        order.help = true;
        return answer;
    }
    if (const auto period = period_of(policy, query, now)) {
        order.kind = MailKind::report;
        order.report = sla_report(policy, facts, period->from, period->to, {}, now);
        return answer;
    }
    std::vector<Ticket> open;
    std::copy_if(facts.tickets.begin(), facts.tickets.end(), std::back_inserter(open),
                 [](const Ticket& ticket) { return !is_done(ticket.status); });
    order.listings = {answer_listing(policy, parse_listing(query.which), open, query.technician, now)};
    return answer;
}

std::optional<MailOrder> answer_show(const Policy& policy, const Query& query, std::vector<Entry> entries,
                                     std::vector<TimeEntry> time) {
    auto answer = answer_to(policy, query);
    if (!answer) return std::nullopt;
    answer->kind = MailKind::story;
    answer->ticket = query.ticket;
    answer->story = story_of(std::move(entries), std::move(time));
    return answer;
}

}  // namespace workflow
