// The sentences of free-form bounces that mean failed or delayed, and how addresses and status codes are found in a line.
#include "mail/classify/bounce_phrases.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mail::bounce_words {
namespace {

using Text = std::string_view;

/// Phrases shortly before the failed address, in lower case.
constexpr auto failed_phrases = std::to_array<Text>({"permanent fatal errors",
                                                     "the following address(es) failed",
                                                     "following addresses failed",
                                                     "failed permanently",
                                                     "unable to deliver your message",
                                                     "unable to deliver message to",
                                                     "wasn't able to deliver",
                                                     "was not able to deliver",
                                                     "unable to deliver to",
                                                     "could not be delivered",
                                                     "couldn't be delivered",
                                                     "cannot be delivered",
                                                     "can not be delivered",
                                                     "could not deliver",
                                                     "couldn't deliver",
                                                     "delivery has failed to these recipients",
                                                     "delivery to the following recipient",
                                                     "delivery to these recipients",
                                                     "did not reach the following recipient",
                                                     "not delivered",
                                                     "not stored",
                                                     "message rejected",
                                                     "mail rejected",
                                                     "was rejected",
                                                     "been rejected",
                                                     "not accepted",
                                                     "automatically rejected",
                                                     "wasn't delivered to",
                                                     "has not been delivered",
                                                     "not been able to deliver",
                                                     "unable to send",
                                                     "undeliverable to",
                                                     "each of the following recipients was rejected",
                                                     "error occurred while trying to deliver",
                                                     "error delivering your mail",
                                                     "error occurred while attempting to deliver",
                                                     "failed address",
                                                     "recipient unknown",
                                                     "unknown address error",
                                                     "did not reach some or all",
                                                     "could not be reached",
                                                     "mailbox exceeds",
                                                     "account is temporarily",
                                                     "was undeliverable",
                                                     "has failed to these",
                                                     "not listed in",
                                                     "the following recipients",
                                                     "following recipient(s)",
                                                     "following address",
                                                     "these recipients",
                                                     "these addresses",
                                                     "rejected by a remote mail server",
                                                     "user unknown",
                                                     "unknown user",
                                                     "no such user",
                                                     "mailbox unavailable",
                                                     "recipient address rejected",
                                                     "address not found",
                                                     "does not exist",
                                                     "is not a known user",
                                                     "undelivered message",
                                                     "returned to you",
                                                     "address couldn't be found",
                                                     "message bounced",
                                                     "konnte nicht zugestellt",
                                                     "konnten nicht zugestellt",
                                                     "nicht zugestellt werden",
                                                     "n'a pas pu être",
                                                     "n'a pu être",
                                                     "no se pudo entregar",
                                                     "não pôde ser entregue",
                                                     "non è stato possibile",
                                                     "kon niet worden",
                                                     "エラーのため送信できませんでした",
                                                     "送信できませんでした",
                                                     "存在しない",
                                                     "宛先不明",
                                                     "配信できませんでした",
                                                     "届けることができませんでした",
                                                     "无法投递",
                                                     "无法送达",
                                                     "未能送达",
                                                     "無法傳遞",
                                                     "не может быть доставлено",
                                                     "не удалось доставить",
                                                     "the user(s) account",
                                                     "account is disabled",
                                                     "over quota",
                                                     "mailbox full",
                                                     "mailbox is full"});

constexpr auto delayed_phrases = std::to_array<Text>({"delayed",
                                                      "not yet been delivered",
                                                      "has not yet been",
                                                      "will be retried",
                                                      "will continue to try",
                                                      "will keep trying",
                                                      "still trying",
                                                      "delivery incomplete",
                                                      "temporary problem delivering",
                                                      "no action is required",
                                                      "warning message only",
                                                      "do not need to resend",
                                                      "noch nicht zugestellt",
                                                      "retardé",
                                                      "postponed",
                                                      "failed temporarily",
                                                      "we will try",
                                                      "will try again",
                                                      "will retry",
                                                      "non-fatal errors",
                                                      "not been delivered yet",
                                                      "not delivered yet",
                                                      "could not be delivered yet",
                                                      "go on trying",
                                                      "keep on trying",
                                                      "to be attempted",
                                                      "will be repeated",
                                                      "still in the queue",
                                                      "remains in the queue",
                                                      "is still queued",
                                                      "delivery warning",
                                                      "only a warning",
                                                      "is a warning",
                                                      "wird weiterhin versucht",
                                                      "weitere zustellversuche",
                                                      "verzögert",
                                                      "en attente",
                                                      "sera retentée",
                                                      "se seguirá intentando",
                                                      "retrasad",
                                                      "sarà ritentat",
                                                      "ritardat",
                                                      "vertraagd",
                                                      "försenad",
                                                      "forsinket",
                                                      "opóźnion",
                                                      "задержан",
                                                      "будет повторен",
                                                      "延迟",
                                                      "延遲",
                                                      "遅延",
                                                      "遅れて",
                                                      "지연"});

/// What is said of failures only, whatever else the text says about trying again.
constexpr auto final_phrases =
    std::to_array<Text>({"permanent error", "permanent fatal", "permanent failure", "permanent delivery", "failed permanently",
                         "given up", "giving up", "gave up", "no further attempt", "no more attempts", "will not be retried",
                         "off the queue", "removed from the queue"});

/// Where the copy of the mail that came back starts.
constexpr auto copy_markers = std::to_array<Text>({"--- below this line is a copy",
                                                   "------ this is a copy of",
                                                   "this is a copy of the message",
                                                   "--- original message",
                                                   "----- original message",
                                                   "original message headers",
                                                   "----- unsent message",
                                                   "--- the header of the original",
                                                   "------ this is a copy of the headers",
                                                   "message header follows",
                                                   "returned message follows",
                                                   "----- message header",
                                                   "-- the original message",
                                                   "--- returned message",
                                                   "original message follows",
                                                   "----- forwarded message",
                                                   "--- your mail",
                                                   "--- your message",
                                                   "unsent message follows",
                                                   "copy of your message follows",
                                                   "--- message header",
                                                   "--- original headers",
                                                   "header of your message",
                                                   "headers of the message",
                                                   "headers of your message",
                                                   "--- begin of original",
                                                   "--- mail header",
                                                   "returned mail follows",
                                                   "--- kopie der",
                                                   "--- originalnachricht",
                                                   "ursprüngliche nachrichtenkopf",
                                                   "--- message d'origine",
                                                   "--- mensaje original"});

template <std::size_t N>
bool contains_any(Text text, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](Text word) { return text.find(word) != Text::npos; });
}

/// A word of refusal, and behind it in the same sentence one of handing over.
constexpr auto refusals = std::to_array<Text>(
    {"could not", "couldn't",      "couldn’t",        "cannot",  "can't",  "can’t",  "can not",  "unable to", "not able to",
     "failed to", "fails to",      "failure to",      "was not", "wasn't", "wasn’t", "were not", "has not",   "hasn't",
     "hasn’t",    "have not",      "haven't",         "did not", "didn't", "didn’t", "not be",   "not been",  "will not",
     "won't",     "impossible to", "not possible to", "not yet", "never",  "no copy"});
constexpr auto handings = std::to_array<Text>({"deliver", "reach", "sent", "send ", "hand", "forward", "relay", "transmit",
                                               "transfer", "dispatch", "process", "route", "receive", "accept"});

/// A mail, and behind it what became of it. Others write of such things, too, so it must be a heading or about the reader's mail.
constexpr auto mails =
    std::to_array<Text>({"deliver", "message", "mail", "transmission", "sending", "recipient", "addressee", "address"});
constexpr auto ends = std::to_array<Text>({"failed", "failure", "error", "problem", "unsuccessful", "rejected", "refused",
                                           "bounced", "returned", "undeliver", "trouble", "discarded", "denied"});

constexpr auto yours =
    std::to_array<Text>({"your m", "your e-m", "your em", "your l", "this m", "you sent", "---", "***", "==="});

/// Within how many bytes the second word must follow.
constexpr std::size_t reach = 60;

/// One of `first`, then one of `second` before the sentence ends.
template <std::size_t N, std::size_t M>
bool follows(Text lower, const std::array<Text, N>& first, const std::array<Text, M>& second) {
    return std::any_of(first.begin(), first.end(), [&](Text each) {
        const auto at = lower.find(each);
        if (at == Text::npos) return false;
        auto rest = lower.substr(at + each.size(), reach);
        rest = rest.substr(0, rest.find(". "));
        return contains_any(rest, second);
    });
}

}  // namespace

Text find_status(Text line) {
    for (std::size_t i = 0; i + 4 < line.size(); ++i) {
        if ((line[i] != '2' && line[i] != '4' && line[i] != '5') || line[i + 1] != '.') continue;
        if (i > 0 && (ascii::is_alnum(line[i - 1]) || line[i - 1] == '.')) continue;
        auto end = i + 2;
        while (end < line.size() && ascii::is_digit(line[end]))
            ++end;
        if (end - i - 2 < 1 || end - i - 2 > 3 || end >= line.size() || line[end] != '.') continue;
        const auto second = ++end;
        while (end < line.size() && ascii::is_digit(line[end]))
            ++end;
        if (end == second || end - second > 3) continue;
        if (end < line.size() &&
            (ascii::is_alpha(line[end]) || (line[end] == '.' && end + 1 < line.size() && ascii::is_digit(line[end + 1]))))
            continue;
        return line.substr(i, end - i);
    }
    return {};
}

std::size_t find_reply_code(Text line) {
    for (std::size_t i = 0; i + 3 <= line.size(); ++i) {
        if ((line[i] != '4' && line[i] != '5') || line[i + 1] < '0' || line[i + 1] > '7' || !ascii::is_digit(line[i + 2]))
            continue;
        if (i > 0 && (ascii::is_alnum(line[i - 1]) || line[i - 1] == '.' || line[i - 1] == '-' || line[i - 1] == ':' ||
                      line[i - 1] == '/'))
            continue;
        if (i + 3 == line.size() || line[i + 3] == ' ' || line[i + 3] == '-' || line[i + 3] == ':' || line[i + 3] == ')')
            return i;
    }
    return Text::npos;
}

bool says_failed(Text lower) {
    return contains_any(lower, failed_phrases) || follows(lower, refusals, handings) ||
           ((lower.ends_with(':') || contains_any(lower, yours)) && follows(lower, mails, ends));
}

bool speaks_of_your_mail(Text lower) {
    return contains_any(lower, yours);
}

bool says_delayed(Text lower) {
    return contains_any(lower, delayed_phrases);
}

bool says_final(Text lower) {
    return contains_any(lower, final_phrases);
}

bool starts_copy(Text lower) {
    return contains_any(lower, copy_markers);
}

}  // namespace mail::bounce_words
