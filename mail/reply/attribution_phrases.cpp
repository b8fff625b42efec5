// Tells how much a line looks like an attribution ("On … wrote:") in the languages of mail clients.
#include "mail/reply/attribution_phrases.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/reply/date_vocabulary.hpp"

#include <algorithm>
#include <array>

namespace mail::words {
namespace {

using Text = std::string_view;

/// "wrote" in the languages of mail clients, lower case. What starts with an ASCII letter must stand as a word of its own.
constexpr auto verbs = std::to_array<Text>(
    {"wrote",         "writes",       "said",        "schrieb",   "geschrieben", "a écrit",    "a ecrit",      "écrit",
     "escribió",      "escribio",     "va escriure", "ha escrit", "escreveu",    "ha scritto", "scrive",       "schreef",
     "geschreven",    "skrev",        "kirjoitti",   "napisał",   "napisała",    "napisał(a)", "pisze",        "napsal",
     "napsala",       "napsal(a)",    "napísal",     "napísala",  "napísal(a)",  "írta",       "a scris",      "yazdı",
     "şunları yazdı", "пишет",        "написал",     "написала",  "написал(а)",  "писал",      "пише",         "написав",
     "написа",        "написао",      "έγραψε",      "napisao",   "napisala",    "napisao/la", "rašė",         "rakstīja",
     "kirjutas",      "skrifaði",     "menulis",     "đã viết",   "写道",        "寫道",       "が書きました", "は書きました",
     "のメール",      "のメッセージ", "작성",        "כתב",       "כתבה",        "نوشت",       "كتب",          "تمت كتابة",
     "เขียน",          "idatzi zuen",  "skribis",     "quoting",   "zitat von",   "citando"});

/// The line in lower case, without the marks that right-to-left clients set around names.
std::string plain(Text line) {
    std::string out;
    for (std::size_t pos = 0; pos < line.size();) {
        const auto c = utf8::next(line, pos);
        if (c == 0xa0) {
            out += ' ';
        } else if (!((c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
                     c == 0xfeff)) {
            utf8::append(out, utf8::lower(c));
        }
    }
    return std::string(ascii::trim(out));
}

/// The text before a colon at the line's end, ASCII or full-width, or before the dashes of "---- On … wrote ----"; empty:
/// neither.
Text before_colon(Text line) {
    if (line.ends_with(':')) {
        line.remove_suffix(1);
    } else if (line.ends_with("：")) {
        line.remove_suffix(3);
    } else if (line.starts_with("--") && line.ends_with("--")) {
        while (line.ends_with('-'))
            line.remove_suffix(1);
        while (line.starts_with('-'))
            line.remove_prefix(1);
    } else {
        return {};
    }
    return ascii::trim(line);
}

/// How many runs of digits; a date with its time has three at least.
int count_numbers(Text line) {
    int runs = 0;
    bool inside = false;
    for (std::size_t pos = 0; pos < line.size();) {
        const auto c = utf8::next(line, pos);
        const bool digit = (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9);
        if (digit && !inside) ++runs;
        inside = digit;
    }
    return runs;
}

/// Whether a verb of attributions stands in the line as a word of its own.
bool has_verb(Text line) {
    const auto is_word_char = [](char c) { return ascii::is_alnum(c) || ascii::is_high(c); };
    // Most places of a line are told by one byte.
    static constexpr auto begins = [] {
        std::array<bool, 256> out{};
        for (const auto verb : verbs)
            out[static_cast<unsigned char>(verb.front())] = true;
        return out;
    }();
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (!begins[static_cast<unsigned char>(line[at])]) continue;
        const bool starts_word = at == 0 || !is_word_char(line[at - 1]);
        if (!starts_word && ascii::is_alpha(line[at])) continue;
        const auto rest = line.substr(at);
        const bool found = std::any_of(verbs.begin(), verbs.end(), [&](Text verb) {
            if (verb.front() != rest.front() || !rest.starts_with(verb)) return false;
            if (!ascii::is_alpha(verb.front())) return true;
            return starts_word && (rest.size() == verb.size() || !is_word_char(rest[verb.size()]));
        });
        if (found) return true;
    }
    return false;
}

}  // namespace

Likeness attribution_likeness(Text line) {
    constexpr std::size_t longest = 400;
    // More words than these are a sentence of a person.
    constexpr int most_with_address = 4;
    constexpr int most_above_quote = 7;
    constexpr int numbers_of_date_and_time = 5;
    const auto end = ascii::trim_right(line);
    if (end.empty() || end.size() > longest || !may_end_attribution(end)) return Likeness::none;
    if (speaks_of_self(line)) return Likeness::none;
    const auto whole = plain(line);
    const int prose = count_prose_words(line);
    // "2026年11月23日(月) 8:00 Ana <ana@desk.example>" goes without a colon.
    if (whole.ends_with('>')) {
        const bool dated = whole.find('@') != Text::npos && count_numbers(whole) >= 3;
        return dated && prose <= most_with_address ? Likeness::weak : Likeness::none;
    }
    const auto rest = before_colon(whole);
    if (rest.empty() || prose > most_above_quote) return Likeness::none;
    const int numbers = count_numbers(rest);
    const bool reads_as_date = numbers >= numbers_of_date_and_time || is_date_fragment(line);
    const bool address = rest.find('@') != Text::npos;
    if (has_verb(rest)) {
        if (address && prose <= most_with_address) return Likeness::strong;
        // Without an address nothing but a name and a date may stand there: "your colleague wrote on Monday" is a report.
        const bool dated =
            (numbers >= 3 && reads_as_date) || (numbers == 2 && (rest.find(" you ") != Text::npos || rest.starts_with("you ")));
        return dated && prose == 0 ? Likeness::strong : Likeness::weak;
    }
    // "23.11.2026 8:00 Ana Ruiz <ana@desk.example>:" in any language.
    if (address && numbers > 0 && prose <= 2 && (rest.ends_with('>') || rest.ends_with(')') || rest.ends_with(']')))
        return Likeness::strong;
    if (prose > most_with_address) return Likeness::none;
    if (address) return Likeness::weak;
    return numbers >= 3 && reads_as_date ? Likeness::guess : Likeness::none;
}

bool may_end_attribution(Text line) {
    const char last = line.empty() ? ' ' : line.back();
    return last == ':' || last == '-' || last == '>' || ascii::is_high(last);
}

bool is_dated(Text line) {
    return count_numbers(line) >= 2;
}

}  // namespace mail::words
