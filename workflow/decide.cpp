#include "workflow/decide.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/inbound/confirmation.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/admin_request.hpp"
#include "workflow/inbound/smime_scope.hpp"
#include "workflow/tickets/suppression.hpp"
#include "workflow/text/text.hpp"
#include "workflow/rules/tick.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

void quarantine(Work& work, std::string why) {
    work.decision.fate = Fate::quarantined;
    work.reason("quarantined: " + why);
    work.decision.quarantine_reason = std::move(why);
}

/// Why a mail is put aside unread; empty for nearly all.
std::string against_reading(const Work& work, const Arrival& arrival) {
    const mail::Message& message = arrival.message;
    if (message.spam_flagged) return fmt::format("the spam filter flagged it ({})", work.policy.config().spam_header);
    // A loop makes more of itself with every answer. Its bytes are kept, so that the admin can see which address sends it back.
    if (message.loop_mark || message.kind == mail::Kind::loop) return "a loop: it is a mail of this desk that came back";
    if (message.hops > work.policy.config().limits.hops) return fmt::format("a loop: it went through {} servers", message.hops);
    const bool nothing = message.from.empty() && text::trim(message.subject).empty() && text::trim(message.text).empty() &&
                         text::trim(message.reply_text).empty() && message.attachments.empty();
    if (nothing) return "nothing in it can be read";
    return {};
}

bool is_automatic(const mail::Message& message) {
    return message.kind == mail::Kind::bounce || message.kind == mail::Kind::auto_reply || message.reaction;
}

Speaker only_claimed(Speaker speaker, std::string_view why) {
    speaker.trust = Trust::claimed;
    speaker.technician.clear();
    speaker.why = why;
    return speaker;
}

/// What was said keeps the date at which it came, also when it lay in a mailbox or a file until now; of old mail all that it did.
void keep_dates(Work& work, const mail::Envelope& envelope) {
    if (envelope.received_at <= Instant{} || envelope.received_at >= work.now) return;
    for (Entry& entry : work.decision.entries) {
        if (work.silent || entry.kind == EntryKind::comment) entry.at = envelope.received_at;
    }
}

void arrive(Work& work, const Arrival& arrived) {
    const std::optional<Arrival> covered = as_signed(work.policy, work.snapshot, arrived);
    const Arrival& read = covered ? *covered : arrived;
    const std::optional<Arrival> elsewhere = redirected(work.snapshot, read);
    const Arrival& arrival = elsewhere ? *elsewhere : read;
    work.message = &arrival.message;
    work.silent = arrival.envelope.route == mail::Route::import;
    if (std::string why = against_reading(work, arrival); !why.empty()) return quarantine(work, std::move(why));

    if (arrival.message.kind != mail::Kind::bounce && !work.silent) hear_from(work, claimed_sender(arrival).address);
    if (unsubscribe(work, arrival) || answers_confirmation(work, arrival)) {
        work.decision.sender = claimed_sender(arrival).address;
        forget_failures(work);
        return;
    }
    Incoming incoming{arrival, find_thread(work.policy, work.snapshot, arrival), {}, nullptr};
    const auto identify = [&] {
        const Ticket* ticket = incoming.thread.ticket.is_set() ? work.before(incoming.thread.ticket) : nullptr;
        incoming.speaker = speaker_of(work.policy, arrival, ticket);
        // What programs and lists send runs no commands, whoever's name it bears.
        if (!incoming.is_human() && incoming.speaker.trust >= Trust::technician)
            incoming.speaker = only_claimed(std::move(incoming.speaker), "written by a program or sent by a list");
        // Nor does what was said long ago, even by somebody whose token still holds.
        if (work.silent && incoming.speaker.trust >= Trust::technician)
            incoming.speaker = only_claimed(std::move(incoming.speaker), "old mail that was imported");
        incoming.technician = work.policy.technician_by_address(incoming.speaker.address);
        if (incoming.technician && ticket && is_requester(work.policy, *ticket, incoming.speaker.address))
            incoming.technician = nullptr;
    };
    identify();
    if (is_automatic(arrival.message)) {
        note_automatic(work, incoming);
    } else if (!only_asks(work, incoming)) {
        const bool asks_nothing = is_bare_thanks(arrival.message.reply_text, incoming.speaker.name) ||
                                  (incoming.thread.ticket.is_set() && has_item(arrival.message.subject, "solved") &&
                                   has_token(arrival, mail::Purpose::action, incoming.thread.ticket));
        if (incoming.thread.ticket.is_set() && !incoming.technician && !asks_nothing) {
            incoming.thread = follow_up_when_late(work.policy, work.snapshot, arrival, std::move(incoming.thread), work.now);
            identify();
        }
        if (!incoming.thread.ticket.is_set()) {
            if (!names_no_ticket(work, incoming)) open_ticket(work, incoming);
        } else if (!incoming.speaker.technician.empty()) {
            technician_speaks(work, incoming);
        } else {
            client_speaks(work, incoming);
        }
    }
    work.decision.sender = incoming.speaker.address;
    forget_failures(work);
    keep_dates(work, arrival.envelope);
    // What the clocks of an old ticket would have told is long past: it is noted, and nobody hears of it now.
    if (work.silent && work.decision.opened) tick(work, work.decision.landed);
}

}  // namespace

Decision decide(const Policy& policy, const Snapshot& snapshot, const Input& input, Instant now) {
    Work work(policy, snapshot, now);
    if (const auto* arrival = std::get_if<Arrival>(&input)) {
        arrive(work, *arrival);
    } else if (const auto* order = std::get_if<Order>(&input)) {
        carry_out(work, *order);
    } else if (const auto* due = std::get_if<Tick>(&input); due && work.before(due->ticket)) {
        tick(work, due->ticket);
    } else if (const auto* undelivered = std::get_if<Undelivered>(&input); undelivered && work.before(undelivered->ticket)) {
        note_undelivered(work, *undelivered);
    }
    tell_kept_back(work);
    return std::move(work).finish();
}

}  // namespace workflow
