// Sends mails over a connection. With PIPELINING (RFC 2920) a mail costs one round trip, because its content is sent
// together with the next mail's MAIL, RCPT and DATA.
#include "mail/delivery/smtp_connection.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>

namespace mail {

namespace asio = boost::asio;
using What = DeliveryResult::What;

namespace {

constexpr std::size_t block_bytes = 64 * 1024;
constexpr std::chrono::milliseconds last_word{2'000};

/// True for a text without characters that could end the command or the path, so that no address becomes an SMTP command.
bool is_safe_path(std::string_view address) {
    return std::ranges::none_of(address, [](char c) { return ascii::is_control(c) || c == ' ' || c == '<' || c == '>'; });
}

std::string_view header_of(std::string_view raw) {
    return raw.substr(0, raw.find("\r\n\r\n"));
}

bool needs_smtputf8(const Delivery& delivery) {
    return !utf8::is_ascii(delivery.return_path) || !utf8::is_ascii(delivery.recipient);
}

/// Encodes as xtext (RFC 3461 4): "+", "=" and non-printable characters become "+" and two upper-case hexadecimal digits.
std::string xtext(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > ' ' && byte < 0x7F && c != '+' && c != '=') {
            out += c;
        } else {
            out += {'+', digits[byte >> 4U], digits[byte & 0xFU]};
        }
    }
    return out;
}

What what_of(const SmtpReply& reply) {
    return reply.is(2) ? What::sent : reply.is(5) ? What::failed : What::deferred;
}

/// True when a 5xx to MAIL refuses this mail: its size (RFC 1870 6.1), its content or its parameters. Any other 5xx
/// to MAIL refuses us.
bool is_about_the_mail(const SmtpReply& mail) {
    const std::string_view text = mail.lines.empty() ? std::string_view() : mail.lines.back();
    return mail.code == 552 || mail.code == 555 || text.starts_with("5.6.") || text.starts_with("5.3.4");
}

}  // namespace

/// The result of a mail that this server would certainly refuse, without sending it.
std::optional<DeliveryResult> SmtpConnection::unsendable(const Delivery& delivery) const {
    if (delivery.recipient.empty() || !is_safe_path(delivery.recipient) || !is_safe_path(delivery.return_path)) {
        return DeliveryResult{What::failed, "553 5.1.3 not an address (not sent)"};
    }
    if (offers_.max_size > 0 && static_cast<std::int64_t>(delivery.raw.size()) > offers_.max_size) {
        return DeliveryResult{What::failed, "552 5.3.4 larger than the smarthost takes (not sent)"};
    }
    if (needs_smtputf8(delivery) && !offers_.smtputf8) {
        return DeliveryResult{What::failed, "553 5.6.7 the smarthost has no SMTPUTF8 (not sent)"};
    }
    return std::nullopt;
}

std::string SmtpConnection::mail_command(const Delivery& delivery) const {
    auto command = "MAIL FROM:<" + delivery.return_path + ">";
    if (offers_.size) command += " SIZE=" + std::to_string(delivery.raw.size());
    // Without 8BITMIME, 8-bit content is sent unchanged, as most servers do; our own mail is 7-bit anyway.
    if (offers_.eight_bit && !utf8::is_ascii(delivery.raw)) command += " BODY=8BITMIME";
    if (offers_.smtputf8 && (needs_smtputf8(delivery) || !utf8::is_ascii(header_of(delivery.raw)))) command += " SMTPUTF8";
    // RET=HDRS: a report must identify the mail, but need not repeat it (RFC 3461 4.3).
    if (offers_.dsn && !delivery.envelope_id.empty()) command += " RET=HDRS ENVID=" + xtext(delivery.envelope_id);
    return command;
}

/// The RCPT command, which requests reports of failure and delay, or none for a mail with an empty return path (RFC 3461 4.1).
std::string SmtpConnection::rcpt_command(const Delivery& delivery) const {
    auto command = "RCPT TO:<" + delivery.recipient + ">";
    if (!offers_.dsn || delivery.envelope_id.empty()) return command;
    if (delivery.return_path.empty()) return command + " NOTIFY=NEVER";
    command += " NOTIFY=FAILURE,DELAY";
    if (utf8::is_ascii(delivery.recipient)) command += " ORCPT=rfc822;" + xtext(delivery.recipient);
    return command;
}

void SmtpConnection::add_group(const Delivery& delivery, std::string& wire) {
    if (reset_ == Reset::due) wire += "RSET\r\n";
    reset_ = reset_ == Reset::due ? Reset::sent : Reset::none;
    wire += mail_command(delivery);
    wire += "\r\n";
    wire += rcpt_command(delivery);
    wire += "\r\nDATA\r\n";
    phase_ = Phase::begun;
}

/// Sends MAIL, RCPT and DATA at once and reads the replies. False: the connection is lost.
asio::awaitable<bool> SmtpConnection::begin_group(const Delivery& delivery, Answers& answers) {
    if (phase_ != Phase::begun) {
        wire_.clear();
        add_group(delivery, wire_);
        const bool sent = co_await write(wire_, route_.timeouts.command);
        if (!sent) co_return false;
    }
    phase_ = Phase::ready;
    const auto& timeouts = route_.timeouts;
    if (reset_ == Reset::sent) {
        const auto reset = co_await read_reply(timeouts.command);
        reset_ = Reset::none;
        if (reset.code == 0) co_return false;
    }
    answers.mail = co_await read_reply(timeouts.command);
    // A 421 may come instead of any reply, and no other reply follows it (RFC 5321 3.8).
    if (answers.mail.code == 421) co_return true;
    answers.rcpt = co_await read_reply(timeouts.command);
    if (answers.rcpt.code == 421) co_return true;
    answers.data = co_await read_reply(timeouts.data_start);
    co_return answers.data.code != 0;
}

/// Sends one command at a time, for servers without PIPELINING.
asio::awaitable<bool> SmtpConnection::begin_slowly(const Delivery& delivery, Answers& answers) {
    if (reset_ == Reset::due) {
        const auto reset = co_await ask("RSET");
        if (reset.code == 0) co_return false;
        reset_ = Reset::none;
    }
    answers.mail = co_await ask(mail_command(delivery));
    if (!answers.mail.is(2)) co_return answers.mail.code != 0;
    answers.rcpt = co_await ask(rcpt_command(delivery));
    if (!answers.rcpt.is(2)) co_return answers.rcpt.code != 0;
    answers.data = co_await ask("DATA");
    co_return answers.data.code != 0;
}

/// Writes the content and its final dot in blocks. With PIPELINING the next mail's commands follow.
asio::awaitable<bool> SmtpConnection::write_content(const Delivery& delivery, const Delivery* next) {
    DotWriter dots;
    const std::string_view raw = delivery.raw;
    for (std::size_t at = 0;;) {
        const auto block = raw.substr(at, block_bytes);
        at += block.size();
        wire_.clear();
        dots.add(block, wire_);
        const bool last = at == raw.size();
        if (last) {
            dots.finish(wire_);
            if (next != nullptr) add_group(*next, wire_);
        }
        set_deadline(route_.timeouts.data_block);
        const bool sent = co_await stream_->write(wire_);
        if (!sent || last) co_return sent;
    }
}

/// Handles a 354 that came although no recipient was accepted: sends an empty message, which the server can only
/// refuse (RFC 2920 3.1).
asio::awaitable<bool> SmtpConnection::take_back_data(bool offered) {
    reset_ = Reset::due;
    if (!offered) co_return true;
    const bool sent = co_await write(".\r\n", route_.timeouts.command);
    if (!sent) co_return false;
    const auto reply = co_await read_reply(route_.timeouts.data_end);
    co_return reply.code != 0;
}

/// Sends one mail. False: the connection ended before the mail was sent, so it has no result.
asio::awaitable<bool> SmtpConnection::deliver(const Delivery& delivery, const Delivery* next, DeliveryResult& result) {
    Answers answers;
    bool alive = false;
    if (offers_.pipelining) {
        alive = co_await begin_group(delivery, answers);
    } else {
        alive = co_await begin_slowly(delivery, answers);
    }
    for (const auto* reply : {&answers.mail, &answers.rcpt, &answers.data}) {
        if (reply->code == 421) co_return fail(What::deferred, reply->printable());
    }
    if (!alive) co_return false;
    const bool offered = answers.data.code == 354;
    if (!answers.mail.is(2)) {
        result = {what_of(answers.mail), answers.mail.printable()};
        if (answers.mail.is(5) && !is_about_the_mail(answers.mail)) result.what = What::smarthost_refused;
    } else if (!answers.rcpt.is(2)) {
        result = {what_of(answers.rcpt), answers.rcpt.printable()};
    } else if (!offered) {
        result = {answers.data.is(5) ? What::failed : What::deferred, answers.data.printable()};
    } else {
        if (next != nullptr && (!offers_.pipelining || unsendable(*next))) next = nullptr;
        // From here on the peer may have accepted the mail, so it gets a result in any case.
        const bool sent = co_await write_content(delivery, next);
        // A server that does not want the rest replies and closes. Its reply may be readable although our write has failed.
        const auto reply = co_await read_reply(sent ? route_.timeouts.data_end : last_word);
        if (!sent) lose("connection lost");
        if (reply.code == 0) {
            result = trouble_;
        } else {
            result = {what_of(reply), reply.printable()};
            delivered_ = true;
            if (reply.code == 421) fail(What::deferred, reply.printable());
        }
        co_return true;
    }
    // The mail was refused and has its result. The rest of its transaction must not affect the next mail.
    const bool clean = co_await take_back_data(offered);
    static_cast<void>(clean);
    co_return true;
}

asio::awaitable<std::size_t> SmtpConnection::send(std::span<const Delivery> deliveries, std::span<DeliveryResult> results) {
    std::size_t done = 0;
    while (done < deliveries.size() && !is_over()) {
        const auto& delivery = deliveries[done];
        if (phase_ != Phase::begun) {
            if (auto refusal = unsendable(delivery)) {
                results[done++] = std::move(*refusal);
                continue;
            }
        }
        const Delivery* next = done + 1 < deliveries.size() ? &deliveries[done + 1] : nullptr;
        const bool has_result = co_await deliver(delivery, next, results[done]);
        if (!has_result) break;
        ++done;
        if (results[done - 1].what == What::smarthost_refused) {
            trouble_ = results[done - 1];
            phase_ = Phase::over;
        }
    }
    timer_.cancel();
    co_return done;
}

}  // namespace mail
