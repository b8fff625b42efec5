// Tells the words of a date or an attribution from prose, and finds where an attribution begins in a line.
#include "mail/reply/date_vocabulary.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mail::words {
namespace {

using Text = std::string_view;

/// Sorted.
constexpr auto date_words = std::to_array<Text>(
    {"a",           "abr",        "abril",      "ad",          "ago",       "agosto",     "agustus",     "ai",
     "al",          "alle",       "als",        "am",          "an",        "apr",        "april",       "aprila",
     "aprile",      "aprilie",    "ara",        "aralik",      "at",        "aug",        "august",      "augusta",
     "augusti",     "augustus",   "av",         "avr",         "avril",     "bin",        "bst",         "by",
     "cervence",    "cervna",     "cest",       "cet",         "citando",   "cmt",        "cum",         "cuma",
     "cumartesi",   "cze",        "czerwca",    "czw",         "da",        "dan",        "das",         "de",
     "dec",         "december",   "decembra",   "decembre",    "decembrie", "dei",        "del",         "dell",
     "della",       "den",        "der",        "des",         "desember",  "det",        "dez",         "dezember",
     "dezembro",    "di",         "dia",        "dic",         "diciembre", "die",        "dienstag",    "dim",
     "dimanche",    "dinsdag",    "dne",        "dnia",        "dniu",      "do",         "dom",         "domenica",
     "domingo",     "donderdag",  "donnerstag", "dos",         "du",        "dubna",      "duminica",    "e",
     "ecrit",       "ed",         "edt",        "ei",          "eki",       "ekim",       "el",          "elokuuta",
     "em",          "en",         "ene",        "enero",       "er",        "escreveu",   "escribio",    "escrit",
     "escriure",    "est",        "et",         "eyl",         "eylul",     "feb",        "febbraio",    "febr",
     "febrero",     "februar",    "februara",   "februari",    "februarie", "february",   "fecha",       "feira",
     "fev",         "fevereiro",  "fevrier",    "fra",         "fre",       "fredag",     "freitag",     "fri",
     "friday",      "from",       "fue",        "gen",         "gennaio",   "geschreven", "geschrieben", "gio",
     "giovedi",     "giu",        "giugno",     "gmt",         "godz",      "godzinie",   "gru",         "grudnia",
     "ha",          "haben",      "han",        "har",         "hari",      "has",        "hat",         "haz",
     "haziran",     "heinakuuta", "helmikuuta", "hem",         "het",       "hetfo",      "ho",          "hon",
     "hora",        "horas",      "huhtikuuta", "i",           "ian",       "ianuarie",   "ibn",         "idatzi",
     "il",          "in",         "ist",        "iul",         "iulie",     "iun",        "iunie",       "ja",
     "jam",         "jan",        "janeiro",    "januar",      "januara",   "januari",    "january",     "janv",
     "janvier",     "je",         "jest",       "jeu",         "jeudi",     "joi",        "joulukuuta",  "jue",
     "jueves",      "juil",       "juillet",    "juin",        "jul",       "jula",       "julho",       "juli",
     "julio",       "july",       "jumat",      "jun",         "juna",      "june",       "junho",       "juni",
     "junio",       "kamis",      "kas",        "ke",          "kedd",      "kello",      "keskiviikko", "keskiviikkona",
     "kirjoitti",   "kirjutas",   "kl",         "klo",         "klokka",    "klokken",    "kol",         "kolovoza",
     "kvetna",      "kwi",        "kwietnia",   "la",          "las",       "lauantai",   "lauantaina",  "le",
     "ledna",       "les",        "lip",        "lipca",       "lipnja",    "lis",        "listopada",   "listopadu",
     "lo",          "lokakuuta",  "los",        "lug",         "luglio",    "lun",        "lundi",       "lunedi",
     "lunes",       "luni",       "lut",        "lutego",      "m",         "ma",         "maaliskuuta", "maanantai",
     "maanantaina", "maandag",    "maart",      "mag",         "maggio",    "mai",        "maio",        "maj",
     "maja",        "mandag",     "mar",        "marca",       "march",     "mardi",      "maret",       "marraskuuta",
     "mars",        "mart",       "martedi",    "martes",      "martie",    "marts",      "marzo",       "may",
     "mayo",        "me",         "med",        "mei",         "menulis",   "mer",        "mercredi",    "mie",
     "minggu",      "mit",        "mittwoch",   "mon",         "monday",    "montag",     "mrt",         "na",
     "napisala",    "napisao",    "napsal",     "napsala",     "ne",        "ned",        "niedz",       "nis",
     "nisan",       "noi",        "noiembrie",  "nov",         "november",  "novembra",   "novembre",    "novembro",
     "noviembre",   "o",          "oca",        "ocak",        "och",       "oct",        "october",     "octobre",
     "octombrie",   "octubre",    "og",         "okt",         "oktober",   "oktobra",    "om",          "on",
     "ons",         "onsdag",     "op",         "ore",         "os",        "ott",        "ottobre",     "out",
     "outubro",     "ozu",        "pa",         "pada",        "paz",       "pazar",      "pazartesi",   "pe",
     "pentek",      "per",        "perjantai",  "perjantaina", "persembe",  "pet",        "pisa",        "pisze",
     "pm",          "po",         "pon",        "por",         "pro",       "prosinca",   "prosince",    "pst",
     "pt",          "pukul",      "pzt",        "qua",         "quarta",    "qui",        "quinta",      "quoting",
     "r",           "rabu",       "rujna",      "s",           "sa",        "saat",       "sab",         "sabato",
     "sabtu",       "said",       "sal",        "sam",         "samedi",    "samstag",    "sat",         "saturday",
     "schreef",     "schrieb",    "scris",      "scritto",     "scrive",    "seg",        "segunda",     "selasa",
     "senin",       "sep",        "sept",       "september",   "septembra", "septembre",  "septembrie",  "septiembre",
     "set",         "setembro",   "setiembre",  "settembre",   "sex",       "sexta",      "sie",         "sierpnia",
     "sij",         "sijecnja",   "skrev",      "skribis",     "so",        "sob",        "sonnabend",   "sonntag",
     "sri",         "srp",        "srpna",      "srpnja",      "st",        "stu",        "studenoga",   "sty",
     "stycznia",    "su",         "sul",        "sun",         "sunday",    "sunnuntai",  "sunnuntaina", "svi",
     "svibnja",     "syyskuuta",  "szerda",     "szombat",     "t",         "tammikuuta", "tanggal",     "tarihinde",
     "tem",         "temmuz",     "ten",        "ter",         "the",       "this",       "thu",         "thursday",
     "ti",          "tiistai",    "tiistaina",  "til",         "time",      "tir",        "tirsdag",     "tis",
     "tisdag",      "to",         "tor",        "tors",        "torsdag",   "torstai",    "torstaina",   "toukokuuta",
     "tra",         "travnja",    "tu",         "tue",         "tuesday",   "u",          "uhr",         "um",
     "unora",       "utc",        "uto",        "uur",         "v",         "va",         "van",         "velj",
     "veljace",     "ven",        "vendredi",   "venerdi",     "via",       "vid",        "vie",         "viernes",
     "vineri",      "vom",        "von",        "vr",          "vrijdag",   "w",          "wa",          "wed",
     "wednesday",   "wo",         "woensdag",   "writes",      "wrote",     "wrz",        "wt",          "y",
     "you",         "z",          "za",         "zaterdag",    "ze",        "zitat",      "zo",          "zondag",
     "zu",          "zuen",       "zum"});

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

bool is_weekday(Text word) {
    constexpr std::size_t longest = 14;
    const auto lower = ascii::to_lower(word);
    if (word.size() > longest || word.empty()) return false;
    return std::binary_search(date_words.begin(), date_words.end(), lower) ||
           std::find(weekdays.begin(), weekdays.end(), lower) != weekdays.end();
}

/// "23.11.2026", "2026-11-23", "2026年", "11/23/26,"; not "23" or "2026".
bool is_date_number(Text token) {
    if (token.empty() || !ascii::is_digit(token.front())) return false;
    std::size_t runs = 0;
    bool inside = false;
    for (const char c : token) {
        if (ascii::is_digit(c) && !inside) ++runs;
        inside = ascii::is_digit(c);
    }
    return runs >= 3 || token.find("年") != Text::npos;
}

/// What follows the opener goes on as a date: a number, or a day's or month's name.
bool goes_on_as_date(Text rest) {
    const auto word = word_of(next_token(rest));
    if (word.empty()) return false;
    if (ascii::is_digit(word.front())) return true;
    if (!belongs_to_date(ascii::to_lower(word)) && !ascii::is_high(word.front()) && !is_weekday(word)) return false;
    return std::any_of(rest.begin(), rest.end(), ascii::is_digit);
}

}  // namespace

bool belongs_to_date(Text lower) {
    return std::binary_search(date_words.begin(), date_words.end(), lower);
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
