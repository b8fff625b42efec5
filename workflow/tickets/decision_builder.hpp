#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace workflow {

/// Who does something to a ticket, as its story names them.
struct Actor {
    enum class Kind {
        technician,
        client,    // a participant whose identity is shown
        stranger,  // whoever is only claimed to speak
        desk       // rules, clocks and the desk itself
    };
    Kind kind = Kind::desk;
    std::string name = "ticketd";  // a technician's name, an address, "admin" or "ticketd"
    Trust trust = Trust::confirmed;

    [[nodiscard]] std::string shown() const;  // "ana (confirmed)"; the desk is just "ticketd"
};
[[nodiscard]] Actor actor_of(const SenderIdentity& identity);

/// One decision while it is made. It borrows the policy and the snapshot for the length of one call of decide.
class DecisionBuilder {
public:
    DecisionBuilder(const Directory& the_directory, const Snapshot& the_snapshot, Instant at)
        : directory(the_directory), snapshot(the_snapshot), now(at) {}

    const Directory& directory;
    const Snapshot& snapshot;
    const Instant now;
    Decision decision;
    /// The mail that is decided on; nullptr for ticks and orders.
    const mail::Message* message = nullptr;
    /// Who else is to hear of it and why: an assignment, a rule, a critical ticket. Sent at the end, to those not told otherwise.
    struct AlsoNotified {
        const config::Technician* technician = nullptr;
        std::string why;
        bool always = false;  // said also to who gets another mail of it: what that mail does not show
    };
    std::vector<AlsoNotified> also_notify;
    /// What a command did besides what it says, for its receipt: timers that ended with the ticket.
    std::vector<std::string> besides;
    /// Mails that were not ordered because the address is suspended: told at the end (suspending.hpp).
    struct SuppressedMail {
        TicketId ticket;
        std::string address;  // normalised
        MailKind kind = MailKind::client_comment;
    };
    std::vector<SuppressedMail> suppressed;
    std::string heard_from;  // normalised: who wrote the mail that is decided on, and can be written to again
    bool silent = false;     // mails are left out: an import of old mail tells nobody

    /// The ticket to change, copied from the snapshot at the first touch. It must be there. The reference stays good.
    Ticket& edit(TicketId number);
    /// A new ticket under the next reserved number; nullptr when no number is left.
    Ticket* open();
    /// The ticket as it was before; nullptr: it is new.
    [[nodiscard]] const Ticket* stored(TicketId number) const;

    /// Adds a line to the ticket's story and returns its index. Time and the mail's ids are filled in here.
    std::size_t add(Ticket& ticket, const Actor& actor, EntryKind kind, std::string words);
    void event(Ticket& ticket, const Actor& actor, std::string words) { add(ticket, actor, EntryKind::event, std::move(words)); }
    void reason(std::string sentence) { decision.reasons.push_back(std::move(sentence)); }

    /// Drops everything that was done, as if it had never begun: commands run all or not at all.
    void rollback();

    /// The decision, with changed tickets only and the moment of each one's next tick.
    [[nodiscard]] Decision finish() &&;

private:
    std::vector<std::unique_ptr<Ticket>> tickets_;
    std::size_t numbers_used_ = 0;
};

}  // namespace workflow
