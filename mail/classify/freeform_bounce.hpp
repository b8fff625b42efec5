#pragma once

#include "mail/message/message.hpp"

#include <optional>
#include <string_view>

namespace mail {

/// The header values by which a free-form delivery report is recognised.
struct BounceHints {
    bool null_sender = false;  // Return-Path: <>
    std::string_view from;     // the From address
    std::string_view from_name;
    std::string_view subject;
    std::string_view failed_recipients;  // X-Failed-Recipients, as Exim and Gmail write it
    bool is_reply = false;               // has In-Reply-To or References
    bool report = false;                 // it is a multipart/report whose details are missing
};

/// Reads the reports of qmail, Exim, Postfix, Sendmail, Courier, Exchange, Office 365, Domino, Gmail, Yahoo, Amazon SES, Japanese
/// carriers and similar systems. nullopt: the mail is no delivery report.
[[nodiscard]] std::optional<Bounce> read_bounce_text(std::string_view text, const BounceHints& hints);

}  // namespace mail
