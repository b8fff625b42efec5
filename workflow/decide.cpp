// Passes each input to the function that handles it.
#include "workflow/decide.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/inbound/confirmation.hpp"
#include "workflow/inbound/mail_content.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/admin_request.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/inbound/smime_scope.hpp"
#include "workflow/text/text.hpp"
#include "workflow/rules/tick.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

void quarantine(DecisionBuilder& builder, std::string why) {
    builder.decision.disposition = Disposition::quarantined;
    builder.reason(fmt::format(log_text::quarantined, why));
    builder.decision.quarantine_reason = std::move(why);
}

/// Why a mail is quarantined unread; empty for nearly all mails.
std::string against_reading(const DecisionBuilder& builder, const InboundMail& inbound) {
    const mail::Message& message = inbound.message;
    if (message.spam_flagged) return fmt::format(log_text::flagged_spam, builder.directory.config().spam_header);
    // Every answer to a looping mail feeds the loop. The mail's bytes are kept, so that the admin can see which
    // address returns it.
    if (message.loop_mark || message.kind == mail::Kind::loop) return log_text::loop_own;
    if (message.hops > builder.directory.config().limits.hops) return fmt::format(log_text::loop_hops, message.hops);
    const bool nothing = message.from.empty() && text::trim(message.subject).empty() && text::trim(message.text).empty() &&
                         text::trim(message.reply_text).empty() && message.attachments.empty();
    if (nothing) return log_text::unreadable;
    return {};
}

bool is_automatic(const mail::Message& message) {
    return message.kind == mail::Kind::bounce || message.reaction ||
           (message.kind == mail::Kind::auto_reply && !is_by_person(message));
}

SenderIdentity only_claimed(SenderIdentity identity, Sentence why) {
    identity.trust = Trust::claimed;
    identity.technician.clear();
    identity.why = std::move(why);
    return identity;
}

void handle_mail(DecisionBuilder& builder, const InboundMail& arrived) {
    const std::optional<InboundMail> covered = as_signed(builder.directory, builder.snapshot, arrived);
    const InboundMail& read = covered ? *covered : arrived;
    const std::optional<InboundMail> elsewhere = redirected(builder.snapshot, read);
    const InboundMail& inbound = elsewhere ? *elsewhere : read;
    builder.read(inbound);
    if (std::string why = against_reading(builder, inbound); !why.empty()) return quarantine(builder, std::move(why));

    if (inbound.message.kind != mail::Kind::bounce && !builder.is_silent())
        builder.hear_from(sender_claim(builder.directory, inbound).address);
    if (unsubscribe(builder, inbound) || answers_confirmation(builder, inbound)) {
        builder.decision.sender = sender_claim(builder.directory, inbound).address;
        return;
    }
    builder.date_entries(inbound.envelope.received_at);
    MailContext context{inbound, find_thread(builder.directory, builder.snapshot, inbound), {}, nullptr, {}};
    const auto identify = [&] {
        const Ticket* ticket = context.thread.ticket.is_set() ? builder.stored(context.thread.ticket) : nullptr;
        context.identity = identify_sender(builder.directory, inbound, ticket);
        // A mail sent by a program or a list runs no commands, whatever name it carries.
        if (!context.is_human() && context.identity.trust >= Trust::technician)
            context.identity = only_claimed(std::move(context.identity), say("sender.program"));
        // Nor does an imported old mail, even when its token is still valid.
        if (builder.is_silent() && context.identity.trust >= Trust::technician)
            context.identity = only_claimed(std::move(context.identity), say("sender.imported"));
        context.technician = builder.directory.technician_by_address(context.identity.address);
        if (context.technician && ticket && is_own_request(builder.directory, *ticket, context.identity.address))
            context.technician = nullptr;
    };
    identify();
    const auto read_words = [&] { context.words = words_of(builder, inbound, context.thread, context.identity); };
    read_words();
    if (is_automatic(inbound.message)) {
        handle_automated_mail(builder, context);
    } else if (!only_asks(builder, context)) {
        const bool asks_nothing = says_only_thanks(inbound.message, context.identity.name) ||
                                  (context.thread.ticket.is_set() && has_item(inbound.message.subject, "solved") &&
                                   has_token(inbound, mail::Purpose::action, context.thread.ticket));
        if (context.thread.ticket.is_set() && !context.technician && !asks_nothing) {
            context.thread =
                follow_up_when_late(builder.directory, builder.snapshot, inbound, std::move(context.thread), builder.now);
            identify();
            read_words();
        }
        if (!context.thread.ticket.is_set()) {
            if (!names_no_ticket(builder, context)) open_ticket(builder, context);
        } else if (!context.identity.technician.empty()) {
            handle_technician_reply(builder, context);
        } else {
            handle_client_reply(builder, context);
        }
    }
    builder.decision.sender = context.identity.address;
    // Clock steps of an imported old ticket are long past: they are recorded, but nobody is notified.
    if (builder.is_silent() && builder.decision.opened) tick(builder, builder.decision.landed);
}

}  // namespace

Decision decide(const Directory& directory, const Snapshot& snapshot, const Input& input, Instant now) {
    DecisionBuilder builder(directory, snapshot, now);
    if (const auto* inbound = std::get_if<InboundMail>(&input)) {
        handle_mail(builder, *inbound);
    } else if (const auto* order = std::get_if<AdminRequest>(&input)) {
        carry_out(builder, *order);
    } else if (const auto* due = std::get_if<Tick>(&input); due && builder.stored(due->ticket)) {
        tick(builder, due->ticket);
    } else if (const auto* undelivered = std::get_if<DeliveryFailure>(&input);
               undelivered && builder.stored(undelivered->ticket)) {
        note_undelivered(builder, *undelivered);
    }
    return std::move(builder).finish();
}

}  // namespace workflow
