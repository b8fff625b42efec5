// The words before an address in a delivery report, as tables.
#include "mail/classify/bounce_labels.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>

namespace mail::bounce_words {
namespace {

using Text = std::string_view;

/// Whole labels.
struct Exact {
    Text words;
    Label label;
};
constexpr auto exact = std::to_array<Exact>({{"to", Label::to},
                                             {"envelope-to", Label::to},
                                             {"x-envelope-to", Label::to},
                                             {"delivered-to", Label::to},
                                             {"x-original-to", Label::to},
                                             {"x-rcpt-to", Label::recipient},
                                             {"an", Label::to},
                                             {"à", Label::to},
                                             {"para", Label::to},
                                             {"aan", Label::to},
                                             {"til", Label::to},
                                             {"till", Label::to},
                                             {"do", Label::to},
                                             {"komu", Label::to},
                                             {"кому", Label::to},
                                             {"宛先", Label::to},
                                             {"收件人", Label::to},
                                             {"받는 사람", Label::to},
                                             {"von", Label::sender},
                                             {"de", Label::sender},
                                             {"da", Label::sender},
                                             {"van", Label::sender},
                                             {"fra", Label::sender},
                                             {"från", Label::sender},
                                             {"od", Label::sender},
                                             {"от", Label::sender},
                                             {"кого", Label::sender},
                                             {"date", Label::id},
                                             {"subject", Label::id},
                                             {"received", Label::id},
                                             {"references", Label::id},
                                             {"in-reply-to", Label::id},
                                             {"cc", Label::id}});

/// Parts of labels; the first that occurs counts.
constexpr auto parts = std::to_array<Exact>({{"message-id", Label::id},
                                             {"message id", Label::id},
                                             {"messageid", Label::id},
                                             {"queue", Label::id},
                                             {"envelope-id", Label::id},
                                             {"mts-id", Label::id},
                                             {"original-recipient", Label::first},
                                             {"original recipient", Label::first},
                                             {"original address", Label::first},
                                             {"original to", Label::first},
                                             {"sender", Label::sender},
                                             {"return-path", Label::sender},
                                             {"return path", Label::sender},
                                             {"reply-to", Label::sender},
                                             {"sent by", Label::sender},
                                             {"originator", Label::sender},
                                             {"absender", Label::sender},
                                             {"expéditeur", Label::sender},
                                             {"remitente", Label::sender},
                                             {"remetente", Label::sender},
                                             {"mittente", Label::sender},
                                             {"afzender", Label::sender},
                                             {"avsändare", Label::sender},
                                             {"avsender", Label::sender},
                                             {"afsender", Label::sender},
                                             {"lähettäjä", Label::sender},
                                             {"nadawca", Label::sender},
                                             {"odesílatel", Label::sender},
                                             {"feladó", Label::sender},
                                             {"gönderen", Label::sender},
                                             {"отправител", Label::sender},
                                             {"差出人", Label::sender},
                                             {"送信者", Label::sender},
                                             {"发件人", Label::sender},
                                             {"寄件者", Label::sender},
                                             {"보낸", Label::sender},
                                             {"recipient", Label::recipient},
                                             {"rcpt to", Label::recipient},
                                             {"intended for", Label::recipient},
                                             {"meant for", Label::recipient},
                                             {"addressed to", Label::recipient},
                                             {"addressee", Label::recipient},
                                             {"destination", Label::recipient},
                                             {"destinat", Label::recipient},
                                             {"failed address", Label::recipient},
                                             {"failed to deliver to", Label::recipient},
                                             {"delivery failed to", Label::recipient},
                                             {"undeliverable to", Label::recipient},
                                             {"undeliverable address", Label::recipient},
                                             {"not delivered to", Label::recipient},
                                             {"bad address", Label::recipient},
                                             {"invalid address", Label::recipient},
                                             {"unknown address", Label::recipient},
                                             {"empfänger", Label::recipient},
                                             {"empfaenger", Label::recipient},
                                             {"ontvanger", Label::recipient},
                                             {"geadresseerde", Label::recipient},
                                             {"mottagare", Label::recipient},
                                             {"mottaker", Label::recipient},
                                             {"modtager", Label::recipient},
                                             {"vastaanottaja", Label::recipient},
                                             {"odbiorc", Label::recipient},
                                             {"adresat", Label::recipient},
                                             {"příjemc", Label::recipient},
                                             {"címzett", Label::recipient},
                                             {"alıcı", Label::recipient},
                                             {"получател", Label::recipient},
                                             {"адресат", Label::recipient},
                                             {"одержувач", Label::recipient},
                                             {"παραλήπτ", Label::recipient},
                                             {"受信者", Label::recipient},
                                             {"送信先", Label::recipient},
                                             {"宛先", Label::recipient},
                                             {"收件人", Label::recipient},
                                             {"收件者", Label::recipient},
                                             {"받는", Label::recipient},
                                             {"수신", Label::recipient}});

constexpr auto helpers = std::to_array<Text>({"contact",
                                              "assistance",
                                              "for help",
                                              "need help",
                                              "any help",
                                              "get help",
                                              "help desk",
                                              "helpdesk",
                                              "please e-mail",
                                              "please email",
                                              "please mail",
                                              "please write",
                                              "please send",
                                              "write to",
                                              "send a mail to",
                                              "send an email to",
                                              "send e-mail to",
                                              "send mail to",
                                              "please forward",
                                              "forward this",
                                              "report this",
                                              "question",
                                              "support team",
                                              "for support",
                                              "get in touch",
                                              "if you believe",
                                              "if you feel",
                                              "if you think",
                                              "complain",
                                              "abuse",
                                              "unblock",
                                              "kontakt",
                                              "wenden sie sich",
                                              "bei fragen",
                                              "rückfragen",
                                              "hilfe",
                                              "contacter",
                                              "contactez",
                                              "adressez-vous",
                                              "póngase en",
                                              "contacte",
                                              "comuníquese",
                                              "contatt",
                                              "contate",
                                              "neem contact",
                                              "yhteyttä",
                                              "skontaktuj",
                                              "обратитесь",
                                              "обращайтесь",
                                              "свяжитесь",
                                              "問い合わせ",
                                              "問合せ",
                                              "联系",
                                              "聯絡",
                                              "聯繫",
                                              "문의"});

constexpr auto aliases = std::to_array<Text>({"generated from", "generated by", "expanded from"});

template <std::size_t N>
std::size_t find_first(Text text, const std::array<Text, N>& words) {
    auto first = Text::npos;
    for (const auto each : words)
        first = std::min(first, text.find(each));
    return first;
}

}  // namespace

Label read_label(Text label) {
    label = ascii::trim(label);
    for (const auto& each : exact) {
        if (label == each.words) return each.label;
    }
    // A longer text is a sentence, not the label of a sender.
    constexpr std::size_t longest = 30;
    const bool brief = label.size() <= longest;
    // "Envelope-From", "Mail from", but not "The answer from that server".
    if (label.ends_with("from")) return brief ? Label::sender : Label::none;
    for (const auto& each : parts) {
        if (label.find(each.words) != Text::npos && (brief || each.label != Label::sender)) return each.label;
    }
    return Label::none;
}

std::size_t find_helper(Text lower) {
    return find_first(lower, helpers);
}

std::size_t find_alias(Text lower) {
    return find_first(lower, aliases);
}

}  // namespace mail::bounce_words
