#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Bytes of a mail as UTF-8 without NUL. The label counts unless the bytes contradict it. Valid UTF-8 is UTF-8 under a
/// Latin label, and under another one when chance cannot explain it. Under a UTF-8 label, the charset of invalid bytes is
/// detected, and so it is under a label by which much is not readable. Under an unknown or missing label, bytes are UTF-8 when
/// valid, else detected.
struct Decoded {
    std::string text;
    bool lied = false;     // the label was wrong, and another charset was used
    bool unknown = false;  // the label is unknown
    bool damaged = false;  // undecodable bytes became U+FFFD
};
[[nodiscard]] Decoded to_utf8(std::string_view bytes, std::string_view label);

/// The same for the text of a whole part. What charset it is in is looked at with more care, which takes longer.
[[nodiscard]] Decoded text_to_utf8(std::string_view bytes, std::string_view label);

/// The same for a header without encoded words: UTF-8 when valid, else windows-1252 or a detected charset.
[[nodiscard]] std::string header_to_utf8(std::string_view bytes);

/// A header value without encoded words in the charset that other parts of the mail use (`label`), as UTF-8. The bytes stay as
/// they are when they are valid UTF-8 or are not text of that charset.
[[nodiscard]] std::string header_like(std::string_view bytes, std::string_view label);

}  // namespace mail
