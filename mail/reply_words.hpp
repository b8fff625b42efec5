#pragma once

#include <string_view>

/// The words by which mail clients of many languages introduce what they quote, forward and sign. All comparisons ignore ASCII
/// case.
namespace mail::words {

/// "On … wrote:": begins and ends like the line that a client puts above a quoted mail. `line` is one line, or the two or three
/// that the client wrapped it to, joined by blanks.
[[nodiscard]] bool is_attribution(std::string_view line);

/// Begins as an attribution may ("On ", "Am ", "Le "): then its end may stand on one of the next lines.
[[nodiscard]] bool may_begin_attribution(std::string_view line);

/// "-----Original Message-----" and the lines of other languages and clients that mean the same.
[[nodiscard]] bool is_original_marker(std::string_view line);

/// "---------- Forwarded message ---------", "Begin forwarded message:".
[[nodiscard]] bool is_forward_marker(std::string_view line);

/// The fields of a quoted header block.
enum class HeaderWord { none, from, date, to, cc, subject, other };

/// Which field "From: …", "Gesendet: …", "*Objet :* …" is; `value` gets what follows the colon.
[[nodiscard]] HeaderWord header_word(std::string_view line, std::string_view& value);

/// "Sent from my iPhone", "Get Outlook for Android": the line a device adds.
[[nodiscard]] bool is_device_signature(std::string_view line);

/// The line opens a confidentiality notice.
[[nodiscard]] bool opens_disclaimer(std::string_view line);

/// "Fwd: …", "WG: …", "TR: …".
[[nodiscard]] bool is_forward_subject(std::string_view subject);

/// "Re: …", "AW: …", "SV: …".
[[nodiscard]] bool is_reply_subject(std::string_view subject);

}  // namespace mail::words
