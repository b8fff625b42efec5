// Parses a server's replies and the extensions that it offers after EHLO.
#include "mail/smtp/smtp_reply.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace mail {

namespace {

// Bytes. RFC 5321 4.5.3.1.5 allows 512 for a line; some servers send more.
constexpr std::size_t longest_line = 4096;
constexpr std::size_t max_lines = 128;

}  // namespace

std::string SmtpReply::printable() const {
    std::string text = std::to_string(code);
    if (!lines.empty() && !lines.back().empty()) text += " " + lines.back();
    text = std::string(utf8::prefix(utf8::cleaned(text), 500));
    std::ranges::replace_if(text, ascii::is_control, '?');
    return text;
}

ReplyReader::What ReplyReader::next(ReceiveBuffer& buffer, SmtpReply& reply) {
    for (;;) {
        const auto data = buffer.unread();
        const auto lf = data.find('\n');
        if (lf == std::string_view::npos) return data.size() >= longest_line ? What::malformed : What::nothing_yet;
        auto line = data.substr(0, lf);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, ascii::is_digit)) return What::malformed;
        const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        const bool last = line.size() == 3 || line[3] == ' ';
        if (code < 200 || code > 599 || (!last && line[3] != '-')) return What::malformed;
        if (!partial_.lines.empty() && partial_.code != code) return What::malformed;
        if (partial_.lines.size() >= max_lines) return What::malformed;
        partial_.code = code;
        partial_.lines.emplace_back(line.size() > 4 ? line.substr(4) : std::string_view());
        buffer.consume(lf + 1);
        if (!last) continue;
        reply = std::move(partial_);
        partial_ = {};
        return What::reply;
    }
}

ServerOffers read_offers(const SmtpReply& ehlo) {
    ServerOffers offers;
    for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {  // the first line names the server
        const auto line = ascii::trim(ehlo.lines[i]);
        const auto keyword = line.substr(0, line.find_first_of(" ="));  // "AUTH=PLAIN" comes from a draft and is still in use
        auto rest = line.substr(keyword.size());
        if (ascii::equal(keyword, "PIPELINING")) offers.pipelining = true;
        if (ascii::equal(keyword, "STARTTLS")) offers.starttls = true;
        if (ascii::equal(keyword, "8BITMIME")) offers.eight_bit = true;
        if (ascii::equal(keyword, "SMTPUTF8")) offers.smtputf8 = true;
        if (ascii::equal(keyword, "DSN")) offers.dsn = true;
        if (ascii::equal(keyword, "SIZE")) {
            offers.size = true;
            rest = ascii::trim(rest);
            std::from_chars(rest.data(), rest.data() + rest.size(), offers.max_size);
        }
        if (!ascii::equal(keyword, "AUTH")) continue;
        while (!rest.empty()) {
            rest.remove_prefix(1);
            const auto mechanism = rest.substr(0, rest.find(' '));
            if (ascii::equal(mechanism, "PLAIN")) offers.auth_plain = true;
            if (ascii::equal(mechanism, "LOGIN")) offers.auth_login = true;
            rest.remove_prefix(mechanism.size());
        }
    }
    return offers;
}

}  // namespace mail
