// Composes a mail to the admin that belongs to no ticket.
#include "daemon/pipeline/admin_notice.hpp"

#include "mail/message/address.hpp"
#include "mail/compose/compose.hpp"
#include "mail/crypto/token.hpp"

#include <openssl/rand.h>

#include <cstring>
#include <stdexcept>

namespace ticketd {

storage::NewOutgoing admin_notice(const Runtime& runtime, const std::string& subject, const std::string& text,
                                  config::Instant now) {
    std::uint64_t unique = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&unique), sizeof unique) != 1) {
        throw std::runtime_error("The random number generator failed.");
    }
    const auto& config = runtime.config().desk;
    mail::OutgoingMessage message;
    message.from = {config.name, config.address};
    message.to = {{"", config.admin}};
    message.recipient = config.admin;
    message.subject = subject;
    message.message_id = mail::make_message_id(runtime.keys(), {}, unique, runtime.domain());
    message.date = now;
    message.headers = {{"Auto-Submitted", "auto-generated"},
                       {"X-Auto-Response-Suppress", "All"},
                       {"X-Ticketd-Loop", mail::make_loop_mark(runtime.keys(), message.message_id)}};
    message.text = text;
    storage::NewOutgoing note;
    note.kind = workflow::MailKind::notice;
    note.recipient = mail::as_written(config.admin);
    note.message_id = message.message_id;
    note.raw = mail::compose(message);
    return note;
}

}  // namespace ticketd
