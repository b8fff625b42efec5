// Makes and checks scrypt hashes of technicians' passwords (RFC 7914), written as `$scrypt$ln=15,r=8,p=1$SALT$HASH`
// with unpadded base64.
// Input only decides between true and false; a machine without randomness or memory throws.
#include "mail/crypto/password.hpp"

#include <charconv>
#include <cstdint>
#include <fmt/core.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <optional>
#include <stdexcept>
#include <vector>

namespace mail {
namespace {

using Bytes = std::vector<unsigned char>;

constexpr std::size_t longest_password = 1024;
constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct Cost {
    unsigned log2_n = 15;
    unsigned r = 8;
    unsigned p = 1;
};
// Caps on the cost of a hash in the config, so that it cannot exhaust memory or time: 128 MiB, and four times the
// default's time.
constexpr Cost most{17, 8, 4};

struct Hash {
    Cost cost;
    Bytes salt;
    Bytes key;
};

std::string base64(const Bytes& bytes) {
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const unsigned char byte : bytes) {
        bits = (bits << 8U) | byte;
        held += 8;
        while (held >= 6) {
            held -= 6;
            out += alphabet[(bits >> static_cast<unsigned>(held)) & 63U];
        }
    }
    if (held > 0) out += alphabet[(bits << static_cast<unsigned>(6 - held)) & 63U];
    return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
    Bytes out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6U) | static_cast<unsigned>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out.push_back(static_cast<unsigned char>((bits >> static_cast<unsigned>(held)) & 255U));
        }
    }
    const unsigned left_over = bits & ((1U << static_cast<unsigned>(held)) - 1U);
    return held < 6 && left_over == 0 ? std::optional(std::move(out)) : std::nullopt;
}

Bytes derive(std::string_view password, const Bytes& salt, Cost cost) {
    Bytes out(hash_size);
    const std::uint64_t n = std::uint64_t{1} << cost.log2_n;
    // OpenSSL refuses to use more than 32 MiB unless it is given the amount: n + p + 2 blocks of 128 r bytes.
    const std::uint64_t memory = 128ULL * cost.r * (n + cost.p + 2);
    if (EVP_PBE_scrypt(password.data(), password.size(), salt.data(), salt.size(), n, cost.r, cost.p, memory, out.data(),
                       out.size()) != 1) {
        throw std::runtime_error("scrypt failed: not enough memory?");
    }
    return out;
}

/// Removes expected texts from the front.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    bool skip(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    bool number(unsigned max_value, unsigned& into) {
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), into);
        if (error != std::errc{} || into == 0 || into > max_value) return false;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return true;
    }
    bool until_dollar(std::string_view& into) {
        const auto dollar = rest_.find('$');
        if (dollar == std::string_view::npos) return false;
        into = rest_.substr(0, dollar);
        rest_.remove_prefix(dollar + 1);
        return true;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

std::optional<Hash> parse(std::string_view text) {
    Cursor in(text);
    Hash out;
    std::string_view salt;
    const bool reads = in.skip("$scrypt$ln=") && in.number(most.log2_n, out.cost.log2_n) && in.skip(",r=") &&
                       in.number(most.r, out.cost.r) && in.skip(",p=") && in.number(most.p, out.cost.p) && in.skip("$") &&
                       in.until_dollar(salt);
    if (!reads) return std::nullopt;
    auto salt_bytes = from_base64(salt);
    auto key = from_base64(in.rest());
    if (!salt_bytes || !key || salt_bytes->size() < 8 || salt_bytes->size() > 64 || key->size() != hash_size) return std::nullopt;
    out.salt = std::move(*salt_bytes);
    out.key = std::move(*key);
    return out;
}

}  // namespace

config::Result<std::string> hash_password(std::string_view password) {
    if (password.empty()) return config::permanent("The password is empty; write it on standard input.");
    if (password.size() > longest_password) {
        return config::permanent(fmt::format("The password is longer than {} bytes.", longest_password));
    }
    Bytes salt(salt_size);
    if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1) throw std::runtime_error("no random bytes to be had");
    const Cost cost;
    const Bytes key = derive(password, salt, cost);
    return fmt::format("$scrypt$ln={},r={},p={}${}${}", cost.log2_n, cost.r, cost.p, base64(salt), base64(key));
}

bool verify_password(std::string_view password, std::string_view hash) {
    const auto known = parse(hash);
    // The hash is computed even when it cannot match, because the time must not reveal who has a password here (an
    // unknown user is verified against an empty hash).
    const bool can_match = known.has_value() && !password.empty() && password.size() <= longest_password;
    const Hash& against = known ? *known : Hash{Cost{}, Bytes(salt_size), Bytes(hash_size)};
    const Bytes key = derive(password.substr(0, longest_password), against.salt, against.cost);
    return CRYPTO_memcmp(key.data(), against.key.data(), hash_size) == 0 && can_match;
}

bool is_password_hash(std::string_view text) {
    return parse(text).has_value();
}

}  // namespace mail
