#include "workflow/queries.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

bool is_open(const Ticket& ticket) {
    return ticket.status != Status::resolved && ticket.status != Status::closed;
}

Query::What what_of(Verb verb) {
    switch (verb) {
        case Verb::report:
            return Query::What::report;
        case Verb::show:
            return Query::What::show;
        case Verb::help:
            return Query::What::help;
        default:
            return Query::What::list;
    }
}

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

bool is_query(Verb verb) {
    return verb == Verb::help || verb == Verb::list || verb == Verb::report || verb == Verb::show;
}

config::Result<void> ask(Work& work, const Command& command, const Actor& actor, TicketId ticket) {
    if (actor.kind != Actor::Kind::technician)
        return config::permanent(fmt::format("[{}] is answered by mail, and {} is no technician", command.shown, actor.name));
    if (command.verb == Verb::show && !work.before(ticket))
        return config::permanent("[show] belongs to a ticket: answer to one of its mails, or write [#12] [show]");
    Query query;
    query.what = what_of(command.verb);
    if (query.what == Query::What::show) query.ticket = ticket;
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
    std::copy_if(facts.tickets.begin(), facts.tickets.end(), std::back_inserter(open), is_open);
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
