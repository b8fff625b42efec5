#pragma once

#include "config/config.hpp"
#include "config/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace config {

// One function for each textual form of a config value. Errors are permanent; `what` is a sentence that says what to
// write instead.

/// ASCII letters in lower case, all other bytes unchanged.
[[nodiscard]] std::string lower(std::string_view text);

/// One addr-spec without comments or quotes, in lower case: at most 64 octets of local part and 255 of domain (RFC
/// 5321 4.5.3.1).
[[nodiscard]] Result<std::string> parse_address(std::string_view text);

/// A host or domain name in lower case: labels of letters, digits, '-' and UTF-8, of at most 63 octets each (RFC 1035 2.3.4).
[[nodiscard]] Result<std::string> parse_domain(std::string_view text);

/// A short name that can be used in a subject tag and after the delimiter of an address: a-z 0-9 . _ -, up to 32 characters.
[[nodiscard]] Result<std::string> parse_handle(std::string_view text);

/// The two-letter code of a language, as in "en".
[[nodiscard]] Result<std::string> parse_language(std::string_view text);

/// Any one-line text in lower case, for words that are compared without case.
[[nodiscard]] Result<std::string> parse_folded(std::string_view text);
/// Any one-line text, unchanged.
[[nodiscard]] Result<std::string> parse_plain(std::string_view text);

/// A numeric IPv4 or IPv6 address.
[[nodiscard]] bool is_ip_address(std::string_view text);
/// Whether `ip` is in 127.0.0.0/8 or is ::1.
[[nodiscard]] bool is_loopback(std::string_view ip);

/// "127.0.0.1:25", "[::1]:25" or "unix:PATH"; the path is returned as written. For port 0 the system chooses a port.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text);

/// The parts of scheme://user@host:port/path.
struct Url {
    std::string scheme;      // lower case
    std::string user;        // percent-decoded; may be empty
    std::string host;        // a name, or an IP address without []
    std::uint16_t port = 0;  // 0: not given
    std::string path;        // percent-decoded, without the first '/'
};
[[nodiscard]] Result<Url> parse_url(std::string_view text);
/// `url` for use in complaints, without the part before the host, which may contain a password.
[[nodiscard]] std::string without_user(std::string_view url);

/// A SHA-256 in hex, with or without colons. The result is in lower case without colons.
[[nodiscard]] Result<std::string> parse_fingerprint(std::string_view text);

/// The name of a header field (RFC 5322 2.2).
[[nodiscard]] Result<std::string> parse_field_name(std::string_view text);

}  // namespace config
