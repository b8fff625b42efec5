// Writes one of our mails as bytes: its header, its texts in 7 bits, its attachments.
#include "mail/compose/compose.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/body_encoding.hpp"
#include "mail/compose/header_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>

namespace mail {
namespace {

constexpr std::size_t references_kept = 20;  // References kept at each end of a longer thread

/// Fields that are written from the message's own values. A further header with one of these names would duplicate it.
constexpr std::string_view own_fields[] = {"from",       "to",          "cc",          "bcc",        "reply-to",
                                           "sender",     "subject",     "date",        "message-id", "in-reply-to",
                                           "references", "return-path", "mime-version"};

bool is_own_field(std::string_view name) {
    return ascii::starts_with(name, "content-") ||
           std::any_of(std::begin(own_fields), std::end(own_fields), [&](auto own) { return ascii::equal(name, own); });
}

/// "=_" never occurs in quoted-printable or base64, so no boundary is ever found inside a part (RFC 2045 6.7 note).
/// The id keeps the boundaries of two of our mails distinct when a program puts both into one mail.
class Boundaries {
public:
    explicit Boundaries(std::string_view message_id) {
        std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
        for (const char c : message_id)
            hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        id_ = fmt::format("{:016x}", hash);
    }
    [[nodiscard]] std::string of(std::string_view level) const { return fmt::format("=_{}_{}", level, id_); }

private:
    std::string id_;
};

/// The type of an attachment, restricted to leaf types, because message/* must not be in base64 (RFC 2046 5.2.1).
std::string leaf_type(std::string_view type) {
    const auto is_token = [](std::string_view word) {
        return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
            return ascii::is_alnum(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
        });
    };
    const auto slash = type.find('/');
    const bool good = slash != std::string_view::npos && type.size() <= 60 && is_token(type.substr(0, slash)) &&
                      is_token(type.substr(slash + 1));
    if (!good || ascii::starts_with(type, "multipart/") || ascii::starts_with(type, "message/"))
        return "application/octet-stream";
    return ascii::to_lower(type);
}

class Composer {
public:
    explicit Composer(const OutgoingMessage& message) : message_(message), boundaries_(message.message_id), header_(out_) {
        std::size_t size = 4096 + message.text.size() * 3 / 2 + message.html.size() * 3 / 2;
        for (const auto& part : message.attachments)
            size += part.content.size() * 7 / 5 + 512;
        out_.reserve(size);
    }

    std::string compose() {
        fields();
        mixed();
        return std::move(out_);
    }

private:
    void fields() {
        const Address from[] = {message_.from};
        const Address reply_to[] = {{"", message_.reply_to}};
        const std::string message_id[] = {message_.message_id};
        const std::string in_reply_to[] = {message_.in_reply_to};
        header_.addresses("From", from);
        const bool named = std::any_of(message_.to.begin(), message_.to.end(),
                                       [](const Address& address) { return is_plain_address(address.address); });
        if (named) {
            header_.addresses("To", message_.to);
        } else {
            header_.raw("To", "undisclosed-recipients:;");
        }
        header_.addresses("Cc", message_.cc);
        header_.addresses("Reply-To", reply_to);
        header_.text("Subject", message_.subject);
        header_.raw("Date", config::format_rfc5322(message_.date));
        header_.ids("Message-ID", message_id);
        header_.ids("In-Reply-To", in_reply_to);
        references();
        for (const auto& [name, value] : message_.headers)
            if (!is_own_field(name)) header_.text(name, value);
        header_.raw("MIME-Version", "1.0");
    }

    void references() {
        const auto& all = message_.references;
        if (all.size() <= 2 * references_kept) {
            header_.ids("References", all);
            return;
        }
        auto kept = std::vector<std::string>(all.begin(), all.begin() + references_kept);
        kept.insert(kept.end(), all.end() - references_kept, all.end());
        header_.ids("References", kept);
    }

    /// Writes the header field that starts a multipart and returns its boundary.
    std::string open(std::string_view subtype, std::string_view level) {
        auto boundary = boundaries_.of(level);
        header_.raw("Content-Type", fmt::format("multipart/{}; boundary=\"{}\"", subtype, boundary));
        return boundary;
    }
    void next(std::string_view boundary) {
        out_ += "\r\n--";
        out_ += boundary;
        out_ += "\r\n";
    }
    void close(std::string_view boundary) {
        out_ += "\r\n--";
        out_ += boundary;
        out_ += "--\r\n";
    }

    void mixed() {
        const auto is_attached = [](const OutgoingMessage::Part& part) { return part.content_id.empty(); };
        if (std::none_of(message_.attachments.begin(), message_.attachments.end(), is_attached)) {
            alternative();
            return;
        }
        const auto boundary = open("mixed", "m");
        next(boundary);
        alternative();
        for (const auto& part : message_.attachments) {
            if (!is_attached(part)) continue;
            next(boundary);
            leaf(part);
        }
        close(boundary);
    }

    void alternative() {
        if (message_.html.empty()) {
            text_part("plain", message_.text);
            return;
        }
        const auto boundary = open("alternative", "a");
        next(boundary);
        text_part("plain", message_.text);
        next(boundary);
        related();
        close(boundary);
    }

    /// Writes the HTML together with its inline images.
    void related() {
        const auto is_inline = [](const OutgoingMessage::Part& part) { return !part.content_id.empty(); };
        if (std::none_of(message_.attachments.begin(), message_.attachments.end(), is_inline)) {
            text_part("html", message_.html);
            return;
        }
        const auto boundary = open("related; type=\"text/html\"", "r");
        next(boundary);
        text_part("html", message_.html);
        for (const auto& part : message_.attachments) {
            if (!is_inline(part)) continue;
            next(boundary);
            leaf(part);
        }
        close(boundary);
    }

    void text_part(std::string_view subtype, std::string_view text) {
        header_.raw("Content-Type", fmt::format("text/{}; charset=utf-8", subtype));
        if (prefers_base64(text)) {
            header_.raw("Content-Transfer-Encoding", "base64");
            out_ += "\r\n";
            append_base64_lines(out_, with_crlf(text));
            return;
        }
        header_.raw("Content-Transfer-Encoding", "quoted-printable");
        out_ += "\r\n";
        append_quoted_printable(out_, text);
        if (!out_.ends_with("\r\n")) out_ += "\r\n";
    }

    void leaf(const OutgoingMessage::Part& part) {
        header_.raw("Content-Type", leaf_type(part.type));
        header_.raw("Content-Transfer-Encoding", "base64");
        const std::string id[] = {part.content_id};
        header_.ids("Content-ID", id);
        header_.raw_with_parameter("Content-Disposition", part.content_id.empty() ? "attachment" : "inline", "filename",
                                   part.name);
        out_ += "\r\n";
        append_base64_lines(out_, part.content);
    }

    const OutgoingMessage& message_;
    Boundaries boundaries_;
    std::string out_;
    HeaderWriter header_;
};

}  // namespace

std::string compose(const OutgoingMessage& message) {
    return Composer(message).compose();
}

}  // namespace mail
