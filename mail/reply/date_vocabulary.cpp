// Tells the words of a date or an attribution from prose, and finds where an attribution begins in a line.
#include "mail/reply/date_vocabulary.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mail::words {
namespace {

using Text = std::string_view;

/// The small words around names and numbers. Sorted.
// clang-format off
constexpr auto date_words = std::to_array<Text>({
    "a", "ad", "ai", "al", "alle", "als", "am", "an", "at", "av", "bin", "bst", "by", "cest", "cet", "citando", "da",
    "dan", "das", "de", "dei", "del", "dell", "della", "den", "der", "des", "det", "di", "dia", "die", "dne", "dnia",
    "dniu", "do", "dos", "du", "e", "ecrit", "ed", "edt", "ei", "el", "em", "en", "er", "escreveu", "escribio", "escrit",
    "escriure", "est", "et", "fecha", "feira", "fra", "from", "fue", "geschreven", "geschrieben", "gmt", "godz",
    "godzinie", "ha", "haben", "han", "har", "hari", "has", "hat", "hem", "het", "ho", "hora", "horas", "i", "ibn",
    "idatzi", "il", "in", "ist", "ja", "jam", "je", "jest", "kello", "kirjoitti", "kirjutas", "kl", "klo", "klokka",
    "klokken", "la", "las", "le", "les", "lo", "los", "m", "ma", "me", "med", "menulis", "mit", "na", "napisala",
    "napisao", "napsal", "napsala", "o", "och", "og", "om", "on", "op", "ore", "os", "pada", "per", "pisa", "pisze", "pm",
    "por", "pst", "pukul", "quoting", "r", "s", "sa", "saat", "said", "schreef", "schrieb", "scris", "scritto", "scrive",
    "skrev", "skribis", "sul", "t", "tanggal", "tarihinde", "ten", "ter", "the", "this", "til", "time", "to", "tu", "u",
    "uhr", "um", "utc", "uur", "v", "va", "van", "via", "vid", "vom", "von", "w", "wa", "writes", "wrote", "y", "you", "z",
    "ze", "zitat", "zu", "zuen", "zum"});
// clang-format on

/// The names of months and days, and their short forms. Sorted.
// clang-format off
constexpr auto date_names = std::to_array<Text>({
    "abr", "abril", "ago", "agosto", "agustus", "apr", "april", "aprila", "aprile", "aprilie", "ara", "aralik", "aug",
    "august", "augusta", "augusti", "augustus", "avr", "avril", "cervence", "cervna", "cmt", "cum", "cuma", "cumartesi",
    "cze", "czerwca", "czw", "dec", "december", "decembra", "decembre", "decembrie", "desember", "dez", "dezember",
    "dezembro", "dic", "diciembre", "dienstag", "dim", "dimanche", "dinsdag", "dom", "domenica", "domingo", "donderdag",
    "donnerstag", "dubna", "duminica", "eki", "ekim", "elokuuta", "ene", "enero", "eyl", "eylul", "feb", "febbraio",
    "febr", "febrero", "februar", "februara", "februari", "februarie", "february", "fev", "fevereiro", "fevrier", "fre",
    "fredag", "freitag", "fri", "friday", "gen", "gennaio", "gio", "giovedi", "giu", "giugno", "gru", "grudnia", "haz",
    "haziran", "heinakuuta", "helmikuuta", "hetfo", "hon", "huhtikuuta", "ian", "ianuarie", "iul", "iulie", "iun", "iunie",
    "jan", "janeiro", "januar", "januara", "januari", "january", "janv", "janvier", "jeu", "jeudi", "joi", "joulukuuta",
    "jue", "jueves", "juil", "juillet", "juin", "jul", "jula", "julho", "juli", "julio", "july", "jumat", "jun", "juna",
    "june", "junho", "juni", "junio", "kamis", "kas", "ke", "kedd", "keskiviikko", "keskiviikkona", "kol", "kolovoza",
    "kvetna", "kwi", "kwietnia", "lauantai", "lauantaina", "ledna", "lip", "lipca", "lipnja", "lis", "listopada",
    "listopadu", "lokakuuta", "lug", "luglio", "lun", "lundi", "lunedi", "lunes", "luni", "lut", "lutego", "maaliskuuta",
    "maanantai", "maanantaina", "maandag", "maart", "mag", "maggio", "mai", "maio", "maj", "maja", "mandag", "mar",
    "marca", "march", "mardi", "maret", "marraskuuta", "mars", "mart", "martedi", "martes", "martie", "marts", "marzo",
    "may", "mayo", "mei", "mer", "mercredi", "mie", "minggu", "mittwoch", "mon", "monday", "montag", "mrt", "ne", "ned",
    "niedz", "nis", "nisan", "noi", "noiembrie", "nov", "november", "novembra", "novembre", "novembro", "noviembre", "oca",
    "ocak", "oct", "october", "octobre", "octombrie", "octubre", "okt", "oktober", "oktobra", "ons", "onsdag", "ott",
    "ottobre", "out", "outubro", "ozu", "pa", "paz", "pazar", "pazartesi", "pe", "pentek", "perjantai", "perjantaina",
    "persembe", "pet", "po", "pon", "pro", "prosinca", "prosince", "pt", "pzt", "qua", "quarta", "qui", "quinta", "rabu",
    "rujna", "sab", "sabato", "sabtu", "sal", "sam", "samedi", "samstag", "sat", "saturday", "seg", "segunda", "selasa",
    "senin", "sep", "sept", "september", "septembra", "septembre", "septembrie", "septiembre", "set", "setembro",
    "setiembre", "settembre", "sex", "sexta", "sie", "sierpnia", "sij", "sijecnja", "so", "sob", "sonnabend", "sonntag",
    "sri", "srp", "srpna", "srpnja", "st", "stu", "studenoga", "sty", "stycznia", "su", "sun", "sunday", "sunnuntai",
    "sunnuntaina", "svi", "svibnja", "syyskuuta", "szerda", "szombat", "tammikuuta", "tem", "temmuz", "thu", "thursday",
    "ti", "tiistai", "tiistaina", "tir", "tirsdag", "tis", "tisdag", "tor", "tors", "torsdag", "torstai", "torstaina",
    "toukokuuta", "tra", "travnja", "tue", "tuesday", "unora", "uto", "velj", "veljace", "ven", "vendredi", "venerdi",
    "vie", "viernes", "vineri", "vr", "vrijdag", "wed", "wednesday", "wo", "woensdag", "wrz", "wt", "za", "zaterdag", "zo",
    "zondag"});
// clang-format on

static_assert(std::is_sorted(date_words.begin(), date_words.end()) && std::is_sorted(date_names.begin(), date_names.end()));

/// The words with which programs of many languages begin an attribution, with the capital that they write.
constexpr auto openers =
    std::to_array<Text>({"On",   "Am",   "Le",  "El", "Em", "Op",  "Il",    "Den",       "W dniu", "Dne", "Dnia",
                         "Pada", "Dana", "Dňa", "På", "Na", "În",  "Tarih", "В",         "Στις",   "Vào", "Ngày",
                         "Vom",  "Den",  "Op",  "A",  "Al", "Dia", "Em",    "Il giorno", "Dana",   "Ve"});

/// Days of the week, as they stand in front of a date; enough of each word to tell.
constexpr auto weekdays =
    std::to_array<Text>({"mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo",  "di",  "mi",  "do",  "fr",  "sa",  "so",  "lun",
                         "mar", "mer", "jeu", "ven", "sam", "dim", "lu",  "ma",  "me",  "je",  "ve",  "jue", "vie", "dom", "seg",
                         "ter", "qua", "qui", "sex", "gio", "sab", "woe", "don", "vri", "zat", "zon", "wo",  "vr",  "za",  "zo",
                         "tis", "ons", "tor", "tir", "fre", "man", "pon", "wt",  "czw", "pt",  "sob", "po",  "st",  "pet", "uto",
                         "sri", "ned", "hon", "pzt", "sal", "cum", "paz", "sen", "sel", "rab", "kam", "jum", "min", "ke",  "pe"});

bool is_letter(char c) {
    return ascii::is_alpha(c) || ascii::is_high(c);
}

/// The next run between blanks; the rest of the line loses it.
Text next_token(Text& line) {
    line = ascii::trim_left(line);
    const auto token = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(token.size());
    return token;
}

/// Without quotes, brackets and punctuation at both ends.
Text word_of(Text token) {
    while (!token.empty() && !is_letter(token.front()) && !ascii::is_digit(token.front()))
        token.remove_prefix(1);
    while (!token.empty() && !is_letter(token.back()) && !ascii::is_digit(token.back()))
        token.remove_suffix(1);
    return token;
}

bool is_date_name(Text lower) {
    return std::binary_search(date_names.begin(), date_names.end(), lower);
}

bool is_weekday(Text word) {
    constexpr std::size_t longest = 14;
    const auto lower = ascii::to_lower(word);
    if (word.size() > longest || word.empty()) return false;
    return is_date_name(lower) || std::find(weekdays.begin(), weekdays.end(), lower) != weekdays.end();
}

/// "23.11.2026", "2026-11-23", "2026年", "1/2/26,"; not "23", "2026" or "5.2.1".
bool is_date_number(Text token) {
    constexpr std::size_t fewest_digits = 4;
    if (token.empty() || !ascii::is_digit(token.front())) return false;
    if (token.find("年") != Text::npos) return true;
    std::size_t runs = 0;
    std::size_t run = 0;
    std::size_t longest = 0;
    std::size_t digits = 0;
    for (const char c : token) {
        const bool digit = ascii::is_digit(c);
        runs += digit && run == 0 ? 1 : 0;
        run = digit ? run + 1 : 0;
        digits += digit ? 1 : 0;
        longest = std::max(longest, run);
    }
    return runs >= 3 && digits >= fewest_digits && longest >= 2;
}

/// What follows the opener goes on as a date: a number, or a word and a number ("mån 23", "Monday, November 23").
bool goes_on_as_date(Text rest) {
    constexpr std::size_t longest = 24;
    const auto first = word_of(next_token(rest));
    if (first.empty()) return false;
    if (ascii::is_digit(first.front())) return true;
    if (first.size() > longest || !is_letter(first.front())) return false;
    const auto second = word_of(next_token(rest));
    if (second.empty()) return false;
    if (ascii::is_digit(second.front())) return true;
    const bool known = belongs_to_date(ascii::to_lower(first)) || is_weekday(first) || ascii::is_high(first.front());
    return known && std::any_of(rest.begin(), rest.end(), ascii::is_digit);
}

/// Four digits in a row, as a year has.
bool has_year(Text line) {
    std::size_t run = 0;
    for (const char c : line) {
        run = ascii::is_digit(c) ? run + 1 : 0;
        if (run == 4) return true;
    }
    return false;
}

}  // namespace

bool belongs_to_date(Text lower) {
    return is_date_name(lower) || std::binary_search(date_words.begin(), date_words.end(), lower);
}

int count_prose_words(Text line) {
    int out = 0;
    while (!line.empty()) {
        const auto token = next_token(line);
        if (token.find('@') != Text::npos || token.find("://") != Text::npos) continue;
        const auto word = word_of(token);
        if (word.size() < 2 || word.front() < 'a' || word.front() > 'z') continue;
        if (std::any_of(word.begin(), word.end(), ascii::is_digit) || std::any_of(word.begin(), word.end(), ascii::is_high))
            continue;
        const auto lower = ascii::to_lower(word.substr(0, word.find_first_of("-'.(/")));
        if (!belongs_to_date(lower)) ++out;
    }
    return out;
}

bool speaks_of_self(Text line) {
    constexpr auto selves =
        std::to_array<Text>({"I",    "We", "we", "my", "our", "ich", "Ich", "wir", "Wir", "mir", "mein", "j'ai", "J'ai",
                             "nous", "yo", "io", "ik", "Ik",  "jag", "Jag", "jeg", "Jeg", "eu",  "я",    "мы",   "мне"});
    while (!line.empty()) {
        const auto token = next_token(line);
        if (std::find(selves.begin(), selves.end(), token) != selves.end()) return true;
    }
    return false;
}

bool opens_attribution(Text line) {
    line = ascii::trim_left(line);
    while (line.starts_with('-') || line.starts_with('*') || line.starts_with('"'))
        line = ascii::trim_left(line.substr(1));
    if (is_date_number(line.substr(0, line.find(' ')))) return true;
    for (const auto opener : openers) {
        if (line.size() > opener.size() && line.starts_with(opener) && line[opener.size()] == ' ' &&
            goes_on_as_date(line.substr(opener.size()))) {
            return true;
        }
    }
    // "Mon, 23 Nov 2026", "November 23, 2026".
    auto rest = line;
    const auto token = next_token(rest);
    const auto word = word_of(token);
    if (word.empty() || !is_letter(word.front())) return false;
    return (is_weekday(word) || belongs_to_date(ascii::to_lower(word))) && goes_on_as_date(rest);
}

bool is_date_fragment(Text line) {
    if (has_year(line)) return true;
    while (!line.empty()) {
        const auto word = word_of(next_token(line));
        if (word.size() > 2 && is_letter(word.front()) && is_weekday(word)) return true;
    }
    return false;
}

bool is_whole_date(Text line) {
    constexpr std::size_t numbers_of_day_and_time = 4;
    std::size_t runs = 0;
    bool inside = false;
    for (const char c : line) {
        runs += ascii::is_digit(c) && !inside ? 1 : 0;
        inside = ascii::is_digit(c);
    }
    return has_year(line) && runs >= numbers_of_day_and_time;
}

bool begins_with_opener(Text line) {
    return std::any_of(openers.begin(), openers.end(), [&](Text each) {
        return line.size() > each.size() && line.starts_with(each) && line[each.size()] == ' ';
    });
}

std::size_t attribution_inside(Text line) {
    for (std::size_t i = 1; i + 4 < line.size(); ++i) {
        if (line[i] < 'A' || line[i] > 'Z') continue;
        // The person's words end in a mark or a blank.
        if (ascii::is_alnum(line[i - 1]) || line[i - 1] == '-') continue;
        const auto rest = line.substr(i);
        for (const auto opener : openers) {
            if (rest.size() > opener.size() && rest.starts_with(opener) && rest[opener.size()] == ' ' &&
                goes_on_as_date(rest.substr(opener.size()))) {
                return i;
            }
        }
    }
    return Text::npos;
}

}  // namespace mail::words
