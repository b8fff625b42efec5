// Reads the addresses of From, To and their like (RFC 5322 3.4), and what senders write instead.
#include "mail/mime/address_list.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/mime/encoded_words.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace mail {
namespace {

/// What stands between two commas.
struct Piece {
    std::string phrase;   // words, quotes undone where they enclose a name
    std::string comment;  // of the last comment
    std::string angle;    // between < and >
    bool has_angle = false;
    bool quoted = false;  // some of the phrase stood in quotes
};

/// Cuts a list into pieces in one pass; no step looks back.
class Reader {
public:
    Reader(std::string_view raw, std::size_t most) : text_(raw), most_(most) {}

    std::vector<Address> read() {
        while (pos_ < text_.size() && out_.size() < most_)
            step();
        if (out_.size() < most_) finish();
        flush_pending();
        if (out_.size() > most_) out_.resize(most_);  // a bare word and the entry behind it come at once
        return std::move(out_);
    }

private:
    void step() {
        const char c = text_[pos_];
        switch (c) {
            case '"':
                if (quotes_) return read_quoted();
                break;
            case '(':
                if (comments_) return read_comment();
                break;
            case '<':
                return read_angle();
            case '[':
                return read_literal();
            case ',':
            case ';':
                ++pos_;
                return finish();
            case ':':
                ++pos_;
                // A group's name, or "mailto:": not part of an address. A colon behind an address is a slip.
                if (!piece_.has_angle && piece_.phrase.find('@') == std::string::npos) piece_ = {};
                return;
            case '=':
                // Nothing inside an encoded word separates: "=?utf-8?Q?Doe,_Ann?=" is one name.
                if (const auto length = encoded_word_length(text_.substr(pos_)); length > 0) {
                    piece_.phrase.append(text_.substr(pos_, length));
                    pos_ += length;
                    return;
                }
                break;
            default:
                break;
        }
        ++pos_;
        if (!ascii::is_space(c)) {
            piece_.phrase += c;
        } else if (!piece_.phrase.ends_with(' ')) {
            piece_.phrase += ' ';
        }
    }

    /// A quoted name, or a quoted local part when `@` follows, which keeps its quotes.
    void read_quoted() {
        std::string inner;
        auto end = pos_ + 1;
        while (end < text_.size() && text_[end] != '"') {
            if (text_[end] == '\\' && end + 1 < text_.size()) ++end;
            inner += text_[end++];
        }
        if (end >= text_.size()) {
            ++pos_;  // a lost quote
            quotes_ = false;
            return;
        }
        const bool local = end + 1 < text_.size() && text_[end + 1] == '@';
        if (local) {
            piece_.phrase.append(text_.substr(pos_, end + 1 - pos_));
        } else {
            piece_.phrase += inner;
            piece_.quoted = true;
        }
        pos_ = end + 1;
    }

    void read_comment() {
        std::string inner;
        int depth = 0;
        auto end = pos_;
        for (; end < text_.size(); ++end) {
            const char c = text_[end];
            if (c == '\\' && end + 1 < text_.size()) {
                inner += text_[++end];
                continue;
            }
            if (c == '(' && depth++ == 0) continue;
            if (c == ')' && --depth == 0) break;
            inner += c;
        }
        if (depth > 0) {
            comments_ = false;  // never closed: from here on an ordinary character, so that no later one is looked for in vain
            return;
        }
        piece_.comment = inner;
        if (!piece_.phrase.ends_with(' ')) piece_.phrase += ' ';
        pos_ = end + 1;
    }

    void read_angle() {
        ++pos_;
        if (piece_.has_angle && piece_.angle.find('@') == std::string::npos) piece_.phrase += piece_.angle;
        std::string inner;
        bool quoted = false;
        bool has_at = false;
        while (pos_ < text_.size()) {
            const char c = text_[pos_];
            if (c == '"') quoted = !quoted;
            if (!quoted && c == '>') break;
            if (!quoted && c == '(') {
                // A comment inside the angle brackets (RFC 5322 A.5), provided that it closes before they do.
                const auto end = text_.substr(pos_, 200).find_first_of(")>");
                if (end != std::string_view::npos && text_[pos_ + end] == ')') {
                    pos_ += end + 1;
                    continue;
                }
            }
            if (!quoted && (c == '<' || ((c == ',' || c == ';') && has_at && inner[0] != '@'))) break;
            has_at = has_at || c == '@';
            if (!ascii::is_space(c) || quoted) inner += c;
            ++pos_;
        }
        while (pos_ < text_.size() && text_[pos_] == '>')
            ++pos_;
        if (inner.empty() && piece_.has_angle) return;
        piece_.angle = std::move(inner);
        piece_.has_angle = true;
    }

    /// user@[192.0.2.1]: nothing inside separates.
    void read_literal() {
        const std::size_t longest = ascii::starts_with(text_.substr(pos_), "[mailto:") ? 340 : 64;
        const auto end = text_.substr(pos_, longest).find(']');
        const auto size = end == std::string_view::npos ? 1 : end + 1;
        piece_.phrase.append(text_.substr(pos_, size));
        pos_ += size;
    }

    static std::string clean_spec(std::string_view spec) {
        spec = ascii::trim(spec);
        // Outlook up to 2016: "Kim Berg [mailto:kim@contoso.example]".
        if (spec.size() > 2 && ascii::starts_with(spec, "[mailto:"))
            spec = spec.substr(1, spec.size() - (spec.ends_with(']') ? 2 : 1));
        if (ascii::starts_with(spec, "mailto:")) spec.remove_prefix(7);
        // A source route: <@relay.example,@other.example:user@host> (RFC 5322 4.4).
        if (spec.starts_with('@')) {
            if (const auto colon = spec.find(':'); colon != std::string_view::npos) spec.remove_prefix(colon + 1);
        }
        auto out = header_to_utf8(spec);
        std::erase_if(out, ascii::is_control);
        if (out.size() > 1 && out.front() == '\'' && out.back() == '\'') out = out.substr(1, out.size() - 2);
        // Brackets around the whole, and an angle whose partner is lost.
        if (out.starts_with('[') && out.ends_with(']')) out = out.substr(1, out.size() - 2);
        if (ascii::starts_with(out, "mailto:")) out.erase(0, 7);
        while (out.ends_with('.') || out.ends_with('>'))
            out.pop_back();
        return out;
    }

    void finish() {
        auto piece = std::exchange(piece_, {});
        const auto phrase = ascii::trim(std::string_view(piece.phrase));
        if (piece.has_angle) {
            auto name = decode_words(phrase);
            if (pending_ && !piece.quoted) name = name.empty() ? *pending_ : *pending_ + ", " + name;
            if (pending_ && piece.quoted) flush_pending();
            pending_.reset();
            if (name.empty()) name = decode_words(piece.comment);
            auto spec = clean_spec(piece.angle);
            // "<a@b.example" with the name lost, or "a@b.example <>": the address stands outside.
            if (spec.empty() && phrase.find('@') != std::string_view::npos && phrase.find(' ') == std::string_view::npos) {
                spec = clean_spec(phrase);
                name.clear();
            }
            add({std::move(name), std::move(spec)});
            return;
        }
        flush_pending();
        if (phrase.empty()) return;
        const bool one_word = phrase.find(' ') == std::string_view::npos;
        const bool has_at = phrase.find('@') != std::string_view::npos;
        if (has_at && (one_word || !piece.quoted)) return read_bare(phrase, piece.comment);
        const bool last = pos_ >= text_.size();
        if (one_word && !piece.quoted && (last || !piece.comment.empty()) && phrase.find("=?") == std::string_view::npos) {
            add({decode_words(piece.comment), clean_spec(phrase)});  // a local name: MAILER-DAEMON
            return;
        }
        pending_ = decode_words(phrase);
    }

    /// An address without angle brackets, perhaps with its name before it, perhaps with blanks around the `@`.
    void read_bare(std::string_view phrase, std::string_view comment) {
        auto name = decode_words(comment);
        std::string spec;
        const auto at = phrase.rfind('@');
        const bool tight = at > 0 && at + 1 < phrase.size() && phrase[at - 1] != ' ' && phrase[at + 1] != ' ';
        if (tight && phrase.front() != '"') {
            const auto before = phrase.rfind(' ', at);
            const auto from = before == std::string_view::npos ? 0 : before + 1;
            const auto after = phrase.find(' ', at);
            spec = phrase.substr(from, after == std::string_view::npos ? after : after - from);
            if (name.empty() && from > 0) name = decode_words(phrase.substr(0, from));
        } else if (phrase.front() == '"') {
            spec = phrase;
        } else {
            for (const char c : phrase) {
                if (c != ' ') spec += c;
            }
        }
        add({std::move(name), clean_spec(spec)});
    }

    /// An entry, unless decoding left nothing of it.
    void add(Address entry) {
        if (!entry.name.empty() || !entry.address.empty()) out_.push_back(std::move(entry));
    }

    /// A name that no address followed.
    void flush_pending() {
        if (pending_ && out_.size() < most_) add({std::move(*pending_), {}});
        pending_.reset();
    }

    std::string_view text_;
    std::size_t most_;
    std::size_t pos_ = 0;
    bool comments_ = true;
    bool quotes_ = true;  // false: one was never closed
    Piece piece_;
    std::optional<std::string> pending_;  // a bare word before a comma: "Doe" of `Doe, John <j@d.example>`
    std::vector<Address> out_;
};

}  // namespace

std::vector<Address> parse_addresses(std::string_view raw, std::size_t most) {
    auto out = Reader(raw, most).read();
    if (raw.find("=?") == std::string_view::npos) return out;
    for (auto& each : out) {
        // Some senders encode the whole of "Ana <ana@x.example>" against RFC 2047 5. A bare address is not looked for in there.
        if (!each.address.empty() || each.name.find('<') == std::string::npos) continue;
        auto inside = Reader(each.name, 1).read();
        if (!inside.empty() && inside.front().address.find('@') != std::string::npos) each = std::move(inside.front());
    }
    return out;
}

}  // namespace mail
