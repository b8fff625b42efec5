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

/// Everything that a config, its keys and its texts give, immutable. SIGHUP makes a new one; whoever works with the
/// old one keeps it until done, hence the shared_ptr.
class Runtime {
public:
    /// Who only looks makes no key file; what is signed then holds for nobody.
    enum class MissingKeys { create, pretend };
    /// Only who sends needs the DKIM key; it may be readable for the daemon alone.
    enum class Dkim { leave, load };
    /// permanent: the key file, the DKIM key, the S/MIME authorities or the texts cannot be used; the sentence says which and
    /// why.
    [[nodiscard]] static config::Result<std::shared_ptr<const Runtime>> make(config::Config config,
                                                                             MissingKeys missing = MissingKeys::create,
                                                                             Dkim dkim = Dkim::leave);

    [[nodiscard]] const config::Config& config() const { return directory_.config(); }
    [[nodiscard]] const workflow::Directory& directory() const { return directory_; }
    [[nodiscard]] const mail::KeyRing& keys() const { return keys_; }
    [[nodiscard]] const templates::Texts& texts() const { return texts_; }
    /// What signs outgoing mail; nullptr: nothing does.
    [[nodiscard]] const mail::DkimSigner* dkim() const { return dkim_.get(); }
    /// What checks technicians' S/MIME signatures; nullptr: the config knows no certificate.
    [[nodiscard]] const mail::SmimeVerifier* smime() const { return smime_.get(); }
    /// The domain of the first desk address: of our Message-IDs and of what we say in EHLO.
    [[nodiscard]] const std::string& domain() const { return domain_; }
    /// A technician's address by the hash that tokens carry. Empty: none.
    [[nodiscard]] std::string technician_by_hash(std::uint64_t hash) const;

    /// What the config can hardly mean, a sentence each; the desk runs all the same.
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
