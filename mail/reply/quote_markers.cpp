// The marker lines and subject prefixes of many languages and clients, as tables.
#include "mail/reply/quote_markers.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>

namespace mail::words {
namespace {

using Text = std::string_view;

template <std::size_t N>
bool starts_any(Text line, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](Text word) { return !line.empty() && word.front() == line.front() && line.starts_with(word); });
}

constexpr auto original_markers = std::to_array<Text>({"원본 메일",
                                                       "원본메일",
                                                       "原文邮件",
                                                       "原文",
                                                       "original",
                                                       "replied message",
                                                       "回复的原邮件",
                                                       "回复的邮件",
                                                       "original message",
                                                       "original appointment",
                                                       "reply message",
                                                       "ursprüngliche nachricht",
                                                       "originalnachricht",
                                                       "message d'origine",
                                                       "message original",
                                                       "mensaje original",
                                                       "mensagem original",
                                                       "messaggio originale",
                                                       "oorspronkelijk bericht",
                                                       "oorspronkelijk e-mailbericht",
                                                       "ursprungligt meddelande",
                                                       "opprinnelig melding",
                                                       "oprindelig meddelelse",
                                                       "original meddelelse",
                                                       "alkuperäinen viesti",
                                                       "oryginalna wiadomość",
                                                       "wiadomość oryginalna",
                                                       "původní zpráva",
                                                       "pôvodná správa",
                                                       "eredeti üzenet",
                                                       "mesaj original",
                                                       "orijinal mesaj",
                                                       "исходное сообщение",
                                                       "пересылаемое сообщение",
                                                       "αρχικό μήνυμα",
                                                       "原始邮件",
                                                       "原始郵件",
                                                       "元のメッセージ",
                                                       "원본 메시지",
                                                       "original-nachricht",
                                                       "mail original",
                                                       "courriel original",
                                                       "e-mail original",
                                                       "correo original",
                                                       "mail originale",
                                                       "originele e-mail",
                                                       "original-mail",
                                                       "ursprüngliche e-mail",
                                                       "originalmail",
                                                       "opprinnelig e-post",
                                                       "originaltext",
                                                       "оригинальное сообщение",
                                                       "оригінальне повідомлення",
                                                       "оригинално съобщение",
                                                       "originalna poruka",
                                                       "izvirno sporočilo",
                                                       "sākotnējais ziņojums",
                                                       "pirminis pranešimas",
                                                       "algne kiri",
                                                       "missatge original",
                                                       "mesej asal",
                                                       "pesan asli",
                                                       "thư gốc",
                                                       "tin nhắn gốc",
                                                       "ข้อความต้นฉบับ",
                                                       "הודעה מקורית",
                                                       "الرسالة الأصلية",
                                                       "رسالة أصلية",
                                                       "پیام اصلی",
                                                       "upprunaleg skilaboð",
                                                       "antwort nachricht",
                                                       "izvorna poruka",
                                                       "původní e-mail",
                                                       "original e-mail",
                                                       "original mail",
                                                       "原始信件",
                                                       "邮件原件",
                                                       "twój e-mail",
                                                       "ursprungliga meddelandet",
                                                       "original besked"});
constexpr auto forward_markers = std::to_array<Text>({"转发的原邮件",
                                                      "forwarded message",
                                                      "begin forwarded message",
                                                      "forwarded by",
                                                      "weitergeleitete nachricht",
                                                      "anfang der weitergeleiteten nachricht",
                                                      "anfang der weitergeleiteten e-mail",
                                                      "message transféré",
                                                      "début du message transféré",
                                                      "début du message réexpédié",
                                                      "mensaje reenviado",
                                                      "inicio del mensaje reenviado",
                                                      "mensagem encaminhada",
                                                      "mensagem reencaminhada",
                                                      "início da mensagem reencaminhada",
                                                      "início da mensagem encaminhada",
                                                      "messaggio inoltrato",
                                                      "inizio messaggio inoltrato",
                                                      "doorgestuurd bericht",
                                                      "begin doorgestuurd bericht",
                                                      "vidarebefordrat meddelande",
                                                      "vidarebefordrat brev",
                                                      "videresendt melding",
                                                      "videresendt meddelelse",
                                                      "start på videresendt melding",
                                                      "välitetty viesti",
                                                      "välitetty viesti alkaa",
                                                      "wiadomość przekazana dalej",
                                                      "przekazana wiadomość",
                                                      "początek przekazywanej wiadomości",
                                                      "přeposlaná zpráva",
                                                      "preposlaná správa",
                                                      "továbbított üzenet",
                                                      "mesaj redirecționat",
                                                      "iletilen mesaj",
                                                      "пересланное сообщение",
                                                      "переслане повідомлення",
                                                      "προωθημένο μήνυμα",
                                                      "转发的邮件",
                                                      "転送されたメッセージ",
                                                      "전달된 메시지",
                                                      "転送メッセージ",
                                                      "转发邮件",
                                                      "轉寄郵件",
                                                      "轉寄的郵件",
                                                      "전달된 메일",
                                                      "הודעה שהועברה",
                                                      "رسالة معاد توجيهها",
                                                      "препратено съобщение",
                                                      "proslijeđena poruka",
                                                      "posredovano sporočilo",
                                                      "edasi saadetud kiri",
                                                      "pārsūtīta ziņa",
                                                      "persiųstas laiškas",
                                                      "áframsend skilaboð",
                                                      "tin nhắn được chuyển tiếp",
                                                      "pesan terusan",
                                                      "начало переадресованного сообщения",
                                                      "начало пересылаемого сообщения",
                                                      "пересилане повідомлення"});
/// Behind these a name follows, and often a date.
constexpr auto forwarders =
    std::to_array<Text>({"forwarded by",      "weitergeleitet von",  "transféré par",      "transmis par",
                         "réexpédié par",     "reenviado por",       "inoltrato da",       "encaminhado por",
                         "reencaminhado por", "doorgestuurd door",   "vidarebefordrat av", "videresendt av",
                         "videresendt af",    "lähettänyt edelleen", "przekazane przez",   "przesłane dalej przez",
                         "přeposlal",         "preposlal",           "továbbította",       "redirecționat de",
                         "переслано",         "переадресовано",      "προωθήθηκε από"});
constexpr auto forward_prefixes =
    std::to_array<Text>({"fwd:",    "fw:",   "wg:",   "tr:",    "rv:",   "enc:",   "i:",    "vs:",   "vb:",
                         "doorst:", "pd:",   "转发:", "转发：", "轉寄:", "轉寄：", "転送:", "ilt:",  "továbbítás:",
                         "пересл:", "fwd :", "tr :",  "πρθ:",   "fs:",   "vl:",    "[fwd:", "전달:", "fw："});
constexpr auto reply_prefixes = std::to_array<Text>(
    {"antwort:", "réf:",     "réf :",  "réf. :", "rép:",   "rép :",    "svar:",      "respuesta:", "risposta:", "resp:",
     "válasz:",  "odgovor:", "yanıt:", "cevap:", "ответ:", "odpověď:", "odpowiedź:", "vastaus:",   "答覆:",     "re:",
     "aw:",      "sv:",      "antw:",  "r:",     "rif:",   "odp:",     "res:",       "回复:",      "回复：",    "回覆:",
     "回覆：",   "返信:",    "ynt:",   "vá:",    "re :",   "απ:",      "відп:",      "ha:",        "bls:",      "atb:",
     "re[",      "re：",     "답장:",  "回信:",  "答复:",  "odpoveď:", "ts:"});

constexpr auto reply_markers = std::to_array<Text>({"au dessus de cette ligne",
                                                    "au-dessus de cette ligne",
                                                    "oberhalb dieser linie",
                                                    "oberhalb dieser zeile",
                                                    "über dieser linie",
                                                    "über dieser zeile",
                                                    "above this line",
                                                    "encima de esta línea",
                                                    "arriba de esta línea",
                                                    "acima desta linha",
                                                    "acima dessa linha",
                                                    "sopra questa linea",
                                                    "sopra questa riga",
                                                    "boven deze lijn",
                                                    "over denne linje",
                                                    "ovanför denna linje",
                                                    "powyżej tej linii",
                                                    "nad tento řádek",
                                                    "nad tímto řádkem",
                                                    "выше этой строки",
                                                    "над этой строкой",
                                                    "行の上に",
                                                    "请在此行上方",
                                                    "reply above this line",
                                                    "reply above the line",
                                                    "type your reply above",
                                                    "write your reply above",
                                                    "please reply above",
                                                    "respond above this line",
                                                    "add your comment above",
                                                    "antworten sie oberhalb dieser",
                                                    "antwort oberhalb dieser",
                                                    "antworten sie über dieser",
                                                    "répondre au-dessus de cette ligne",
                                                    "répondez au-dessus de cette ligne",
                                                    "escriba su respuesta por encima",
                                                    "responda por encima de esta",
                                                    "responda acima desta linha",
                                                    "rispondi sopra questa riga",
                                                    "antwoord boven deze regel",
                                                    "svara ovanför den här raden"});

/// A marker line without the dashes, stars and blanks around it, in lower case.
std::string bare_marker(Text line) {
    line = ascii::trim(line);
    const auto from = line.find_first_not_of("-_=*> \t");
    const auto to = line.find_last_not_of("-_=* \t:");
    if (from == Text::npos || to == Text::npos || to < from || to - from > 120) return {};
    return utf8::to_lower(line.substr(from, to + 1 - from));
}

bool has_rule(Text line) {
    line = ascii::trim_left(line);
    while (line.starts_with('>') || line.starts_with(' '))
        line.remove_prefix(1);
    // The HTML had it in bold.
    if (line.starts_with("*--") || line.starts_with("**-") || line.starts_with("*__"))
        line.remove_prefix(line.find_first_not_of('*'));
    return line.starts_with("---") || line.starts_with("-- ") || line.starts_with("___") || line.starts_with("***") ||
           line.starts_with("===");
}

}  // namespace

bool is_original_marker(Text line) {
    if (!has_rule(line)) return false;
    auto bare = bare_marker(line);
    // QQ Mail writes its entities into plain text, too.
    for (Text entity = "&nbsp;"; bare.starts_with(entity);)
        bare.erase(0, entity.size());
    while (bare.ends_with("&nbsp;"))
        bare.resize(bare.size() - 6);
    return std::find(original_markers.begin(), original_markers.end(), bare) != original_markers.end();
}

bool is_groupwise_marker(Text line) {
    constexpr std::size_t longest = 200;
    line = ascii::trim(line);
    return line.size() > 8 && line.size() <= longest && line.starts_with(">>> ") && line.ends_with(" >>>") &&
           std::any_of(line.begin(), line.end(), ascii::is_digit);
}

bool is_reply_marker(Text line) {
    constexpr std::size_t longest = 160;
    // They are always set off: "##- … -##", "--- … ---".
    if (line.size() > longest || line.size() < 12 || Text("#-*_=").find(line.front()) == Text::npos) return false;
    const auto lower = utf8::to_lower(line);
    return std::any_of(reply_markers.begin(), reply_markers.end(),
                       [&](Text each) { return lower.find(each) != std::string::npos; });
}

bool names_list(Text line) {
    const auto lower = utf8::to_lower(utf8::prefix(ascii::trim(line), 120));
    return lower.find("mailing list") != std::string::npos || lower.find("mailinglist") != std::string::npos ||
           lower.find("unsubscribe") != std::string::npos || lower.find("mailing liste") != std::string::npos ||
           lower.find("liste de diffusion") != std::string::npos;
}

bool is_forward_marker(Text line) {
    const bool rule = has_rule(line);
    if (!rule && !ascii::trim_right(line).ends_with(':') && !ascii::trim_right(line).ends_with("：")) return false;
    const auto bare = bare_marker(line);
    if (bare.empty()) return false;
    // Behind a rule more may stand ("forwarded message from Ana"); without one the line is the marker alone.
    if (rule) return starts_any(bare, forward_markers) || starts_any(bare, forwarders);
    return std::find(forward_markers.begin(), forward_markers.end(), bare) != forward_markers.end();
}

bool names_forwarder(Text line) {
    return has_rule(line) && starts_any(bare_marker(line), forwarders);
}

bool is_ambiguous_prefix(Text subject) {
    return ascii::starts_with(ascii::trim(subject), "vs:");
}

bool is_forward_subject(Text subject) {
    return starts_any(utf8::to_lower(utf8::prefix(ascii::trim(subject), 40)), forward_prefixes);
}

bool is_reply_subject(Text subject) {
    return starts_any(utf8::to_lower(utf8::prefix(ascii::trim(subject), 40)), reply_prefixes);
}

}  // namespace mail::words
