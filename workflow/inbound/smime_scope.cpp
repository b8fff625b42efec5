// Reduces an S/MIME mail to what its signature covers.
#include "workflow/inbound/smime_scope.hpp"

#include "workflow/commands/command_parse.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/model/subject.hpp"
#include "workflow/text/text.hpp"
#include "workflow/inbound/threading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// "[#12]" or "#12" at the top of a text, and what stands behind it.
struct Top {
    TicketId ticket;
    std::string_view rest;
};

std::optional<Top> number_on_top(std::string_view body) {
    body = text::trim(body);
    const bool has_bracket = body.starts_with('[');
    const std::size_t end = has_bracket ? body.find(']') : std::min(body.find_first_of(" \t\r\n"), body.size());
    if (end == std::string_view::npos) return std::nullopt;
    const auto ticket = ticket_token(body.substr(has_bracket ? 1 : 0, has_bracket ? end - 1 : end));
    if (!ticket) return std::nullopt;
    return Top{*ticket, text::trim(body.substr(std::min(end + (has_bracket ? 1 : 0), body.size())))};
}

}  // namespace

std::optional<TicketId> signed_ticket(const InboundMail& inbound) {
    if (inbound.evidence.smime_technician.empty()) return std::nullopt;
    if (inbound.evidence.smime_subject) return ticket_in(inbound.message.subject);
    const auto top = number_on_top(inbound.message.reply_text);
    return top ? std::optional(top->ticket) : std::nullopt;
}

std::optional<InboundMail> as_signed(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound) {
    const mail::Evidence& evidence = inbound.evidence;
    if (evidence.smime_technician.empty()) return std::nullopt;
    InboundMail read = inbound;
    const auto without = [&](Sentence why) {
        read.evidence.smime_technician.clear();
        read.unsigned_because = std::move(why);
        return read;
    };
    const auto named = signed_ticket(inbound);
    if (!evidence.smime_subject && named) {
        read.message.reply_text = number_on_top(inbound.message.reply_text)->rest;
        if (const auto top = number_on_top(inbound.message.text)) {
            read.message.text = top->rest;
            // These count the lines of the whole text.
            read.message.quote_candidates.clear();
            read.message.signature_line.reset();
        }
        if (!ticket_in(read.message.subject))
            read.message.subject = fmt::format("[#{}] {}", named->value, inbound.message.subject);
    }
    if (snapshot.aliases.contains(evidence.smime_id)) return without(say("smime.seen-before"));

    const Thread thread = find_thread(directory, snapshot, read);
    const bool is_covered = named && where_merged(snapshot, *named) == thread.ticket;
    if (thread.ticket.is_set() && !is_covered) return without(say("smime.no-number", thread.ticket));
    if (evidence.smime_subject) return read;
    const auto outside = parse_subject(inbound.message.subject);
    if (!outside || !outside->commands.empty()) return without(say("smime.no-subject"));
    return read;
}

}  // namespace workflow
