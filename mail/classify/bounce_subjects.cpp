// The senders and the subjects of delivery reports, as tables.
#include "mail/classify/bounce_subjects.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>

namespace mail::bounce_words {
namespace {

using Text = std::string_view;

/// Senders of delivery reports: the local part, or the display name.
constexpr auto daemons =
    std::to_array<Text>({"mailer-daemon", "mailerdaemon", "mailer daemon", "mail-daemon", "postmaster", "mdaemon",
                         "microsoftexchange", "courier mail server", "internet mail delivery", "maildelivery", "mail-delivery",
                         "bounce", "mail delivery", "mail administrator", "system administrator", "delivery subsystem"});

/// Subjects of delivery reports, at their start and in lower case.
constexpr auto subjects = std::to_array<Text>({"impossibile recapitare",
                                               "non consegnabile",
                                               "niet bestelbaar",
                                               "går inte att leverera",
                                               "niedostarczone",
                                               "无法传递",
                                               "無法傳遞",
                                               "无法投递",
                                               "ei voi toimittaa",
                                               "δεν είναι δυνατή η παράδοση",
                                               "nu se poate livra",
                                               "недоставлено",
                                               "не може бути доставлено",
                                               "לא ניתן למסור",
                                               "غير قابل للتسليم",
                                               "ไม่สามารถส่ง",
                                               "không thể gửi",
                                               "tidak terkirim",
                                               "neisporučivo",
                                               "ikke levert",
                                               "kunne ikke leveres",
                                               "undelivered mail",
                                               "undeliverable",
                                               "undeliver",
                                               "delivery status notification",
                                               "delivery failure",
                                               "delivery failed",
                                               "delivery notification",
                                               "delivery incomplete",
                                               "delivery delayed",
                                               "delayed mail",
                                               "failure notice",
                                               "failure delivery",
                                               "mail delivery fail",
                                               "mail delivery status",
                                               "notice: mail delivery",
                                               "mail non remis",
                                               "email delivery fail",
                                               "message delayed",
                                               "message delivery has failed",
                                               "message delivery failure",
                                               "undelivered",
                                               "undelivarable",
                                               "recipient address rejected",
                                               "remise impossible",
                                               "remise différée",
                                               "notification de l'état de remise",
                                               "notification d'état de la distribution",
                                               "wiadomość nie została dostarczona",
                                               "zwrot wiadomości",
                                               "benachrichtigung zum zustellungsstatus",
                                               "zustellung nicht möglich",
                                               "zustellungsfehler",
                                               "fehler bei der zustellung",
                                               "rückläufer",
                                               "impossible de remettre",
                                               "error de entrega",
                                               "notificación de estado de entrega",
                                               "fallo en la entrega",
                                               "devolución de correo",
                                               "falha na entrega",
                                               "notificação de status de entrega",
                                               "notifica sullo stato del recapito",
                                               "errore di consegna",
                                               "kan niet worden bezorgd",
                                               "bezorging mislukt",
                                               "levering mislykkedes",
                                               "leveringsfejl",
                                               "leveransfel",
                                               "toimitusvirhe",
                                               "toimitus epäonnistui",
                                               "ошибка доставки",
                                               "уведомление о состоянии доставки",
                                               "сообщение не доставлено",
                                               "退信",
                                               "送達失敗",
                                               "配信失敗",
                                               "エラーメール",
                                               "送信エラー",
                                               "permanent delivery failure",
                                               "permanent failure",
                                               "mail delivery warning",
                                               "delivery warning",
                                               "delivery report",
                                               "delivery problem",
                                               "delivery error",
                                               "delivery unsuccessful",
                                               "delivery has failed",
                                               "delivery of your message",
                                               "failed delivery",
                                               "failed mail",
                                               "mail returned",
                                               "message returned",
                                               "your mail could not",
                                               "your message was not delivered",
                                               "your message wasn't delivered",
                                               "unable to send",
                                               "unable to deliver",
                                               "unzustellbare",
                                               "nicht zustellbar",
                                               "mail delivery system",
                                               "mail delivery problem",
                                               "mail system error",
                                               "mail failure",
                                               "mail could not be delivered",
                                               "message delivery fail",
                                               "message undeliverable",
                                               "message could not be delivered",
                                               "message not delivered",
                                               "message status",
                                               "returned mail",
                                               "returned to sender",
                                               "non delivery",
                                               "non-delivery",
                                               "nondeliverable",
                                               "warning: message",
                                               "warning: could not send",
                                               "your message couldn",
                                               "your message could not",
                                               "could not send message",
                                               "unable to deliver",
                                               "error sending",
                                               "dsn:",
                                               "ndr:",
                                               "bounce",
                                               "unzustellbar",
                                               "nicht zugestellt",
                                               "zustellung fehlgeschlagen",
                                               "non remis",
                                               "échec de la remise",
                                               "non distribuable",
                                               "no se puede entregar",
                                               "no entregado",
                                               "mensagem não entregue",
                                               "não entregue",
                                               "não é possível entregar",
                                               "mancata consegna",
                                               "non recapitabile",
                                               "onbestelbaar",
                                               "kan inte levereras",
                                               "olevererbart",
                                               "kan ikke leveres",
                                               "ei voitu toimittaa",
                                               "niedostarczaln",
                                               "nie można dostarczyć",
                                               "nedoručiteln",
                                               "kézbesíthetetlen",
                                               "teslim edilemedi",
                                               "недоставленное",
                                               "не доставлено",
                                               "недоставка",
                                               "未送达",
                                               "系统退信",
                                               "无法投递",
                                               "退信",
                                               "無法傳遞",
                                               "配信不能",
                                               "メール配信エラー",
                                               "送信できませんでした",
                                               "배달되지",
                                               "반송"});

/// Words of the local parts of programs that pass mail on, apart from the rest by a dash, a dot or an underscore.
constexpr auto agents =
    std::to_array<Text>({"daemon", "postmaster", "mailer", "smtp", "mta", "mailsystem", "mailgateway", "bounce", "bounces"});

/// A subject with one of each is likely that of a report.
constexpr auto things = std::to_array<Text>({"mail", "message", "deliver", "recipient", "processing", "transmission", "nachricht",
                                             "zustell", "courrier", "mensaje", "correo", "mensagem", "messaggio", "bericht"});
constexpr auto troubles = std::to_array<Text>(
    {"fail",         "error",       "problem",  "undeliver", "return",   "reject", "refus",   "warning", "delay",
     "bounce",       "not deliver", "unable",   "could not", "couldn't", "cannot", "can't",   "rebound", "status",
     "notification", "notice",      "unknown",  "blocked",   "fehler",   "nicht",  "zurück",  "échec",   "erreur",
     "retour",       "fallo",       "devuelto", "erro",      "errore",   "falha",  "mislukt", "fout"});

constexpr auto answers = std::to_array<Text>({"re:", "re :", "fw:", "fwd:", "aw:", "wg:", "sv:", "vs:", "tr:", "rv:", "antw:",
                                              "odp:", "ynt:", "ref:", "回复", "答复", "转发", "re：", "fw："});

/// `word` between dashes or the ends of `text`.
bool has_word(Text text, Text word) {
    for (auto at = text.find(word); at != Text::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || text[at - 1] == '-') && (end == text.size() || text[end] == '-')) return true;
    }
    return false;
}

}  // namespace

Sender read_sender(Text address, Text name) {
    auto local = utf8::to_lower(address.substr(0, address.find('@')));
    // "post_master", "mail.delivery"
    std::replace_if(
        local.begin(), local.end(), [](char c) { return c == '_' || c == '.'; }, '-');
    auto joined = local;
    std::erase(joined, '-');
    const auto shown = utf8::to_lower(name);
    const bool daemon = std::any_of(daemons.begin(), daemons.end(), [&](Text each) {
        return local.starts_with(each) || joined.starts_with(each) || shown.starts_with(each);
    });
    if (daemon || shown.find("delivery subsystem") != Text::npos || shown.find("mail delivery") != Text::npos)
        return Sender::daemon;
    const bool agent = std::any_of(agents.begin(), agents.end(), [&](Text each) { return has_word(local, each); });
    return agent ? Sender::agent : Sender::other;
}

Title bounce_title(Text subject) {
    const auto lower = utf8::to_lower(utf8::prefix(ascii::trim(subject), 100));
    const bool known = std::any_of(subjects.begin(), subjects.end(), [&](Text each) {
        return lower.starts_with(each) || (ascii::is_high(each.front()) && lower.find(each) != Text::npos);
    });
    if (known) return Title::known;
    const auto holds = [&](Text each) { return lower.find(each) != Text::npos; };
    if (std::any_of(things.begin(), things.end(), holds) && std::any_of(troubles.begin(), troubles.end(), holds))
        return Title::likely;
    return Title::none;
}

bool is_answer_subject(Text subject) {
    const auto lower = utf8::to_lower(utf8::prefix(ascii::trim(subject), 20));
    return std::any_of(answers.begin(), answers.end(), [&](Text each) { return lower.starts_with(each); });
}

}  // namespace mail::bounce_words
