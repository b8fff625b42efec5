// Tells files from the pictures of signatures and quotes, people from programs, and absence notes from other automatic replies.
#include "workflow/inbound/mail_content.hpp"

#include "workflow/text/text.hpp"
#include "workflow/text/thanks.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace workflow {

namespace {

/// What mail programs write into HTML where a signature or the earlier mail begins, in lower case.
constexpr auto ends_of_own_html =
    std::to_array<std::string_view>({"gmail_signature", "id=\"signature\"", "id=signature", "moz-signature", "_mailautosig",
                                     "applemailsignature", "protonmail_signature", "gmail_quote", "<blockquote", "divrplyfwdmsg",
                                     "moz-cite-prefix", "yahoo_quoted", "appendonsend", "mail-editor-reference-message-container",
                                     "protonmail_quote", "border-top:solid", "border-top: solid", "-----original message"});

bool is_signature(const mail::Attachment& file) {
    constexpr auto types = std::to_array<std::string_view>(
        {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys"});
    return std::find(types.begin(), types.end(), file.type) != types.end();
}

bool is_business_card(const mail::Attachment& file) {
    return file.type == "text/vcard" || file.type == "text/x-vcard" || file.type == "text/directory";
}

template <class Counts>
bool has_own_file(const mail::Message& message, Counts counts) {
    if (message.attachments.empty()) return false;
    const std::string html = text::folded(message.html);
    std::size_t own = html.size();
    for (const std::string_view mark : ends_of_own_html)
        own = std::min(own, html.find(mark));
    return std::any_of(message.attachments.begin(), message.attachments.end(), [&](const mail::Attachment& file) {
        if (is_signature(file) || !counts(file)) return false;
        if (!file.is_inline || file.content_id.empty()) return true;
        // Where nothing shows it, the program that sent it put it between the lines.
        const std::size_t shown = html.find("cid:" + text::folded(file.content_id));
        return shown == std::string::npos || shown < own;
    });
}

const mail::Attachment* calendar_of(const mail::Message& message) {
    const auto found = std::find_if(message.attachments.begin(), message.attachments.end(),
                                    [](const mail::Attachment& file) { return file.type == "text/calendar"; });
    return found == message.attachments.end() ? nullptr : &*found;
}

/// Google's calendar writes whole texts by itself, in its user's name.
bool is_sent_by_calendar(const mail::Message& message) {
    return std::any_of(message.trace.begin(), message.trace.end(), [](const mail::TraceField& field) {
        return field.name == "sender" && text::contains_folded(field.value, "calendar-notification@google.com");
    });
}

/// Words beside a calendar's answer that are not its event's: an answer without words shows the event as its text.
bool has_words_beside_calendar(const mail::Message& message) {
    const mail::Attachment* calendar = calendar_of(message);
    const std::string_view words = text::first_line(message.reply_text);
    if (!calendar || words.empty() || is_sent_by_calendar(message)) return false;
    return !calendar->content || calendar->content->find(words) == std::string::npos;
}

/// Of the languages of Europe and East Asia, folded; parts of words where those are inflected.
constexpr auto absences = std::to_array<std::string_view>({"out of office",
                                                           "out of the office",
                                                           "out-of-office",
                                                           "vacation",
                                                           "on holiday",
                                                           "annual leave",
                                                           "on leave",
                                                           "parental leave",
                                                           "maternity leave",
                                                           "away from",
                                                           "i am away",
                                                           "i'm away",
                                                           "am currently away",
                                                           "not in the office",
                                                           "abwesen",
                                                           "urlaub",
                                                           "nicht im büro",
                                                           "nicht im haus",
                                                           "nicht erreichbar",
                                                           "elternzeit",
                                                           "absence",
                                                           "absent",
                                                           "congé",
                                                           "hors du bureau",
                                                           "fuera de la oficina",
                                                           "ausencia",
                                                           "ausente",
                                                           "vacaciones",
                                                           "fuori ufficio",
                                                           "assente",
                                                           "assenza",
                                                           "in ferie",
                                                           "afwezig",
                                                           "vakantie",
                                                           "férias",
                                                           "fora do escritório",
                                                           "ausência",
                                                           "nieobecn",
                                                           "urlop",
                                                           "poza biurem",
                                                           "frånvar",
                                                           "semester",
                                                           "fravær",
                                                           "på ferie",
                                                           "ikke på kontoret",
                                                           "inte på kontoret",
                                                           "poissa",
                                                           "lomalla",
                                                           "nepřítom",
                                                           "dovolen",
                                                           "mimo kancelář",
                                                           "neprítom",
                                                           "távol",
                                                           "szabadság",
                                                           "concediu",
                                                           "izindeyim",
                                                           "izinli",
                                                           "ofis dışında",
                                                           "отсутств",
                                                           "в отпуске",
                                                           "відсутн",
                                                           "у відпустці",
                                                           "отпуск",
                                                           "εκτός γραφείου",
                                                           "odsut",
                                                           "godišnj",
                                                           "odsot",
                                                           "dopust",
                                                           "puhkusel",
                                                           "atvaļinājum",
                                                           "atostog",
                                                           "不在",
                                                           "休暇",
                                                           "休假",
                                                           "外出",
                                                           "부재",
                                                           "휴가",
                                                           "nghỉ phép",
                                                           "cuti"});

bool names_absence(std::string_view text) {
    const std::string folded = text::folded(text);
    return std::any_of(absences.begin(), absences.end(),
                       [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

bool asks(std::string_view text) {
    constexpr auto marks = std::to_array<std::string_view>({"?", "\uFF1F", "\u061F", "\u037E"});
    return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) { return text.find(mark) != std::string::npos; });
}

}  // namespace

bool says_something(const mail::Message& message, std::string_view text) {
    return !text::trim(text).empty() || has_own_file(message, [](const mail::Attachment&) { return true; });
}

bool says_only_thanks(const mail::Message& message, std::string_view name) {
    return text::is_bare_thanks(message.reply_text, name) &&
           !has_own_file(message, [](const mail::Attachment& file) { return !is_business_card(file); });
}

bool is_by_person(const mail::Message& message) {
    if (message.kind == mail::Kind::human || message.kind == mail::Kind::list) return true;
    return message.kind == mail::Kind::auto_reply && has_words_beside_calendar(message);
}

bool is_absence_note(const mail::Message& message) {
    constexpr std::size_t looked_at = 4000;
    // An accepted or declined appointment is news, with words or without.
    if (message.kind != mail::Kind::auto_reply || calendar_of(message)) return false;
    const std::string_view words = text::cut(message.reply_text, looked_at);
    return (names_absence(message.subject) || names_absence(words)) && !asks(words);
}

}  // namespace workflow
