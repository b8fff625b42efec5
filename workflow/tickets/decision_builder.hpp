#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/model/sender.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace workflow {

/// The author of a change, as events name them.
struct Actor {
    enum class Kind {
        technician,
        client,    // a proven participant
        stranger,  // a sender without proof
        desk       // rules, clocks and the desk itself
    };
    Kind kind = Kind::desk;
    std::string name = "ticketd";  // a technician's name, an address, "admin" or "ticketd"
    Trust trust = Trust::confirmed;

    [[nodiscard]] Who who() const { return {name, trust}; }
    [[nodiscard]] std::string shown() const;  // for the log: "ana (confirmed)"; the desk is just "ticketd"
};
[[nodiscard]] Actor actor_of(const SenderIdentity& identity);

/// What an entry keeps of its mail beside its text.
struct Kept {
    std::string quoted;
    std::vector<mail::Attachment> attachments;
    bool unverified = false;
    std::string quoted_new = {};  // as in Entry
    int left_out_lines = 0;
};

/// A text that somebody wrote, ready to be an entry.
struct WrittenText {
    std::string words;
    Kept kept;
};

/// A notice that goes out at the end to a technician who got no other news of the ticket: an assignment, a rule, a critical
/// ticket.
struct LaterNotice {
    const config::Technician* technician = nullptr;
    Sentence why;
    bool always = false;  // other news does not say it: their mail gets it as one more line
};

/// A mail that is not sent because its address is suspended (suppression.hpp).
struct SuppressedMail {
    TicketId ticket;
    std::string address;  // normalised
    MailKind kind = MailKind::client_comment;
};

/// One decision while it is made. It borrows the directory and the snapshot for the length of one call of decide.
class DecisionBuilder {
public:
    DecisionBuilder(const Directory& the_directory, const Snapshot& the_snapshot, Instant at)
        : directory(the_directory), snapshot(the_snapshot), now(at) {}

    const Directory& directory;
    const Snapshot& snapshot;
    const Instant now;
    Decision decision;

    /// Names the mail that is decided on. It must outlive the builder. A mail that is imported sends nothing.
    void read(const InboundMail& inbound);
    /// nullptr for ticks and requests.
    [[nodiscard]] const mail::Message* message() const { return message_; }
    [[nodiscard]] bool is_silent() const { return silent_; }

    /// `sender` writes, so mails may go there again and its failures are forgotten at the end.
    void hear_from(std::string_view sender) { heard_from_ = mail::normalized(sender); }
    [[nodiscard]] const std::string& heard_from() const { return heard_from_; }  // normalised; empty: nobody

    /// From here on a comment bears the date at which its mail came; of an imported mail each entry does.
    void date_entries(Instant received_at);
    /// From here on each entry bears the date of now.
    void date_entries_now() { came_at_.reset(); }

    /// A changeable copy of a ticket of the snapshot, made at the first call. The ticket must exist. The reference stays valid.
    Ticket& edit(TicketId number);
    /// A new ticket with the next reserved number; nullptr: no number is left.
    Ticket* open();
    /// The unchanged ticket of the snapshot; nullptr: the ticket is new.
    [[nodiscard]] const Ticket* stored(TicketId number) const;

    /// Adds a comment or note to the ticket's history and returns its index. Fills in the time and the mail's ids.
    std::size_t add(Ticket& ticket, const Actor& actor, EntryKind kind, std::string words, Kept kept = {});
    /// The same for an event. `what` is its value; templates/ words it.
    std::size_t event(Ticket& ticket, const Actor& actor, TicketEvent what, Kept kept = {});
    /// Turns a comment into a note.
    void keep_inside(std::size_t entry);
    /// Adds the event and a reason that says the same. Returns it for receipts and notices.
    Changes change(Ticket& ticket, const Actor& actor, TicketEvent what, const Cause& why);
    void reason(Sentence why) { decision.reasons.push_back(std::move(why)); }
    /// A reason in English (log_texts.hpp).
    void reason(std::string text);

    /// Queues a notice to a technician about the first ticket that was edited, with its reason. `finish` sends the notice.
    void notify_later(LaterNotice notice) { notices_.push_back(std::move(notice)); }
    /// Later notices carry the text of `entry`.
    void notices_carry(std::size_t entry) { notice_entry_ = entry; }
    /// Names the person who acts: they need no later notice.
    void acted_by(std::string_view name) { acting_ = name; }
    /// An answer to the person who wrote. `finish` sends it after all other mail.
    void answer_later(Notification answer) { answers_.push_back(std::move(answer)); }
    /// Remembers a mail that was not sent. `finish` says so on its ticket.
    void suppress(SuppressedMail suppressed) { suppressed_.push_back(std::move(suppressed)); }
    [[nodiscard]] bool has_suppressed() const { return !suppressed_.empty(); }

    /// A change that came with another one, for the receipt of commands: timers that ended with the ticket.
    void add_side_effect(Sentence line) { side_effects_.push_back(std::move(line)); }
    [[nodiscard]] std::vector<Sentence> take_side_effects() { return std::exchange(side_effects_, {}); }

    /// Drops everything that was done, as if it had never begun: commands run all or not at all.
    void rollback();

    /// Sends the mail that was kept for later. Returns the decision, with changed tickets only and each one's next tick.
    [[nodiscard]] Decision finish() &&;

private:
    void send_later_mail();
    [[nodiscard]] Instant date_of(EntryKind kind) const;

    const mail::Message* message_ = nullptr;
    bool silent_ = false;
    std::string heard_from_;
    std::optional<Instant> came_at_;

    std::vector<LaterNotice> notices_;
    std::optional<std::size_t> notice_entry_;
    std::string acting_;
    std::vector<Notification> answers_;
    std::vector<SuppressedMail> suppressed_;
    std::vector<Sentence> side_effects_;

    std::vector<std::unique_ptr<Ticket>> tickets_;
    std::size_t numbers_used_ = 0;
};

}  // namespace workflow
