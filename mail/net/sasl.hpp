#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// Strict base64 for SASL (RFC 4954 4): canonical alphabet and padding. nullopt: anything else.
[[nodiscard]] std::optional<std::string> decode_sasl(std::string_view text);
[[nodiscard]] std::string encode_sasl(std::string_view bytes);

struct Credentials {
    std::string user;
    std::string password;
};

/// Parses the PLAIN message: authzid NUL authcid NUL passwd (RFC 4616). nullopt: malformed, or an authzid other than the user,
/// because nobody may act for another.
[[nodiscard]] std::optional<Credentials> read_plain(std::string_view message);

/// Overwrites a secret.
void wipe(std::string& secret);

}  // namespace mail
