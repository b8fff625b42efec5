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
                                                     "was not delivered to",
                                                     "wasn't delivered to",
                                                     "has not been delivered",
                                                     "not been able to deliver",
                                                     "unable to send",
                                                     "undeliverable to the following",
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

constexpr auto delayed_phrases = std::to_array<Text>(
    {"delayed", "not yet been delivered", "has not yet been", "will be retried", "will continue to try", "will keep trying",
     "still trying", "delivery incomplete", "temporary problem delivering", "no action is required", "warning message only",
     "do not need to resend", "noch nicht zugestellt", "retardé"});

/// Where the copy of the mail that came back starts.
constexpr auto copy_markers = std::to_array<Text>(
    {"--- below this line is a copy", "------ this is a copy of", "this is a copy of the message", "--- original message",
     "----- original message", "original message headers", "----- unsent message", "--- the header of the original",
     "------ this is a copy of the headers", "message header follows", "returned message follows", "----- message header",
     "-- the original message", "--- returned message", "original message follows", "----- forwarded message"});

template <std::size_t N>
bool contains_any(Text text, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](Text word) { return text.find(word) != Text::npos; });
}

bool is_address_char(char c) {
    return !ascii::is_space(c) && Text("<>()[]\",;:'`").find(c) == Text::npos;
}

/// The address around the `@` at `at`, when it is one.
Text address_around(Text line, std::size_t at) {
    auto from = at;
    auto to = at + 1;
    while (from > 0 && is_address_char(line[from - 1]))
        --from;
    while (to < line.size() && is_address_char(line[to]) && line[to] != '@')
        ++to;
    auto domain = line.substr(at + 1, to - at - 1);
    while (domain.ends_with('.') || domain.ends_with('!'))
        domain.remove_suffix(1);
    auto local = line.substr(from, at - from);
    if (const auto equals = local.rfind('='); equals != Text::npos && ascii::starts_with(local, "to="))
        local.remove_prefix(equals + 1);
    if (local.empty() || domain.find('.') == Text::npos || !ascii::is_alnum(domain.front())) return {};
    return line.substr(static_cast<std::size_t>(local.data() - line.data()), local.size() + 1 + domain.size());
}

}  // namespace

Text first_address(Text line) {
    for (auto at = line.find('@'); at != Text::npos; at = line.find('@', at + 1)) {
        const auto found = address_around(line, at);
        if (!found.empty() && !ascii::starts_with(found, "mailer-daemon") && !ascii::starts_with(found, "postmaster"))
            return found;
    }
    return {};
}

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
        if (i + 3 == line.size() || line[i + 3] == ' ' || line[i + 3] == '-' || line[i + 3] == ':') return i;
    }
    return Text::npos;
}

bool says_failed(Text lower) {
    return contains_any(lower, failed_phrases);
}

bool says_delayed(Text lower) {
    return contains_any(lower, delayed_phrases);
}

bool starts_copy(Text lower) {
    return contains_any(lower, copy_markers);
}

}  // namespace mail::bounce_words
