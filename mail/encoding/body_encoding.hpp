#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Appends `data` in base64, in lines of 76 letters that end in CRLF (RFC 2045 6.8).
void append_base64_lines(std::string& out, std::string_view data);

/// Appends `data` in base64 as one run without line ends.
void append_base64(std::string& out, std::string_view data);

/// Appends `text` as quoted-printable (RFC 2045 6.7), with CRLF line ends and lines of at most 76 octets. Escapes "From " at a
/// line's start, because an mbox writer would change the line and break the DKIM signature.
void append_quoted_printable(std::string& out, std::string_view text);

/// The text with each LF, CR and CRLF replaced by CRLF.
[[nodiscard]] std::string with_crlf(std::string_view text);

/// True when base64 is the shorter encoding of `text`, because it has many letters outside ASCII.
[[nodiscard]] bool prefers_base64(std::string_view text);

}  // namespace mail
