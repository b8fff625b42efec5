// The sentences of automatic answers and notes of absence, as tables.
#include "mail/classify/absence_phrases.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace mail::words {
namespace {

using Text = std::string_view;

constexpr std::size_t looked_at = 4000;

constexpr auto automatic = std::to_array<Text>({"this is an automat",
                                                "this is an auto-",
                                                "this is an auto reply",
                                                "this is an autoreply",
                                                "this is a vacation",
                                                "this message was sent automatically",
                                                "this email was sent automatically",
                                                "this is an out of office",
                                                "this is an out-of-office",
                                                "this is a computer generated",
                                                "message was automatically",
                                                "message is automatically",
                                                "mail was automatically",
                                                "mail is automatically",
                                                "dies ist eine automatisch",
                                                "diese nachricht wurde automatisch",
                                                "diese e-mail wurde automatisch",
                                                "ceci est une réponse automatique",
                                                "ceci est un message automatique",
                                                "este es un mensaje automático",
                                                "esta es una respuesta automática",
                                                "esta é uma resposta automática",
                                                "esta é uma mensagem automática",
                                                "questa è una risposta automatica",
                                                "questo è un messaggio automatico",
                                                "dit is een automatisch",
                                                "detta är ett automatisk",
                                                "dette er et automatisk",
                                                "dette er en automatisk",
                                                "tämä on automaattinen",
                                                "to jest automatyczn",
                                                "wiadomość wygenerowana automatycznie",
                                                "toto je automatick",
                                                "ez egy automatikus",
                                                "acesta este un mesaj automat",
                                                "bu otomatik",
                                                "это автоматическ",
                                                "αυτό είναι ένα αυτόματο",
                                                "このメールは自動",
                                                "自動返信です",
                                                "此为自动",
                                                "这是自动",
                                                "本邮件为自动",
                                                "這是自動",
                                                "자동으로 발송",
                                                "זוהי תשובה אוטומטית",
                                                "זו תשובה אוטומטית",
                                                "זוהי הודעה אוטומטית",
                                                "هذه رسالة تلقائية",
                                                "هذا رد تلقائي",
                                                "đây là thư tự động",
                                                "đây là email tự động",
                                                "ini adalah pesan otomatis",
                                                "ini balasan otomatis",
                                                "นี่คือข้อความตอบกลับอัตโนมัติ",
                                                "це автоматичн",
                                                "자동 응답 메일"});

/// The writer speaks of being away, in the first person.
constexpr auto absent = std::to_array<Text>({"i am out of",
                                             "i'm out of",
                                             "i’m out of",
                                             "i am currently out",
                                             "i'm currently out",
                                             "i am away",
                                             "i'm away",
                                             "i’m away",
                                             "i am currently away",
                                             "i will be out",
                                             "i'll be out",
                                             "i will be away",
                                             "i'll be away",
                                             "i am on vacation",
                                             "i'm on vacation",
                                             "i am on holiday",
                                             "i'm on holiday",
                                             "i am on leave",
                                             "i am on annual leave",
                                             "i am on parental",
                                             "i am on maternity",
                                             "i'm on leave",
                                             "i am travel",
                                             "i am not in the office",
                                             "i'm not in the office",
                                             "out of the office until",
                                             "out of office until",
                                             "out of the office from",
                                             "away from the office",
                                             "away from my desk",
                                             "currently out of the office",
                                             "no longer with",
                                             "no longer work",
                                             "ich bin im urlaub",
                                             "bin im urlaub",
                                             "ich bin nicht im",
                                             "bin ich nicht",
                                             "ich bin vom",
                                             "ich bin bis",
                                             "nicht im büro",
                                             "nicht im hause",
                                             "bin ich wieder",
                                             "ich bin wieder",
                                             "außer haus",
                                             "je suis absent",
                                             "je serai absent",
                                             "je suis en congé",
                                             "en vacances",
                                             "absent du bureau",
                                             "absente du bureau",
                                             "absent jusqu",
                                             "absente jusqu",
                                             "je serai de retour",
                                             "estoy fuera",
                                             "estaré fuera",
                                             "me encuentro fuera",
                                             "estoy de vacaciones",
                                             "estaré de vacaciones",
                                             "no estaré",
                                             "fuera de la oficina",
                                             "estarei fora",
                                             "estou fora",
                                             "estou de férias",
                                             "estarei de férias",
                                             "estarei ausente",
                                             "estou ausente",
                                             "encontro-me ausente",
                                             "fora do escritório",
                                             "sono fuori",
                                             "sarò fuori",
                                             "sono in ferie",
                                             "sarò in ferie",
                                             "sono assente",
                                             "sarò assente",
                                             "fuori ufficio",
                                             "ik ben afwezig",
                                             "ben ik afwezig",
                                             "ik ben op vakantie",
                                             "ben ik niet",
                                             "ik ben niet",
                                             "niet aanwezig",
                                             "jag är inte",
                                             "jag är på semester",
                                             "jag är ledig",
                                             "jag är borta",
                                             "jag har semester",
                                             "är jag inte",
                                             "är jag ledig",
                                             "jeg er ikke",
                                             "jeg er på ferie",
                                             "jeg har ferie",
                                             "er jeg ikke",
                                             "jeg er fraværende",
                                             "holder ferie",
                                             "jeg er ute",
                                             "jeg er bortrejst",
                                             "olen lomalla",
                                             "olen poissa",
                                             "en ole toimistolla",
                                             "en ole paikalla",
                                             "jestem na urlopie",
                                             "jestem nieobecn",
                                             "przebywam na urlopie",
                                             "jestem poza biurem",
                                             "nie ma mnie w",
                                             "poza biurem",
                                             "jsem na dovolené",
                                             "nejsem v kanceláři",
                                             "mimo kancelář",
                                             "nejsem přítom",
                                             "szabadságon vagyok",
                                             "nem vagyok az irodában",
                                             "sunt în concediu",
                                             "nu sunt la birou",
                                             "sunt plecat",
                                             "izindeyim",
                                             "ofis dışındayım",
                                             "ofiste değilim",
                                             "tatildeyim",
                                             "я в отпуске",
                                             "нахожусь в отпуске",
                                             "меня нет в офисе",
                                             "отсутствую",
                                             "вне офиса",
                                             "я у відпустці",
                                             "буду відсутн",
                                             "извън офиса",
                                             "είμαι εκτός",
                                             "θα απουσιάζω",
                                             "βρίσκομαι σε άδεια",
                                             "休暇をいただ",
                                             "休暇中",
                                             "不在にして",
                                             "不在です",
                                             "不在としております",
                                             "外出中",
                                             "不在办公室",
                                             "不在辦公室",
                                             "부재중",
                                             "휴가 중",
                                             "휴가중",
                                             "자리를 비",
                                             "tidak di kantor",
                                             "đi vắng",
                                             "nghỉ phép",
                                             "na godišnjem odmoru",
                                             "nisam u kancelariji",
                                             "na dopustu",
                                             "atvaļinājumā",
                                             "atostogauju",
                                             "puhkusel",
                                             "אני בחופשה",
                                             "אני לא במשרד",
                                             "أنا خارج المكتب",
                                             "في إجازة"});

/// What such a note says besides.
constexpr auto formulas = std::to_array<Text>({"urgent",
                                               "emergency",
                                               "limited access",
                                               "no access",
                                               "will respond",
                                               "will reply",
                                               "will answer",
                                               "will get back",
                                               "get back to you",
                                               "upon my return",
                                               "on my return",
                                               "when i return",
                                               "when i am back",
                                               "when i get back",
                                               "will be back",
                                               "will return",
                                               "i return on",
                                               "in my absence",
                                               "during my absence",
                                               "during this time",
                                               "will not be read",
                                               "not be forwarded",
                                               "only notification",
                                               "your message will",
                                               "dringend",
                                               "rückkehr",
                                               "in meiner abwesenheit",
                                               "nicht weitergeleitet",
                                               "wieder erreichbar",
                                               "ab dem",
                                               "vertretung",
                                               "en cas d'urgence",
                                               "pour toute urgence",
                                               "urgence",
                                               "à mon retour",
                                               "dès mon retour",
                                               "de retour le",
                                               "urgente",
                                               "urgencia",
                                               "a mi regreso",
                                               "a mi vuelta",
                                               "urgência",
                                               "no meu regresso",
                                               "retornarei",
                                               "urgenza",
                                               "urgenz",
                                               "al mio rientro",
                                               "al mio ritorno",
                                               "dringende",
                                               "spoed",
                                               "ben ik weer",
                                               "terug op",
                                               "brådskande",
                                               "åter den",
                                               "haster",
                                               "tilbage",
                                               "tilbake",
                                               "kiireellis",
                                               "palaan",
                                               "w pilnych",
                                               "pilnych sprawach",
                                               "wracam",
                                               "naléhav",
                                               "sürgős",
                                               "urgențe",
                                               "urgent",
                                               "acil",
                                               "срочн",
                                               "вернусь",
                                               "термінов",
                                               "έκτακτ",
                                               "επείγ",
                                               "緊急",
                                               "お急ぎ",
                                               "急ぎ",
                                               "紧急",
                                               "緊急",
                                               "如有急事",
                                               "긴급",
                                               "급한"});

template <std::size_t N>
bool contains_any(Text text, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](Text word) { return text.find(word) != Text::npos; });
}

/// The text in lower case on one line, without quoted lines and without what stands in quotation marks.
std::string own_words(Text text) {
    std::string lower;
    LineReader lines(utf8::prefix(text, looked_at));
    while (const auto line = lines.next()) {
        const auto trimmed = ascii::trim(line->text);
        if (trimmed.starts_with('>')) continue;
        if (!lower.empty()) lower += ' ';
        lower += utf8::to_lower(trimmed);
    }
    constexpr auto marks =
        std::to_array<std::pair<Text, Text>>({{"\"", "\""}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"»", "«"}, {"「", "」"}});
    std::string out;
    for (std::size_t at = 0; at < lower.size();) {
        const auto rest = Text(lower).substr(at);
        const auto mark =
            std::find_if(marks.begin(), marks.end(), [&](const auto& each) { return rest.starts_with(each.first); });
        if (mark != marks.end()) {
            constexpr std::size_t longest = 200;  // of a quotation; else a mark stands alone
            const auto close = rest.substr(mark->first.size(), longest).find(mark->second);
            if (close != Text::npos) {
                at += mark->first.size() + close + mark->second.size();
                continue;
            }
        }
        out += lower[at++];
    }
    return out;
}

bool asks_something(Text text) {
    for (auto at = text.find('?'); at != Text::npos; at = text.find('?', at + 1)) {
        if (at + 1 == text.size() || text[at + 1] == ' ') return true;
    }
    return text.find("？") != Text::npos || text.find("؟") != Text::npos;
}

}  // namespace

AbsenceWording read_absence_wording(Text text) {
    const auto own = own_words(text);
    return {contains_any(own, automatic), contains_any(own, absent), contains_any(own, formulas), asks_something(own)};
}

}  // namespace mail::words
