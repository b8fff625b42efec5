#pragma once

#include "config/config.hpp"
#include "config/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// A mail whose body is signed as a whole, by a technician.
struct SignedMail {
    std::string technician;              // the technician's name
    std::string id;                      // the same for each copy of what was signed, however the mail around it looks
    std::optional<std::string> subject;  // the Subject inside of what was signed (RFC 8551 3.1, RFC 9788); nullopt: none is there
    std::optional<std::string> inner;    // the whole mail that was signed, when it was wrapped as message/rfc822
};

/// Checks S/MIME signatures (RFC 8551, CMS RFC 5652) against the certificates that the config pins for technicians and the
/// authorities that vouch for them. Safe to use from several threads.
class SmimeVerifier {
public:
    /// nullptr: the config names neither. permanent: trust.smime_ca cannot be read, or holds no certificate.
    [[nodiscard]] static config::Result<std::shared_ptr<const SmimeVerifier>> make(const config::Config& config);

    /// Cheap: false for nearly every mail, that of no S/MIME.
    [[nodiscard]] static bool may_be_signed(std::string_view raw);
    /// permanent: why the mail shows nobody. `now` is when it was received: a certificate holds from its first to its last day,
    /// and what was signed long ago counts no more. Heavy.
    [[nodiscard]] config::Result<SignedMail> check(std::string_view raw, const config::Config& config, config::Instant now) const;

    struct Authorities;  // OpenSSL's
    explicit SmimeVerifier(std::unique_ptr<Authorities> authorities);
    ~SmimeVerifier();
    SmimeVerifier(const SmimeVerifier&) = delete;
    SmimeVerifier& operator=(const SmimeVerifier&) = delete;

private:
    std::unique_ptr<Authorities> authorities_;  // null: only pinned certificates count
};

}  // namespace mail
