#pragma once

#include "mail/classify/bounce_recipients.hpp"
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
    bool is_reply = false;      // has In-Reply-To or References
    bool automatic = false;     // Auto-Submitted says that no person wrote it
    bool returns_ours = false;  // it holds a mail that the reader of the report sent
    bool report = false;        // a field or its type says that it is a report
};

/// Reads the reports of qmail, Exim, Postfix, Sendmail, Courier, Exchange, Office 365, Domino, Gmail, Yahoo, Amazon SES, Japanese
/// carriers and similar systems. Gives the addresses that it finds to `recipients`; the one of the result is empty. nullopt: the
/// mail is no delivery report.
[[nodiscard]] std::optional<Bounce> read_bounce_text(std::string_view text, const BounceHints& hints,
                                                     BounceRecipients& recipients);

}  // namespace mail
