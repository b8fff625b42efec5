// Answers to meeting requests: a program's confirmation, or a person's words with it.
#include "mail/classify/calendar_answer.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/transfer.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mail {
namespace {

using Text = std::string_view;

constexpr std::size_t looked_at = 16U * 1024U;

/// Parts of the words by which programs tell that a meeting was accepted, declined or taken tentatively.
constexpr auto verdicts = std::to_array<Text>(
    {"accept",        "declin",       "tentativ", "angenommen",   "zugesagt",  "zusage",    "abgelehnt",   "abgesagt", "absage",
     "mit vorbehalt", "refus",        "décliné",  "provisoire",   "acept",     "rechaz",    "provisional", "accett",   "rifiut",
     "provvisor",     "aceit",        "recus",    "geaccepteerd", "geweigerd", "afgewezen", "voorlopig",   "tackat",   "avböj",
     "godkän",        "preliminär",   "godtat",   "avslå",        "foreløpig", "hyväks",    "hylät",       "alustava", "zaakcept",
     "odrzuc",        "przyj",        "přij",     "odmít",        "elfogad",   "elutasít",  "kabul",       "reddet",   "принят",
     "отклон",        "под вопросом", "承諾",     "辞退",         "仮承諾",    "接受",      "拒绝",        "拒絕",     "暂定",
     "수락",          "거절",         "미정"});

bool holds_any(Text lower, Text words) {
    return !words.empty() && lower.find(words) != Text::npos;
}

/// The value of a property (RFC 5545 3.1) of the calendar part, folds undone; empty: it has none.
std::string property(Text calendar, Text name) {
    LineReader lines(calendar);
    std::string value;
    bool inside = false;
    while (const auto line = lines.next()) {
        if (!line->text.empty() && ascii::is_blank(line->text.front())) {
            if (inside) value.append(line->text.substr(1));
            continue;
        }
        if (inside) break;
        const auto end = line->text.find_first_of(":;");
        const auto colon = line->text.find(':');
        inside = end != Text::npos && colon != Text::npos && ascii::equal(line->text.substr(0, end), name);
        if (inside) value = line->text.substr(colon + 1);
    }
    return std::string(ascii::trim(value));
}

bool asks(Text line) {
    return line.ends_with('?') || line.find("? ") != Text::npos || line.find("？") != Text::npos;
}

/// A line that the program wrote, or that repeats the meeting.
bool is_made(Text lower, Text summary) {
    if (lower.empty() || lower.front() == '-' || lower.front() == '_' || lower.front() == '*') return true;
    if (lower.find("://") != Text::npos || holds_any(lower, summary)) return true;
    // "When: Tuesday"
    constexpr std::size_t label = 20;
    if (const auto colon = lower.find(": "); colon <= label && lower.substr(0, colon).find(' ') == Text::npos) return true;
    constexpr std::size_t short_line = 90;
    return lower.size() <= short_line && !asks(lower) &&
           std::any_of(verdicts.begin(), verdicts.end(), [&](Text each) { return lower.find(each) != Text::npos; });
}

/// Words enough to mean something: three of them, or as many characters of a script without blanks.
bool says_something(Text line) {
    constexpr std::ptrdiff_t wide = 12;  // bytes
    return std::count(line.begin(), line.end(), ' ') >= 2 || asks(line) ||
           std::count_if(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xe2; }) >= wide / 3;
}

bool has_text_part(const Scan& scan) {
    return std::any_of(scan.parts.begin(), scan.parts.end(), [&](const Part& part) {
        return (part.type.is("text/plain") || part.type.is("text/html")) && !is_in_message(scan, part);
    });
}

}  // namespace

bool is_calendar_answer(const Scan& scan) {
    return std::any_of(scan.parts.begin(), scan.parts.end(), [&](const Part& part) {
        if (!part.type.is("text/calendar") || is_in_message(scan, part)) return false;
        const auto method = part.type.parameter("method");
        if (!method.empty()) return ascii::equal(method, "reply") || ascii::equal(method, "counter");
        // Without the parameter the calendar itself says it, near its start.
        constexpr std::size_t start = 4096;
        const auto body = decode_transfer(part.body.substr(0, start), part.transfer);
        return ascii::contains(body, "\nmethod:reply") || ascii::contains(body, "\nmethod:counter");
    });
}

bool has_own_words(const Scan& scan, const Message& message) {
    std::string summary;
    for (const auto& part : scan.parts) {
        if (!part.type.is("text/calendar") || is_in_message(scan, part)) continue;
        const auto calendar = decode_transfer(part.body.substr(0, looked_at), part.transfer);
        if (says_something(property(calendar, "comment"))) return true;
        // Google's answers repeat the whole meeting in the text; what the person adds is the COMMENT.
        if (ascii::contains(property(calendar, "prodid"), "google")) return false;
        summary = utf8::to_lower(property(calendar, "summary"));
        break;
    }
    if (!has_text_part(scan)) return false;
    LineReader lines(utf8::prefix(message.reply_text, looked_at));
    while (const auto line = lines.next()) {
        const auto lower = utf8::to_lower(ascii::trim(line->text));
        if (!is_made(lower, summary) && says_something(lower)) return true;
    }
    return false;
}

}  // namespace mail
