#pragma once

#include "config/config.hpp"
#include "mail/crypto/token.hpp"
#include "templates/render.hpp"
#include "workflow/model/directory.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace mail {
class DkimSigner;
class SmimeVerifier;
}  // namespace mail

namespace ticketd {

/// The config with its look-ups, keys, texts and verifiers. Immutable. SIGHUP makes a new one, while work in progress
/// keeps the old one, hence the shared_ptr.
class Runtime {
public:
    /// The action when there is no key file: create it, or sign with an all-zero key, for programs that must not
    /// change anything.
    enum class MissingKeys { create, pretend };
    /// Whether to load the DKIM key. Only the daemon signs, and only its user may be allowed to read the key.
    enum class Dkim { leave, load };
    /// permanent: the key file, the DKIM key, the S/MIME authorities or the texts cannot be used. The message says
    /// which and why.
    [[nodiscard]] static config::Result<std::shared_ptr<const Runtime>> make(config::Config config,
                                                                             MissingKeys missing = MissingKeys::create,
                                                                             Dkim dkim = Dkim::leave);

    [[nodiscard]] const config::Config& config() const { return directory_.config(); }
    [[nodiscard]] const workflow::Directory& directory() const { return directory_; }
    [[nodiscard]] const mail::KeyRing& keys() const { return keys_; }
    [[nodiscard]] const templates::Texts& texts() const { return texts_; }
    /// The signer of outgoing mail; nullptr: outgoing mail is not signed.
    [[nodiscard]] const mail::DkimSigner* dkim() const { return dkim_.get(); }
    /// The verifier of technicians' S/MIME signatures; nullptr: the config has no certificates.
    [[nodiscard]] const mail::SmimeVerifier* smime() const { return smime_.get(); }
    /// The domain of the first desk address, used in Message-IDs and EHLO.
    [[nodiscard]] const std::string& domain() const { return domain_; }
    /// The address of the technician whose hash is in a token. Empty: no technician has this hash.
    [[nodiscard]] std::string technician_by_hash(std::uint64_t hash) const;

    /// Warnings about the config, one sentence each. The daemon runs in spite of them.
    [[nodiscard]] std::vector<std::string> doubts() const;

    Runtime(config::Config config, mail::KeyRing keys, templates::Texts texts, std::shared_ptr<const mail::DkimSigner> dkim,
            std::shared_ptr<const mail::SmimeVerifier> smime);

private:
    workflow::Directory directory_;
    mail::KeyRing keys_;
    templates::Texts texts_;
    std::shared_ptr<const mail::DkimSigner> dkim_;
    std::shared_ptr<const mail::SmimeVerifier> smime_;
    std::string domain_;
    std::unordered_map<std::uint64_t, std::string> technicians_by_hash_;
};

using RuntimePtr = std::shared_ptr<const Runtime>;

}  // namespace ticketd
