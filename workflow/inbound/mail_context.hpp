#pragma once

#include "workflow/commands/commands.hpp"
#include "workflow/rules/rules.hpp"
#include "workflow/inbound/mail_words.hpp"
#include "workflow/inbound/sender_identity.hpp"
#include "workflow/inbound/threading.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <string_view>

// The handlers of an inbound mail. Each adds its changes to `builder`; none can fail.
namespace workflow {

/// A mail with its thread and its sender, before it is handled.
struct MailContext {
    const InboundMail& inbound;
    Thread thread;
    SenderIdentity identity;
    /// The technician whose address is in From, proven or not. nullptr: none, or a technician who is a client on this ticket.
    const config::Technician* technician = nullptr;
    MailWords words = {};

    [[nodiscard]] const mail::Message& message() const { return inbound.message; }
    [[nodiscard]] bool is_human() const { return inbound.message.kind == mail::Kind::human; }
};

/// Opens a ticket.
void open_ticket(DecisionBuilder& builder, const MailContext& context);
/// Adds the text of a client, a stranger or an unproven technician to a ticket.
void handle_client_reply(DecisionBuilder& builder, const MailContext& context);
/// Runs a technician's commands on a ticket and adds the text.
void handle_technician_reply(DecisionBuilder& builder, const MailContext& context);
/// Bounces, auto-replies and reactions become events at most. They open no ticket and get no answer.
void handle_automated_mail(DecisionBuilder& builder, const MailContext& context);
/// Records a delivery that the peer refused at once, like a bounce. The ticket must be in the snapshot.
void note_undelivered(DecisionBuilder& builder, const DeliveryFailure& undelivered);

/// Handles a mail to the address in List-Unsubscribe: removes the watcher for whom the address was made. Such a mail opens no
/// ticket and gets no answer (RFC 2369 3.2). False: it is another mail.
bool unsubscribe(DecisionBuilder& builder, const InboundMail& inbound);

/// The commands of a technician's mail, read from subject and body.
struct Spoken {
    std::vector<Command> commands;
    std::vector<Bracket> tags;  // brackets that are left out of a title
    std::string text;           // the body without its commands
};
/// The commands of a mail. Leaves out tags that the answered mail had already, except those that keep a text internal.
[[nodiscard]] Result<Spoken> spoken_commands(const DecisionBuilder& builder, const MailContext& context, std::string_view body);

/// Writes to the registered address of a technician with too weak proof what did not run. For a mail without commands it writes
/// only when the text was held, too.
void announce_held(DecisionBuilder& builder, const MailContext& context, const Ticket* ticket, Sentence kept_as,
                   bool text_was_held);
/// Rolls back: nothing is changed or published, and the sender gets the reason. The text stays in an event.
void refuse(DecisionBuilder& builder, const MailContext& context, const Sentence& why);

/// Answers a technician's mail that contains queries only. It opens no ticket, and its text is not published. False: it is
/// another mail.
bool only_asks(DecisionBuilder& builder, const MailContext& context);

/// Refuses a technician's mail about a ticket number that does not exist. False: it is another mail.
bool names_no_ticket(DecisionBuilder& builder, const MailContext& context);

/// The mail's text without the addresses that only its reader may use, and what the mail brought along.
[[nodiscard]] WrittenText written_text(const DecisionBuilder& builder, const MailContext& context, std::string_view text);
/// Adds that as an entry.
std::size_t add_text(DecisionBuilder& builder, Ticket& ticket, const MailContext& context, EntryKind kind, std::string_view text);
/// Adds a participant's Cc addresses inside the client's domains as watchers.
void add_copied_watchers(DecisionBuilder& builder, Ticket& ticket, const MailContext& context);

}  // namespace workflow
