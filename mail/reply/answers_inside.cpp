// Tells that a person announces answers inside the quoted text. An unmarked quote must stay whole then.
#include "mail/reply/answers_inside.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mail::words {
namespace {

using Text = std::string_view;

/// What is announced.
constexpr auto things = std::to_array<Text>(
    {"answer",    "repl",      "response",   "respond", "comment",  "remark",      "note",     "feedback",  "antwort",
     "anmerkung", "kommentar", "réponse",    "reponse", "répon",    "commentaire", "remarque", "respuesta", "comentario",
     "respond",   "resposta",  "comentário", "rispost", "comment",  "commento",    "antwoord", "opmerking", "svar",
     "vastauks",  "vastasin",  "odpowied",   "uwagi",   "odpověd",  "odpoved",     "válasz",   "megjegyz",  "răspuns",
     "cevap",     "yanıt",     "ответ",      "отвеча",  "відповід", "απάντησ",     "απαντήσ",  "odgovor",   "回答",
     "回复",      "答复",      "批注",       "回答し",  "返信",     "답변"});

/// Where it stands.
constexpr auto places = std::to_array<Text>({"inline",        "in-line",
                                             "in line",       "below",
                                             "in between",    "between the lines",
                                             "in the text",   "within the text",
                                             "in red",        "in blue",
                                             "in green",      "in bold",
                                             "in capitals",   "in caps",
                                             "in colour",     "in color",
                                             "interspersed",  "embedded",
                                             "unten",         "im text",
                                             "darunter",      "dazwischen",
                                             "in rot",        "in blau",
                                             "in grün",       "rot ",
                                             "fett",          "ci-dessous",
                                             "dans le texte", "en rouge",
                                             "en bleu",       "en vert",
                                             "en gras",       "ci dessous",
                                             "abajo",         "en rojo",
                                             "en azul",       "en el texto",
                                             "en verde",      "en negrita",
                                             "más abajo",     "debajo",
                                             "abaixo",        "em vermelho",
                                             "em azul",       "no texto",
                                             "em negrito",    "sotto",
                                             "in rosso",      "in blu",
                                             "nel testo",     "di seguito",
                                             "in grassetto",  "hieronder",
                                             "in rood",       "in blauw",
                                             "in de tekst",   "onder",
                                             "nedan",         "i rött",
                                             "i blått",       "i texten",
                                             "nedenfor",      "i rødt",
                                             "i blåt",        "i teksten",
                                             "under ",        "alla ",
                                             "alapuol",       "punaisella",
                                             "tekstissä",     "alempana",
                                             "poniżej",       "w tekście",
                                             "na czerwono",   "níže",
                                             "v textu",       "červeně",
                                             "nižšie",        "červen",
                                             "alább",         "lent",
                                             "pirossal",      "szövegben",
                                             "mai jos",       "cu roșu",
                                             "în text",       "aşağıda",
                                             "aşağıdaki",     "kırmızı",
                                             "ниже",          "красным",
                                             "в тексте",      "нижче",
                                             "червоним",      "παρακάτω",
                                             "κόκκιν",        "niže",
                                             "ispod",         "crveno",
                                             "spodaj",        "下面",
                                             "下方",          "下文",
                                             "红字",          "红色",
                                             "紅字",          "以下",
                                             "文中",          "赤字",
                                             "아래",          "빨간"});

/// What says both in one.
constexpr auto whole = std::to_array<Text>({"see inline", "see in-line", "see in line", "inline below", "in-line below"});

template <std::size_t N>
bool has_any(Text text, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](Text each) { return text.find(each) != Text::npos; });
}

}  // namespace

bool announces_answers_inside(Text text) {
    constexpr std::size_t looked_at = 4000;
    const auto lower = utf8::to_lower(utf8::prefix(text, looked_at));
    if (!has_any(lower, things)) return has_any(lower, whole);
    // Both words stand in one sentence; a line's end does not end it.
    for (Text rest = lower; !rest.empty();) {
        auto end = rest.find_first_of(".!?\n");
        while (end != Text::npos && rest[end] == '\n' && end + 1 < rest.size() && rest[end + 1] != '\n')
            end = rest.find_first_of(".!?\n", end + 1);
        // "s. unten" and "см. ниже" hold a stop of their own.
        const auto sentence = rest.substr(0, end);
        if (has_any(sentence, things) && has_any(sentence, places)) return true;
        if (end == Text::npos) break;
        rest.remove_prefix(end + 1);
    }
    return has_any(lower, whole);
}

}  // namespace mail::words
