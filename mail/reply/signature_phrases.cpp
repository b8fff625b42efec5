// The lines that devices add and the openings of confidentiality notices, in many languages.
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
    return std::any_of(words.begin(), words.end(), [&](Text word) { return line.starts_with(word); });
}

constexpr auto device_signatures = std::to_array<Text>({"sent from my ",
                                                        "inviato dal mio ",
                                                        "nosūtīts no ",
                                                        "enviat des del meu ",
                                                        "发送自",
                                                        "發送自 ",
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
                                                        "iphoneから送信",
                                                        "изпратено от ",
                                                        "надіслано з ",
                                                        "отправлено из ",
                                                        "послано с ",
                                                        "στάλθηκε από ",
                                                        "trimis de pe ",
                                                        "trimis din ",
                                                        "elküldve ",
                                                        "發自我的",
                                                        "发自我的",
                                                        "傳送自我的",
                                                        "נשלח מה",
                                                        "أرسلت من ",
                                                        "أُرسلت من ",
                                                        "poslano z ",
                                                        "poslano s ",
                                                        "odoslané z ",
                                                        "dikirim dari ",
                                                        "đã gửi từ ",
                                                        "được gửi từ ",
                                                        "ส่งจาก",
                                                        "나의 iphone에서",
                                                        "내 iphone에서",
                                                        "sendt med ",
                                                        "saadetud minu ",
                                                        "išsiųsta iš ",
                                                        "sūtīts no ",
                                                        "scarica outlook per",
                                                        "download outlook",
                                                        "envoyé avec ",
                                                        "enviado con ",
                                                        "enviado com ",
                                                        "inviato con ",
                                                        "verzonden met ",
                                                        "skickades från ",
                                                        "skickat med ",
                                                        "wysłano z ",
                                                        "pobierz outlook",
                                                        "получите outlook для",
                                                        "gesendet aus ",
                                                        "vom iphone gesendet"});
constexpr auto disclaimer_openings = std::to_array<Text>({"this e-mail and any attachments",
                                                          "this email and any attachments",
                                                          "this message and any attachments",
                                                          "this message (including any attachments)",
                                                          "this e-mail (including any attachments)",
                                                          "this email (including any attachments)",
                                                          "confidentiality notice",
                                                          "the information contained in this",
                                                          "the information transmitted",
                                                          "the contents of this e-mail",
                                                          "the contents of this email",
                                                          "this communication is confidential",
                                                          "diese e-mail enthält vertrauliche",
                                                          "diese e-mail und alle anhänge",
                                                          "diese nachricht enthält vertrauliche",
                                                          "ce message et toutes les pièces jointes",
                                                          "este mensaje y sus archivos",
                                                          "le informazioni contenute in questo messaggio",
                                                          "this message is intended only for",
                                                          "this e-mail is confidential",
                                                          "this email is confidential",
                                                          "this e-mail may contain confidential",
                                                          "this email may contain confidential",
                                                          "this message may contain confidential",
                                                          "this email and its attachments",
                                                          "this e-mail and its attachments",
                                                          "this e-mail and any files transmitted",
                                                          "this email and any files transmitted",
                                                          "disclaimer:",
                                                          "legal disclaimer",
                                                          "important notice: this",
                                                          "der inhalt dieser e-mail ist vertraulich",
                                                          "diese e-mail ist ausschließlich",
                                                          "vertraulichkeitshinweis",
                                                          "ce courriel et ses pièces jointes",
                                                          "ce message est confidentiel",
                                                          "avis de confidentialité",
                                                          "este correo electrónico y",
                                                          "aviso legal",
                                                          "esta mensagem pode conter",
                                                          "aviso de confidencialidade",
                                                          "questo messaggio e i suoi allegati",
                                                          "dit bericht is uitsluitend",
                                                          "deze e-mail en eventuele bijlagen",
                                                          "de informatie in deze e-mail",
                                                          "denna e-post och",
                                                          "ta wiadomość oraz",
                                                          "niniejsza wiadomość",
                                                          "это сообщение и любые вложения",
                                                          "настоящее сообщение",
                                                          "本邮件及其附件",
                                                          "本メールおよび添付"});
/// Languages that put the device first.
constexpr auto device_endings =
    std::to_array<Text>({"から送信", "から送信されました", "发送", "發送", "傳送", "手机", "手機", "보냈습니다.", "gönderildi.",
                         "에서 보냄", "에서 보냈습니다", "gönderildi", "gönderilmiştir", "gesendet", "gesendet.", "küldve"});
constexpr auto devices =
    std::to_array<Text>({"手机", "手機", "스마트폰", "akıllı telefon", "ios", "iphone", "ipad", "android", "samsung", "galaxy",
                         "huawei", "xiaomi", "blackberry", "outlook", "mobil", "handy", "smartphone", "telefon", "tablet"});

/// "Get Outlook for iOS", "Hämta Outlook för Android": an offer, in whatever language.
constexpr auto offers = std::to_array<Text>(
    {"get ",      "hol ",     "holen ",   "obtenir ",  "télécharge", "obtener ",     "obtén ",    "descarga", "obter ",
     "baix",      "ottieni ", "scarica",  "download ", "hämta ",     "hent ",        "få ",       "hanki ",   "pobierz ",
     "získat ",   "stáhn",    "скачать ", "получите ", "загрузить ", "завантажити ", "отримати ", "preuzmi",  "descărca",
     "obțineți ", "letölt",   "λήψη ",    "下载",      "获取",       "取得",         "dapatkan "});

bool offers_outlook(Text lower) {
    lower = ascii::trim_right(lower.substr(0, lower.find('<')));
    const auto at = lower.find("outlook");
    if (at == Text::npos) return false;
    const bool platform = lower.ends_with("ios") || lower.ends_with("android");
    if (platform) return starts_any(lower, offers);
    constexpr auto last = std::to_array<Text>(
        {" beziehen", " herunterladen", " downloaden", " letöltése", " indir", " edinin", "を入手", "를 다운로드", " 다운로드"});
    return at == 0 && std::any_of(last.begin(), last.end(), [&](Text each) { return lower.ends_with(each); });
}

/// "Sent from Nine": a name of a few words, and nothing else.
bool sent_from_program(Text line) {
    constexpr Text start = "sent from ";
    constexpr int max_words = 4;
    if (!ascii::starts_with(line, start)) return false;
    line.remove_prefix(start.size());
    const bool name = !line.empty() && line.front() >= 'A' && line.front() <= 'Z';
    return name && std::count(line.begin(), line.end(), ' ') < max_words && line.find_first_of(",;:?!") == Text::npos;
}

/// "Sent from Mail <https://…> for Windows" without its target.
std::string without_links(Text line) {
    std::string out(line);
    for (auto from = out.find(" <http"); from != std::string::npos; from = out.find(" <http", from)) {
        const auto to = out.find('>', from);
        if (to == std::string::npos) break;
        out.erase(from, to + 1 - from);
    }
    return out;
}

}  // namespace

bool is_device_signature(Text line) {
    constexpr std::size_t longest = 140;
    line = ascii::trim(line);
    while (line.starts_with('-') || line.starts_with('*') || line.starts_with('_') || line.starts_with('['))
        line = ascii::trim_left(line.substr(1));
    if (line.size() > longest) return false;
    const auto shown = without_links(line);
    line = shown;
    const auto lower = utf8::to_lower(line);
    if (starts_any(lower, device_signatures) || offers_outlook(lower) || sent_from_program(line)) return true;
    // Chinese needs few characters for a whole sentence: only the shortest lines are such a note.
    constexpr std::size_t short_line = 60;
    if (line.size() > short_line) return false;
    return std::any_of(device_endings.begin(), device_endings.end(), [&](Text ending) { return lower.ends_with(ending); }) &&
           std::any_of(devices.begin(), devices.end(), [&](Text device) { return lower.find(device) != std::string::npos; });
}

bool opens_disclaimer(Text line) {
    constexpr std::size_t looked_at = 120;
    auto start = ascii::trim(line);
    while (start.starts_with('*') || start.starts_with('_') || start.starts_with('-'))
        start = ascii::trim_left(start.substr(1));
    return starts_any(utf8::to_lower(utf8::prefix(start, looked_at)), disclaimer_openings);
}

}  // namespace mail::words
