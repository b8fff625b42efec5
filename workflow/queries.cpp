#include "workflow/queries.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

bool is_open(const Ticket& ticket) {
    return ticket.status != Status::resolved && ticket.status != Status::closed;
}

}  // namespace

bool is_query(Verb verb) {
    return verb == Verb::help || verb == Verb::list || verb == Verb::report;
}

config::Result<void> ask(Work& work, const Command& command, const Actor& actor) {
    if (actor.kind != Actor::Kind::technician)
        return config::permanent(fmt::format("[{}] is answered by mail, and {} is no technician", command.shown, actor.name));
    Query query;
    query.what = command.verb == Verb::report ? Query::What::report : Query::What::list;
    query.which = command.value;
    query.technician = actor.name;
    if (work.message) {
        query.in_reply_to = work.message->message_id;
        query.subject = work.message->subject;
    }
    work.reason(fmt::format("[{}] is answered by mail", command.shown));
    work.decision.queries.push_back(std::move(query));
    return {};
}

std::optional<Period> period_of(const Policy& policy, const Query& query, Instant now) {
    return query.what == Query::What::report ? last_period(policy, query.which, now) : std::nullopt;
}

std::optional<MailOrder> answer_query(const Policy& policy, const Query& query, const ReportFacts& facts, Instant now) {
    const config::Technician* technician = policy.technician(query.technician);
    if (!technician) return std::nullopt;
    MailOrder order;
    order.recipient = {technician->display_name, technician->email};
    order.to_technician = true;
    order.in_reply_to = query.in_reply_to;
    order.original_subject = query.subject;
    if (const auto period = period_of(policy, query, now)) {
        order.kind = MailKind::report;
        order.report = sla_report(policy, facts, period->from, period->to, {}, now);
        return order;
    }
    order.kind = MailKind::answer;
    std::vector<Ticket> open;
    std::copy_if(facts.tickets.begin(), facts.tickets.end(), std::back_inserter(open), is_open);
    order.listings = {answer_listing(policy, parse_listing(query.which), open, query.technician, now)};
    return order;
}

}  // namespace workflow
