#pragma once

#include <string_view>

namespace mail::words {

/// The fields of a quoted header block.
enum class HeaderWord { none, from, date, to, cc, subject, other };

/// Which field "From: …", "Gesendet: …", "*Objet :* …" is; `value` gets what follows the colon.
[[nodiscard]] HeaderWord header_word(std::string_view line, std::string_view& value);

}  // namespace mail::words
