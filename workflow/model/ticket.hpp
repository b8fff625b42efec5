#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"
#include "config/time.hpp"
#include "mail/message/address.hpp"
#include "mail/message/message.hpp"
#include "workflow/model/clock.hpp"
#include "workflow/model/link.hpp"
#include "workflow/model/ticket_event.hpp"
#include "workflow/model/trust.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace workflow {

using config::Instant;
using config::Priority;
using config::Status;
using config::TicketId;

/// An event that affects a ticket's clocks. The clocks are a pure function of these events, the contract and the calendar.
struct ClockEvent {
    enum class Kind {
        opened,  // always the first event; has the initial priority and contract
        terms,   // the priority or contract changed
        status,
        answer,       // a technician's public reply
        answer_back,  // the first response reached nobody
        used          // sets the time used, after a merge
    };
    Kind kind = Kind::opened;
    Instant at{};
    Status status = Status::open;
    Priority priority = Priority::medium;
    std::string contract;
    Clock clock = Clock::response;
    std::chrono::microseconds time{0};
    bool operator==(const ClockEvent&) const = default;
};
[[nodiscard]] std::string to_text(const std::vector<ClockEvent>& log);  // one line per event
[[nodiscard]] std::vector<ClockEvent> parse_clock_log(std::string_view text);

/// The state of a ticket's clocks and their due times. Percentages follow from it and `now`.
struct Clocks {
    std::optional<Instant> response_due_at;
    std::optional<Instant> responded_at;
    std::optional<Instant> resolution_due_at;
    std::optional<Instant> resolved_at;
    std::optional<Instant> update_due_at;
    std::optional<Instant> answered_at;    // the last public reply, which starts the update clock
    std::optional<Instant> paused_since;   // set in both waiting statuses
    std::vector<std::string> response_to;  // recipients of the first response that have not bounced
    std::vector<std::string> breached;     // "response", "resolution", "update"; stays when the target changes
    struct Progress {
        // The part of the business time since the clock's start that does not count. A change of calendar may make it negative.
        std::chrono::microseconds excluded{0};
        std::chrono::seconds warned_until{0};  // elapsed time up to which warnings have been sent
        int last_escalation = 0;               // percentage of the last step sent, from the breach (100) on
        bool operator==(const Progress&) const = default;
    };
    std::array<Progress, clock_count> progress_by_clock;  // by Clock
    std::vector<ClockEvent> log;
    [[nodiscard]] Progress& progress(Clock clock) { return progress_by_clock.at(static_cast<std::size_t>(clock)); }
    [[nodiscard]] const Progress& progress(Clock clock) const { return progress_by_clock.at(static_cast<std::size_t>(clock)); }
    bool operator==(const Clocks&) const = default;
};

struct Watcher {
    std::string address;  // in the form to which mails are sent
    Instant since{};      // gets only messages after this time
    bool operator==(const Watcher&) const = default;
};

/// The time that one person has spent on a ticket, and their running timer. These sums of the time log are stored on
/// the ticket.
struct Effort {
    std::string technician;
    int worked = 0;                        // actual minutes
    int counted = 0;                       // minutes after the contract's rounding
    std::optional<Instant> timer_since{};  // set: their timer is running
    std::optional<Instant> asked_at{};     // when the owner was last asked about the timer
    // Minutes in both sums that are not billable and therefore not rounded. nullopt: an old sum that does not separate them.
    std::optional<int> unbilled = 0;
    bool operator==(const Effort&) const = default;
};

/// The changes of one person's last commands, which they can undo while the values are still the same.
struct Undo {
    struct Step {
        std::string what;  // "status", "watcher", "time", …
        std::string who;   // a watcher's address, or the technician of a timer or time entry
        std::string was;
        std::string is;
        bool operator==(const Step&) const = default;
    };
    int id = 0;               // for undo=ID; increases on each ticket
    std::string by;           // a technician's name, or "admin"
    std::vector<Step> steps;  // empty: the last commands cannot be undone
    bool operator==(const Undo&) const = default;
};

struct Ticket {
    TicketId number;
    std::int64_t version = 0;  // the version of the row it was read from; 0: not written yet
    std::string title;
    std::string description;
    Status status = Status::open;
    Priority priority = Priority::medium;
    std::string category;
    std::string client;           // a client's name; empty: none known
    std::string contract;         // a contract's name; empty: the defaults apply
    std::string ticket_template;  // the template last applied; empty: none
    mail::Address requester;
    std::string assignee;  // a technician's name
    std::string team;
    std::vector<Watcher> watchers;
    std::vector<Link> links;
    std::string desk_address;    // the desk address that the client wrote to; used as From of answers
    std::string root_id;         // Message-ID of the mail that opened it
    std::string last_client_id;  // Message-ID of the client's latest mail
    Instant created_at{};
    Instant updated_at{};
    Instant active_at{};                   // last activity that the client saw; idle days count from here
    std::optional<Instant> close_at;       // when a resolved ticket closes automatically
    std::vector<std::string> rules_fired;  // tick rules that have run: "name", or "name@5" for an idle step
    std::optional<Instant> closed_at;
    std::optional<Instant> erased_at;  // set: contents were erased; the ticket stays closed, later mail opens another
    std::optional<Instant> snoozed_until;
    std::optional<Instant> next_due_at;  // when the next tick is due; nullopt: never
    Clocks clocks;
    std::vector<Effort> efforts;
    std::vector<Undo> undos;  // one for each person
    bool operator==(const Ticket&) const = default;
};

enum class EntryKind { comment, note, event };
[[nodiscard]] std::string_view to_string(EntryKind kind);
[[nodiscard]] EntryKind parse_entry_kind(std::string_view word);

/// One entry of a ticket's history.
struct Entry {
    TicketId ticket;
    Instant at{};
    EntryKind kind = EntryKind::event;
    std::string author;  // a technician's name, a client's address, or "ticketd"
    Trust trust = Trust::confirmed;
    std::string text;                  // for comments and notes, and for events stored before events became values
    std::optional<TicketEvent> event;  // for events; templates/ puts it into words
    std::string quoted;                // text cut from the mail: quoted lines, the signature
    std::string quoted_new;            // quoted text that no other entry of the ticket holds
    int left_out_lines = 0;            // number of quoted lines in `quoted`
    bool unverified = false;           // comment of a `claimed` mail: shown to technicians, not mailed to other clients
    std::string message_id;            // Message-ID of its mail
    std::string subject;               // subject of its mail; tags that a reply inherits from it are not run again
    std::vector<mail::Attachment> attachments;
};

/// One line of a ticket's time log. Lines are only added; a correction is a line with negative minutes.
struct TimeEntry {
    TicketId ticket;
    Instant at{};            // when it was logged
    std::string technician;  // a technician's name, or "admin"
    int worked = 0;          // actual minutes
    int minutes = 0;         // minutes after the contract's rounding and minimum
    bool billable = true;
    Instant from{}, to{};
    std::string text;
    bool operator==(const TimeEntry&) const = default;
};

}  // namespace workflow
