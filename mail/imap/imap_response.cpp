// Parses one IMAP response (RFC 9051 section 7) in one pass.
#include "mail/imap/imap_response.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace mail {
namespace {

using Kind = ImapResponse::Kind;

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    }
    return out;
}

/// Reads a response from front to end. Every step moves forward, so that parsing is linear for any input.
class Cursor {
public:
    explicit Cursor(ImapRaw& raw) : raw_(raw), text_(raw.text) {}

    [[nodiscard]] bool at_end() const { return position_ >= text_.size() && !at_literal(); }
    [[nodiscard]] char peek() const { return position_ < text_.size() && !at_literal() ? text_[position_] : '\0'; }
    [[nodiscard]] std::string_view rest() const { return text_.substr(std::min(position_, text_.size())); }

    bool take(char wanted) {
        if (peek() != wanted || at_end()) return false;
        ++position_;
        return true;
    }

    void skip_blanks() {
        while (take(' ')) {
        }
    }

    /// Reads up to a blank, a parenthesis or the end. Brackets do not separate: BODY[HEADER.FIELDS (DATE)].
    std::string_view atom() {
        const auto from = position_;
        int brackets = 0;
        while (position_ < text_.size() && !at_literal()) {
            const char c = text_[position_];
            if (brackets == 0 && (c == ' ' || c == '(' || c == ')')) break;
            if (c == '[') ++brackets;
            if (c == ']' && brackets > 0) --brackets;
            ++position_;
        }
        return text_.substr(from, position_ - from);
    }

    /// Reads a quoted string, a literal or an atom. Sets `dropped` when the literal was too long to be kept.
    std::string string(bool* dropped = nullptr) {
        if (peek() == '"') return quoted();
        if (peek() == '~' || peek() == '{') step_to_literal();
        if (at_literal()) {
            auto& literal = raw_.literals[literal_++];
            if (dropped != nullptr) *dropped = literal.dropped;
            return std::move(literal.bytes);
        }
        return std::string(atom());
    }

    /// Skips one value of any form, including everything nested in it.
    void skip_value() {
        if (peek() != '(') {
            static_cast<void>(string());
            return;
        }
        int depth = 0;
        do {
            if (peek() == '"' || peek() == '{' || at_literal()) {
                static_cast<void>(string());
                continue;
            }
            if (at_end()) return;
            const char c = text_[position_++];
            if (c == '(') ++depth;
            if (c == ')') --depth;
        } while (depth > 0);
    }

private:
    [[nodiscard]] bool at_literal() const { return literal_ < raw_.literals.size() && raw_.literals[literal_].at == position_; }

    /// Skips an octet count that is directly followed by its literal, such as `{12}`.
    void step_to_literal() {
        if (literal_ >= raw_.literals.size()) return;
        const auto at = raw_.literals[literal_].at;
        const auto count = text_.substr(position_, at > position_ ? at - position_ : 0);
        if (count.find(' ') == std::string_view::npos && announced_literal(count)) position_ = at;
    }

    std::string quoted() {
        std::string out;
        ++position_;
        while (position_ < text_.size() && text_[position_] != '"') {
            if (text_[position_] == '\\' && position_ + 1 < text_.size()) ++position_;
            out += text_[position_++];
        }
        if (position_ < text_.size()) ++position_;
        // A quoted string that contains a literal is malformed. The literal must not be taken for a later one.
        while (literal_ < raw_.literals.size() && raw_.literals[literal_].at < position_)
            ++literal_;
        return out;
    }

    ImapRaw& raw_;
    std::string_view text_;
    std::size_t position_ = 0;
    std::size_t literal_ = 0;
};

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Reads "17-Jul-1996 02:44:25 -0700"; the day's first digit may be a blank (RFC 9051 section 9, date-time).
std::optional<config::Instant> parse_internal_date(std::string_view text) {
    using namespace std::chrono;
    text = ascii::trim(text);
    const auto dash = text.find('-');
    const std::size_t day_digits = dash == std::string_view::npos ? 0 : dash;
    if (day_digits < 1 || day_digits > 2 || text.size() != day_digits + 24) return std::nullopt;
    const auto day_of_month = number_of<unsigned>(text.substr(0, day_digits));
    text.remove_prefix(day_digits + 1);
    const auto month_name =
        std::find_if(months.begin(), months.end(), [&](auto name) { return ascii::equal(name, text.substr(0, 3)); });
    const auto year_number = number_of<int>(text.substr(4, 4));
    const auto hour = number_of<int>(text.substr(9, 2));
    const auto minute = number_of<int>(text.substr(12, 2));
    const auto second = number_of<int>(text.substr(15, 2));
    const char sign = text[18];
    const auto zone_hours = number_of<int>(text.substr(19, 2));
    const auto zone_minutes = number_of<int>(text.substr(21, 2));
    if (!day_of_month || month_name == months.end() || !year_number || !hour || !minute || !second || !zone_hours ||
        !zone_minutes) {
        return std::nullopt;
    }
    if ((sign != '+' && sign != '-') || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const year_month_day date{year{*year_number}, month{static_cast<unsigned>(month_name - months.begin()) + 1},
                              day{*day_of_month}};
    if (!date.ok()) return std::nullopt;
    const auto zone = hours{*zone_hours} + minutes{*zone_minutes};
    const auto local = sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second};
    return config::Instant{sign == '+' ? local - zone : local + zone};
}

ImapMail parse_fetch(Cursor& at) {
    ImapMail mail;
    at.skip_blanks();
    if (!at.take('(')) return mail;
    while (!at.at_end() && at.peek() != ')') {
        const auto item = upper(at.atom());
        at.skip_blanks();
        if (item == "UID") {
            mail.uid = number_of<ImapUid>(at.atom()).value_or(0);
        } else if (item == "RFC822.SIZE") {
            mail.size = number_of<std::int64_t>(at.atom());
        } else if (item == "INTERNALDATE") {
            mail.internal_date = parse_internal_date(at.string());
        } else if (item == "MODSEQ" && at.take('(')) {
            mail.mod_sequence = number_of<std::uint64_t>(at.atom()).value_or(0);
            at.take(')');
        } else if (item == "BODY[]" || item == "RFC822") {
            const bool is_string = at.peek() == '"' || at.peek() == '{' || at.peek() == '~';
            auto bytes = at.string(&mail.too_large);
            if (is_string && !mail.too_large) mail.body = std::move(bytes);  // NIL: the mail is gone
        } else {
            if (item.empty() && at.peek() != '(' && at.peek() != '"') break;
            at.skip_value();
        }
        at.skip_blanks();
    }
    return mail;
}

/// Reads "[CODE value] text", which follows OK, NO, BAD, BYE and PREAUTH.
void parse_status(std::string_view rest, ImapResponse& into) {
    rest = ascii::trim_left(rest);
    const auto end = rest.starts_with('[') ? rest.find(']') : std::string_view::npos;
    if (end != std::string_view::npos) {
        const auto inside = rest.substr(1, end - 1);
        const auto blank = inside.find(' ');
        into.code = upper(inside.substr(0, blank));
        if (blank != std::string_view::npos) into.code_value = inside.substr(blank + 1);
        rest = ascii::trim_left(rest.substr(end + 1));
    }
    into.text = rest;
    if (into.code != "CAPABILITY") return;
    std::string_view words = into.code_value;
    while (!words.empty()) {
        const auto blank = std::min(words.find(' '), words.size());
        if (blank > 0) into.words.push_back(upper(words.substr(0, blank)));
        words.remove_prefix(std::min(blank + 1, words.size()));
    }
}

void parse_words(Cursor& at, std::vector<std::string>& words) {
    for (at.skip_blanks(); !at.at_end(); at.skip_blanks()) {
        const auto word = at.atom();
        if (word.empty()) break;
        words.push_back(upper(word));
    }
}

void parse_numbers(Cursor& at, std::vector<ImapUid>& uids) {
    for (at.skip_blanks(); ascii::is_digit(at.peek()); at.skip_blanks()) {
        if (const auto uid = number_of<ImapUid>(at.atom()); uid && *uid != 0) uids.push_back(*uid);
    }
}

Kind status_kind(std::string_view word) {
    if (word == "OK") return Kind::ok;
    if (word == "NO") return Kind::no;
    if (word == "BAD") return Kind::bad;
    if (word == "BYE") return Kind::bye;
    if (word == "PREAUTH") return Kind::preauth;
    return Kind::other;
}

void parse_untagged(Cursor& at, ImapResponse& into) {
    const auto word = upper(at.atom());
    into.kind = status_kind(word);
    if (into.kind != Kind::other) {
        parse_status(at.rest(), into);
    } else if (word == "CAPABILITY") {
        into.kind = Kind::capability;
        parse_words(at, into.words);
    } else if (word == "SEARCH") {
        into.kind = Kind::search;
        parse_numbers(at, into.uids);
    } else if (const auto number = number_of<std::uint32_t>(word)) {
        into.number = *number;
        at.skip_blanks();
        const auto what = upper(at.atom());
        if (what == "EXISTS") into.kind = Kind::exists;
        if (what == "EXPUNGE") into.kind = Kind::expunge;
        if (what == "FETCH") {
            into.kind = Kind::fetch;
            into.mail = parse_fetch(at);
        }
    }
}

}  // namespace

ImapResponse parse_imap_response(ImapRaw raw) {
    ImapResponse out;
    Cursor at(raw);
    if (at.take('+')) {
        at.skip_blanks();
        out.kind = Kind::go_on;
        out.text = at.rest();
        return out;
    }
    const auto tag = at.atom();
    at.skip_blanks();
    if (tag == "*") {
        parse_untagged(at, out);
        return out;
    }
    const auto kind = status_kind(upper(at.atom()));
    if (kind != Kind::ok && kind != Kind::no && kind != Kind::bad) return out;
    out.kind = kind;
    out.tag = tag;
    parse_status(at.rest(), out);
    return out;
}

std::optional<std::uint64_t> imap_number(std::string_view text) {
    return number_of<std::uint64_t>(text);
}

std::optional<std::uint64_t> announced_literal(std::string_view line) {
    if (!line.ends_with('}')) return std::nullopt;
    const auto open = line.rfind('{');
    if (open == std::string_view::npos) return std::nullopt;
    auto digits = line.substr(open + 1, line.size() - open - 2);
    if (digits.ends_with('+')) digits.remove_suffix(1);
    return number_of<std::uint64_t>(digits);
}

std::string imap_day(config::Instant at) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at)};
    return std::to_string(static_cast<unsigned>(date.day())) + "-" +
           std::string(months[static_cast<unsigned>(date.month()) - 1]) + "-" + std::to_string(static_cast<int>(date.year()));
}

}  // namespace mail
