// Records a query such as [list] or [show], to be answered once its data is loaded.
#include "workflow/commands/ask.hpp"

#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

Query::What what_of(CommandKind kind) {
    switch (kind) {
        case CommandKind::report:
            return Query::What::report;
        case CommandKind::show:
            return Query::What::show;
        case CommandKind::help:
            return Query::What::help;
        default:
            return Query::What::list;
    }
}

}  // namespace

bool is_query(CommandKind kind) {
    return kind == CommandKind::help || kind == CommandKind::list || kind == CommandKind::report || kind == CommandKind::show;
}

Result<void> ask(DecisionBuilder& builder, const Command& command, const Actor& actor, TicketId ticket) {
    if (actor.kind != Actor::Kind::technician) return refusal("refused.answered-by-mail", command.shown, actor.name);
    if (command.kind == CommandKind::show && !builder.stored(ticket)) return refusal("refused.show-which");
    Query query;
    query.what = what_of(command.kind);
    if (query.what == Query::What::show) query.ticket = ticket;
    query.which = command.value;
    query.technician = actor.name;
    if (const mail::Message* message = builder.message()) {
        query.in_reply_to = message->message_id;
        query.subject = message->subject;
    }
    builder.reason(fmt::format(log_text::answered_by_mail, command.shown));
    builder.decision.queries.push_back(std::move(query));
    return {};
}

}  // namespace workflow
