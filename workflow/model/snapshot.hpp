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

/// The keys of everything that must be loaded before a mail is decided on.
struct ThreadKeys {
    std::vector<TicketId> tickets;         // from tokens, own Message-IDs and [#N]
    std::vector<std::string> foreign_ids;  // Message-IDs in In-Reply-To and References, and the mail's own
    std::string sender;                    // normalised From
    std::vector<std::int64_t> held = {};   // confirmations that it may answer
    std::string holder = {};               // the technician in From, whose open confirmations are counted
    bool history = false;                  // the tickets' entries are needed, for a split
    bool texts = false;                    // the tickets' texts are needed, to tell a quote from an answer
};

/// The words that a ticket holds. A line of an answer is quoted when they prove it.
struct TicketTexts {
    struct Text {
        std::string author;   // as in Entry
        std::string subject;  // of its mail
        std::string words;
    };
    std::vector<Text> entries;
    std::vector<std::string> sent;  // our mails that the answer may quote, as text
};
/// The entry's words with everything that was cut from its mail.
[[nodiscard]] TicketTexts::Text held_text(const Entry& entry);

/// Commands that wait for their technician's confirmation.
struct PendingConfirmation {
    std::int64_t id = 0;  // the inbox row of their mail; a mail causes at most one confirmation
    TicketId ticket;
    TicketId other;  // the target of a merge
    std::string technician;
    std::string items;  // the commands as text; exactly these were shown and will run
    Instant asked_at{};
    Instant until{};
    bool proven = false;  // the author is proven; only the command requires more
    bool operator==(const PendingConfirmation&) const = default;
};

/// The numbers of confirmations that were requested from one technician.
struct PendingCount {
    int pending = 0;
    int last_hour = 0;
};

/// The acknowledgements sent to one sender, for the limits on them.
struct SenderHistory {
    int acks_last_hour = 0;
    int acks_last_day = 0;
};

/// An address to which mails have bounced since it last wrote to us.
struct FailingAddress {
    int failures = 0;
    Instant first_at{};
    Instant last_at{};
    std::optional<Instant> suspended_at;  // set: no mail is sent to the address
    std::string reason;                   // the text of the last report
    bool operator==(const FailingAddress&) const = default;
};

/// Whether the admin has approved a tick rule that came due for many tickets at once.
struct RuleHold {
    bool held = false;                       // waits for approval
    Instant allowed_until = Instant::min();  // work that was due by this time is approved
    bool operator==(const RuleHold&) const = default;
};
using RuleHolds = std::map<std::string, RuleHold>;  // by the rule's name

/// A stored comment or note of a ticket, without attachments.
struct StoredEntry {
    config::EntryId id;
    Entry entry;
    std::vector<std::string> sent_as;  // Message-IDs of our mails that carried it
};

/// Everything that a decision may look at, as values. `apply` adds a decision to it, so that the next mail of a batch
/// sees the changes of the mail before it.
struct Snapshot {
    std::unordered_map<TicketId, Ticket> tickets;
    std::unordered_map<std::string, TicketId> aliases;      // Message-ID -> ticket
    std::unordered_map<std::string, std::string> subjects;  // Message-ID -> Entry::subject, for the known foreign_ids
    std::unordered_map<std::string, SenderHistory> senders;
    std::unordered_map<std::string, FailingAddress> failing;         // by normalised address, of senders and participants
    int acks_last_hour = 0;                                          // acknowledgements of the whole desk
    int unaligned_last_hour = 0;                                     // tickets opened by unproven senders
    std::map<std::string, std::string> last_assigned;                // team -> technician, for round robin
    std::map<std::string, Instant> away;                             // technician -> end of the absence, which may be past
    std::map<std::string, int> open_tickets;                         // technician -> number of open tickets, for least-open
    std::unordered_map<std::int64_t, PendingConfirmation> held;      // open confirmations that the mails may answer
    std::map<std::pair<std::string, bool>, PendingCount> holders;    // by technician and PendingConfirmation::proven
    std::unordered_map<TicketId, std::vector<StoredEntry>> stories;  // entries in order, for tickets that may be split
    std::unordered_map<TicketId, TicketTexts> texts;                 // of the tickets that an answer may belong to
    RuleHolds rule_holds;                                            // for ticks only; empty for other inputs
    std::vector<TicketId> numbers;                                   // reserved for new tickets, used from the front

    void apply(const Decision& decision);
};

}  // namespace workflow
