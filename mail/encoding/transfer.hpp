#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Content-Transfer-Encoding (RFC 2045 6). An unknown word is taken as binary.
enum class Transfer { identity, base64, quoted_printable, uuencode };

[[nodiscard]] Transfer parse_transfer(std::string_view word);

/// Undoes base64 piece by piece. Skips bytes outside the alphabet and accepts the URL-safe alphabet. After padding a new run may
/// start, because senders concatenate encoded blocks (RFC 2045 6.8 leaves it open); what stands behind a blank on the line of the
/// padding is no such run and is skipped.
class Base64Decoder {
public:
    /// Decodes `in` and appends to `out`.
    void feed(std::string_view in, std::string& out);
    /// Appends the last bytes of an encoding without padding.
    void finish(std::string& out);
    /// True when bytes other than line ends and blanks were skipped.
    [[nodiscard]] bool saw_garbage() const { return garbage_; }
    /// True when a blank stood on a line, or a letter was left over that makes no byte: signs of plain text.
    [[nodiscard]] bool saw_blanks() const { return blanks_; }
    [[nodiscard]] bool has_odd_letter() const { return count_ == 1; }
    /// True when there was more behind padding.
    [[nodiscard]] bool went_on() const { return went_on_; }

private:
    unsigned bits_ = 0;
    int count_ = 0;  // sextets held in bits_
    bool garbage_ = false;
    bool padded_ = false;  // the last sextets ended in padding
    bool blanks_ = false;
    bool went_on_ = false;
    bool skips_line_ = false;
};

/// A base64 body without the plain lines that a mailing list or a gateway has added at its end.
[[nodiscard]] std::string_view without_plain_tail(std::string_view in);

[[nodiscard]] std::string decode_base64(std::string_view in);

/// Undoes quoted-printable, also soft breaks with blanks after `=` and lower-case digits. A `=` without two digits stays
/// unchanged. Blanks at a line's end are transport padding and are dropped (RFC 2045 6.7 rule 3).
[[nodiscard]] std::string decode_quoted_printable(std::string_view in);

/// The "Q" encoding of header words: as quoted-printable, with `_` for a blank (RFC 2047 4.2).
[[nodiscard]] std::string decode_q(std::string_view in);

/// Undoes `encoding`.
[[nodiscard]] std::string decode_transfer(std::string_view in, Transfer encoding);

}  // namespace mail
