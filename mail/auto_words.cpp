#include "mail/auto_words.hpp"

#include "mail/ascii.hpp"
#include "mail/utf8.hpp"

#include <algorithm>
#include <array>

namespace mail::words {
namespace {

using Text = std::string_view;

/// At the start of the subject, a colon, dash or the end behind them.
constexpr auto openings = std::to_array<Text>({"out of office",
                                               "out of the office",
                                               "out-of-office",
                                               "automatic reply",
                                               "auto reply",
                                               "auto-reply",
                                               "autoreply",
                                               "auto response",
                                               "auto-response",
                                               "automated reply",
                                               "automated response",
                                               "autoresponder",
                                               "vacation reply",
                                               "vacation response",
                                               "away from my mail",
                                               "ooo",
                                               "automatische antwort",
                                               "abwesenheitsnotiz",
                                               "abwesenheitsnachricht",
                                               "abwesenheit",
                                               "automatische rückantwort",
                                               "réponse automatique",
                                               "absence du bureau",
                                               "message d'absence",
                                               "respuesta automática",
                                               "fuera de la oficina",
                                               "fuera de oficina",
                                               "resposta automática",
                                               "ausência temporária",
                                               "fora do escritório",
                                               "risposta automatica",
                                               "fuori sede",
                                               "fuori ufficio",
                                               "automatisch antwoord",
                                               "afwezigheidsbericht",
                                               "afwezig",
                                               "autosvar",
                                               "automatiskt svar",
                                               "frånvaro",
                                               "automatisk svar",
                                               "ikke på kontoret",
                                               "fraværsmelding",
                                               "automaattinen vastaus",
                                               "poissaoloviesti",
                                               "poissa",
                                               "automatyczna odpowiedź",
                                               "odpowiedź automatyczna",
                                               "nieobecność",
                                               "poza biurem",
                                               "automatická odpověď",
                                               "automatická odpoveď",
                                               "mimo kancelář",
                                               "automatikus válasz",
                                               "házon kívül",
                                               "răspuns automat",
                                               "otomatik yanıt",
                                               "otomatik cevap",
                                               "ofis dışında",
                                               "автоматический ответ",
                                               "автоответ",
                                               "автоматична відповідь",
                                               "автоматичен отговор",
                                               "αυτόματη απάντηση",
                                               "自动回复",
                                               "自動回覆",
                                               "自動回复",
                                               "自动答复",
                                               "自動返信",
                                               "自動応答",
                                               "不在通知",
                                               "자동 회신",
                                               "부재 중",
                                               "부재중",
                                               "תשובה אוטומטית",
                                               "الرد التلقائي",
                                               "رد تلقائي",
                                               "balasan otomatis",
                                               "trả lời tự động",
                                               "automatski odgovor",
                                               "samodejni odgovor",
                                               "automātiskā atbilde",
                                               "automatinis atsakymas",
                                               "automaatvastus"});

/// Behind one of these the subject starts again.
constexpr auto prefixes = std::to_array<Text>({"re:", "aw:", "sv:", "fwd:", "[external]", "[ext]"});

constexpr auto machines =
    std::to_array<Text>({"noreply",      "no-reply",      "no_reply",   "no.reply", "donotreply", "do-not-reply", "do_not_reply",
                         "do.not.reply", "mailer-daemon", "postmaster", "nobody",   "autoreply",  "auto-reply",   "bounce",
                         "bounces",      "nagios",        "zabbix",     "icinga",   "cron",       "cronjob",      "daemon"});

}  // namespace

bool is_auto_reply_subject(Text whole) {
    const auto lower = utf8::to_lower(utf8::prefix(ascii::trim(whole), 120));
    Text subject = lower;
    for (bool again = true; again;) {
        again = false;
        for (const auto prefix : prefixes) {
            if (!ascii::starts_with(subject, prefix)) continue;
            // "Re: out of office" is a person's answer to one; an added tag is not.
            if (prefix.back() == ':') return false;
            subject = ascii::trim_left(subject.substr(prefix.size()));
            again = true;
        }
    }
    return std::any_of(openings.begin(), openings.end(), [&](Text opening) {
        if (!ascii::starts_with(subject, opening)) return false;
        const auto rest = ascii::trim_left(subject.substr(opening.size()));
        return rest.empty() || rest.starts_with(':') || rest.starts_with("：") || rest.starts_with('-') ||
               rest.starts_with("–") || rest.starts_with('(') || rest.starts_with('.') || rest.starts_with('!') ||
               rest.starts_with('[');
    });
}

bool is_machine_address(Text address) {
    const auto local = address.substr(0, address.find('@'));
    const auto is_free = [&](std::size_t at) { return at >= local.size() || !ascii::is_alnum(local[at]); };
    return std::any_of(machines.begin(), machines.end(), [&](Text name) {
        if (ascii::starts_with(local, name) && is_free(name.size())) return true;
        // "orders-noreply@"
        return name.find("reply") != Text::npos && ascii::ends_with(local, name) && is_free(local.size() - name.size() - 1);
    });
}

}  // namespace mail::words
