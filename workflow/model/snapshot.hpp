#pragma once

#include "workflow/model/ticket.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace workflow {

struct Decision;

/// What a mail may belong to: everything that has to be loaded before it is decided.
struct ThreadKeys {
    std::vector<TicketId> tickets;         // from tokens, own Message-IDs and [#N]
    std::vector<std::string> foreign_ids;  // Message-IDs in In-Reply-To and References, and its own
    std::string sender;                    // normalised From
    std::vector<std::int64_t> held = {};   // questions that it may answer
    std::string holder = {};               // the technician whose address is in From: how much was asked of them
    bool history = false;                  // what was said on its tickets is asked for, to be split
};

/// Commands that wait until their technician says yes.
struct PendingConfirmation {
    std::int64_t id = 0;  // the inbox row of the mail that brought them: no mail brings two
    TicketId ticket;
    TicketId other;  // the ticket that they merge into
    std::string technician;
    std::string items;  // what was shown, is kept and will run
    Instant asked_at{};
    Instant until{};
    bool proven = false;  // the technician wrote it beyond doubt, and only the command asks for more
    bool operator==(const PendingConfirmation&) const = default;
};

/// How much was asked of one technician.
struct PendingCount {
    int pending = 0;
    int last_hour = 0;
};

/// What the outbox and the tickets say about one sender, for the caps on acknowledgements.
struct SenderHistory {
    int acks_last_hour = 0;
    int acks_last_day = 0;
};

/// An address that our mails came back from, since it last wrote.
struct FailingAddress {
    int failures = 0;
    Instant first_at{};
    Instant last_at{};
    std::optional<Instant> suspended_at;  // nothing is sent there any more
    std::string reason;                   // what the last report said
    bool operator==(const FailingAddress&) const = default;
};

/// What the admin has to say, or said, to a rule on ticks that came due for many tickets at once.
struct RuleHold {
    bool held = false;                       // it waits for a yes
    Instant allowed_until = Instant::min();  // what was due by then may run all the same: there was a yes
    bool operator==(const RuleHold&) const = default;
};
using RuleHolds = std::map<std::string, RuleHold>;  // by the rule's name

/// A comment or note of a ticket's story, without attachments.
struct StoredEntry {
    config::EntryId id;
    Entry entry;
    std::vector<std::string> sent_as;  // Message-IDs of our mails that carried it
};

/// The part of the world that a decision looks at, as values. `apply` moves it on, so that the next mail of a batch
/// sees what the one before it did.
struct Snapshot {
    std::unordered_map<TicketId, Ticket> tickets;
    std::unordered_map<std::string, TicketId> aliases;      // Message-ID -> ticket
    std::unordered_map<std::string, std::string> subjects;  // Message-ID -> Entry::subject, of the foreign_ids that we have
    std::unordered_map<std::string, SenderHistory> senders;
    std::unordered_map<std::string, FailingAddress> failing;     // normalised; of the senders and of who takes part in `tickets`
    int acks_last_hour = 0;                                      // of the whole desk
    int unaligned_last_hour = 0;                                 // tickets that senders without proof opened
    std::map<std::string, std::string> last_assigned;            // team -> technician, for round robin
    std::map<std::string, Instant> away;                         // technician -> until when; may be over
    std::map<std::string, int> open_tickets;                     // technician -> tickets not resolved or closed, for least-open
    std::unordered_map<std::int64_t, PendingConfirmation> held;  // questions that are open, of those that mails may answer
    std::map<std::pair<std::string, bool>, PendingCount> holders;    // by technician, and whether it was proven
    std::unordered_map<TicketId, std::vector<StoredEntry>> stories;  // in order, of the tickets that may be split
    RuleHolds rule_holds;                                            // for ticks only: what else decides leaves it empty
    std::vector<TicketId> numbers;                                   // reserved for new tickets; taken from the front

    void apply(const Decision& decision);
};

}  // namespace workflow
