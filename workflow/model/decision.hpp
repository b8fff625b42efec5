#pragma once

#include "config/ids.hpp"
#include "mail/message/envelope.hpp"
#include "mail/message/evidence.hpp"
#include "mail/message/message.hpp"
#include "workflow/model/snapshot.hpp"
#include "workflow/model/ticket.hpp"
#include "workflow/model/views.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace workflow {

/// A mail that arrived, read and with its evidence.
struct InboundMail {
    config::InboxId inbox;
    mail::Envelope envelope;
    mail::Message message;
    mail::Evidence evidence;
    std::vector<TicketId> own_ids;  // tickets whose signed Message-IDs of ours stand in In-Reply-To or References
};

/// Time passed for one ticket whose next_due_at has come.
struct Tick {
    TicketId ticket;
};

/// `ticketctl do N ITEMS` or `ticketctl new`: an admin asked.
struct AdminRequest {
    TicketId ticket;          // not set: a new ticket
    std::string author;       // "admin", or a technician's name
    std::string items;        // command items without brackets, separated by blanks or ';'
    std::string text;         // a public comment, or the description of a new ticket
    mail::Address requester;  // of a new ticket
    std::string title;
};

/// A peer refused one of our mails for good while we handed it over: there will be no bounce.
struct DeliveryFailure {
    TicketId ticket;
    std::string recipient;
    std::string reply;  // the peer's last line
};

using Input = std::variant<InboundMail, Tick, AdminRequest, DeliveryFailure>;

enum class MailKind {
    acknowledgement,     // to the client: your mail is ticket N
    notice,              // to technicians: a new ticket
    client_comment,      // a technician's answer, to requester and watchers
    technician_comment,  // what a client or colleague wrote, to technicians
    note,                // internal, to technicians
    receipt,             // what commands did, to the technician who sent them
    refusal,             // why commands or a text did nothing, to who sent them
    resolved_question,   // to the client: is it solved?
    warning,             // to technicians: an SLA clock nears its end
    breach,              // to technicians: an SLA clock ran out
    delivery_failure,    // to the assignee: a mail to a client came back
    reminder,            // to the client: we still wait for your answer
    delay,               // to the client: it takes longer than was promised
    digest,              // to a technician in the morning: what is late, what is due
    answer,              // to a technician: what a query like [list] asked for
    history,             // to a technician: the ticket that [show] asked for
    timer_question,      // to a technician: is the timer still right?
    trouble,             // to the admin: what the configuration does cannot be meant
    escalation,          // to the admin: a ticket needs somebody, and nobody else is there to hear it
    report,              // to a technician: what [report] asked for
    confirmation         // to a technician: shall the commands that came in their name run?
};
[[nodiscard]] std::string_view to_string(MailKind kind);  // "client-comment": also the template's file name
[[nodiscard]] std::optional<MailKind> parse_mail_kind(std::string_view word);

/// One mail to one recipient, not yet words.
struct Notification {
    MailKind kind = MailKind::notice;
    TicketId ticket;  // not set for mails about no ticket
    mail::Address recipient;
    bool to_technician = false;
    std::optional<std::size_t> entry;      // index into Decision::entries: the text it carries
    std::vector<std::string> lines;        // receipts, refusals: one sentence each
    std::optional<Instant> closes_at;      // of a last reminder
    std::string in_reply_to;               // Message-ID of the mail it answers; empty: the ticket's last
    std::int64_t held = 0;                 // of a confirmation: what the yes is for
    std::string original_subject;          // for refusals of mails about no ticket
    std::string returned;                  // what was written and is kept nowhere: it goes back
    std::vector<TicketList> ticket_lists;  // digests, answers to [list]
    std::optional<SlaReport> report;
    std::optional<HistoryView> history;
    bool help = false;  // an answer that lists the commands
    int undo = 0;       // of a receipt: the set of commands that can be taken back
};

/// What a technician asked for by mail. Whoever writes the decision loads what it needs and has `answer_query` make the mail.
struct Query {
    enum class What { list, report, show, help };
    What what = What::list;
    TicketId ticket;         // of show
    std::string which;       // "mine", "breached", …; "week", "month", …
    std::string technician;  // who is answered
    std::string in_reply_to;
    std::string subject;
};

/// A mail of ours that came back, so that the outbox knows.
struct Returned {
    config::OutboxId outbox;
    TicketId ticket;      // the one it was about, as its return path shows
    std::string history;  // what the report said
};

/// What we call a row of the outbox towards servers (ENVID, RFC 3461 4.4), which their reports repeat; nullopt: not a name of
/// ours.
[[nodiscard]] std::string envelope_id(config::OutboxId row);
[[nodiscard]] std::optional<config::OutboxId> parse_envelope_id(std::string_view id);

/// What becomes of the mail's inbox row.
enum class Disposition { done, quarantined };

/// A technician who is away until then; nullopt: back again.
struct Absence {
    std::string technician;
    std::optional<Instant> until;
    bool operator==(const Absence&) const = default;
};

/// Part of a story that goes to another ticket, with every Message-ID under which it is answered.
struct Move {
    TicketId from;
    TicketId to;
    std::vector<config::EntryId> entries;
    std::vector<std::string> ids;
};

/// What one input does, as a value: one transaction writes it.
struct Decision {
    std::vector<Ticket> tickets;  // new (version 0) or changed, whole; at most one value a ticket
    std::vector<Entry> entries;   // comments, notes and events, in order
    std::vector<TimeEntry> time;  // new lines of the time log
    std::vector<Move> moves;      // after the entries and aliases
    std::vector<Absence> absences;
    std::vector<std::pair<std::string, TicketId>> aliases;  // Message-ID -> ticket, to be unique
    std::vector<Notification> mails;
    std::vector<Query> queries;
    std::vector<std::pair<std::string, std::string>> assigned;                   // team -> technician, moves the round robin
    std::vector<std::pair<std::string, std::optional<FailingAddress>>> failing;  // address -> its trouble; nullopt: it is over
    std::optional<Returned> returned;
    Disposition disposition = Disposition::done;
    std::string quarantine_reason;
    std::vector<std::string> reasons;         // why, in order: for explain and the log
    std::optional<PendingConfirmation> hold;  // commands that wait for a yes from now on
    std::int64_t released = 0;                // the Held that was answered: it is open no more
    TicketId landed;                          // the ticket the mail belongs to; not set when it opened and touched none
    bool acknowledged = false;                // counts against the sender's cap
    std::string sender;                       // normalised From of the mail
    bool opened = false;                      // a new ticket
    bool unaligned = false;  // nothing shows who sent the mail: what it opened counts for unaligned_tickets_per_hour
    std::vector<std::string> unapproved_rules;  // rules on ticks that acted without a yes of the admin, by name
    bool refused = false;                       // Order: nothing was done, reasons say why
};

}  // namespace workflow
