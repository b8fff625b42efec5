// Splits the byte stream of an IMAP connection into responses and literals, within limits.
#include "mail/imap/imap_stream.hpp"

#include "config/base/ascii.hpp"

#include <boost/asio/ssl/error.hpp>

#include <algorithm>

namespace mail {

namespace asio = boost::asio;
using config::Result;

namespace {

constexpr std::size_t read_bytes = 64UL * 1024;

/// Whether the line may announce a literal. Status lines end in text for people, which may only look like an announcement.
bool may_hold_literals(std::string_view line) {
    if (!line.starts_with("* ")) return false;
    const auto word = line.substr(2, line.find(' ', 2) - 2);
    return !ascii::equal(word, "OK") && !ascii::equal(word, "NO") && !ascii::equal(word, "BAD") && !ascii::equal(word, "BYE") &&
           !ascii::equal(word, "PREAUTH");
}

}  // namespace

asio::awaitable<bool> ImapStream::fill() {
    buffer_.erase(0, begin_);
    begin_ = 0;
    const auto had = buffer_.size();
    buffer_.resize(had + read_bytes);
    const auto got = co_await stream_.read_some(std::span(buffer_.data() + had, read_bytes));
    buffer_.resize(had + got);
    co_return got > 0;
}

asio::awaitable<Result<void>> ImapStream::read_line(std::string& into) {
    for (;;) {
        // Whole chunks are moved to the response, so that no byte is scanned twice.
        const auto found = buffer_.find('\n', begin_);
        const auto end = found == std::string::npos ? buffer_.size() : found;
        if (into.size() + (end - begin_) > limits_.text)
            co_return config::temporary("The server sent a response that never ends.");
        into.append(buffer_, begin_, end - begin_);
        begin_ = end;
        if (found != std::string::npos) break;
        if (!co_await fill()) co_return config::temporary("The server closed the connection.");
    }
    ++begin_;
    if (into.ends_with('\r')) into.pop_back();
    co_return Result<void>();
}

asio::awaitable<Result<ImapRaw::Literal>> ImapStream::read_literal(std::uint64_t bytes) {
    ImapRaw::Literal literal;
    literal.dropped = bytes > limits_.literal;
    if (literal.dropped && bytes > limits_.dropped) co_return config::temporary("The server announced a mail of an absurd size.");
    while (bytes > 0) {
        if (begin_ == buffer_.size() && !co_await fill())
            co_return config::temporary("The server closed the connection in mid-mail.");
        const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, buffer_.size() - begin_));
        // The memory grows with the received bytes, not with the announced size.
        if (!literal.dropped) literal.bytes.append(buffer_, begin_, here);
        begin_ += here;
        bytes -= here;
    }
    co_return literal;
}

asio::awaitable<Result<ImapRaw>> ImapStream::read() {
    ImapRaw raw;
    for (;;) {
        const auto line_at = raw.text.size();
        if (auto line = co_await read_line(raw.text); !line) co_return tl::unexpected(line.error());
        const auto bytes = announced_literal(std::string_view(raw.text).substr(line_at));
        if (!bytes || !may_hold_literals(raw.text)) co_return raw;
        if (raw.literals.size() == limits_.literals)
            co_return config::temporary("The server sent a response of too many pieces.");
        auto literal = co_await read_literal(*bytes);
        if (!literal) co_return tl::unexpected(literal.error());
        literal->at = raw.text.size();
        raw.literals.push_back(std::move(*literal));
    }
}

asio::awaitable<Result<void>> ImapStream::start_tls(TlsContext context, const std::string& host) {
    if (begin_ != buffer_.size())
        co_return config::permanent("The server sent something between STARTTLS and TLS: that may be anybody's.");
    const auto error = co_await stream_.start_tls(std::move(context), TlsStream::Handshake::client, host);
    if (!error) co_return Result<void>();
    std::string sentence = "TLS with " + host + " failed: " + error.message();
    // An untrusted certificate will still be untrusted the next time; a broken connection may work again.
    if (error.category() == asio::error::get_ssl_category()) co_return config::permanent(std::move(sentence));
    co_return config::temporary(std::move(sentence));
}

}  // namespace mail
