// Computes HMAC-SHA-256 with precomputed padded keys, cut to 128 bits.
#include "mail/crypto/hmac.hpp"

#include <algorithm>
#include <new>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace mail {
namespace {

constexpr std::size_t block_size = 64;
using Block = std::array<unsigned char, block_size>;

void require(int ok) {
    if (ok != 1) throw std::runtime_error("SHA-256 is not available in this OpenSSL");
}

evp_md_ctx_st* start(const std::array<unsigned char, 32>& secret, unsigned char pad) {
    auto* context = EVP_MD_CTX_new();
    if (context == nullptr) throw std::bad_alloc();
    Block block{};
    std::copy(secret.begin(), secret.end(), block.begin());
    for (auto& byte : block)
        byte ^= pad;
    require(EVP_DigestInit_ex(context, EVP_sha256(), nullptr));
    require(EVP_DigestUpdate(context, block.data(), block.size()));
    OPENSSL_cleanse(block.data(), block.size());
    return context;
}

}  // namespace

void Hmac::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Hmac::Hmac(const std::array<unsigned char, 32>& secret) : inner_(start(secret, 0x36)), outer_(start(secret, 0x5c)) {}

Hmac::Mac Hmac::sign(Use use, std::string_view data) const {
    const std::unique_ptr<evp_md_ctx_st, Free> context(EVP_MD_CTX_new());
    if (!context) throw std::bad_alloc();
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(EVP_MD_CTX_copy_ex(context.get(), inner_.get()));
    require(EVP_DigestUpdate(context.get(), &use, 1));
    require(EVP_DigestUpdate(context.get(), data.data(), data.size()));
    require(EVP_DigestFinal_ex(context.get(), digest.data(), &size));
    require(EVP_MD_CTX_copy_ex(context.get(), outer_.get()));
    require(EVP_DigestUpdate(context.get(), digest.data(), size));
    require(EVP_DigestFinal_ex(context.get(), digest.data(), &size));
    Mac mac{};
    std::copy_n(digest.begin(), mac.size(), mac.begin());
    return mac;
}

bool Hmac::equal(const Mac& a, const Mac& b) {
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace mail
