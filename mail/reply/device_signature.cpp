// The lines that devices and programs add below a mail, in many languages.
#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/reply/signature_phrases.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mail::words {
namespace {

using Text = std::string_view;

template <std::size_t N>
bool starts_any(Text line, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](Text word) { return !line.empty() && word.front() == line.front() && line.starts_with(word); });
}

/// How such a line begins, lower case. What follows must name a device and nothing else.
constexpr auto openings = std::to_array<Text>({"sent from ",
                                               "inviato dal ",
                                               "nosūtīts no ",
                                               "enviat des del ",
                                               "发送自",
                                               "發送自 ",
                                               "sent via ",
                                               "sent with ",
                                               "sent using ",
                                               "von meinem ",
                                               "von meiner ",
                                               "gesendet mit ",
                                               "gesendet von ",
                                               "gesendet über",
                                               "envoyé de ",
                                               "envoyé depuis ",
                                               "envoyé à partir de ",
                                               "enviado desde ",
                                               "enviado do ",
                                               "enviado a partir do ",
                                               "enviado via ",
                                               "inviato da ",
                                               "verzonden vanaf ",
                                               "verstuurd vanaf ",
                                               "verstuurd van ",
                                               "skickat från ",
                                               "sendt fra ",
                                               "lähetetty ",
                                               "wysłane z ",
                                               "отправлено из ",
                                               "послано с ",
                                               "στάλθηκε από ",
                                               "elküldve ",
                                               "發自我的",
                                               "发自我的",
                                               "傳送自我的",
                                               "أرسلت من ",
                                               "أُرسلت من ",
                                               "đã gửi từ ",
                                               "được gửi từ ",
                                               "ส่งจาก",
                                               "sendt med ",
                                               "saadetud ",
                                               "išsiųsta iš ",
                                               "sūtīts no ",
                                               "envoyé avec ",
                                               "enviado con ",
                                               "enviado com ",
                                               "inviato con ",
                                               "verzonden met ",
                                               "skickades från ",
                                               "skickat med ",
                                               "wysłano z ",
                                               "gesendet aus ",
                                               "enviat des de ",
                                               "envoyé du ",
                                               "отправлено с",
                                               "sent on ",
                                               "written on ",
                                               "this email was sent from ",
                                               "this message was sent from ",
                                               "this message was sent using ",
                                               "sent by ",
                                               "mobil gesendet",
                                               "unterwegs gesendet",
                                               "gesendet per ",
                                               "gesendet vom ",
                                               "diese nachricht wurde ",
                                               "diese e-mail wurde ",
                                               "diese mail wurde ",
                                               "verzonden via ",
                                               "verstuurd via ",
                                               "verstuurd met ",
                                               "verzonden vanuit ",
                                               "skickat via ",
                                               "sendt via ",
                                               "senda úr ",
                                               "sent úr ",
                                               "odesláno ",
                                               "odoslané ",
                                               "poslano ",
                                               "poslato ",
                                               "trimis ",
                                               "expediat ",
                                               "küldve ",
                                               "надіслано ",
                                               "відправлено з ",
                                               "изпратено ",
                                               "написано с ",
                                               "dihantar daripada ",
                                               "dikirim ",
                                               "terkirim dari ",
                                               "ipinadala ",
                                               "από το ",
                                               "εστάλη από ",
                                               "ارسال شده از ",
                                               "נשלח מ",
                                               "أرسل من ",
                                               "मेरे ",
                                               "gửi từ ",
                                               "envoyé via ",
                                               "envoyé par ",
                                               "expédié de ",
                                               "transmis depuis ",
                                               "escrito desde ",
                                               "mensaje enviado desde ",
                                               "mensagem enviada do ",
                                               "scritto da ",
                                               "spedito da ",
                                               "inviato tramite ",
                                               "von unterwegs ",
                                               "von mobil",
                                               "via mobile"});
/// Devices, the programs on them and the words for them, lower case; a word may go on behind it.
constexpr auto device_names = std::to_array<Text>(
    {"iphone",     "ipad",           "ipod",        "iphon",       "android",   "samsung",    "galaxy",      "huawei",
     "xiaomi",     "redmi",          "oneplus",     "pixel",       "nokia",     "motorola",   "xperia",      "htc",
     "blackberry", "symbian",        "windows",     "outlook",     "yahoo",     "gmail",      "gmx",         "web.de",
     "aol",        "proton",         "tuta",        "thunderbird", "k-9",       "fairemail",  "bluemail",    "nine",
     "spark",      "airmail",        "edison",      "mailbird",    "boxer",     "typeapp",    "superhuman",  "newton",
     "canary",     "missive",        "mymail",      "mail.ru",     "yandex",    "zoho",       "mailspring",  "polymail",
     "touchdown",  "aqua",           "posteo",      "freenet",     "t-online",  "libero",     "virgilio",    "seznam",
     "onet",       "kindle",         "ios",         "macbook",     "imac",      "surface",    "chromebook",  "apple",
     "vodafone",   "verizon",        "t-mobile",    "mail",        "handy",     "smartphone", "phone",       "mobil",
     "telefon",    "telefoon",       "telefone",    "teléfono",    "telefono",  "téléphone",  "tablet",      "móvil",
     "movil",      "celular",        "dispositivo", "cellulare",   "telemóvel", "appareil",   "portable",    "puhelin",
     "puhelim",    "komórk",         "mobiln",      "телефон",     "смартфон",  "мобильн",    "мобільн",     "планшет",
     "устройств",  "почт",           "τηλέφων",     "κινητ",       "גלקסי",     "נייד",       "הטלפון",      "هاتف",
     "آيفون",      "الهاتف",         "ذكي",         "โทรศัพท์",      "มือถือ",      "ponsel",     "手机",        "手機",
     "携帯",       "スマートフォン", "스마트폰",    "휴대폰",      "gerät",     "laptop",     "smart phone", "điện thoại"});
/// Small words between the names. Sorted.
constexpr auto small_words = std::to_array<Text>(
    {"a",         "an",       "and",   "app",       "ar",         "aus",      "beta", "business", "by",     "capable",
     "cep",       "client",   "com",   "company",   "con",        "da",       "dal",  "dalla",    "dan",    "dari",
     "de",        "dem",      "der",   "desde",     "device",     "din",      "dla",  "do",       "du",     "e-mail",
     "een",       "el",       "email", "encrypted", "enterprise", "et",       "for",  "fra",      "free",   "from",
     "geschickt", "gesendet", "gmbh",  "il",        "iz",         "jaoks",    "kan",  "kautta",   "kohta",  "l'",
     "la",        "le",       "lite",  "ma",        "maan",       "mans",     "max",  "med",      "mein",   "meinem",
     "meiner",    "mes",      "meu",   "mi",        "mia",        "mijn",     "min",  "minha",    "mini",   "minu",
     "minun",     "mio",      "mis",   "mit",       "mitt",       "mobile",   "mog",  "moj",      "mojega", "mojego",
     "mojej",     "mojho",    "mon",   "my",        "na",         "new",      "och",  "og",       "omasta", "on",
     "op",        "para",     "pe",    "pentru",    "per",        "personal", "plus", "pour",     "pre",    "pro",
     "s",         "saadetud", "sana",  "saya",      "secure",     "secured",  "sent", "service",  "the",    "til",
     "till",      "ultra",    "und",   "unterwegs", "untuk",      "using",    "uz",   "van",      "vanaf",  "via",
     "vom",       "von",      "voor",  "with",      "work",       "wurde",    "z",    "za",       "ze"});

static_assert(std::is_sorted(small_words.begin(), small_words.end()));
/// What people let a device add: "Please excuse my brevity."
constexpr auto courtesies = std::to_array<Text>({"please excuse", "excuse ", "pardon ", "forgive ", "apologies", "sorry for",
                                                 "bitte entschuldig", "entschuldig", "veuillez excuser", "merci d'excuser",
                                                 "disculp", "perdon", "desculp", "scusa", "excuses", "ursäkta", "undskyld"});
/// Languages that put the device first.
constexpr auto device_endings =
    std::to_array<Text>({"から送信", "から送信されました", "发送", "發送", "傳送", "手机", "手機", "보냈습니다.", "gönderildi.",
                         "에서 보냄", "에서 보냈습니다", "gönderildi", "gönderilmiştir", "gesendet", "gesendet.", "küldve"});
constexpr auto devices =
    std::to_array<Text>({"手机", "手機", "스마트폰", "akıllı telefon", "ios", "iphone", "ipad", "android", "samsung", "galaxy",
                         "huawei", "xiaomi", "blackberry", "outlook", "mobil", "handy", "smartphone", "telefon", "tablet"});

/// "Get Outlook for iOS", "Hämta Outlook för Android": an offer, in whatever language.
constexpr auto offers = std::to_array<Text>(
    {"get ",     "hol ",      "holen ",   "hol dir ", "obtenir ",  "télécharge", "obtener ",     "obtén ",    "descarga",
     "obter ",   "baix",      "ottieni ", "scarica",  "download ", "hämta ",     "hent ",        "få ",       "hanki ",
     "pobierz ", "získat ",   "stáhn",    "скачать ", "получите ", "загрузить ", "завантажити ", "отримати ", "preuzmi",
     "descărca", "obțineți ", "letölt",   "λήψη ",    "下载",      "获取",       "取得",         "dapatkan "});

bool offers_program(Text lower) {
    lower = ascii::trim_right(lower.substr(0, lower.find('<')));
    constexpr auto programs =
        std::to_array<Text>({"outlook", "bluemail", "blue mail", "k-9 mail", "aqua mail", "spark", "proton mail", "protonmail",
                             "yahoo mail", "gmail", "fairemail", "typeapp", "mymail"});
    std::size_t at = Text::npos;
    for (const auto each : programs)
        at = std::min(at, lower.find(each));
    if (at == Text::npos) return false;
    const bool platform = lower.ends_with("ios") || lower.ends_with("android");
    if (platform) return starts_any(lower, offers);
    constexpr auto last = std::to_array<Text>(
        {" beziehen", " herunterladen", " downloaden", " letöltése", " indir", " edinin", "を入手", "를 다운로드", " 다운로드"});
    return at == 0 && std::any_of(last.begin(), last.end(), [&](Text each) { return lower.ends_with(each); });
}

bool is_small_word(Text lower) {
    return std::binary_search(small_words.begin(), small_words.end(), lower);
}

bool begins_device(Text lower) {
    // Hebrew and Arabic write the article and the preposition into the word.
    if (!lower.empty() && ascii::is_high(lower.front())) {
        return std::any_of(device_names.begin(), device_names.end(), [&](Text each) { return lower.find(each) != Text::npos; });
    }
    return starts_any(lower, device_names);
}

/// Names a device or a program, and says nothing besides: no clause, few words, and behind the device names and numbers only.
bool names_device_only(Text rest) {
    constexpr int most_words = 12;
    constexpr int most_unknown = 1;
    if (rest.find_first_of(";:?!") != Text::npos) return false;
    // A clause behind a comma is a sentence, unless it names devices, too.
    const int allowed = rest.find(',') == Text::npos ? most_unknown : 0;
    int words = 0;
    int unknown = 0;
    bool device = false;
    while (!(rest = ascii::trim_left(rest)).empty()) {
        auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(word.size());
        while (word.ends_with('.') || word.ends_with(',') || word.ends_with(')') || word.ends_with(']'))
            word.remove_suffix(1);
        while (word.starts_with('(') || word.starts_with('"'))
            word.remove_prefix(1);
        if (++words > most_words) return false;
        const auto lower = utf8::to_lower(word);
        if (begins_device(lower)) {
            device = true;
            continue;
        }
        const bool plain = std::none_of(lower.begin(), lower.end(), ascii::is_high);
        const bool small =
            plain && !lower.empty() && lower.front() >= 'a' && lower.front() <= 'z' && word.front() == lower.front();
        if (!small || is_small_word(lower)) continue;
        if (device || ++unknown > allowed) return false;
    }
    return device;
}

/// Without "Please excuse my brevity" at its end.
Text without_courtesy(Text line, Text lower) {
    std::size_t at = Text::npos;
    for (const auto each : courtesies)
        at = std::min(at, lower.find(each));
    // The two are as long as each other but for rare letters, and then the line stays as it is.
    if (at == Text::npos || line.size() != lower.size()) return line;
    while (at > 0 && (line[at - 1] == ' ' || line[at - 1] == '.' || line[at - 1] == ',' || line[at - 1] == '-'))
        --at;
    return line.substr(0, at);
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

/// Nearly every line of prose is told by its first letter or by its number of words.
bool may_be_device(Text line) {
    constexpr int most_blanks = 20;
    static constexpr auto begins = [] {
        std::array<bool, 256> out{};
        for (const auto each : openings)
            out[static_cast<unsigned char>(each.front())] = true;
        for (const auto each : offers)
            out[static_cast<unsigned char>(each.front())] = true;
        out[static_cast<unsigned char>('o')] = true;  // "Outlook … herunterladen"
        return out;
    }();
    if (std::count(line.begin(), line.end(), ' ') > most_blanks) return false;
    const bool device_first = ascii::is_high(line.back()) || line.ends_with("gesendet") || line.ends_with('.') ||
                              line.ends_with('k') || line.ends_with('e') || line.ends_with('i');
    return begins[static_cast<unsigned char>(ascii::lower(line.front()))] || ascii::is_high(line.front()) || device_first;
}

}  // namespace

bool is_device_signature(Text line) {
    constexpr std::size_t longest = 140;
    line = ascii::trim(line);
    while (line.starts_with('-') || line.starts_with('*') || line.starts_with('_') || line.starts_with('['))
        line = ascii::trim_left(line.substr(1));
    while (line.ends_with('*') || line.ends_with('_') || line.ends_with(']'))
        line.remove_suffix(1);
    if (line.size() > longest || line.size() < 6 || !may_be_device(line)) return false;
    const auto shown = without_links(line);
    auto lower = utf8::to_lower(shown);
    if (lower.empty()) return false;
    if (offers_program(lower)) return true;
    line = without_courtesy(shown, lower);
    lower = utf8::to_lower(line);
    if (lower.empty()) return false;
    const auto* const opening = std::find_if(openings.begin(), openings.end(),
                                             [&](Text each) { return each.front() == lower.front() && lower.starts_with(each); });
    if (opening != openings.end() && names_device_only(line.substr(std::min(line.size(), opening->size())))) return true;
    // Chinese needs few characters for a whole sentence: only the shortest lines are such a note.
    constexpr std::size_t short_line = 60;
    if (line.size() > short_line || line.find_first_of(",;:?!") != Text::npos) return false;
    return std::any_of(device_endings.begin(), device_endings.end(), [&](Text ending) { return lower.ends_with(ending); }) &&
           std::any_of(devices.begin(), devices.end(), [&](Text device) { return lower.find(device) != std::string::npos; });
}

}  // namespace mail::words
