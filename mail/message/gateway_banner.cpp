// Finds the warning that a mail gateway sets above the text of mails from outside.
#include "mail/message/gateway_banner.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

namespace mail {
namespace {

using Text = std::string_view;
using Words = std::span<const Text>;

// Parts of words in lower case. A sentence counts as the gateway's by four of them together, so that a person who writes about
// external things or about this mail is not taken for one.
constexpr auto this_mail = std::to_array<Text>(
    {"this email",     "this e-mail",     "this message", "this mail",        "diese e-mail",     "diese email",
     "diese mail",     "diese nachricht", "cet e-mail",   "cet email",        "ce courriel",      "ce message",
     "ce mail",        "este correo",     "este mensaje", "este e-mail",      "este email",       "esta mensagem",
     "esta e-mail",    "questa e-mail",   "questa email", "questa mail",      "questo messaggio", "deze e-mail",
     "deze email",     "deze mail",       "dit bericht",  "detta e-post",     "detta meddelande", "det här meddelandet",
     "det här mejlet", "denne e-mail",    "denne mail",   "denne meddelelse", "denne e-post",     "denne melding",
     "ta wiadomość",   "ten e-mail",      "tento e-mail", "tato zpráva",      "ez az e-mail",     "ez az üzenet",
     "acest e-mail",   "acest mesaj",     "bu e-posta",   "bu ileti",         "это письмо",       "это сообщение",
     "данное письмо",  "цей лист",        "tämä viesti",  "tämä sähköposti",  "本邮件",           "此邮件",
     "このメール",     "本メール"});
constexpr auto origins = std::to_array<Text>(
    {"originat", "from",     "sent by",  "stammt",  "kommt",     "gesendet", "provient",  "vient",    "envoyé",
     "proviene", "origin",   "enviad",   "inviat",  "afkomstig", "komt",     "verzonden", "kommer",   "skicka",
     "sendt",    "pochodzi", "wysłan",   "pochází", "odeslán",   "érkez",    "provine",   "gönderil", "отправлен",
     "пришло",   "получено", "надійшов", "saapu",   "lähet",     "来自",     "から"});
constexpr auto outside = std::to_array<Text>(
    {"outside", "extern",  "außerhalb", "ausserhalb", "extérieur", "exterior", "fuera de", "fora da",  "fora do",   "estern",
     "buiten",  "utanför", "uden for",  "udenfor",    "utenfor",   "ekstern",  "spoza",    "zewnątrz", "zewnętrzn", "mimo",
     "kívül",   "külső",   "afara",     "dış",        "внешн",     "извне",    "зовніш",   "ulkopuol", "外部",      "社外"});
constexpr auto houses = std::to_array<Text>(
    {"organi",   "compan",   "network",    "sender",     "source",     "domain",     "tenant",    "institution", "universit",
     "school",   "agency",   "council",    "department", "corporat",   "group",      "firma",     "unternehmen", "haus",
     "absender", "netzwerk", "entreprise", "société",    "expéditeur", "empresa",    "remitente", "remetente",   "azienda",
     "mittente", "bedrijf",  "afzender",   "företag",    "avsändare",  "virksomhed", "afsender",  "avsender",    "bedrift",
     "firmy",    "nadawc",   "společnost", "odesílatel", "szervezet",  "cég",        "feladó",    "expeditor",   "kurulu",
     "şirket",   "gönderen", "компани",    "отправител", "організац",  "организац",  "yritys",    "yrityksen",   "lähettäjä",
     "组织",     "公司",     "組織",       "社外"});
// Advice below it.
constexpr auto actions =
    std::to_array<Text>({"click", "klick", "cliqu", "clic", "klik", "open", "öffn", "ouvr", "abr", "apri", "åbn", "öppn",
                         "otwier", "otevír", "переход", "открыв", "respond", "reply", "点击"});
constexpr auto objects =
    std::to_array<Text>({"link",      "attach",  "anhäng", "anlage",    "pièces jointes", "liens",   "enlace", "adjunt",
                         "allegat",   "bijlage", "anexo",  "bilag",     "bifog",          "vedlegg", "länk",   "lenke",
                         "załącznik", "odkaz",   "příloh", "melléklet", "ссылк",          "вложени", "sender", "链接"});
constexpr auto limits = std::to_array<Text>({"not ", "n't",  "unless", "only if", "nicht", "vermeiden", "es sei denn", "ne ",
                                             "n'",   "sauf", "no ",    "salvo",   "non ",  "niet",      "tenzij",      "inte",
                                             "ikke", "nie ", "não",    "caution", "care",  "vorsicht",  "не ",         "请勿"});
constexpr auto cautions =
    std::to_array<Text>({"exercise caution", "with caution", "use caution", "be cautious", "be careful", "think before",
                         "phishing", "unless you", "verify the sender", "learn why this is important", "content is safe",
                         "mit vorsicht", "seien sie vorsichtig", "soyez prudent", "sea prudente", "wees voorzichtig"});
// What Microsoft 365 sets above the mails of rare senders.
constexpr auto rare_senders = std::to_array<Text>({"don't often get email from", "don’t often get email from",
                                                   "nicht oft e-mails von", "pas souvent de courriers", "no suele recibir correo",
                                                   "niet vaak e-mail van", "costuma receber emails"});
// A label has no other words.
constexpr auto label_words = std::to_array<Text>(
    {"external",    "extern",     "externe",    "externer", "externes", "externo",       "externa",  "esterno",
     "esterna",     "ekstern",    "eksternt",   "ext",      "outside",  "email",         "e-mail",   "mail",
     "message",     "sender",     "nachricht",  "absender", "courriel", "mensaje",       "correo",   "bericht",
     "afzender",    "warning",    "caution",    "alert",    "notice",   "attention",     "achtung",  "warnung",
     "vorsicht",    "hinweis",    "from",       "an",       "source",   "origin",        "varning",  "advarsel",
     "atención",    "let",        "op",         "uwaga",    "atenção",  "attenzione",    "внимание", "предупреждение",
     "увага",       "précaution", "precaución", "prudence", "alerte",   "avertissement", "aviso",    "waarschuwing",
     "ostrzeżenie", "upozornění", "figyelem",   "dikkat",   "varoitus", "注意",          "警告"});

/// Lower case for ASCII, the letters of Latin-1 and Cyrillic; nothing changes its length.
std::string folded(Text text) {
    std::string out = ascii::to_lower(text);
    for (std::size_t i = 0; i + 1 < out.size(); ++i) {
        const auto lead = static_cast<unsigned char>(out[i]);
        const auto next = static_cast<unsigned char>(out[i + 1]);
        if (lead == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97) {
            out[i + 1] = static_cast<char>(next + 0x20);
        } else if (lead == 0xD0 && next >= 0x90 && next <= 0x9F) {
            out[i + 1] = static_cast<char>(next + 0x20);
        } else if (lead == 0xD0 && next >= 0xA0 && next <= 0xAF) {
            out[i] = static_cast<char>(0xD1);
            out[i + 1] = static_cast<char>(next - 0x20);
        }
    }
    return out;
}

bool has_any(Text sentence, Words parts) {
    return std::any_of(parts.begin(), parts.end(), [&](Text part) { return sentence.find(part) != Text::npos; });
}

/// How many bytes the character at `at` has, and whether it is a letter or digit; signs and emoji are none.
std::size_t character_at(Text text, std::size_t at, bool& is_letter) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned lead = byte(at);
    if (lead < 0x80) {
        is_letter = ascii::is_alnum(text[at]) || text[at] == '-';
        return 1;
    }
    // Latin-1 signs, U+2000 to U+2FFF, CJK punctuation, full-width signs and variation selectors, emoji.
    is_letter = lead >= 0xC3 && lead != 0xE2 && lead < 0xEF && !(lead == 0xE3 && byte(at + 1) == 0x80);
    return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

std::vector<Text> words_of(Text sentence) {
    std::vector<Text> out;
    std::size_t begin = 0;
    const auto close = [&](std::size_t end) {
        const Text word = sentence.substr(begin, end - begin);
        if (word.find_first_not_of('-') != Text::npos) out.push_back(word);
    };
    for (std::size_t at = 0; at < sentence.size();) {
        bool is_letter = false;
        const std::size_t size = character_at(sentence, at, is_letter);
        if (!is_letter) {
            close(at);
            begin = std::min(at + size, sentence.size());
        }
        at += size;
    }
    close(sentence.size());
    return out;
}

enum class Sentence { other, empty, label, warning, statement, advice };

Sentence read_sentence(Text lower, Text written) {
    constexpr std::size_t longest_label = 6;
    const auto words = words_of(lower);
    const bool is_link = lower.find("http") != Text::npos && words.size() < 12 && lower.find(' ') == Text::npos;
    if (words.empty() || is_link) return has_any(lower, outside) ? Sentence::other : Sentence::empty;
    const bool only_labels = words.size() <= longest_label && std::all_of(words.begin(), words.end(), [](Text word) {
                                 return std::find(label_words.begin(), label_words.end(), word) != label_words.end();
                             });
    if (only_labels) {
        const bool names_outside = has_any(lower, outside) || std::find(words.begin(), words.end(), "ext") != words.end();
        const bool is_set_off = written.find_first_of("[*!<") != Text::npos ||
                                std::none_of(written.begin(), written.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        return names_outside && (is_set_off || words.size() > 1) ? Sentence::label : Sentence::warning;
    }
    if (has_any(lower, rare_senders)) return Sentence::statement;
    if (has_any(lower, this_mail) && has_any(lower, origins) && has_any(lower, outside) && has_any(lower, houses))
        return Sentence::statement;
    const bool advises =
        (has_any(lower, actions) && has_any(lower, objects) && has_any(lower, limits)) || has_any(lower, cautions);
    return advises ? Sentence::advice : Sentence::other;
}

/// Whether all sentences of `text` are a gateway's. `begun`: one that says so came before, in the same paragraph.
bool is_of_gateway(Text text, bool& begun) {
    const std::string lower = folded(text);
    bool says_so = begun;
    bool has_words = false;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && !((text[end] == '.' || text[end] == '!' || text[end] == '?' || text[end] == ':') &&
                                      (end + 1 == text.size() || text[end + 1] == ' ' || text[end + 1] == '*')))
            ++end;
        const std::size_t size = std::min(end + 1, text.size()) - at;
        switch (read_sentence(ascii::trim(Text(lower).substr(at, size)), ascii::trim(text.substr(at, size)))) {
            case Sentence::other:
                return false;
            case Sentence::advice:
                if (!says_so) return false;
                break;
            case Sentence::label:
            case Sentence::statement:
                says_so = true;
                break;
            case Sentence::empty:
                at += size;
                continue;
            case Sentence::warning:
                break;
        }
        has_words = true;
        at += size;
    }
    if (!has_words) return false;
    begun = says_so;
    return says_so;
}

/// A line of stars or dashes, or one of the words with which a gateway marks its own text.
bool is_rule(Text line) {
    if (line.find("BannerStart") != Text::npos || line.find("BannerEnd") != Text::npos) return line.find(' ') == Text::npos;
    return line.size() >= 3 && line.find_first_not_of("*-=_#~+| ") == Text::npos;
}

bool ends_sentence(Text line) {
    return line.ends_with('.') || line.ends_with('!') || line.ends_with('?') || line.ends_with(']') || line.ends_with('*');
}

}  // namespace

std::size_t gateway_banner_end(Text text) {
    constexpr std::size_t most_bytes = 2000;
    constexpr std::size_t longest_sentences = 500;
    std::size_t end = 0;  // behind the last line that is the gateway's
    bool begun = false;   // in this paragraph
    bool found = false;
    std::string pending;
    for (std::size_t at = 0; at < text.size() && at < most_bytes;) {
        const std::size_t next = std::min(text.find('\n', at), text.size() - 1) + 1;
        const Text line = ascii::trim(text.substr(at, next - at));
        at = next;
        if (line.empty()) {
            if (!pending.empty()) break;
            begun = false;
            continue;
        }
        if (pending.empty() && is_rule(line)) {
            if (found) end = at;
            continue;
        }
        if (line.size() + pending.size() > longest_sentences) break;
        pending += pending.empty() ? "" : " ";
        pending += line;
        if (is_of_gateway(pending, begun)) {
            pending.clear();
            found = true;
            end = at;
        } else if (ends_sentence(line)) {
            break;
        }
    }
    if (!found) return 0;
    const std::size_t rest = text.find_first_not_of(" \t\r\n", end);
    return rest == Text::npos ? 0 : end;
}

}  // namespace mail
