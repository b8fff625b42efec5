// The names of header fields in many languages, as clients write them above a quoted mail.
#include "mail/reply/quoted_header_labels.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>

namespace mail::words {
namespace {

using Text = std::string_view;

constexpr auto header_from = std::to_array<Text>(
    {"from",        "de la",       "von",         "de",         "da",        "van",      "från",       "fra",
     "lähettäjä",   "od",          "feladó",      "kimden",     "gönderen",  "от",       "від",        "από",
     "发件人",      "寄件者",      "寄件人",      "差出人",     "보낸 사람", "보낸사람", "expéditeur", "remitente",
     "mittente",    "afzender",    "absender",    "avsändare",  "avsender",  "afsender", "nadawca",    "odesílatel",
     "odosielateľ", "expeditor",   "отправитель", "відправник", "מאת",       "من",       "từ",         "dari",
     "จาก",         "enviado por", "送信者",      "saatja",     "nuo",       "no"});
constexpr auto header_date =
    std::to_array<Text>({"sent",       "date",        "gesendet",        "datum",      "envoyé",       "date d'envoi",
                         "enviado",    "enviado el",  "enviada em",      "fecha",      "data",         "inviato",
                         "verzonden",  "skickat",     "sendt",           "dato",       "lähetetty",    "päivämäärä",
                         "päiväys",    "wysłano",     "odesláno",        "odoslané",   "dátum",        "elküldve",
                         "küldve",     "trimis",      "data trimiterii", "gönderildi", "tarih",        "отправлено",
                         "дата",       "відправлено", "надіслано",       "στάλθηκε",   "ημερομηνία",   "发送时间",
                         "日期",       "寄件日期",    "傳送時間",        "送信日時",   "日時",         "보낸 날짜",
                         "날짜",       "보낸날짜",    "gesendet am",     "נשלח",       "תאריך",        "التاريخ",
                         "تم الإرسال", "ngày",        "tanggal",         "sent on",    "date d’envoi", "skickat den",
                         "день",       "sent at",     "gönderme tarihi"});
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
                                                "aikaeg"});
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
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

HeaderWord header_word(Text line, Text& value) {
    constexpr std::size_t longest = 48;
    line = ascii::trim(line);
    while (!line.empty() && (line.front() == '*' || line.front() == '>' || line.front() == ' '))
        line.remove_prefix(1);
    auto colon = line.substr(0, longest).find(':');
    std::size_t width = 1;
    if (const auto wide = line.substr(0, longest).find("："); wide < colon) {
        colon = wide;
        width = 3;
    }
    if (colon == Text::npos) return HeaderWord::none;
    auto name = line.substr(0, colon);
    while (name.ends_with('*') || name.ends_with(' '))
        name.remove_suffix(1);
    while (name.ends_with("\xc2\xa0"))
        name.remove_suffix(2);
    const auto lower = utf8::to_lower(ascii::trim(name));
    value = ascii::trim_left(line.substr(colon + width));
    while (value.starts_with('*') || value.starts_with("\xc2\xa0"))
        value = ascii::trim_left(value.substr(value.front() == '*' ? 1 : 2));
    if (is_one(header_from, lower)) return HeaderWord::from;
    if (is_one(header_date, lower)) return HeaderWord::date;
    if (is_one(header_to, lower)) return HeaderWord::to;
    if (is_one(header_cc, lower)) return HeaderWord::cc;
    if (is_one(header_subject, lower)) return HeaderWord::subject;
    return is_one(header_other, lower) ? HeaderWord::other : HeaderWord::none;
}

}  // namespace mail::words
