#pragma once

#include "config/time.hpp"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ticketd::ctl {

/// `text` for a terminal: control characters that a stranger wrote (escapes, text direction) become visible; lines stay.
[[nodiscard]] std::string printable(std::string_view text);

/// One line on standard output, as it is.
void print_line(const std::string& line);
/// One line on standard output, made `printable`.
void print_safe_line(const std::string& line);
/// JSON on one line of standard output.
void print_json(const nlohmann::ordered_json& value);

/// One sentence on standard error.
void print_note(const std::string& sentence);
/// One sentence on standard error that says why not; returns `status`.
[[nodiscard]] int complain(const std::string& sentence, int status);
/// "There is no `what` 12.", for numbers that name nothing; returns the exit status.
[[nodiscard]] int no_such(std::string_view what, std::int64_t number);

/// JSON's null for what is not there.
[[nodiscard]] nlohmann::ordered_json text_or_null(const std::string& text);
[[nodiscard]] nlohmann::ordered_json time_or_null(const std::optional<config::Instant>& at);

}  // namespace ticketd::ctl
