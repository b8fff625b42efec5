#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Bytes of a mail as UTF-8, NUL-free, whatever their label says. A label is believed unless the bytes deny it: valid UTF-8 with
/// multi-byte characters under an ASCII or Latin label is UTF-8; under a UTF-8 label what is not UTF-8 is detected; an unknown
/// or missing label is UTF-8, else detected.
struct Decoded {
    std::string text;
    bool lied = false;     // another charset than the label's was used
    bool unknown = false;  // nothing here knows the label
    bool damaged = false;  // some bytes could not be read and are U+FFFD
};
[[nodiscard]] Decoded to_utf8(std::string_view bytes, std::string_view label);

/// The same for a header without encoded words: UTF-8 if it is, else windows-1252 or what is detected.
[[nodiscard]] std::string header_to_utf8(std::string_view bytes);

/// The name under which the converter knows a label: lower case, aliases of mail resolved ("ks_c_5601-1987" is "windows-949").
[[nodiscard]] std::string canonical_charset(std::string_view label);

}  // namespace mail
