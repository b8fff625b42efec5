#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"
#include "config/time.hpp"
#include "mail/address.hpp"
#include "mail/message.hpp"
#include "workflow/trust.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace workflow {

using config::Instant;
using config::Priority;
using config::Status;
using config::TicketId;

/// The state of a ticket's two clocks, and when each is due. Percentages and breaches follow from it and `now`.
struct Clocks {
    std::optional<Instant> response_due_at;
    std::optional<Instant> responded_at;
    std::optional<Instant> resolution_due_at;
    std::optional<Instant> resolved_at;
    std::optional<Instant> paused_since;        // set in both waiting statuses
    std::chrono::seconds paused_total{0};       // does not count for the resolution clock, in time of the calendar
    std::chrono::seconds response_excluded{0};  // the same for the response clock; a change of calendar may make it negative
    std::vector<std::string> response_to;       // clients whom the first answer went to and did not come back from
    std::vector<std::string> breached;          // "response", "resolution"
    int response_warned = 0;                    // highest percentage already told, 0 when none
    int resolution_warned = 0;
    bool operator==(const Clocks&) const = default;
};

struct Watcher {
    std::string address;  // normalised
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
    std::string client;    // a client's name; empty: none known
    std::string contract;  // a contract's name; empty: the defaults
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
    std::optional<Instant> snoozed_until;
    std::optional<Instant> next_due_at;  // when a tick has to look at it; nullopt: never
    Clocks clocks;
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

}  // namespace workflow
