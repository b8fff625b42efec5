#pragma once

#include "workflow/commands/commands.hpp"
#include "workflow/rules/rules.hpp"
#include "workflow/inbound/sender_identity.hpp"
#include "workflow/inbound/threading.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <string_view>

// The ways an arrived mail can go. Each leaves a finished story in `builder`; none can fail.
namespace workflow {

/// A mail on its way: what is known of it before anything is done.
struct MailContext {
    const InboundMail& inbound;
    Thread thread;
    SenderIdentity identity;
    /// The technician whose address is in From, however far that is shown. nullptr: none, or one who is a client here.
    const config::Technician* technician = nullptr;

    [[nodiscard]] const mail::Message& message() const { return inbound.message; }
    [[nodiscard]] bool is_human() const { return inbound.message.kind == mail::Kind::human; }
};

/// Opens a ticket.
void open_ticket(DecisionBuilder& builder, const MailContext& context);
/// A client's, a stranger's or an unproven technician's text on a ticket.
void handle_client_reply(DecisionBuilder& builder, const MailContext& context);
/// A technician's text and commands on a ticket.
void handle_technician_reply(DecisionBuilder& builder, const MailContext& context);
/// Bounces, auto-replies and reactions: events at most, which open nothing and answer nothing.
void handle_automated_mail(DecisionBuilder& builder, const MailContext& context);
/// The same as a bounce, said by the peer at once. The ticket must be in the snapshot.
void note_undelivered(DecisionBuilder& builder, const DeliveryFailure& undelivered);

/// A mail to the address in List-Unsubscribe: whoever it was made for watches no more. False: the mail is none. It opens no
/// ticket and gets no answer, whatever stands in it (RFC 2369 3.2).
bool unsubscribe(DecisionBuilder& builder, const InboundMail& inbound);

/// The commands of a technician's mail, read from subject and body.
struct Spoken {
    std::vector<Command> commands;
    std::vector<Bracket> tags;  // to be left out of a title
    std::string_view text;      // what is left of the body
};
/// Tags that the answered mail had already are left out, save those that keep a text internal.
[[nodiscard]] config::Result<Spoken> spoken_commands(const DecisionBuilder& builder, const MailContext& context,
                                                     std::string_view body);

/// A technician whose proof is too weak is told at the registered address what did not run; of a mail without commands only
/// when its text was held too.
void announce_held(DecisionBuilder& builder, const MailContext& context, const Ticket* ticket, std::string_view kept_as,
                   bool text_was_held);
/// All or nothing: nothing is changed or published, the sender is told why. The text stays in an event.
void refuse(DecisionBuilder& builder, const MailContext& context, const std::string& why);

/// A technician's mail that holds nothing but questions is answered; it opens no ticket, and its text is published nowhere.
/// False: it is another mail.
bool only_asks(DecisionBuilder& builder, const MailContext& context);

/// A technician's mail about [#999], which there is not, is refused. False: it is another mail.
bool names_no_ticket(DecisionBuilder& builder, const MailContext& context);

/// Adds the mail's text as an entry with its attachments.
std::size_t add_text(DecisionBuilder& builder, Ticket& ticket, const MailContext& context, EntryKind kind, std::string_view text);
/// A participant's Cc inside the client's own domains watches from now on.
void add_copied_watchers(DecisionBuilder& builder, Ticket& ticket, const MailContext& context);
/// True when nothing but thanks is said; that does not reopen a solved ticket.
[[nodiscard]] bool is_bare_thanks(std::string_view text, std::string_view name);

}  // namespace workflow
