#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Content-Transfer-Encoding (RFC 2045 6). An unknown word is taken as binary.
enum class Transfer { identity, base64, quoted_printable, uuencode };

[[nodiscard]] Transfer parse_transfer(std::string_view word);

/// Undoes base64 a piece at a time. Bytes outside the alphabet are skipped; the URL-safe alphabet counts too. After padding
/// a new run may start, as when encoded blocks are joined (RFC 2045 6.8 leaves it open; senders do it).
class Base64Decoder {
public:
    /// Decodes `in` and appends to `out`.
    void feed(std::string_view in, std::string& out);
    /// Appends what an encoding without its padding still holds.
    void finish(std::string& out);
    /// True when bytes had to be skipped that are neither in the alphabet nor line ends and blanks.
    [[nodiscard]] bool saw_garbage() const { return garbage_; }

private:
    void flush(std::string& out);
    unsigned bits_ = 0;
    int count_ = 0;  // sextets held in bits_
    bool garbage_ = false;
};

[[nodiscard]] std::string decode_base64(std::string_view in);

/// Undoes quoted-printable: soft breaks with blanks after `=`, lower-case digits; a `=` without two digits stays as it is.
/// Blanks at a line's end are transport padding and are dropped (RFC 2045 6.7 rule 3).
[[nodiscard]] std::string decode_quoted_printable(std::string_view in);

/// The "Q" encoding of header words: as quoted-printable, with `_` for a blank (RFC 2047 4.2).
[[nodiscard]] std::string decode_q(std::string_view in);

/// Undoes `encoding`.
[[nodiscard]] std::string decode_transfer(std::string_view in, Transfer encoding);

}  // namespace mail
