#pragma once

#include "config/ids.hpp"
#include "mail/message/envelope.hpp"
#include "mail/message/evidence.hpp"
#include "mail/message/message.hpp"
#include "workflow/model/sentence.hpp"
#include "workflow/model/snapshot.hpp"
#include "workflow/model/ticket.hpp"
#include "workflow/model/views.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace workflow {

/// A received mail, parsed, and the evidence about its sender.
struct InboundMail {
    config::InboxId inbox;
    mail::Envelope envelope;
    mail::Message message;
    mail::Evidence evidence;
    std::vector<TicketId> own_ids;  // tickets of our signed Message-IDs in In-Reply-To or References
    Sentence unsigned_because;      // why a valid signature counts for nobody; empty: it counts, or evidence says why not
};

/// The next_due_at of a ticket has been reached.
struct Tick {
    TicketId ticket;
};

/// The request of `ticketctl do N ITEMS` or `ticketctl new`.
struct AdminRequest {
    TicketId ticket;          // not set: a new ticket is opened
    std::string author;       // "admin", or a technician's name
    std::string items;        // command items without brackets, separated by blanks or ';'
    std::string text;         // a public comment, or a new ticket's description
    mail::Address requester;  // only for a new ticket
    std::string title;
};

/// A peer permanently refused one of our mails during delivery, so no bounce will follow.
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
    technician_comment,  // a client's or colleague's text, to technicians
    note,                // internal, to technicians
    receipt,             // the results of commands, to their technician
    refusal,             // why commands or a text had no effect, to their sender
    resolved_question,   // to the client: is it solved?
    warning,             // to technicians: an SLA clock nears its end
    breach,              // to technicians: an SLA clock ran out
    delivery_failure,    // to the assignee: a mail to a client bounced
    reminder,            // to the client: we still wait for your answer
    delay,               // to the client: it takes longer than promised
    digest,              // to a technician once a day: late and due tickets
    answer,              // to a technician: the answer to a query such as [list]
    history,             // to a technician: the answer to [show]
    timer_question,      // to a technician: is the timer still right?
    trouble,             // to the admin: the configuration does something that cannot be intended
    escalation,          // to the admin: a ticket needs attention, and everybody responsible is away
    report,              // to a technician: the answer to [report]
    confirmation         // to a technician: shall the commands given in their name run?
};
[[nodiscard]] std::string_view to_string(MailKind kind);  // "client-comment", which is also the template's file name
[[nodiscard]] std::optional<MailKind> parse_mail_kind(std::string_view word);

/// One mail to one recipient, before it is put into words.
struct Notification {
    MailKind kind = MailKind::notice;
    TicketId ticket;  // not set: the mail is about no ticket
    mail::Address recipient;
    bool to_technician = false;
    std::optional<std::size_t> entry;      // index in Decision::entries of the entry it carries
    std::vector<Sentence> lines;           // for receipts and refusals: one sentence each
    std::optional<Instant> closes_at;      // for a last reminder
    std::string in_reply_to;               // Message-ID of the mail it answers; empty: the ticket's last
    std::int64_t held = 0;                 // for a confirmation: id of the PendingConfirmation
    std::string original_subject;          // for a refused mail about no ticket
    std::string returned;                  // a text that is not stored and therefore sent back
    std::vector<TicketList> ticket_lists;  // for digests and answers to [list]
    std::optional<SlaReport> report;
    std::optional<HistoryView> history;
    bool help = false;   // an answer that lists the commands
    int undo = 0;        // for a receipt: the set of commands that can be undone
    std::string unsent;  // for a receipt: words that stayed with us; a link sends them to the client
};

/// A technician's query by mail. The writer of the decision loads its data and calls `answer_query`.
struct Query {
    enum class What { list, report, show, help };
    What what = What::list;
    TicketId ticket;         // for show
    std::string which;       // "mine", "breached", …; "week", "month", …
    std::string technician;  // recipient of the answer
    std::string in_reply_to;
    std::string subject;
};

/// One of our mails bounced; its outbox row is marked as failed.
struct Returned {
    config::OutboxId outbox;
    TicketId ticket;      // the mail's ticket, according to its return path
    std::string history;  // the text of the report
};

/// The ENVID of an outbox row (RFC 3461 4.4), which delivery reports repeat. parse_envelope_id returns nullopt when
/// the ENVID is not ours.
[[nodiscard]] std::string envelope_id(config::OutboxId row);
[[nodiscard]] std::optional<config::OutboxId> parse_envelope_id(std::string_view id);

/// The final status of the mail's inbox row.
enum class Disposition { done, quarantined };

/// A technician is away until `until`; nullopt: they are back.
struct Absence {
    std::string technician;
    std::optional<Instant> until;
    bool operator==(const Absence&) const = default;
};

/// Entries that move to another ticket, with the Message-IDs by which replies refer to them.
struct Move {
    TicketId from;
    TicketId to;
    std::vector<config::EntryId> entries;
    std::vector<std::string> ids;
};

/// The changes that one input makes, as a value. One transaction writes it.
struct Decision {
    std::vector<Ticket> tickets;  // new (version 0) or changed tickets as a whole, at most one value per ticket
    std::vector<Entry> entries;   // comments, notes and events, in order
    std::vector<TimeEntry> time;  // new lines of the time log
    std::vector<Move> moves;      // written after the entries and aliases
    std::vector<Absence> absences;
    std::vector<std::pair<std::string, TicketId>> aliases;  // Message-ID -> ticket, unique
    std::vector<Notification> mails;
    std::vector<Query> queries;
    std::vector<std::pair<std::string, std::string>> assigned;                   // team -> technician, advances the round robin
    std::vector<std::pair<std::string, std::optional<FailingAddress>>> failing;  // address -> failures; nullopt: forgotten
    std::optional<Returned> returned;
    Disposition disposition = Disposition::done;
    std::string quarantine_reason;
    std::vector<Sentence> reasons;              // the reasons in order, for explain and the log
    std::optional<PendingConfirmation> hold;    // commands that now wait for a confirmation
    std::int64_t released = 0;                  // id of the PendingConfirmation that was answered
    TicketId landed;                            // the mail's ticket; not set when it opened or changed none
    bool acknowledged = false;                  // an acknowledgement was sent; it counts against the sender's limit
    std::string sender;                         // normalised From of the mail
    bool opened = false;                        // a new ticket was opened
    bool unaligned = false;                     // the sender is not proven; a new ticket counts for unaligned_tickets_per_hour
    std::vector<std::string> unapproved_rules;  // names of tick rules that acted without the admin's approval
    bool refused = false;                       // only for an AdminRequest: nothing was done, `reasons` says why
};

}  // namespace workflow
