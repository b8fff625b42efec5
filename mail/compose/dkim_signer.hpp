#pragma once

#include "config/config.hpp"
#include "config/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace mail {

/// Signs outgoing mail (RFC 6376): relaxed/relaxed, SHA-256, RSA or Ed25519 depending on the key. Safe to use from
/// several threads.
class DkimSigner {
public:
    /// Reads the key. permanent: it is unreadable, readable by other users, not a private key in PEM, or RSA of less
    /// than 1024 bits (RFC 8301 3.2).
    [[nodiscard]] static config::Result<std::shared_ptr<const DkimSigner>> make(const config::Dkim& how);

    /// The DKIM-Signature field with its CRLF, which the caller puts in front of `raw`, a whole mail with CRLF line ends.
    /// permanent: libopendkim's reason, for the log.
    [[nodiscard]] config::Result<std::string> sign(std::string_view raw) const;

    class Library;  // wraps libopendkim's handle
    DkimSigner(std::unique_ptr<Library> library, config::Dkim how, std::string key, bool is_rsa);
    ~DkimSigner();
    DkimSigner(const DkimSigner&) = delete;
    DkimSigner& operator=(const DkimSigner&) = delete;

private:
    std::unique_ptr<Library> library_;
    config::Dkim how_;
    std::string key_;  // in libopendkim's format
    bool is_rsa_;
};

}  // namespace mail
