#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"
#include "config/time.hpp"
#include "mail/message/address.hpp"
#include "workflow/model/cause.hpp"
#include "workflow/model/clock.hpp"
#include "workflow/model/link.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Events of a ticket, as values. The entry holds the author and the time. templates/ puts them into words.
namespace workflow {

using config::Instant;
using config::Priority;
using config::Status;
using config::TicketId;

/// A sentence as it is stored in an event (sentence.hpp).
struct StoredSentence {
    std::string json{};  // empty: there is none
    bool operator==(const StoredSentence&) const = default;
};

/// Each event has a name that is stored and public (`event` in `ticketctl show --json`), so names and fields may only be added.
namespace event {

/// The ticket was opened. Facts are stored together with the evidence for them.
struct Opened {
    static constexpr std::string_view name = "opened";
    std::string title{};
    mail::Address requester{};
    bool forwarded = false;  // a technician forwarded the requester's mail
    std::string client{};    // empty: none is known; likewise below
    std::string contract{};
    std::string client_domain{};  // the domain that identified the client; empty: the contact's address did
    std::string category{};
    std::string keyword{};     // the keyword that determined the category; empty: the address did
    std::string keyword_in{};  // "subject" or "text"
    std::string team{};        // team of the category
    bool operator==(const Opened&) const = default;
};
/// The ticket was split from `ticket`.
struct SplitFrom {
    static constexpr std::string_view name = "split-from";
    TicketId ticket{};
    int entries = 0;
    std::string title{};
    mail::Address requester{};
    std::string client{};
    std::string contract{};
    std::string category{};
    Priority priority = Priority::medium;
    std::string team{};
    std::string assignee{};
    std::vector<std::string> watchers{};
    Cause cause{};
    bool operator==(const SplitFrom&) const = default;
};
/// Entry `first`, counted as [show] does, and all later entries now belong to `ticket`.
struct EntriesMoved {
    static constexpr std::string_view name = "entries-moved";
    int first = 0;
    TicketId ticket{};
    Cause cause{};
    bool operator==(const EntriesMoved&) const = default;
};
struct StatusChanged {
    static constexpr std::string_view name = "status-changed";
    Status from = Status::open;
    Status to = Status::open;
    Cause cause{};
    bool operator==(const StatusChanged&) const = default;
};
struct PriorityChanged {
    static constexpr std::string_view name = "priority-changed";
    Priority from = Priority::medium;
    Priority to = Priority::medium;
    Cause cause{};
    bool operator==(const PriorityChanged&) const = default;
};
struct CategoryChanged {
    static constexpr std::string_view name = "category-changed";
    std::string from{};
    std::string to{};
    Cause cause{};
    bool operator==(const CategoryChanged&) const = default;
};
struct ClientChanged {
    static constexpr std::string_view name = "client-changed";
    std::string from{};
    std::string to{};
    std::string contract_from{};
    std::string contract_to{};
    Cause cause{};
    bool operator==(const ClientChanged&) const = default;
};
struct TitleChanged {
    static constexpr std::string_view name = "title-changed";
    std::string from{};
    std::string to{};
    Cause cause{};
    bool operator==(const TitleChanged&) const = default;
};
struct DescriptionRestored {
    static constexpr std::string_view name = "description-restored";
    Cause cause{};
    bool operator==(const DescriptionRestored&) const = default;
};
/// Title and category are empty when the template did not change them.
struct TemplateUsed {
    static constexpr std::string_view name = "template-used";
    std::string ticket_template{};
    std::string title_from{};
    std::string title_to{};
    std::string category{};
    Cause cause{};
    bool operator==(const TemplateUsed&) const = default;
};
/// Only the template's name was changed, by an undo.
struct TemplateChanged {
    static constexpr std::string_view name = "template-changed";
    std::string from{};
    std::string to{};
    Cause cause{};
    bool operator==(const TemplateChanged&) const = default;
};
/// When `team` is set, the ticket belongs to that team, and `to` is empty while none of its members is available.
struct Assigned {
    static constexpr std::string_view name = "assigned";
    std::string from{};
    std::string to{};
    std::string team{};
    std::optional<Instant> away_until{};  // set: `to` is away until then
    Cause cause{};
    bool operator==(const Assigned&) const = default;
};
struct Unassigned {
    static constexpr std::string_view name = "unassigned";
    std::string from{};
    Cause cause{};
    bool operator==(const Unassigned&) const = default;
};
struct TeamChanged {
    static constexpr std::string_view name = "team-changed";
    std::string from{};
    std::string to{};
    Cause cause{};
    bool operator==(const TeamChanged&) const = default;
};
struct WatcherAdded {
    static constexpr std::string_view name = "watcher-added";
    std::string address{};
    Cause cause{};
    bool operator==(const WatcherAdded&) const = default;
};
struct WatcherRemoved {
    static constexpr std::string_view name = "watcher-removed";
    std::string address{};
    Cause cause{};
    bool operator==(const WatcherRemoved&) const = default;
};
struct Snoozed {
    static constexpr std::string_view name = "snoozed";
    Instant until{};
    Cause cause{};
    bool operator==(const Snoozed&) const = default;
};
struct Woken {
    static constexpr std::string_view name = "woken";
    Cause cause{};
    bool operator==(const Woken&) const = default;
};
struct Linked {
    static constexpr std::string_view name = "linked";
    Link::Kind kind = Link::Kind::relates;
    TicketId ticket{};
    Cause cause{};
    bool operator==(const Linked&) const = default;
};
/// `ticket` was opened and is linked to this one.
struct LinkedTicketOpened {
    static constexpr std::string_view name = "linked-ticket-opened";
    TicketId ticket{};
    Cause cause{};
    bool operator==(const LinkedTicketOpened&) const = default;
};
struct MergedInto {
    static constexpr std::string_view name = "merged-into";
    TicketId ticket{};
    Cause cause{};
    bool operator==(const MergedInto&) const = default;
};
/// `ticket` was merged into this one.
struct MergedFrom {
    static constexpr std::string_view name = "merged-from";
    TicketId ticket{};
    Cause cause{};
    bool operator==(const MergedFrom&) const = default;
};
/// `ticket`, which had no answer yet, was merged in.
struct ResponseClockRestarted {
    static constexpr std::string_view name = "response-clock-restarted";
    TicketId ticket{};
    bool operator==(const ResponseClockRestarted&) const = default;
};
struct FirstResponse {
    static constexpr std::string_view name = "first-response";
    bool operator==(const FirstResponse&) const = default;
};
/// The first answer reached nobody, so a later one counts.
struct FirstResponseMoved {
    static constexpr std::string_view name = "first-response-moved";
    bool operator==(const FirstResponseMoved&) const = default;
};
/// The first answer reached nobody, and there is no later one.
struct FirstResponseTakenBack {
    static constexpr std::string_view name = "first-response-taken-back";
    bool operator==(const FirstResponseTakenBack&) const = default;
};
struct SlaWarning {
    static constexpr std::string_view name = "sla-warning";
    Clock clock = Clock::response;
    int percent = 0;
    bool operator==(const SlaWarning&) const = default;
};
struct SlaBreach {
    static constexpr std::string_view name = "sla-breach";
    Clock clock = Clock::response;
    Instant due_at{};
    bool operator==(const SlaBreach&) const = default;
};
/// A step after the breach.
struct SlaEscalation {
    static constexpr std::string_view name = "sla-escalation";
    Clock clock = Clock::response;
    int percent = 0;
    bool operator==(const SlaEscalation&) const = default;
};
/// Negative minutes subtract time.
struct TimeBooked {
    static constexpr std::string_view name = "time-booked";
    std::string technician{};
    int worked = 0;   // minutes
    int minutes = 0;  // as the contract counts them
    bool billable = true;
    Instant from{};
    Instant to{};
    bool hours_given = false;  // the start and end were typed, not just a length
    Cause cause{};
    bool operator==(const TimeBooked&) const = default;
};
struct TimerStarted {
    static constexpr std::string_view name = "timer-started";
    Cause cause{};
    bool operator==(const TimerStarted&) const = default;
};
struct TimerStopped {
    static constexpr std::string_view name = "timer-stopped";
    std::string technician{};
    int worked = 0;   // minutes
    int minutes = 0;  // as the contract counts them
    bool billable = true;
    Instant from{};
    Instant to{};
    Cause cause{};
    bool operator==(const TimerStopped&) const = default;
};
/// Stopping a timer was undone, so it is running again.
struct TimerResumed {
    static constexpr std::string_view name = "timer-resumed";
    std::string technician{};
    Cause cause{};
    bool operator==(const TimerResumed&) const = default;
};
/// Starting a timer was undone.
struct TimerRemoved {
    static constexpr std::string_view name = "timer-removed";
    std::string technician{};
    Cause cause{};
    bool operator==(const TimerRemoved&) const = default;
};
struct TimerAsked {
    static constexpr std::string_view name = "timer-asked";
    std::string technician{};
    int minutes = 0;  // how long it has been running
    bool operator==(const TimerAsked&) const = default;
};
struct Escalated {
    static constexpr std::string_view name = "escalated";
    Cause cause{};
    bool operator==(const Escalated&) const = default;
};
struct Reminded {
    static constexpr std::string_view name = "reminded";
    std::string address{};
    Cause cause{};
    bool operator==(const Reminded&) const = default;
};
/// Rules were stopped because they undo each other.
struct RulesStopped {
    static constexpr std::string_view name = "rules-stopped";
    int rounds = 0;
    std::vector<std::string> rules{};
    bool operator==(const RulesStopped&) const = default;
};
struct ConfirmationAsked {
    static constexpr std::string_view name = "confirmation-asked";
    std::vector<std::string> commands{};  // as typed, without brackets
    bool operator==(const ConfirmationAsked&) const = default;
};
struct CommandsConfirmed {
    static constexpr std::string_view name = "commands-confirmed";
    std::string commands{};  // as they are stored, separated by "; "
    bool operator==(const CommandsConfirmed&) const = default;
};
struct MailRefused {
    static constexpr std::string_view name = "mail-refused";
    StoredSentence refusal{};
    std::string reason{};  // of an old event instead: the sentence in English
    bool operator==(const MailRefused&) const = default;
};
/// A mail to an action address had no effect.
struct ActionRefused {
    static constexpr std::string_view name = "action-refused";
    StoredSentence refusal{};  // how far the sender is known
    std::string reason{};      // of an old event instead: the sentence in English
    bool operator==(const ActionRefused&) const = default;
};
struct AutoReply {
    static constexpr std::string_view name = "auto-reply";
    std::string subject{};
    std::string text{};  // the beginning of its words, on one line
    bool operator==(const AutoReply&) const = default;
};
struct Reaction {
    static constexpr std::string_view name = "reaction";
    std::string text{};
    bool operator==(const Reaction&) const = default;
};
struct DeliveryFailed {
    static constexpr std::string_view name = "delivery-failed";
    std::string recipient{};  // empty: not known
    std::string status{};     // RFC 3463; empty: not known
    std::string diagnostic{};
    std::string message_id{};  // Message-ID of the mail; empty: not known
    bool operator==(const DeliveryFailed&) const = default;
};
/// A delivery report that reports no failure.
struct DeliveryReport {
    static constexpr std::string_view name = "delivery-report";
    std::string action{};  // RFC 3464: delayed, delivered, relayed, expanded
    std::string recipient{};
    std::string status{};
    std::string diagnostic{};
    std::string message_id{};
    bool operator==(const DeliveryReport&) const = default;
};
struct AddressSuspended {
    static constexpr std::string_view name = "address-suspended";
    std::string address{};
    int failures = 0;
    bool operator==(const AddressSuspended&) const = default;
};
/// Mail is sent to the address again, because it wrote to us.
struct AddressResumed {
    static constexpr std::string_view name = "address-resumed";
    std::string address{};
    Instant failing_since{};
    bool operator==(const AddressResumed&) const = default;
};
struct MailSuppressed {
    static constexpr std::string_view name = "mail-suppressed";
    std::string address{};
    int failures = 0;
    Instant suspended_at{};
    bool operator==(const MailSuppressed&) const = default;
};
struct TicketErased {
    static constexpr std::string_view name = "ticket-erased";
    int closed_minutes = 0;  // how long it had been closed; 0: an admin erased it
    bool operator==(const TicketErased&) const = default;
};
struct ParticipantErased {
    static constexpr std::string_view name = "participant-erased";
    bool operator==(const ParticipantErased&) const = default;
};
/// An event that was written by a newer version.
struct Unknown {
    static constexpr std::string_view name = "unknown";
    std::string name_stored{};
    std::string data{};  // JSON, as stored
    bool operator==(const Unknown&) const = default;
};

}  // namespace event

using TicketEvent = std::variant<
    event::Opened, event::SplitFrom, event::EntriesMoved, event::StatusChanged, event::PriorityChanged, event::CategoryChanged,
    event::ClientChanged, event::TitleChanged, event::DescriptionRestored, event::TemplateUsed, event::TemplateChanged,
    event::Assigned, event::Unassigned, event::TeamChanged, event::WatcherAdded, event::WatcherRemoved, event::Snoozed,
    event::Woken, event::Linked, event::LinkedTicketOpened, event::MergedInto, event::MergedFrom, event::ResponseClockRestarted,
    event::FirstResponse, event::FirstResponseMoved, event::FirstResponseTakenBack, event::SlaWarning, event::SlaBreach,
    event::SlaEscalation, event::TimeBooked, event::TimerStarted, event::TimerStopped, event::TimerResumed, event::TimerRemoved,
    event::TimerAsked, event::Escalated, event::Reminded, event::RulesStopped, event::ConfirmationAsked, event::CommandsConfirmed,
    event::MailRefused, event::ActionRefused, event::AutoReply, event::Reaction, event::DeliveryFailed, event::DeliveryReport,
    event::AddressSuspended, event::AddressResumed, event::MailSuppressed, event::TicketErased, event::ParticipantErased,
    event::Unknown>;

/// "status-changed". For an unknown event, the name under which it is stored.
[[nodiscard]] std::string_view event_name(const TicketEvent& event);
/// All names that this version writes.
[[nodiscard]] std::span<const std::string_view> event_names();

/// The fields as a JSON object. Times are RFC 3339, lengths are minutes, a cause is an object with `cause` and its own fields.
[[nodiscard]] std::string event_data(const TicketEvent& event);
/// The stored form: {"event": NAME, "data": {…}}. Reading it back gives an equal value.
[[nodiscard]] std::string event_json(const TicketEvent& event);
/// Unknown fields are ignored, and missing ones get their defaults. nullopt: empty, or not such JSON.
[[nodiscard]] std::optional<TicketEvent> parse_event(std::string_view json);

/// Calls `change` with every free text of the event: names, addresses, titles, reasons. Numbers and enumerations stay.
void change_texts(TicketEvent& event, const std::function<void(std::string&)>& change);

}  // namespace workflow
