// Reads the dates of mails (RFC 5322 3.3) in the many forms that programs write.
#include "mail/mime/mail_date.hpp"

#include "config/base/ascii.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace mail {
namespace {

using std::chrono::minutes;

constexpr auto months =
    std::to_array<std::string_view>({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});

/// RFC 5322 4.3, and the European and Asian names that clients write. Military letters are all "unknown", that is, -0000.
constexpr auto zones = std::to_array<std::pair<std::string_view, int>>(
    {{"gmt", 0},    {"utc", 0},    {"ut", 0},     {"z", 0},      {"est", -300}, {"edt", -240},  {"cst", -360},
     {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540}, {"akdt", -480},
     {"hst", -600}, {"wet", 0},    {"west", 60},  {"bst", 60},   {"cet", 60},   {"cest", 120},  {"met", 60},
     {"mest", 120}, {"eet", 120},  {"eest", 180}, {"msk", 180},  {"jst", 540}});

struct Token {
    enum class Kind { number, word, sign, colon, slash, dot };
    Kind kind;
    std::string_view text;
};

/// Numbers, words and marks; comments and everything else are left out.
std::vector<Token> tokenize(std::string_view raw) {
    constexpr std::size_t most = 24;
    std::vector<Token> out;
    int comment = 0;
    for (std::size_t i = 0; i < raw.size() && out.size() < most;) {
        const char c = raw[i];
        if (c == '(') ++comment;
        if (c == ')' && comment > 0) --comment;
        std::size_t end = i + 1;
        if (comment > 0 || c == ')') {
            i = end;
            continue;
        }
        if (ascii::is_digit(c)) {
            while (end < raw.size() && ascii::is_digit(raw[end]))
                ++end;
            out.push_back({Token::Kind::number, raw.substr(i, end - i)});
        } else if (ascii::is_alpha(c) || ascii::is_high(c)) {
            while (end < raw.size() && (ascii::is_alpha(raw[end]) || ascii::is_high(raw[end])))
                ++end;
            out.push_back({Token::Kind::word, raw.substr(i, end - i)});
        } else if (c == '+' || c == '-') {
            out.push_back({Token::Kind::sign, raw.substr(i, 1)});
        } else if (c == ':') {
            out.push_back({Token::Kind::colon, raw.substr(i, 1)});
        } else if (c == '/') {
            out.push_back({Token::Kind::slash, raw.substr(i, 1)});
        } else if (c == '.') {
            out.push_back({Token::Kind::dot, raw.substr(i, 1)});
        }
        i = end;
    }
    return out;
}

int to_int(std::string_view digits) {
    int out = 0;
    for (const char c : digits.substr(0, 8))
        out = out * 10 + (c - '0');
    return out;
}

/// Months as clients write them that translate what should not be.
constexpr auto foreign_months = std::to_array<std::pair<std::string_view, int>>(
    {{"ene", 1}, {"gen", 1}, {"janv", 1}, {"fév", 2},  {"fev", 2},  {"mär", 3},  {"mrz", 3},  {"maa", 3},  {"avr", 4},
     {"abr", 4}, {"mai", 5}, {"mag", 5},  {"mei", 5},  {"juin", 6}, {"giu", 6},  {"juil", 7}, {"lug", 7},  {"aoû", 8},
     {"aou", 8}, {"ago", 8}, {"set", 9},  {"okt", 10}, {"ott", 10}, {"out", 10}, {"dez", 12}, {"dic", 12}, {"déc", 12}});

int month_of(std::string_view word) {
    for (const auto& [name, number] : foreign_months) {
        if (ascii::starts_with(word, name)) return number;
    }
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (word.size() >= 3 && ascii::equal(word.substr(0, 3), months[i])) return static_cast<int>(i) + 1;
    }
    return 0;
}

/// RFC 5322 4.3: 00 to 49 is 2000 to 2049; three digits count from 1900.
int full_year(std::string_view digits) {
    const int value = to_int(digits);
    if (digits.size() >= 4) return value;
    if (digits.size() == 3) return value + 1900;
    return value < 50 ? value + 2000 : value + 1900;
}

struct Reader {
    std::vector<Token> tokens;
    int year = -1;
    int month = 0;
    int day = 0;
    bool month_first = false;  // the month was read before any day
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool has_time = false;
    int offset = 0;  // minutes east of UTC

    [[nodiscard]] bool is(std::size_t i, Token::Kind kind) const { return i < tokens.size() && tokens[i].kind == kind; }

    /// hh:mm[:ss] at `i`, also with dots between (some phones); the count of tokens it takes.
    std::size_t read_time(std::size_t i) {
        const auto mark = is(i + 1, Token::Kind::colon) ? Token::Kind::colon : Token::Kind::dot;
        if (has_time || !is(i, Token::Kind::number) || tokens[i].text.size() > 2) return 0;
        if (!is(i + 1, mark) || !is(i + 2, Token::Kind::number)) return 0;
        if (mark == Token::Kind::dot && !(is(i + 3, mark) && is(i + 4, Token::Kind::number) && tokens[i + 4].text.size() == 2))
            return 0;
        hour = to_int(tokens[i].text);
        minute = to_int(tokens[i + 2].text);
        has_time = true;
        if (!is(i + 3, mark) || !is(i + 4, Token::Kind::number)) return 3;
        second = to_int(tokens[i + 4].text);
        // A fraction may follow.
        return is(i + 5, Token::Kind::dot) && is(i + 6, Token::Kind::number) ? 7 : 5;
    }

    /// +0130 or +01:30 or +1 behind the time.
    std::size_t read_offset(std::size_t i) {
        if (!has_time || !is(i, Token::Kind::sign) || !is(i + 1, Token::Kind::number)) return 0;
        const auto digits = tokens[i + 1].text;
        int hours = 0;
        int rest = 0;
        std::size_t used = 2;
        if (digits.size() > 4) return used;  // no offset
        if (digits.size() >= 3) {
            hours = to_int(digits.substr(0, digits.size() - 2));
            rest = to_int(digits.substr(digits.size() - 2));
        } else {
            hours = to_int(digits);
            if (is(i + 2, Token::Kind::colon) && is(i + 3, Token::Kind::number)) {
                rest = to_int(tokens[i + 3].text);
                used = 4;
            }
        }
        const int value = hours * 60 + rest;
        if (value <= 24 * 60) offset = tokens[i].text == "-" ? -value : value;
        return used;
    }

    /// 2026-11-23 or 2026/11/23.
    std::size_t read_iso(std::size_t i) {
        const auto mark = [&](std::size_t at) { return is(at, Token::Kind::sign) || is(at, Token::Kind::slash); };
        if (year >= 0 || !is(i, Token::Kind::number) || tokens[i].text.size() != 4 || !mark(i + 1) ||
            !is(i + 2, Token::Kind::number) || !mark(i + 3) || !is(i + 4, Token::Kind::number)) {
            return 0;
        }
        year = to_int(tokens[i].text);
        month = to_int(tokens[i + 2].text);
        day = to_int(tokens[i + 4].text);
        return 5;
    }

    /// 23.11.2026, or 11/23/2026 as Americans write, unless only the other way makes a month.
    std::size_t read_numeric(std::size_t i) {
        const bool dots = is(i + 1, Token::Kind::dot);
        const auto mark = dots ? Token::Kind::dot : Token::Kind::slash;
        if (year >= 0 || month != 0 || !is(i, Token::Kind::number) || !is(i + 1, mark) || !is(i + 2, Token::Kind::number) ||
            !is(i + 3, mark) || !is(i + 4, Token::Kind::number) || tokens[i + 4].text.size() != 4) {
            return 0;
        }
        day = to_int(tokens[i].text);
        month = to_int(tokens[i + 2].text);
        if (!dots && day <= 12) std::swap(day, month);
        year = to_int(tokens[i + 4].text);
        return 5;
    }

    void read_word(std::string_view word) {
        // "mar., 24 nov." is a Tuesday: a month behind the day counts more than one before it.
        if (const int read = month_of(word); read != 0 && (month == 0 || (month_first && day > 0))) {
            month = read;
            month_first = day == 0;
        }
        if (has_time && ascii::equal(word, "pm") && hour < 12) hour += 12;
        if (has_time && ascii::equal(word, "am") && hour == 12) hour = 0;
        if (!has_time) return;
        for (const auto& [name, value] : zones) {
            if (ascii::equal(word, name)) offset = value;
        }
    }

    void read_all() {
        for (std::size_t i = 0; i < tokens.size();) {
            if (const auto used = read_iso(i); used > 0) {
                i += used;
                continue;
            }
            if (const auto used = read_numeric(i); used > 0) {
                i += used;
                continue;
            }
            if (const auto used = read_time(i); used > 0) {
                i += used;
                continue;
            }
            if (const auto used = read_offset(i); used > 0) {
                i += used;
                continue;
            }
            const auto& token = tokens[i++];
            if (token.kind == Token::Kind::word) read_word(token.text);
            if (token.kind != Token::Kind::number) continue;
            if (day == 0 && token.text.size() <= 2) {
                day = to_int(token.text);
            } else if (year < 0 && (month != 0 || token.text.size() == 4)) {
                year = full_year(token.text);
            }
        }
    }
};

}  // namespace

std::optional<config::Instant> parse_mail_date(std::string_view raw) {
    Reader reader;
    reader.tokens = tokenize(raw.substr(0, 256));
    reader.read_all();
    if (reader.year < 1900 || reader.year > 9999 || reader.month < 1 || reader.month > 12 || reader.day < 1) return std::nullopt;
    if (reader.hour > 24 || reader.minute > 59 || reader.second > 60) return std::nullopt;
    const auto date = std::chrono::year(reader.year) / reader.month / reader.day;
    if (!date.ok()) return std::nullopt;
    const auto at = std::chrono::sys_days(date) + std::chrono::hours(reader.hour) + minutes(reader.minute) +
                    std::chrono::seconds(reader.second) - minutes(reader.offset);
    return config::Instant(at);
}

}  // namespace mail
