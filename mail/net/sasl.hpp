#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// Base64 as SASL wants it (RFC 4954 4): canonical alphabet, padding, nothing else. nullopt: anything else.
[[nodiscard]] std::optional<std::string> decode_sasl(std::string_view text);
[[nodiscard]] std::string encode_sasl(std::string_view bytes);

struct Credentials {
    std::string user;
    std::string password;
};

/// Takes the PLAIN message apart: authzid NUL authcid NUL passwd (RFC 4616). nullopt: malformed, or an authzid that is not
/// the user: nobody acts for another here.
[[nodiscard]] std::optional<Credentials> read_plain(std::string_view message);

/// Overwrites what held a secret.
void wipe(std::string& secret);

}  // namespace mail
