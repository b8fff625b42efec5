// Implements the DATA part of a session: reads up to the final dot in any case, then stores the mail and sends the answer.
#include "mail/smtp/smtp_session.hpp"

#include "config/base/ascii.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace mail {

namespace asio = boost::asio;

namespace {

constexpr std::int64_t budget_step = 64 * 1024;
constexpr Refusal too_big = "552 5.3.4 Message too big";
constexpr Refusal not_clean = "550 5.5.2 Bare CR, bare LF or NUL in the message";
constexpr Refusal budget_full = "452 4.3.1 Too much mail at once, try again soon";

/// The protocol name of RFC 3848 and RFC 6531 4.3 for the Received field.
std::string with_keyword(const Envelope& envelope, bool lmtp, bool extensions) {
    std::string word = envelope.smtputf8 ? "UTF8" : "";
    word += lmtp ? "LMTP" : extensions && !envelope.smtputf8 ? "ESMTP" : "SMTP";
    if (extensions && envelope.tls) word += 'S';
    if (extensions && !envelope.auth_technician.empty()) word += 'A';
    return word;
}

/// A stranger's text for our Received field, without characters that could end a token, open a comment or look like a clause.
std::string harmless(std::string_view name) {
    std::string out(name.substr(0, 128));
    std::ranges::replace_if(
        out, [](char c) { return !ascii::is_alnum(c) && std::string_view(".-_:[]").find(c) == std::string_view::npos; }, '?');
    return out;
}

std::string literal(std::string_view address) {
    return fmt::format("[{}{}]", address.find(':') == std::string_view::npos ? "" : "IPv6:", address);
}

}  // namespace

bool Reservation::cover(std::int64_t bytes) {
    if (bytes <= held_) return true;
    const auto more = (bytes - held_ + budget_step - 1) / budget_step * budget_step;
    if (!shared_.backend.reserve(more)) return false;
    held_ += more;
    return true;
}

void Reservation::free() {
    if (held_ > 0 && !shared_.gone) shared_.backend.release(held_);
    held_ = 0;
}

Envelope SmtpSession::make_envelope() {
    using Protocol = config::Listen::Protocol;
    Envelope envelope;
    envelope.route = is_lmtp() ? Route::lmtp : listen_.protocol == Protocol::submission ? Route::submission : Route::smtp;
    envelope.from = std::move(from_.address);
    envelope.recipients = std::move(recipients_);
    envelope.peer = peer_.address;
    envelope.helo = helo_;
    envelope.auth_technician = technician_;
    envelope.tls = stream_.is_tls();
    envelope.peer_trusted = peer_.trusted;
    envelope.smtputf8 = from_.smtputf8;
    envelope.received_at = std::chrono::time_point_cast<config::Instant::duration>(std::chrono::system_clock::now());
    return envelope;
}

/// The Received field (RFC 5321 4.4). We write no Return-Path, although delivery ends here: the return path stays in
/// the envelope, which is stored next to the bytes. A single recipient is named; several are not, so that nobody
/// learns of a Bcc.
std::string SmtpSession::received_field(const Envelope& envelope, std::string_view queue_id) {
    const auto from = envelope.peer.empty() ? std::string("local") : literal(envelope.peer);
    std::string to;
    if (envelope.recipients.size() == 1) to = fmt::format("\r\n\tfor <{}>", envelope.recipients.front());
    return fmt::format("Received: from {} ({})\r\n\tby {} with {} id {}{};\r\n\t{}\r\n", harmless(envelope.helo), from,
                       terms_->settings.hostname, with_keyword(envelope, is_lmtp(), extensions_), queue_id, to,
                       shared_->date_at(envelope.received_at));
}

/// Reads up to the final dot, even when the mail has already been refused: the rest would be taken as commands (SMTP
/// smuggling). Returns the refusal, or nothing when `raw` is complete. `cut`: the connection ended before the dot, so
/// nothing was received.
asio::awaitable<Refusal> SmtpSession::read_data(std::string& raw, Reservation& budget, bool& cut) {
    DotReader dots;
    Refusal refusal;
    enter(Phase::data);
    for (;;) {
        const auto taken = dots.take(buffer_.unread(), raw, refusal.empty());
        buffer_.consume(taken.used);
        if (refusal.empty()) {
            // LMTP comes from our own mail server, which has already accepted the mail. So it is kept, and parsing
            // notes a defect.
            if (dots.saw_bare() && !is_lmtp()) refusal = not_clean;
            if (dots.size() > limits().message_bytes) refusal = too_big;
            if (refusal.empty() && !budget.cover(static_cast<std::int64_t>(raw.size()))) refusal = budget_full;
            if (!refusal.empty()) {
                std::string().swap(raw);
                budget.free();
            }
        }
        if (taken.done) co_return refusal;
        const bool more = co_await fill();
        if (!more) {
            cut = true;
            co_return refusal;
        }
    }
}

asio::awaitable<void> SmtpSession::take_data() {
    Reservation budget(*shared_);
    if (!budget.cover(1)) {
        reset_transaction();
        shared_->backend.count("rejected");
        reply(budget_full);
        co_return;
    }
    reply("354 End data with <CR><LF>.<CR><LF>");
    const bool sent = co_await flush();
    if (!sent) co_return;

    const auto declared = from_.size;
    const auto lmtp_replies = recipients_.size();
    auto envelope = make_envelope();
    reset_transaction();
    const auto word = shared_->next_queue_id(envelope.received_at);
    auto raw = received_field(envelope, word);
    // This reserves address space only: pages are taken, and the budget grows, as the bytes arrive.
    raw.reserve(raw.size() + static_cast<std::size_t>(std::min(declared, limits().message_bytes)) + 1);

    bool cut = false;
    const auto refusal = co_await read_data(raw, budget, cut);
    if (cut) co_return;
    std::string answer(refusal);
    if (refusal.empty()) {
        const auto stored = co_await store(std::move(envelope), std::move(raw));
        switch (stored) {
            case SmtpBackend::Stored::yes:
                answer = "250 2.0.0 Ok: kept as " + word;
                break;
            case SmtpBackend::Stored::temporary_trouble:
                answer = "451 4.3.0 Temporary trouble, try again later";
                break;
            case SmtpBackend::Stored::no_space:
                answer = "452 4.3.1 No space left, try again later";
                break;
            case SmtpBackend::Stored::refused:
                answer = "554 5.6.0 Message refused";
                break;
        }
    }
    shared_->backend.count(answer.front() == '2' ? "accepted" : "rejected");
    if (answer.front() == '5') erred_ = true;
    if (answer.front() != '2') log(answer);
    // RFC 2033 4.2: one reply for each accepted recipient, in their order.
    for (std::size_t i = 0; i < (is_lmtp() ? lmtp_replies : 1); ++i)
        reply(answer);
}

/// Stores the mail. A backend that throws has lost its disk or database: the mail is not accepted, and the sender keeps it.
asio::awaitable<SmtpBackend::Stored> SmtpSession::store(Envelope envelope, std::string raw) {
    enter(Phase::working);
    try {
        co_return co_await shared_->backend.store(std::move(envelope), std::move(raw));
    } catch (const std::exception& trouble) {
        log(fmt::format("store failed: {}", trouble.what()));
    }
    co_return SmtpBackend::Stored::temporary_trouble;
}

}  // namespace mail
