// Turns a decision's mails into bytes, with tokens and Message-IDs.
#include "daemon/pipeline/outgoing_renderer.hpp"

#include "mail/compose/compose.hpp"
#include "workflow/inbound/confirmation.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>

namespace ticketd {
namespace {

using workflow::MailKind;

constexpr auto reply_life = std::chrono::hours{24 * 365 * 2};  // people may reply late
constexpr auto action_life = std::chrono::hours{24 * 30};      // an action link in an old mail should not work for ever
constexpr auto bounce_life = std::chrono::hours{24 * 14};      // mail queues give up after five days

std::uint64_t random_number() {
    unsigned char bytes[8];
    if (RAND_bytes(bytes, sizeof bytes) != 1) throw std::runtime_error("The random number generator failed.");
    std::uint64_t number = 0;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

/// A desk address with a token after the delimiter: support+token@desk.example.
std::string with_token(const config::Desk& runtime, const std::string& desk_address, const std::string& token) {
    const auto at = desk_address.rfind('@');
    return desk_address.substr(0, at) + runtime.recipient_delimiter + token + desk_address.substr(at);
}

bool has_null_return_path(MailKind kind) {
    return kind == MailKind::acknowledgement || kind == MailKind::refusal;
}

templates::Addresses issue_tokens(const Runtime& runtime, const workflow::Notification& notification,
                                  const workflow::Ticket* ticket, config::Instant now) {
    const auto& config = runtime.config().desk;
    const auto number = ticket != nullptr ? ticket->number : config::TicketId{};
    const std::string& from = ticket != nullptr && !ticket->desk_address.empty() ? ticket->desk_address : config.address;
    const auto make = [&](mail::Purpose purpose, auto life) {
        const auto token = mail::make_token(runtime.keys(), purpose, number, notification.recipient.address, now + life);
        return with_token(config, from, token);
    };
    templates::Addresses addresses;
    addresses.message_id = mail::make_message_id(runtime.keys(), number, random_number(), runtime.domain());
    addresses.loop_mark = mail::make_loop_mark(runtime.keys(), addresses.message_id);
    if (!has_null_return_path(notification.kind)) addresses.return_path = make(mail::Purpose::return_path, bounce_life);
    if (notification.kind == MailKind::confirmation) {
        const auto token = mail::make_token(runtime.keys(), mail::Purpose::confirm, config::TicketId{notification.held},
                                            notification.recipient.address, now + workflow::held_known_for);
        addresses.reply = with_token(config, from, token);
        addresses.thread_id = mail::make_message_id(runtime.keys(), number, 0, runtime.domain());
        return addresses;
    }
    for (const auto& ticket_list : notification.ticket_lists) {
        for (const auto& row : ticket_list.tickets) {
            const auto token = mail::make_token(runtime.keys(), mail::Purpose::action, row.number, notification.recipient.address,
                                                now + action_life);
            addresses.rows.try_emplace(row.number, with_token(config, from, token));
        }
    }
    if (ticket == nullptr) return addresses;

    addresses.reply = make(mail::Purpose::reply, reply_life);
    addresses.thread_id = mail::make_message_id(runtime.keys(), number, 0, runtime.domain());
    if (notification.to_technician) {
        addresses.note = make(mail::Purpose::note, reply_life);
        addresses.action = make(mail::Purpose::action, action_life);
    } else if (notification.kind == MailKind::resolved_question) {
        addresses.action = make(mail::Purpose::action, action_life);
    }
    const bool is_watcher = std::ranges::any_of(ticket->watchers, [&](const auto& watcher) {
        return mail::normalized(watcher.address) == mail::normalized(notification.recipient.address);
    });
    if (is_watcher) addresses.unsubscribe = make(mail::Purpose::unsubscribe, reply_life);
    return addresses;
}

const workflow::Ticket* ticket_of(const workflow::Snapshot& snapshot, const workflow::Decision& decision,
                                  config::TicketId number) {
    if (!number.is_set()) return nullptr;
    for (const auto& ticket : decision.tickets) {
        if (ticket.number == number) return &ticket;
    }
    const auto found = snapshot.tickets.find(number);
    return found == snapshot.tickets.end() ? nullptr : &found->second;
}

}  // namespace

std::vector<storage::NewOutgoing> render_outgoing(const Runtime& runtime, const workflow::Snapshot& snapshot,
                                                  const workflow::Decision& decision, config::Instant now) {
    std::vector<storage::NewOutgoing> printed;
    printed.reserve(decision.mails.size());
    for (const auto& notification : decision.mails) {
        const auto* ticket = ticket_of(snapshot, decision, notification.ticket);
        const auto* entry = notification.entry ? &decision.entries.at(*notification.entry) : nullptr;
        const auto addresses = issue_tokens(runtime, notification, ticket, now);
        const auto message = runtime.texts().render(runtime.directory(), notification, ticket, entry, addresses, now);
        printed.push_back({.ticket = notification.ticket,
                           .kind = notification.kind,
                           .recipient = mail::as_written(notification.recipient.address),
                           .return_path = message.return_path,
                           .message_id = addresses.message_id,
                           .raw = mail::compose(message),
                           .entry = notification.entry});
    }
    return printed;
}

}  // namespace ticketd
