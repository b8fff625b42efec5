// How companies' notices open and what they speak of, and the words with which people close a mail, in many languages.
#include "mail/reply/signature_phrases.hpp"

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

/// How a notice at the end begins, lower case. What follows must speak of what notices speak of.
// clang-format off
constexpr auto disclaimer_openings = std::to_array<Text>({
    "this e-mail and any attachments", "this email and any attachments", "this message and any attachments",
    "this message (including any attachments)", "this e-mail (including any attachments)",
    "this email (including any attachments)", "the information contained in this", "the information transmitted",
    "the contents of this e-mail", "the contents of this email", "this communication is confidential",
    "diese e-mail enthält vertrauliche", "diese e-mail und alle anhänge", "diese nachricht enthält vertrauliche",
    "this message is intended only for", "this e-mail is confidential", "this email is confidential",
    "this e-mail may contain confidential", "this email may contain confidential", "this message may contain confidential",
    "this email and its attachments", "this e-mail and its attachments", "this e-mail and any files transmitted",
    "this email and any files transmitted", "legal disclaimer", "important notice: this",
    "diese e-mail ist ausschließlich", "avis de confidentialité", "aviso legal", "aviso de confidencialidade",
    "de informatie in deze e-mail", "this e-mail and its contents", "this email and its contents",
    "this message contains confidential", "this e-mail contains", "this email contains confidential",
    "this message is confidential", "this transmission", "this e-mail transmission", "the information in this e",
    "the information in this message", "if you are not the intended recipient", "if you have received this",
    "please consider the environment", "think before you print", "the contents of this message", "all information in this",
    "privileged and confidential", "private and confidential", "confidential:", "notice:", "confidentiality", "disclaimer",
    "diese nachricht ist vertraulich", "diese e-mail ist vertraulich", "diese mail", "dieses e-mail", "der inhalt dieser",
    "die in dieser e-mail", "die information", "haftungsausschluss", "vertraulichkeit", "sollten sie nicht der",
    "wenn sie nicht der", "bitte denken sie an die umwelt", "bitte prüfen sie, ob", "ce message", "ce courriel",
    "cet e-mail", "cet email", "ce mail", "les informations contenues", "le présent message",
    "si vous n'êtes pas le destinataire", "pensez à l'environnement", "este mensaje", "este correo", "este e-mail",
    "este email", "la información contenida", "el contenido de este", "antes de imprimir", "esta mensagem",
    "esta comunicação", "as informações contidas", "o conteúdo desta", "questo messaggio", "questa e-mail", "questa email",
    "le informazioni", "la presente comunicazione", "il contenuto di questa", "ai sensi del", "avviso di riservatezza",
    "dit bericht", "dit e-mailbericht", "deze e-mail", "de inhoud van", "denna e-post", "detta meddelande", "detta e-post",
    "informationen i detta", "denne e-post", "denne e-mail", "denne mail", "denne meddelelse", "denne meldingen",
    "tämä viesti", "tämä sähköposti", "ta wiadomość", "niniejsza", "treść tej wiadomości", "tato zpráva", "tento e-mail",
    "obsah tohoto", "táto správa", "ez az üzenet", "ez az e-mail", "jelen üzenet", "acest mesaj", "acest e-mail",
    "bu e-posta", "bu mesaj", "это сообщение", "данное сообщение", "настоящее", "информация, содержащаяся",
    "це повідомлення", "τo παρόν", "το παρόν", "αυτό το μήνυμα", "本邮件", "此邮件", "本郵件", "此郵件", "本メール", "このメール", "이 메일",
    "본 메일", "이 전자우편"});
// clang-format on

/// What notices speak of, lower case.
// clang-format off
constexpr auto legal_words = std::to_array<Text>({
    "confidential", "privileged", "intended recipient", "intended solely", "intended only", "intended for", "addressee",
    "unauthori", "prohibited", "disclos", "dissemination", "distribution", "received this", "in error", "liabil", "virus",
    "sender immediately", "delete", "printing this", "before printing", "before you print", "vertraulich", "adressat",
    "empfänger bestimmt", "richtige empfänger", "bestimmt", "unbefugt", "irrtümlich", "versehentlich", "vernichten",
    "löschen", "ausdruck", "drucken", "confidentiel", "destinataire", "par erreur", "strictement", "divulgation",
    "détruire", "imprimer", "confidencial", "destinatari", "por error", "por engano", "divulga", "eliminar", "imprimir",
    "prohib", "proib", "riservat", "per errore", "cancell", "stampare", "vertrouwelijk", "geadresseerde", "bestemd",
    "ontvanger", "abusievelijk", "verwijder", "konfidenti", "fortrolig", "mottagare", "mottaker", "modtager", "av misstag",
    "feilaktig", "ved en fejl", "radera", "slett", "luottamuksel", "vastaanottaja", "poufn", "adresat", "omyłkow", "usuni",
    "důvěrn", "omylem", "dôvern", "bizalmas", "címzett", "tévedés", "confidențial", "din greșeală", "gizli", "yanlışlıkla",
    "alıcı", "конфиденциал", "получател", "адресат", "по ошибке", "удал", "конфіденц", "помилк", "εμπιστευτ", "παραλήπτ",
    "机密", "保密", "误收", "删除", "機密", "誤收", "刪除", "秘密", "誤って", "宛先", "削除", "기밀", "수신자", "삭제"});
// clang-format on

/// How people close a mail, lower case.
// clang-format off
constexpr auto closings = std::to_array<Text>({
    "regards", "best regards", "kind regards", "kindest regards", "warm regards", "with regards", "best wishes", "best,",
    "best", "cheers", "thanks", "thank you", "many thanks", "yours", "sincerely", "respectfully", "br", "rgds",
    "cordially", "mit freundlichen", "freundliche grüße", "freundlichen gr", "viele grüße", "viele gruesse", "liebe grüße",
    "beste grüße", "schöne grüße", "grüße", "gruß", "gruss", "mfg", "vg", "lg", "danke", "cordialement",
    "bien cordialement", "bien à vous", "salutations", "merci", "saludos", "un saludo", "atentamente", "cordialmente",
    "gracias", "atenciosamente", "cumprimentos", "abraços", "obrigad", "att", "cordiali saluti", "distinti saluti",
    "saluti", "grazie", "met vriendelijke groet", "vriendelijke groet", "groet", "groeten", "mvg", "bedankt", "hälsningar",
    "med vänlig", "vänliga", "mvh", "med venlig", "venlig hilsen", "hilsen", "vennlig hilsen", "tack", "tak", "takk",
    "terveisin", "ystävällisin", "kiitos", "pozdrawiam", "z poważaniem", "pozdrowienia", "dziękuję", "s pozdravem",
    "s pozdravom", "hezký den", "děkuji", "ďakujem", "üdvözlettel", "köszönöm", "cu stimă", "mulțumesc", "saygılarımla",
    "teşekkür", "iyi çalışmalar", "с уважением", "спасибо", "з повагою", "дякую", "με εκτίμηση", "ευχαριστ",
    "lijep pozdrav", "lep pozdrav", "pozdrav", "hvala", "salam", "hormat saya", "terima kasih", "trân trọng", "此致", "谢谢",
    "祝好", "謝謝", "よろしく", "敬具", "감사합니다"});
// clang-format on

}  // namespace

bool opens_disclaimer(Text line) {
    constexpr std::size_t looked_at = 120;
    auto start = ascii::trim(line);
    while (start.starts_with('*') || start.starts_with('_') || start.starts_with('-'))
        start = ascii::trim_left(start.substr(1));
    return starts_any(utf8::to_lower(utf8::prefix(start, looked_at)), disclaimer_openings);
}

bool names_mail(Text line) {
    constexpr std::size_t looked_at = 90;
    constexpr auto names = std::to_array<Text>(
        {"mail",       "message",   "communication", "transmission", "nachricht",  "courriel", "mensaje",    "correo",
         "mensagem",   "messaggio", "comunicazione", "bericht",      "meddelande", "e-post",   "meddelelse", "viesti",
         "sähköposti", "wiadomoś",  "zpráv",         "správ",        "üzenet",     "mesaj",    "e-posta",    "сообщени",
         "повідомл",   "письм",     "μήνυμα",        "邮件",         "郵件",       "メール",   "메일"});
    const auto lower = utf8::to_lower(utf8::prefix(ascii::trim(line), looked_at));
    return std::any_of(names.begin(), names.end(), [&](Text each) { return lower.find(each) != std::string::npos; });
}

int count_legal_words(Text paragraph) {
    constexpr std::size_t looked_at = 3000;
    const auto lower = utf8::to_lower(utf8::prefix(paragraph, looked_at));
    return static_cast<int>(
        std::count_if(legal_words.begin(), legal_words.end(), [&](Text word) { return lower.find(word) != std::string::npos; }));
}

bool is_closing(Text line) {
    constexpr std::size_t longest = 60;
    line = ascii::trim(line);
    return line.size() <= longest && starts_any(utf8::to_lower(line), closings);
}

}  // namespace mail::words
