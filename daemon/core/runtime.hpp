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

/// The config with its look-ups, keys, texts and verifiers. Immutable. SIGHUP makes a new one; work in progress keeps the old
/// one, hence the shared_ptr.
class Runtime {
public:
    /// What to do without a key file: create it, or sign with an all-zero key, for programs that must not change anything.
    enum class MissingKeys { create, pretend };
    /// Whether to load the DKIM key. Only the daemon signs, and it may be the only one that can read the key.
    enum class Dkim { leave, load };
    /// permanent: the key file, the DKIM key, the S/MIME authorities or the texts cannot be used. The sentence says which and
    /// why.
    [[nodiscard]] static config::Result<std::shared_ptr<const Runtime>> make(config::Config config,
                                                                             MissingKeys missing = MissingKeys::create,
                                                                             Dkim dkim = Dkim::leave);

    [[nodiscard]] const config::Config& config() const { return directory_.config(); }
    [[nodiscard]] const workflow::Directory& directory() const { return directory_; }
    [[nodiscard]] const mail::KeyRing& keys() const { return keys_; }
    [[nodiscard]] const templates::Texts& texts() const { return texts_; }
    /// The signer of outgoing mail; nullptr: mail is not signed.
    [[nodiscard]] const mail::DkimSigner* dkim() const { return dkim_.get(); }
    /// The verifier of technicians' S/MIME signatures; nullptr: the config has no certificates.
    [[nodiscard]] const mail::SmimeVerifier* smime() const { return smime_.get(); }
    /// The domain of the first desk address, used in Message-IDs and EHLO.
    [[nodiscard]] const std::string& domain() const { return domain_; }
    /// A technician's address by the hash in a token. Empty: none.
    [[nodiscard]] std::string technician_by_hash(std::uint64_t hash) const;

    /// Warnings about the config, one sentence each. The desk runs in spite of them.
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
