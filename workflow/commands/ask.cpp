#include "workflow/commands/ask.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

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

}  // namespace workflow
