#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Bytes of a mail as UTF-8 without NUL. The label counts unless the bytes contradict it. Under an ASCII or Latin label, valid
/// UTF-8 with multi-byte characters is UTF-8. Under a UTF-8 label, the charset of invalid bytes is detected. Under an unknown
/// or missing label, bytes are UTF-8 when valid, else detected.
struct Decoded {
    std::string text;
    bool lied = false;     // the label was wrong, and another charset was used
    bool unknown = false;  // the label is unknown
    bool damaged = false;  // undecodable bytes became U+FFFD
};
[[nodiscard]] Decoded to_utf8(std::string_view bytes, std::string_view label);

/// The same for a header without encoded words: UTF-8 when valid, else windows-1252 or a detected charset.
[[nodiscard]] std::string header_to_utf8(std::string_view bytes);

/// The converter's name for a label: lower case, with the aliases of mail resolved ("ks_c_5601-1987" is "windows-949").
[[nodiscard]] std::string canonical_charset(std::string_view label);

}  // namespace mail
