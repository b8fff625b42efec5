#pragma once

#include "config/time.hpp"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::ctl {

/// `text` for a terminal. Control characters that a stranger wrote (escapes, text direction) become visible; line breaks stay.
[[nodiscard]] std::string printable(std::string_view text);

/// Prints one line on standard output, unchanged.
void print_line(const std::string& line);
/// Prints one line on standard output, made `printable`.
void print_safe_line(const std::string& line);
/// Prints JSON on one line of standard output.
void print_json(const nlohmann::ordered_json& value);

/// Prints one sentence on standard error.
void print_note(const std::string& sentence);
/// Prints on standard error one sentence that says why the verb failed; returns `status`.
[[nodiscard]] int complain(const std::string& sentence, int status);
/// Prints "There is no `what` 12.", for a number that does not exist; returns the exit status.
[[nodiscard]] int no_such(std::string_view what, std::int64_t number);

/// JSON's null stands for an absent value.
[[nodiscard]] nlohmann::ordered_json text_or_null(const std::string& text);
[[nodiscard]] nlohmann::ordered_json time_or_null(const std::optional<config::Instant>& at);

}  // namespace ticketd::ctl
