#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A stretch of a text that is sent in base64.
struct Base64Piece {
    std::string bytes;
    bool encoded = true;  // false: plain lines among the encoded ones
};

/// Undoes the base64 of a text. Lines that others have written into it (a list's footer, a gateway's notice, words behind the
/// end) become pieces of their own, in order. Linear.
[[nodiscard]] std::vector<Base64Piece> decode_base64_text(std::string_view in);

/// The text of a body that is base64 although no Content-Transfer-Encoding says so; empty: it is not. Such a body is nothing but
/// full lines of the alphabet, and decodes to words in UTF-8; nobody writes that by hand.
[[nodiscard]] std::string undeclared_base64(std::string_view body);

}  // namespace mail
