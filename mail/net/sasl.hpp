#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// Strict base64 for SASL (RFC 4954 4), with the canonical alphabet and padding. decode_sasl returns nullopt for anything else.
[[nodiscard]] std::optional<std::string> decode_sasl(std::string_view text);
[[nodiscard]] std::string encode_sasl(std::string_view bytes);

struct Credentials {
    std::string user;
    std::string password;
};

/// Parses the PLAIN message: authzid NUL authcid NUL passwd (RFC 4616). nullopt: malformed, or the authzid differs
/// from the user, because nobody may act for somebody else.
[[nodiscard]] std::optional<Credentials> read_plain(std::string_view message);

/// Overwrites a secret in memory.
void wipe(std::string& secret);

}  // namespace mail
