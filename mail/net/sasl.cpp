// Implements base64 and the PLAIN message of SASL (RFC 4616), and wipes secrets.
#include "mail/net/sasl.hpp"

#include "config/base/ascii.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace mail {

std::optional<std::string> decode_sasl(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=')
        ++padding;
    // EVP_DecodeBlock would skip blanks and accept '=' as a zero anywhere.
    for (const char c : text.substr(0, text.size() - padding)) {
        if (!ascii::is_alnum(c) && c != '+' && c != '/') return std::nullopt;
    }
    std::string out(text.size() / 4 * 3, '\0');
    const auto length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    out.resize(static_cast<std::size_t>(length) - padding);
    return out;
}

std::string encode_sasl(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock appends a NUL
    const auto length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

std::optional<Credentials> read_plain(std::string_view message) {
    const auto first = message.find('\0');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = message.find('\0', first + 1);
    if (second == std::string_view::npos || message.find('\0', second + 1) != std::string_view::npos) return std::nullopt;
    const auto acting_for = message.substr(0, first);
    Credentials found{std::string(message.substr(first + 1, second - first - 1)), std::string(message.substr(second + 1))};
    if (found.user.empty() || (!acting_for.empty() && acting_for != found.user)) return std::nullopt;
    return found;
}

void wipe(std::string& secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
    secret.clear();
}

}  // namespace mail
