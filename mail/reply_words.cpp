#include "mail/reply_words.hpp"

#include "mail/ascii.hpp"

#include <algorithm>
#include <array>

namespace mail::words {
namespace {

using Text = std::string_view;

bool starts_any(Text line, std::initializer_list<Text> words) {
    return std::any_of(words.begin(), words.end(), [&](Text word) { return ascii::starts_with(line, word); });
}

template <std::size_t N>
bool starts_any(Text line, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](Text word) { return ascii::starts_with(line, word); });
}

/// A language's way to say "On DATE, NAME wrote:".
struct Attribution {
    Text opening;  // may be empty: the line starts with the date or the name
    Text closing;  // before the colon
};

constexpr auto attributions = std::to_array<Attribution>({
    {"on ", "wrote"},
    {"on ", "writes"},
    {"on ", "said"},
    {"at ", "wrote"},
    {"in ", "wrote"},
    {"in message ", "writes"},
    {"", "wrote"},
    {"", "writes"},
    {"am ", "schrieb"},
    {"", "schrieb"},
    {"am ", "geschrieben"},
    {"", "schrieb am"},
    {"le ", "a écrit"},
    {"", "a écrit"},
    {"le ", "a ecrit"},
    {"el ", "escribió"},
    {"el ", "escribio"},
    {"", "escribió"},
    {"a ", "va escriure"},
    {"el dia ", "va escriure"},
    {"el ", "ha escrit"},
    {"em ", "escreveu"},
    {"a ", "escreveu"},
    {"", "escreveu"},
    {"no dia ", "escreveu"},
    {"il ", "ha scritto"},
    {"in data ", "ha scritto"},
    {"il giorno ", "ha scritto"},
    {"", "ha scritto"},
    {"op ", "schreef"},
    {"op ", "geschreven"},
    {"", "schreef"},
    {"den ", "skrev"},
    {"", "skrev"},
    {"på ", "skrev"},
    {"på ", "följande"},
    {"", "kirjoitti"},
    {"", "napisał(a)"},
    {"", "napisał"},
    {"", "napisała"},
    {"w dniu ", "pisze"},
    {"", "pisze"},
    {"dne ", "napsal(a)"},
    {"", "napsal(a)"},
    {"", "napsal"},
    {"", "napísal(a)"},
    {"", "napísal"},
    {"", "írta"},
    {"", "ezt írta"},
    {"", "a scris"},
    {"în ", "a scris"},
    {"", "yazdı"},
    {"", "şunu yazdı"},
    {"", "tarihinde şunları yazdı"},
    {"", "пишет"},
    {"", "написал"},
    {"", "написала"},
    {"", "написал(а)"},
    {"", "пише"},
    {"", "написа"},
    {"", "έγραψε"},
    {"", "написав"},
    {"", "escreveu o seguinte"},
    {"", "đã viết"},
    {"", "menulis"},
    {"", "je napisao/la"},
    {"", "je napisao"},
    {"", "je napisal"},
    {"", "rašė"},
    {"", "rakstīja"},
    {"", "kirjutas"},
    {"", "skrifaði"},
});

/// Scripts in which no blank stands before the verb.
constexpr auto dense_closings =
    std::to_array<Text>({"写道", "写道 ", "寫道", "のメール", "さんは書きました", "のメッセージ", "が書きました", "님이 작성",
                         "님이 작성한 메시지", "작성", "wrote", "כתב", "כתבה", "כתב/ה", "كتب", "เขียนว่า"});

/// The text before a colon at the line's end, ASCII or full-width; empty when there is none.
Text before_colon(Text line) {
    line = ascii::trim(line);
    if (line.ends_with(':')) {
        line.remove_suffix(1);
    } else if (line.ends_with("：")) {
        line.remove_suffix(3);
    } else {
        return {};
    }
    line = ascii::trim_right(line);
    while (line.ends_with("\xc2\xa0"))
        line = ascii::trim_right(line.substr(0, line.size() - 2));  // French: "a écrit :"
    return line;
}

bool has_digit(Text line) {
    return std::any_of(line.begin(), line.end(), ascii::is_digit);
}

constexpr auto header_from = std::to_array<Text>(
    {"from",     "von",       "de",       "da",         "van",         "från",      "fra",         "lähettäjä",  "od",
     "feladó",   "kimden",    "gönderen", "от",         "від",         "από",       "发件人",      "寄件者",     "寄件人",
     "差出人",   "보낸 사람", "보낸사람", "expéditeur", "remitente",   "mittente",  "afzender",    "absender",   "avsändare",
     "avsender", "afsender",  "nadawca",  "odesílatel", "odosielateľ", "expeditor", "отправитель", "відправник", "מאת",
     "من",       "từ",        "dari",     "จาก",        "enviado por", "送信者",    "saatja",      "nuo",        "no"});
constexpr auto header_date =
    std::to_array<Text>({"sent",       "date",        "gesendet",        "datum",      "envoyé",     "date d'envoi",
                         "enviado",    "enviado el",  "enviada em",      "fecha",      "data",       "inviato",
                         "verzonden",  "skickat",     "sendt",           "dato",       "lähetetty",  "päivämäärä",
                         "päiväys",    "wysłano",     "odesláno",        "odoslané",   "dátum",      "elküldve",
                         "küldve",     "trimis",      "data trimiterii", "gönderildi", "tarih",      "отправлено",
                         "дата",       "відправлено", "надіслано",       "στάλθηκε",   "ημερομηνία", "发送时间",
                         "日期",       "寄件日期",    "傳送時間",        "送信日時",   "日時",       "보낸 날짜",
                         "날짜",       "보낸날짜",    "gesendet am",     "נשלח",       "תאריך",      "التاريخ",
                         "تم الإرسال", "ngày",        "tanggal",         "sent on"});
constexpr auto header_to = std::to_array<Text>({"to",
                                                "an",
                                                "à",
                                                "para",
                                                "a",
                                                "aan",
                                                "till",
                                                "til",
                                                "vastaanottaja",
                                                "do",
                                                "komu",
                                                "címzett",
                                                "către",
                                                "kime",
                                                "кому",
                                                "προς",
                                                "收件人",
                                                "收件者",
                                                "宛先",
                                                "받는 사람",
                                                "받는사람",
                                                "destinataire",
                                                "destinatario",
                                                "destinatari",
                                                "empfänger",
                                                "ontvanger",
                                                "mottagare",
                                                "mottaker",
                                                "modtager",
                                                "adresat",
                                                "kam",
                                                "alıcı",
                                                "получатель",
                                                "אל",
                                                "إلى",
                                                "đến",
                                                "kepada",
                                                "ถึง",
                                                "aikaeg",
                                                "kam"});
constexpr auto header_cc =
    std::to_array<Text>({"cc",    "cópia", "kopie", "kopia", "kopi", "kopio", "dw",   "másolat", "bilgi", "копия",
                         "копія", "κοιν.", "抄送",  "副本",  "참조", "cc.",   "c.c.", "kópia",   "copie", "copia"});
constexpr auto header_subject =
    std::to_array<Text>({"subject", "betreff", "objet",   "asunto",  "assunto",  "oggetto", "onderwerp", "ämne",    "emne",
                         "aihe",    "temat",   "předmět", "predmet", "tárgy",    "subiect", "konu",      "тема",    "θέμα",
                         "主题",    "主旨",    "件名",    "제목",    "assumpte", "naslov",  "נושא",      "الموضوع", "chủ đề",
                         "subjek",  "perihal", "เรื่อง",    "относно", "teema",    "tema",    "sujet",     "betr.",   "zadeva"});
constexpr auto header_other =
    std::to_array<Text>({"importance", "attachments", "reply-to", "wichtigkeit", "anlagen", "priorité", "bcc", "organization"});

template <std::size_t N>
bool is_one(const std::array<Text, N>& words, Text word) {
    return std::any_of(words.begin(), words.end(), [&](Text each) { return ascii::equal(each, word); });
}

/// A marker line without the dashes, stars and blanks around it.
Text bare_marker(Text line) {
    constexpr Text marks = "-_=*> \t";
    line = ascii::trim(line);
    const auto from = line.find_first_not_of(marks);
    if (from == Text::npos) return {};
    const auto to = line.find_last_not_of("-_=* \t:");
    return to == Text::npos || to < from ? Text() : line.substr(from, to + 1 - from);
}

bool has_rule(Text line) {
    line = ascii::trim(line);
    return line.starts_with("---") || line.starts_with("-- ") || line.starts_with("___") || line.starts_with("***") ||
           line.starts_with("===");
}

constexpr auto original_markers = std::to_array<Text>({"original message",
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
                                                       "antwort nachricht",
                                                       "izvorna poruka"});

constexpr auto forward_markers = std::to_array<Text>({"forwarded message",
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
                                                      "전달된 메시지"});

constexpr auto device_signatures = std::to_array<Text>({"sent from my ",
                                                        "sent from a ",
                                                        "sent from mail for windows",
                                                        "sent from outlook for",
                                                        "sent from outlook",
                                                        "sent from yahoo mail",
                                                        "sent from proton",
                                                        "sent from mobile",
                                                        "sent via ",
                                                        "sent with ",
                                                        "get outlook for ",
                                                        "get bluemail for ",
                                                        "sent using ",
                                                        "von meinem ",
                                                        "von meiner ",
                                                        "gesendet mit ",
                                                        "gesendet von ",
                                                        "gesendet über",
                                                        "diese nachricht wurde von meinem ",
                                                        "hol dir outlook für",
                                                        "envoyé de mon ",
                                                        "envoyé depuis ",
                                                        "envoyé à partir de ",
                                                        "télécharger outlook pour",
                                                        "enviado desde mi ",
                                                        "enviado desde ",
                                                        "enviado do meu ",
                                                        "enviado a partir do ",
                                                        "enviado via ",
                                                        "obtener outlook para",
                                                        "obter o outlook para",
                                                        "inviato da ",
                                                        "ottieni outlook per",
                                                        "verzonden vanaf mijn ",
                                                        "verstuurd vanaf mijn ",
                                                        "verstuurd van mijn ",
                                                        "skickat från min ",
                                                        "skickat från ",
                                                        "sendt fra min ",
                                                        "sendt fra ",
                                                        "lähetetty ",
                                                        "wysłane z ",
                                                        "odesláno z ",
                                                        "отправлено с ",
                                                        "iphone'umdan gönderildi",
                                                        "iphoneから送信"});

constexpr auto disclaimer_openings = std::to_array<Text>(
    {"this e-mail and any attachments", "this email and any attachments", "this message and any attachments",
     "this message (including any attachments)", "this e-mail (including any attachments)",
     "this email (including any attachments)", "confidentiality notice", "the information contained in this",
     "the information transmitted", "the contents of this e-mail", "the contents of this email",
     "this communication is confidential", "diese e-mail enthält vertrauliche", "diese e-mail und alle anhänge",
     "diese nachricht enthält vertrauliche", "ce message et toutes les pièces jointes", "este mensaje y sus archivos",
     "le informazioni contenute in questo messaggio"});

}  // namespace

bool is_attribution(Text line) {
    constexpr std::size_t longest = 400;
    const auto rest = before_colon(line);
    if (rest.empty() || rest.size() > longest) return false;
    for (const auto& [opening, closing] : attributions) {
        if (!ascii::ends_with(rest, closing) || rest.size() <= closing.size() + opening.size()) continue;
        const char before = rest[rest.size() - closing.size() - 1];
        if (before != ' ' && before != ',' && before != '>') continue;
        if (opening.empty() || ascii::starts_with(ascii::trim_left(rest), opening)) {
            // Without an opening word only a date or an address tells it from "My boss wrote:".
            if (!opening.empty() || rest.find('@') != Text::npos || has_digit(rest)) return true;
        }
    }
    if (std::any_of(dense_closings.begin(), dense_closings.end(), [&](Text closing) { return rest.ends_with(closing); })) {
        return rest.find('@') != Text::npos || has_digit(rest);
    }
    // "2026-11-23 9:30 GMT+01:00 Ana Ruiz <ana@desk.example>:"
    return rest.ends_with('>') && rest.find('@') != Text::npos && rest.find('<') != Text::npos &&
           ascii::is_digit(ascii::trim_left(rest).front()) && rest.find(':') != Text::npos;
}

bool may_begin_attribution(Text line) {
    line = ascii::trim_left(line);
    if (line.empty()) return false;
    return ascii::is_digit(line.front()) || has_digit(line) || line.find('@') != Text::npos || line.find('<') != Text::npos ||
           starts_any(line, {"on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "dne ", "w dniu "});
}

bool is_original_marker(Text line) {
    if (!has_rule(line)) return false;
    return is_one(original_markers, bare_marker(line));
}

bool is_forward_marker(Text line) {
    const auto bare = bare_marker(line);
    if (bare.empty()) return false;
    const bool named = starts_any(bare, forward_markers);
    if (!named) return false;
    return has_rule(line) || ascii::trim(line).ends_with(':') || ascii::trim(line).ends_with("：");
}

HeaderWord header_word(Text line, Text& value) {
    constexpr std::size_t longest = 40;
    line = ascii::trim(line);
    while (!line.empty() && (line.front() == '*' || line.front() == '>' || line.front() == ' '))
        line.remove_prefix(1);
    auto colon = line.find(':');
    std::size_t width = 1;
    if (const auto wide = line.find("："); wide != Text::npos && (colon == Text::npos || wide < colon)) {
        colon = wide;
        width = 3;
    }
    if (colon == Text::npos || colon > longest) return HeaderWord::none;
    auto name = line.substr(0, colon);
    value = line.substr(colon + width);
    while (name.ends_with('*') || name.ends_with(' '))
        name.remove_suffix(1);
    while (name.ends_with("\xc2\xa0"))
        name.remove_suffix(2);
    name = ascii::trim(name);
    while (value.starts_with('*') || value.starts_with(' '))
        value.remove_prefix(1);
    value = ascii::trim(value);
    if (is_one(header_from, name)) return HeaderWord::from;
    if (is_one(header_date, name)) return HeaderWord::date;
    if (is_one(header_to, name)) return HeaderWord::to;
    if (is_one(header_cc, name)) return HeaderWord::cc;
    if (is_one(header_subject, name)) return HeaderWord::subject;
    return is_one(header_other, name) ? HeaderWord::other : HeaderWord::none;
}

bool is_device_signature(Text line) {
    constexpr std::size_t longest = 120;
    line = ascii::trim(line);
    while (line.starts_with('-') || line.starts_with('*') || line.starts_with('_'))
        line = ascii::trim_left(line.substr(1));
    return line.size() <= longest && starts_any(line, device_signatures);
}

bool opens_disclaimer(Text line) {
    return starts_any(ascii::trim(line), disclaimer_openings);
}

bool is_forward_subject(Text subject) {
    return starts_any(ascii::trim(subject), {"fwd:",        "fw:",     "wg:",   "tr:",   "rv:",       "enc:",  "i:",    "vs:",
                                             "vb:",         "doorst:", "pd:",   "转发:", "转发：",    "轉寄:", "転送:", "ilt:",
                                             "továbbítás:", "пересл:", "fwd :", "tr :",  "res: fwd:", "πρθ:"});
}

bool is_reply_subject(Text subject) {
    return starts_any(ascii::trim(subject), {"re:", "aw:", "sv:", "antw:", "r:", "rif:", "odp:", "res:", "回复:", "回复：",
                                             "回覆:", "返信:", "ynt:", "vá:", "re :", "απ:", "вiдп:", "ha:", "回复"});
}

}  // namespace mail::words
