#pragma once

#include <string_view>

/// The words and forms of free-form delivery reports. Arguments named `lower` are in lower case already.
namespace mail::bounce_words {

/// The line says that delivery failed for good, or will be tried again.
[[nodiscard]] bool says_failed(std::string_view lower);
[[nodiscard]] bool says_delayed(std::string_view lower);

/// The line says that it will not be tried again.
[[nodiscard]] bool says_final(std::string_view lower);

/// The line speaks of the reader's own mail: "your message", "the mail you sent".
[[nodiscard]] bool speaks_of_your_mail(std::string_view lower);

/// From here on the mail that came back is copied.
[[nodiscard]] bool starts_copy(std::string_view lower);

/// The first enhanced status in a line: "5.1.1", also behind `#` or `550-`; empty: there is none.
[[nodiscard]] std::string_view find_status(std::string_view line);

/// Where an SMTP reply code that reports trouble stands ("550 ", "#421"); npos: nowhere.
[[nodiscard]] std::size_t find_reply_code(std::string_view line);

}  // namespace mail::bounce_words
