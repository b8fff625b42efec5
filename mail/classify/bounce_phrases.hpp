#pragma once

#include <string_view>

// The phrases of free-form delivery reports. Arguments named `lower` are in lower case already.
namespace mail::bounce_words {

/// True for the sender of a delivery report: MAILER-DAEMON, postmaster, "Mail Delivery Subsystem".
[[nodiscard]] bool is_daemon(std::string_view address, std::string_view name);

/// True for a subject of delivery reports, such as "Undelivered Mail Returned to Sender".
[[nodiscard]] bool is_bounce_subject(std::string_view subject);

/// says_failed: the line reports a permanent failure. says_delayed: it reports a delay.
[[nodiscard]] bool says_failed(std::string_view lower);
[[nodiscard]] bool says_delayed(std::string_view lower);

/// True for the line after which the report quotes the returned mail.
[[nodiscard]] bool starts_copy(std::string_view lower);

/// The enhanced status (RFC 3463) of a reason in words: "user unknown" is 5.1.1; empty: no known reason.
[[nodiscard]] std::string_view status_in_words(std::string_view lower);

/// The first enhanced status in a line: "5.1.1", also after `#` or `550-`; empty: none.
[[nodiscard]] std::string_view find_status(std::string_view line);

/// The position of an SMTP reply code of 4xx or 5xx ("550 ", "#421"); npos: none.
[[nodiscard]] std::size_t find_reply_code(std::string_view line);

/// The first address in a line that is not the mail system's own; empty: none.
[[nodiscard]] std::string_view first_address(std::string_view line);

}  // namespace mail::bounce_words
