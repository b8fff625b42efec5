#pragma once

#include "config/config.hpp"
#include "config/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// A mail whose whole body a technician has signed.
struct SignedMail {
    std::string technician;              // the technician's name
    std::string id;                      // equal for all copies of the signed part, whichever mail contains it
    std::optional<std::string> subject;  // the Subject inside the signed part (RFC 8551 3.1, RFC 9788); nullopt: none
    std::optional<std::string> inner;    // the whole signed mail, when it was wrapped as message/rfc822
};

/// Checks S/MIME signatures (RFC 8551, CMS RFC 5652) against the certificates that the config pins for technicians,
/// and against its trusted authorities. Safe to use from several threads.
class SmimeVerifier {
public:
    /// nullptr: the config has neither pinned certificates nor trusted authorities. permanent: trust.smime_ca is
    /// unreadable, or contains no certificate.
    [[nodiscard]] static config::Result<std::shared_ptr<const SmimeVerifier>> make(const config::Config& config);

    /// A cheap test, which is false for nearly every mail without S/MIME.
    [[nodiscard]] static bool may_be_signed(std::string_view raw);
    /// Checks the signature. `now` is the time when the mail was received: the certificate must be valid then, and
    /// the signature recent. permanent: the signature proves nobody; the message says why. Expensive: run it on the
    /// pool.
    [[nodiscard]] config::Result<SignedMail> check(std::string_view raw, const config::Config& config, config::Instant now) const;

    struct Authorities;  // wraps OpenSSL's types
    explicit SmimeVerifier(std::unique_ptr<Authorities> authorities);
    ~SmimeVerifier();
    SmimeVerifier(const SmimeVerifier&) = delete;
    SmimeVerifier& operator=(const SmimeVerifier&) = delete;

private:
    std::unique_ptr<Authorities> authorities_;  // null: only pinned certificates count
};

}  // namespace mail
