// Tells words that are nearly commands from ordinary ones.
#include "workflow/commands/near_words.hpp"

#include "config/suggest.hpp"
#include "workflow/commands/command_table.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace workflow {

namespace {

constexpr std::size_t shortest = 3;  // shorter words are near to too many

/// Ordinary words, near to a command and seldom meant as one. Sorted.
constexpr auto ordinary = std::to_array<std::string_view>(
    {"abend",  "align",   "allow",   "alone",    "always",  "amend",   "anyway",   "apart",   "april",    "array",      "await",
     "award",  "aware",   "bach",    "backe",    "backup",  "bake",    "bank",     "batch",   "beach",    "beine",      "below",
     "birth",  "bitte",   "black",   "blank",    "blend",   "block",   "boxes",    "brick",   "cake",     "category-5", "cause",
     "chart",  "cheap",   "choose",  "clash",    "class",   "clause",  "clock",    "clone",   "closure",  "cloud",      "codes",
     "corner", "crime",   "critic",  "cross",    "dame",    "dance",   "data",     "datei",   "daten",    "datev",      "datum",
     "dauer",  "dave",    "death",   "deine",    "depot",   "design",  "dist",     "dublin",  "eimer",    "eine",       "eltern",
     "emerge", "enter",   "etage",   "exist",    "export",  "extern",  "external", "fake",    "far",      "favor",      "feine",
     "fifth",  "fight",   "fine",    "first",    "floor",   "flour",   "flow",     "fog",     "foo",      "force",      "ford",
     "fork",   "form",    "forms",   "fort",     "forth",   "forum",   "four",     "fox",     "frist",    "gate",       "geist",
     "george", "glove",   "gnome",   "habit",    "hack",    "hacks",   "haken",    "heap",    "heart",    "hedge",      "height",
     "held",   "helft",   "hello",   "helm",     "hemp",    "higher",  "hitze",    "holes",   "hotel",    "hotels",     "how",
     "import", "inner",   "insert",  "integral", "intel",   "interim", "internet", "interop", "interval", "intro",      "invert",
     "jack",   "jones",   "karte",   "katze",    "keine",   "keith",   "kelp",     "kerze",   "kiste",    "klient",     "kunde",
     "lack",   "lake",    "large",   "last",     "late",    "later",   "latex",    "law",     "least",    "leine",      "leiste",
     "licht",  "lift",    "light",   "lille",    "limit",   "line",    "linen",    "lines",   "linie",    "linse",      "lint",
     "lisa",   "liste",   "listen",  "little",   "lob",     "log",     "lok",      "lon",     "loose",    "los",        "lose",
     "loses",  "lost",    "lot",     "lower",    "maint",   "make",    "makes",    "marie",   "marine",   "mario",      "marke",
     "mate",   "matte",   "media",   "medien",   "meine",   "menge",   "merger",   "merit",   "merke",    "merkel",     "merle",
     "messe",  "mice",    "miene",   "miete",    "might",   "mike",    "mile",     "mime",    "mind",     "mini",       "minor",
     "mint",   "minus",   "minute",  "mitte",    "mixed",   "money",   "morgen",   "motel",   "münze",    "names",      "nantes",
     "night",  "nine",    "noble",   "node",     "nodes",   "noise",   "nokia",    "nonce",   "none",     "nope",       "north",
     "nose",   "not",     "notar",   "noten",    "notice",  "notify",  "notion",   "novel",   "now",      "offer",      "opfer",
     "order",  "other",   "pack",    "paint",    "paket",   "paris",   "paste",    "period",  "pine",     "pirate",     "pitch",
     "plate",  "porto",   "powder",  "power",    "preis",   "price",   "pride",    "priest",  "primate",  "prime",      "print",
     "prinz",  "prior",   "privacy", "prize",    "pro",     "promo",   "proof",    "proto",   "quote",    "quotes",     "rack",
     "rate",   "reboot",  "record",  "reform",   "regen",   "reifen",  "remove",   "repeat",  "reporter", "republic",   "reserve",
     "resort", "ressort", "restart", "revert",   "rifle",   "right",   "ripen",    "roles",   "route",    "row",        "runde",
     "sack",   "salat",   "scope",   "seine",    "send",    "serve",   "setup",    "shadow",  "share",    "sharp",      "sheep",
     "shelf",  "shell",   "shine",   "shirt",    "shock",   "shoe",    "shoes",    "shop",    "shops",    "shore",      "short",
     "shot",   "shout",   "shower",  "silent",   "sites",   "sixth",   "skirt",    "slack",   "slope",    "slow",       "smart",
     "smile",  "smith",   "snake",   "snow",     "solid",   "solve",   "sorge",    "sound",   "spare",    "spark",      "specs",
     "speed",  "spell",   "spent",   "spit",     "splice",  "sport",   "spread",   "sprint",  "sqlite",   "stack",      "stacks",
     "stadt",  "staff",   "stage",   "stages",   "stahl",   "stairs",  "stall",    "stamm",   "stamp",    "stamps",     "stand",
     "stands", "star",    "stark",   "stars",    "startup", "stata",   "state",    "static",  "statik",   "stativ",     "statt",
     "statue", "stature", "statute", "statutes", "staub",   "stays",   "steep",    "step",    "steps",    "stern",      "stift",
     "stille", "stimme",  "stirn",   "stock",    "stoff",   "stone",   "stool",    "stopp",   "store",    "storm",      "story",
     "stove",  "stoß",    "stray",   "strip",    "strom",   "stump",   "sturm",    "surge",   "suspend",  "switch",     "table",
     "tacker", "tackle",  "tafel",   "takt",     "tale",    "tanne",   "tape",     "tasks",   "taste",    "taube",      "taxes",
     "temple", "theke",   "theme",   "thigh",    "those",   "throw",   "tie",      "tiger",   "tight",    "tile",       "tim",
     "timber", "timo",    "tinte",   "tip",      "tire",    "tires",   "titel",    "titles",  "token",    "top",        "tor",
     "tower",  "trace",   "track",   "trade",    "trend",   "tribe",   "tuple",    "turtle",  "twice",    "under",      "union",
     "unto",   "update",  "vater",   "verge",    "vince",   "vip",     "visit",    "vista",   "vote",     "votes",      "waist",
     "waiter", "wake",    "want",    "wart",     "warte",   "waste",   "watch",    "water",   "watt",     "weit",       "weite",
     "what",   "which",   "white",   "whose",    "width",   "win",     "wine",     "winter",  "wish",     "within",     "witz",
     "wonder", "worth",   "wrist",   "write",    "wunde",   "zack",    "zeuge",    "zip",     "zones"});
static_assert(std::is_sorted(ordinary.begin(), ordinary.end()));

/// What people write for "note" and "internal", folded.
constexpr auto note_words = std::to_array<std::string_view>(
    {"note",     "internal",    "notiz",     "intern",   "interne",    "interner",   "internes",   "internen",
     "privat",   "vertraulich", "nota",      "notas",    "interno",    "interna",    "privado",    "privada",
     "privato",  "privata",     "riservato", "notitie",  "notat",      "notering",   "anteckning", "notatka",
     "notatki",  "poznámka",    "interní",   "interný",  "wewnętrzne", "wewnętrzna", "megjegyzés", "belső",
     "notă",     "prive",       "privé",     "bilješka", "opomba",     "заметка",    "внутреннее", "примечание",
     "σημείωση", "内部",        "メモ",      "备注",     "備註",       "메모",       "내부"});

/// Those that others are near to.
constexpr auto note_models =
    std::to_array<std::string_view>({"note", "notes", "internal", "private", "notiz", "intern", "privat"});

bool is_ordinary(std::string_view word) {
    return std::binary_search(ordinary.begin(), ordinary.end(), word);
}

std::string_view nearest(std::string_view folded, const std::vector<std::string_view>& candidates) {
    return folded.size() < shortest || is_ordinary(folded) ? std::string_view{} : config::closest(folded, candidates);
}

bool has_digit(std::string_view word) {
    return std::any_of(word.begin(), word.end(), text::is_digit);
}

/// The first word of `folded`, without what follows its letters: of "note】" the bracket is none.
std::string_view first_word(std::string_view folded) {
    const std::string_view first = folded.substr(0, folded.find_first_of(" ;:,=/"));
    return first.substr(0, std::min(first.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), first.size()));
}

}  // namespace

std::string_view nearest_command(std::string_view word) {
    static const std::vector<std::string_view> candidates = [] {
        std::vector<std::string_view> words;
        for (const CommandWord& known : command_words())
            if (known.word.size() >= shortest && (!has_digit(known.word) || known.word == "wait3")) words.push_back(known.word);
        return words;
    }();
    return nearest(text::folded(word), candidates);
}

bool is_note_word(std::string_view word) {
    const std::string folded = text::folded(word);
    return std::find(note_words.begin(), note_words.end(), folded) != note_words.end();
}

bool is_nearly_note(std::string_view words) {
    const std::string folded = text::folded(text::squeezed(words));
    const std::string_view whole = std::string_view(folded).substr(0, folded.find_first_of(" ;:,="));
    if (is_note_word(whole)) return true;
    const std::string_view first = first_word(folded);
    if (is_note_word(first) || first == "notes" || first == "private") return true;
    return !nearest(first, {note_models.begin(), note_models.end()}).empty();
}

}  // namespace workflow
