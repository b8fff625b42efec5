#pragma once

#include "mail/message/message.hpp"

#include <optional>
#include <string_view>

namespace mail {

/// What a free-form delivery report looks like from outside.
struct BounceHints {
    bool null_sender = false;  // Return-Path: <>
    std::string_view from;     // the From address
    std::string_view from_name;
    std::string_view subject;
    std::string_view failed_recipients;  // X-Failed-Recipients, as Exim and Gmail write it
    bool is_reply = false;               // has In-Reply-To or References
    bool report = false;                 // multipart/report says so: only details are missing
};

/// Reads the words of qmail, Exim, Postfix, Sendmail, Courier, Exchange, Office 365, Domino, Gmail, Yahoo, Amazon SES, Japanese
/// carriers and systems that write alike. nullopt: the mail is no delivery report.
[[nodiscard]] std::optional<Bounce> read_bounce_text(std::string_view text, const BounceHints& hints);

}  // namespace mail
