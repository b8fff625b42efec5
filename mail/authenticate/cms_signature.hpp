#pragma once

#include "config/result.hpp"
#include "config/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;
struct x509_store_st;

namespace mail {

struct FreeX509Store {
    void operator()(x509_store_st* store) const;
};
using X509Store = std::unique_ptr<x509_store_st, FreeX509Store>;

/// The signer of a valid signature, not yet matched with a technician.
struct CmsSigner {
    std::string fingerprint;             // SHA-256 of the certificate, lower-case hex
    std::vector<std::string> addresses;  // addresses in the certificate, as written
    bool is_vouched = false;             // a trusted authority issued the certificate for signing mail
    config::Instant signed_at{};
    std::string id;  // hash of content, signer and time; unsigned changes cannot alter it
};

/// Checks one CMS SignedData (RFC 5652) over `detached`, bytes with CRLF line ends, or over its embedded content.
/// permanent: there is not exactly one signer, an algorithm is weak, the signing time is missing, the certificate is
/// not valid at `now`, or the signature is wrong.
[[nodiscard]] config::Result<CmsSigner> check_cms(std::string_view der, std::optional<std::string_view> detached,
                                                  x509_store_st* authorities, config::Instant now);

/// Reads the certificates of a PEM file. permanent: it is unreadable, or contains no certificate.
[[nodiscard]] config::Result<X509Store> load_authorities(const std::string& file);

}  // namespace mail
