#pragma once

#include "config/result.hpp"

#include <string>
#include <string_view>

namespace mail {

/// Makes a line for `password_hash`: `$scrypt$ln=15,r=8,p=1$salt$hash` in base64, with fresh random salt (RFC 7914,
/// OpenSSL EVP_PBE_scrypt). permanent: the password is empty, or longer than 1024 bytes.
[[nodiscard]] config::Result<std::string> hash_password(std::string_view password);

/// True when `hash` was made from `password`. False for any string that is not such a hash, after the same time.
/// Costs about 32 MiB and 50 ms: call it off the io thread.
[[nodiscard]] bool verify_password(std::string_view password, std::string_view hash);

/// Whether `text` has the form of such a hash. Plain passwords and placeholders do not have it.
[[nodiscard]] bool is_password_hash(std::string_view text);

}  // namespace mail
