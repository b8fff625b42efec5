#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"
#include "config/time.hpp"
#include "mail/message/address.hpp"
#include "mail/message/message.hpp"
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

/// The SLA clocks: the first answer, the solution, and the time since the last answer, which is never mixed with the first.
enum class Clock { response, resolution, update };
inline constexpr std::size_t clock_count = 3;
[[nodiscard]] std::string_view to_string(Clock clock);  // "response"

/// What happened to a ticket that its clocks hang on. They are a pure function of these, the contract and the calendar.
struct ClockEvent {
    enum class Kind {
        opened,  // the first one: under these terms, open
        terms,   // another priority or contract from here on
        status,
        answer,       // a public answer of a technician
        answer_back,  // the answer that counted as the first one reached nobody
        used          // from here on so much is used: another ticket was merged in
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
[[nodiscard]] std::string to_text(const std::vector<ClockEvent>& log);  // a line each
[[nodiscard]] std::vector<ClockEvent> parse_clock_log(std::string_view text);

/// The state of a ticket's clocks, and when each is due. Percentages and breaches follow from it and `now`.
struct Clocks {
    std::optional<Instant> response_due_at;
    std::optional<Instant> responded_at;
    std::optional<Instant> resolution_due_at;
    std::optional<Instant> resolved_at;
    std::optional<Instant> update_due_at;
    std::optional<Instant> answered_at;    // the last public answer, where the update clock begins
    std::optional<Instant> paused_since;   // set in both waiting statuses
    std::vector<std::string> response_to;  // clients whom the first answer went to and did not come back from
    std::vector<std::string> breached;     // "response", "resolution", "update": it stays when another target is set
    struct Progress {
        // Time of the calendar since the clock's beginning that does not count; a change of calendar may make it negative.
        std::chrono::microseconds excluded{0};
        std::chrono::seconds warned_until{0};  // of the time used: what is to be told until there was told
        int last_escalation = 0;               // percent of the last step from the breach on that was told
        bool operator==(const Progress&) const = default;
    };
    std::array<Progress, clock_count> progress_by_clock;  // by Clock
    std::vector<ClockEvent> log;
    [[nodiscard]] Progress& progress(Clock clock) { return progress_by_clock.at(static_cast<std::size_t>(clock)); }
    [[nodiscard]] const Progress& progress(Clock clock) const { return progress_by_clock.at(static_cast<std::size_t>(clock)); }
    bool operator==(const Clocks&) const = default;
};

struct Watcher {
    std::string address;  // as it is to be written to
    Instant since{};      // sees what came after
    bool operator==(const Watcher&) const = default;
};

/// What joins two tickets.
struct Link {
    enum class Kind { merged_into, split_from, follows, relates };
    Kind kind = Kind::relates;
    TicketId number;
    bool operator==(const Link&) const = default;
};
/// What one person spent on a ticket so far, and the timer that runs. The sum of the time log, kept for those who look at a
/// ticket.
struct Effort {
    std::string technician;
    int worked = 0;                        // minutes as they were
    int counted = 0;                       // minutes as the contract counts them
    std::optional<Instant> timer_since{};  // a timer runs
    std::optional<Instant> asked_at{};     // when its owner was last asked whether it should
    // Of both sums, what nobody pays for: it is not rounded. nullopt: written down before the two kinds were told apart.
    std::optional<int> unbilled = 0;
    bool operator==(const Effort&) const = default;
};

/// What the last commands of one person changed, to be changed back by them as long as it stands like that.
struct Undo {
    struct Step {
        std::string what;  // "status", "watcher", "time", …
        std::string who;   // a watcher's address, a technician with a timer or a time
        std::string was;
        std::string is;
        bool operator==(const Step&) const = default;
    };
    int id = 0;               // undo=ID; grows on a ticket
    std::string by;           // a technician's name, or "admin"
    std::vector<Step> steps;  // none: what they did last cannot be taken back
    bool operator==(const Undo&) const = default;
};
[[nodiscard]] std::string_view to_string(Link::Kind kind);  // "merged-into"
[[nodiscard]] Link::Kind parse_link_kind(std::string_view word);

struct Ticket {
    TicketId number;
    std::int64_t version = 0;  // of the row it was read from; 0: not yet written
    std::string title;
    std::string description;
    Status status = Status::open;
    Priority priority = Priority::medium;
    std::string category;
    std::string client;           // a client's name; empty: none known
    std::string contract;         // a contract's name; empty: the defaults
    std::string ticket_template;  // the one it was last filled from; empty: none
    mail::Address requester;
    std::string assignee;  // a technician's name
    std::string team;
    std::vector<Watcher> watchers;
    std::vector<Link> links;
    std::string desk_address;    // the desk address that was written to; answers leave from it
    std::string root_id;         // Message-ID of the mail that opened it
    std::string last_client_id;  // Message-ID of the client's latest mail
    Instant created_at{};
    Instant updated_at{};
    Instant active_at{};                   // when a person last said or did something: idle days count from here
    std::optional<Instant> close_at;       // when a resolved ticket closes by itself
    std::vector<std::string> rules_fired;  // tick rules that have done their work: "name", or "name@5" for an idle step
    std::optional<Instant> closed_at;
    std::optional<Instant> erased_at;  // all it held was removed; it stays closed, and what comes for it opens another
    std::optional<Instant> snoozed_until;
    std::optional<Instant> next_due_at;  // when a tick has to look at it; nullopt: never
    Clocks clocks;
    std::vector<Effort> efforts;
    std::vector<Undo> undos;  // one a person
    bool operator==(const Ticket&) const = default;
};

enum class EntryKind { comment, note, event };
[[nodiscard]] std::string_view to_string(EntryKind kind);
[[nodiscard]] EntryKind parse_entry_kind(std::string_view word);

/// One line of a ticket's story.
struct Entry {
    TicketId ticket;
    Instant at{};
    EntryKind kind = EntryKind::event;
    std::string author;  // a technician's name, a client's address, or "ticketd"
    Trust trust = Trust::confirmed;
    std::string text;
    std::string quoted;       // what was cut from the mail, can be shown
    bool unverified = false;  // a claimed mail's comment: technicians see it, other clients are not mailed it
    std::string message_id;   // of the mail it came by
    std::string subject;      // of that mail: tags that a reply only inherits are not run again
    std::vector<mail::Attachment> attachments;
};

/// One line of a ticket's time log. Lines are only added: a correction is a line with minutes below zero.
struct TimeEntry {
    TicketId ticket;
    Instant at{};            // when it was written down
    std::string technician;  // a technician's name, or "admin"
    int worked = 0;          // minutes as they were
    int minutes = 0;         // as the contract counts them: rounded, at least its minimum
    bool billable = true;
    Instant from{}, to{};
    std::string text;
    bool operator==(const TimeEntry&) const = default;
};

}  // namespace workflow
