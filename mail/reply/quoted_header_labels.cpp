// The names of header fields in many languages, as clients write them above a quoted mail.
#include "mail/reply/quoted_header_labels.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mail::words {
namespace {

using Text = std::string_view;

struct Row {
    Text label;
    HeaderWord word;
};

// clang-format off
/// Sorted by the bytes of the label, lower case.
constexpr auto labels = std::to_array<Row>({
    {"a", HeaderWord::to}, {"aan", HeaderWord::to}, {"absender", HeaderWord::from}, {"adjuntos", HeaderWord::other},
    {"adresat", HeaderWord::to}, {"adressaat", HeaderWord::to}, {"afsender", HeaderWord::from},
    {"afzender", HeaderWord::from}, {"aihe", HeaderWord::subject}, {"aikaeg", HeaderWord::to},
    {"allegati", HeaderWord::other}, {"allegato", HeaderWord::other}, {"alıcı", HeaderWord::to},
    {"alıcılar", HeaderWord::to}, {"an", HeaderWord::to}, {"anexos", HeaderWord::other}, {"anfonwyd", HeaderWord::date},
    {"anhang", HeaderWord::other}, {"anhänge", HeaderWord::other}, {"anlagen", HeaderWord::other},
    {"antwoord aan", HeaderWord::other}, {"antwort an", HeaderWord::other}, {"assumpte", HeaderWord::subject},
    {"assunto", HeaderWord::subject}, {"asunto", HeaderWord::subject}, {"at", HeaderWord::to},
    {"atașări", HeaderWord::other}, {"attachments", HeaderWord::other}, {"avsender", HeaderWord::from},
    {"avsändare", HeaderWord::from}, {"bcc", HeaderWord::other}, {"belang", HeaderWord::other},
    {"betr.", HeaderWord::subject}, {"betreff", HeaderWord::subject}, {"betreft", HeaderWord::subject},
    {"bidalia", HeaderWord::date}, {"bidalita", HeaderWord::date}, {"bidaltzailea", HeaderWord::from},
    {"bifogade filer", HeaderWord::other}, {"bijlage", HeaderWord::other}, {"bijlagen", HeaderWord::other},
    {"bilagor", HeaderWord::other}, {"bilgi", HeaderWord::cc}, {"c.c.", HeaderWord::cc}, {"categories", HeaderWord::other},
    {"cc", HeaderWord::cc}, {"cc.", HeaderWord::cc}, {"chuig", HeaderWord::to}, {"chủ đề", HeaderWord::subject},
    {"copia", HeaderWord::cc}, {"copie", HeaderWord::cc}, {"címzett", HeaderWord::to}, {"címzettek", HeaderWord::to},
    {"cópia", HeaderWord::cc}, {"către", HeaderWord::to}, {"da", HeaderWord::from}, {"dagsetning", HeaderWord::date},
    {"dari", HeaderWord::from}, {"daripada", HeaderWord::from}, {"data", HeaderWord::date},
    {"data d'enviament", HeaderWord::date}, {"data trimiterii", HeaderWord::date}, {"data wysłania", HeaderWord::date},
    {"date", HeaderWord::date}, {"date d'envoi", HeaderWord::date}, {"date d’envoi", HeaderWord::date},
    {"dato", HeaderWord::date}, {"datos adjuntos", HeaderWord::other}, {"datum", HeaderWord::date},
    {"datum odeslání", HeaderWord::date}, {"datum slanja", HeaderWord::date}, {"datums", HeaderWord::date},
    {"de", HeaderWord::from}, {"de la", HeaderWord::from}, {"destinataire", HeaderWord::to},
    {"destinatari", HeaderWord::to}, {"destinatario", HeaderWord::to}, {"destinatário", HeaderWord::to},
    {"dihantar", HeaderWord::date}, {"dikirim", HeaderWord::date}, {"dk", HeaderWord::cc}, {"do", HeaderWord::to},
    {"do wiadomości", HeaderWord::cc}, {"dw", HeaderWord::cc}, {"dátum", HeaderWord::date},
    {"dátum odoslania", HeaderWord::date}, {"dërguar", HeaderWord::date}, {"efni", HeaderWord::subject},
    {"ekler", HeaderWord::other}, {"elküldve", HeaderWord::date}, {"emne", HeaderWord::subject},
    {"empfänger", HeaderWord::to}, {"enviada el", HeaderWord::date}, {"enviada em", HeaderWord::date},
    {"enviado", HeaderWord::date}, {"enviado el", HeaderWord::date}, {"enviado em", HeaderWord::date},
    {"enviado por", HeaderWord::from}, {"enviat", HeaderWord::date}, {"enviat el", HeaderWord::date},
    {"envoyé", HeaderWord::date}, {"envoyé le", HeaderWord::date}, {"expeditor", HeaderWord::from},
    {"expéditeur", HeaderWord::from}, {"fecha", HeaderWord::date}, {"feladó", HeaderWord::from},
    {"flag status", HeaderWord::other}, {"fra", HeaderWord::from}, {"from", HeaderWord::from}, {"frá", HeaderWord::from},
    {"frå", HeaderWord::from}, {"från", HeaderWord::from}, {"gaia", HeaderWord::subject}, {"gavėjas", HeaderWord::to},
    {"gesendet", HeaderWord::date}, {"gesendet am", HeaderWord::date}, {"gestuur", HeaderWord::date},
    {"gönderen", HeaderWord::from}, {"gönderildi", HeaderWord::date}, {"gönderilen tarih", HeaderWord::date},
    {"gönderilme tarihi", HeaderWord::date}, {"gönderim tarihi", HeaderWord::date}, {"gönderme tarihi", HeaderWord::date},
    {"gửi", HeaderWord::date}, {"iki", HeaderWord::to}, {"importance", HeaderWord::other},
    {"importancia", HeaderWord::other}, {"importanza", HeaderWord::other}, {"in reply to", HeaderWord::other},
    {"inviato", HeaderWord::date}, {"inviato il", HeaderWord::date}, {"ipinadala", HeaderWord::date},
    {"išsiųsta", HeaderWord::date}, {"kam", HeaderWord::to}, {"kategorien", HeaderWord::other},
    {"kennzeichnungsstatus", HeaderWord::other}, {"kepada", HeaderWord::to}, {"kimden", HeaderWord::from},
    {"kimdən", HeaderWord::from}, {"kime", HeaderWord::to}, {"kk", HeaderWord::cc}, {"kom", HeaderWord::cc},
    {"komu", HeaderWord::to}, {"konu", HeaderWord::subject}, {"kopi", HeaderWord::cc}, {"kopi til", HeaderWord::cc},
    {"kopia", HeaderWord::cc}, {"kopie", HeaderWord::cc}, {"kopie an", HeaderWord::cc}, {"kopie komu", HeaderWord::cc},
    {"kopija", HeaderWord::cc}, {"kopio", HeaderWord::cc}, {"ks", HeaderWord::cc}, {"kuupäev", HeaderWord::date},
    {"kópia", HeaderWord::cc}, {"küldve", HeaderWord::date}, {"liitteet", HeaderWord::other}, {"list", HeaderWord::other},
    {"lähetetty", HeaderWord::date}, {"lähettäjä", HeaderWord::from}, {"mellékletek", HeaderWord::other},
    {"mittente", HeaderWord::from}, {"modtager", HeaderWord::to}, {"mottagare", HeaderWord::to},
    {"mottaker", HeaderWord::to}, {"mula kay", HeaderWord::from}, {"mula sa", HeaderWord::from},
    {"másolat", HeaderWord::cc}, {"másolatot kap", HeaderWord::cc}, {"mövzu", HeaderWord::subject},
    {"nachverfolgung", HeaderWord::other}, {"nadawca", HeaderWord::from}, {"naslov", HeaderWord::subject},
    {"nga", HeaderWord::from}, {"ngày", HeaderWord::date}, {"ngày gửi", HeaderWord::date}, {"người gửi", HeaderWord::from},
    {"người nhận", HeaderWord::to}, {"no", HeaderWord::from}, {"nori", HeaderWord::to}, {"nork", HeaderWord::from},
    {"nosūtīts", HeaderWord::date}, {"nuo", HeaderWord::from}, {"objet", HeaderWord::subject}, {"od", HeaderWord::from},
    {"oddi", HeaderWord::from}, {"oddi wrth", HeaderWord::from}, {"odesláno", HeaderWord::date},
    {"odesláno dne", HeaderWord::date}, {"odesílatel", HeaderWord::from}, {"odosielateľ", HeaderWord::from},
    {"odoslané", HeaderWord::date}, {"odoslané dňa", HeaderWord::date}, {"oggetto", HeaderWord::subject},
    {"on behalf of", HeaderWord::other}, {"onderwerp", HeaderWord::subject}, {"ontvanger", HeaderWord::to},
    {"ontvangers", HeaderWord::to}, {"organization", HeaderWord::other}, {"paksa", HeaderWord::subject},
    {"para", HeaderWord::to}, {"para kay", HeaderWord::to}, {"penerima", HeaderWord::to}, {"pengirim", HeaderWord::from},
    {"per", HeaderWord::to}, {"per a", HeaderWord::to}, {"perihal", HeaderWord::subject},
    {"pièce jointe", HeaderWord::other}, {"pièces jointes", HeaderWord::other}, {"poslano", HeaderWord::date},
    {"poslato", HeaderWord::date}, {"pošiljatel", HeaderWord::from}, {"pošiljatelj", HeaderWord::from},
    {"predmet", HeaderWord::subject}, {"prejemnik", HeaderWord::to}, {"prima", HeaderWord::to},
    {"primalac", HeaderWord::to}, {"primatelj", HeaderWord::to}, {"prioridad", HeaderWord::other},
    {"prioritet", HeaderWord::other}, {"priority", HeaderWord::other}, {"priorität", HeaderWord::other},
    {"priorité", HeaderWord::other}, {"prílohy", HeaderWord::other}, {"pwnc", HeaderWord::subject},
    {"päivämäärä", HeaderWord::date}, {"päiväys", HeaderWord::date}, {"për", HeaderWord::to},
    {"předmět", HeaderWord::subject}, {"přílohy", HeaderWord::other}, {"remitent", HeaderWord::from},
    {"remitente", HeaderWord::from}, {"reply-to", HeaderWord::other}, {"resent-from", HeaderWord::other},
    {"responder a", HeaderWord::other}, {"rispondi a", HeaderWord::other}, {"répondre à", HeaderWord::other},
    {"saadetud", HeaderWord::date}, {"saaja", HeaderWord::to}, {"saajad", HeaderWord::to}, {"saatja", HeaderWord::from},
    {"salinan", HeaderWord::cc}, {"saņēmējs", HeaderWord::to}, {"sender", HeaderWord::from}, {"sendt", HeaderWord::date},
    {"sendt den", HeaderWord::date}, {"sensitivity", HeaderWord::other}, {"sent", HeaderWord::date},
    {"sent at", HeaderWord::date}, {"sent by", HeaderWord::other}, {"sent on", HeaderWord::date},
    {"seolta", HeaderWord::date}, {"siuntėjas", HeaderWord::from}, {"skickades", HeaderWord::date},
    {"skickat", HeaderWord::date}, {"skickat den", HeaderWord::date}, {"subiect", HeaderWord::subject},
    {"subiectul", HeaderWord::subject}, {"subject", HeaderWord::subject}, {"subject line", HeaderWord::subject},
    {"subjek", HeaderWord::subject}, {"subjekti", HeaderWord::subject}, {"sujet", HeaderWord::subject},
    {"sūtītājs", HeaderWord::from}, {"tajuk", HeaderWord::subject}, {"tanggal", HeaderWord::date},
    {"tarih", HeaderWord::date}, {"tarikh", HeaderWord::date}, {"teema", HeaderWord::subject},
    {"tema", HeaderWord::subject}, {"temat", HeaderWord::subject}, {"terkirim", HeaderWord::date}, {"til", HeaderWord::to},
    {"till", HeaderWord::to}, {"titulli", HeaderWord::subject}, {"to", HeaderWord::to}, {"trimis", HeaderWord::date},
    {"tárgy", HeaderWord::subject}, {"tēma", HeaderWord::subject}, {"tới", HeaderWord::to}, {"từ", HeaderWord::from},
    {"untuk", HeaderWord::to}, {"van", HeaderWord::from}, {"vastaanottaja", HeaderWord::to},
    {"vastaanottajat", HeaderWord::to}, {"vec", HeaderWord::subject}, {"vedhæftede filer", HeaderWord::other},
    {"vedlegg", HeaderWord::other}, {"verzonden", HeaderWord::date}, {"viðtakandi", HeaderWord::to},
    {"von", HeaderWord::from}, {"vsebina", HeaderWord::subject}, {"věc", HeaderWord::subject},
    {"wichtigkeit", HeaderWord::other}, {"wysłano", HeaderWord::date}, {"za", HeaderWord::to},
    {"zadeva", HeaderWord::subject}, {"załączniki", HeaderWord::other}, {"à", HeaderWord::to},
    {"ábhar", HeaderWord::subject}, {"ämne", HeaderWord::subject}, {"ó", HeaderWord::from}, {"đã gửi", HeaderWord::date},
    {"đến", HeaderWord::to}, {"đồng gửi", HeaderWord::cc}, {"šalje", HeaderWord::from}, {"αποστολή", HeaderWord::date},
    {"από", HeaderWord::from}, {"ημερομηνία", HeaderWord::date}, {"θέμα", HeaderWord::subject},
    {"καρμπόν", HeaderWord::cc}, {"κοιν.", HeaderWord::cc}, {"προς", HeaderWord::to}, {"στάλθηκε", HeaderWord::date},
    {"συνημμένα", HeaderWord::other}, {"ад", HeaderWord::from}, {"адпраўлена", HeaderWord::date},
    {"вкладення", HeaderWord::other}, {"вложения", HeaderWord::other}, {"від", HeaderWord::from},
    {"відправлено", HeaderWord::date}, {"відправник", HeaderWord::from}, {"дата", HeaderWord::date},
    {"дата на изпращане", HeaderWord::date}, {"дата отправки", HeaderWord::date}, {"датум", HeaderWord::date},
    {"день", HeaderWord::date}, {"до", HeaderWord::to}, {"жіберілді", HeaderWord::date}, {"за", HeaderWord::to},
    {"изпратено", HeaderWord::date}, {"изпращач", HeaderWord::from}, {"испратено", HeaderWord::date},
    {"каму", HeaderWord::to}, {"кимден", HeaderWord::from}, {"коме", HeaderWord::to}, {"кому", HeaderWord::to},
    {"кому копия", HeaderWord::cc}, {"копия", HeaderWord::cc}, {"копія", HeaderWord::cc}, {"кім", HeaderWord::to},
    {"кімге", HeaderWord::to}, {"кімнен", HeaderWord::from}, {"надіслано", HeaderWord::date},
    {"наслов", HeaderWord::subject}, {"од", HeaderWord::from}, {"от", HeaderWord::from}, {"относно", HeaderWord::subject},
    {"отправитель", HeaderWord::from}, {"отправлено", HeaderWord::date}, {"подател", HeaderWord::from},
    {"получател", HeaderWord::to}, {"получатель", HeaderWord::to}, {"послато", HeaderWord::date},
    {"пошиљалац", HeaderWord::from}, {"предмет", HeaderWord::subject}, {"прималац", HeaderWord::to},
    {"сс", HeaderWord::cc}, {"тақырып", HeaderWord::subject}, {"тема", HeaderWord::subject}, {"тэма", HeaderWord::subject},
    {"шаље", HeaderWord::from}, {"אל", HeaderWord::to}, {"הנדון", HeaderWord::subject}, {"לכבוד", HeaderWord::to},
    {"מאת", HeaderWord::from}, {"נושא", HeaderWord::subject}, {"נשלח", HeaderWord::date}, {"עותק", HeaderWord::cc},
    {"שולח", HeaderWord::from}, {"תאריך", HeaderWord::date}, {"أرسلت", HeaderWord::date}, {"أُرسلت", HeaderWord::date},
    {"إلى", HeaderWord::to}, {"ارسال شده", HeaderWord::date}, {"از", HeaderWord::from}, {"التاريخ", HeaderWord::date},
    {"المرسل", HeaderWord::from}, {"الموضوع", HeaderWord::subject}, {"به", HeaderWord::to},
    {"تاريخ الإرسال", HeaderWord::date}, {"تاریخ", HeaderWord::date}, {"تم الإرسال", HeaderWord::date},
    {"من", HeaderWord::from}, {"موضوع", HeaderWord::subject}, {"نسخة", HeaderWord::cc}, {"को", HeaderWord::to},
    {"तक", HeaderWord::to}, {"दिनांक", HeaderWord::date}, {"प्रेषक", HeaderWord::from}, {"प्रेषित", HeaderWord::date},
    {"भेजा गया", HeaderWord::date}, {"विषय", HeaderWord::subject}, {"से", HeaderWord::from}, {"จาก", HeaderWord::from},
    {"ถึง", HeaderWord::to}, {"ผู้รับ", HeaderWord::to}, {"ผู้ส่ง", HeaderWord::from}, {"วันที่", HeaderWord::date},
    {"สำเนา", HeaderWord::cc}, {"ส่ง", HeaderWord::date}, {"ส่งเมื่อ", HeaderWord::date},
    {"หัวเรื่อง", HeaderWord::subject}, {"เรื่อง", HeaderWord::subject}, {"主旨", HeaderWord::subject},
    {"主題", HeaderWord::subject}, {"主题", HeaderWord::subject}, {"件名", HeaderWord::subject}, {"傳送日期", HeaderWord::date},
    {"傳送時間", HeaderWord::date}, {"副本", HeaderWord::cc}, {"发件人", HeaderWord::from}, {"发件时间", HeaderWord::date},
    {"发送日期", HeaderWord::date}, {"发送时间", HeaderWord::date}, {"宛先", HeaderWord::to}, {"寄件人", HeaderWord::from},
    {"寄件日期", HeaderWord::date}, {"寄件者", HeaderWord::from}, {"差出人", HeaderWord::from}, {"抄送", HeaderWord::cc},
    {"收件人", HeaderWord::to}, {"收件者", HeaderWord::to}, {"日時", HeaderWord::date}, {"日期", HeaderWord::date},
    {"时间", HeaderWord::date}, {"标题", HeaderWord::subject}, {"添付ファイル", HeaderWord::other}, {"送信日", HeaderWord::date},
    {"送信日時", HeaderWord::date}, {"送信者", HeaderWord::from}, {"附件", HeaderWord::other}, {"날짜", HeaderWord::date},
    {"받는 사람", HeaderWord::to}, {"받는사람", HeaderWord::to}, {"보낸 날짜", HeaderWord::date}, {"보낸 사람", HeaderWord::from},
    {"보낸날짜", HeaderWord::date}, {"보낸사람", HeaderWord::from}, {"제목", HeaderWord::subject}, {"참조", HeaderWord::cc},
    {"첨부 파일", HeaderWord::other}});
// clang-format on

static_assert(std::is_sorted(labels.begin(), labels.end(), [](const Row& a, const Row& b) { return a.label < b.label; }));

constexpr auto server_fields = std::to_array<Text>(
    {"message-id", "received", "return-path", "mime-version", "content-type", "content-transfer-encoding", "dkim-signature",
     "delivered-to", "references", "in-reply-to", "user-agent", "authentication-results", "list-id", "thread-topic"});

constexpr std::size_t longest_label = 48;

/// The label before the line's first colon without stars and invisible marks, and the text behind the colon.
Text split_label(Text line, Text& value) {
    line = reply::bare_text(line);
    while (!line.empty() && (line.front() == '*' || line.front() == '>' || line.front() == ' '))
        line.remove_prefix(1);
    const auto head = line.substr(0, longest_label);
    auto colon = head.find(':');
    std::size_t width = 1;
    if (const auto wide = head.find("："); wide < colon) {
        colon = wide;
        width = 3;
    }
    if (colon == Text::npos) return {};
    auto label = reply::bare_text(line.substr(0, colon));
    while (label.ends_with('*'))
        label = reply::bare_text(label.substr(0, label.size() - 1));
    value = reply::bare_text(line.substr(colon + width));
    while (value.starts_with('*'))
        value = reply::bare_text(value.substr(1));
    return label;
}

/// With a plain blank for a no-break one, and without the direction marks of right-to-left clients.
std::string plain_label(Text label) {
    std::string out;
    for (std::size_t pos = 0; pos < label.size();) {
        const auto c = utf8::next(label, pos);
        if (c == 0xa0) {
            out += ' ';
        } else if (c != 0x200e && c != 0x200f) {
            utf8::append(out, c);
        }
    }
    return out;
}

}  // namespace

HeaderWord header_word(Text line, Text& value) {
    const auto label = split_label(line, value);
    if (label.empty()) return HeaderWord::none;
    const auto lower = utf8::to_lower(plain_label(label));
    const auto* const found = std::lower_bound(labels.begin(), labels.end(), lower,
                                               [](const Row& row, const std::string& wanted) { return row.label < wanted; });
    return found != labels.end() && found->label == lower ? found->word : HeaderWord::none;
}

bool may_be_header(Text line) {
    const auto head = line.substr(0, longest_label);
    return head.find(':') != Text::npos || head.find("：") != Text::npos;
}

bool is_server_field(Text line) {
    // "From 0123abcd… Mon Sep 17": the first line of a mailbox file or a patch.
    if (line.starts_with("From ") && line.substr(0, longest_label).find(':') == Text::npos) {
        const auto name = line.substr(5, line.find(' ', 5) - std::min(line.size(), std::size_t{5}));
        return name.find('@') != Text::npos || (name.size() >= 40 && std::all_of(name.begin(), name.end(), ascii::is_alnum));
    }
    Text value;
    const auto label = split_label(line, value);
    if (label.empty() || label.find(' ') != Text::npos) return false;
    if (ascii::starts_with(label, "x-") && label.size() > 2) return true;
    return std::any_of(server_fields.begin(), server_fields.end(), [&](Text each) { return ascii::equal(label, each); });
}

bool is_finnish_label(Text line) {
    Text value;
    const auto lower = utf8::to_lower(split_label(line, value));
    return lower == "lähettäjä" || lower == "lähetetty" || lower == "vastaanottaja" || lower == "aihe";
}

}  // namespace mail::words
