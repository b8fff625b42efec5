// Loads and checks a config's keys, texts and certificates.
#include "daemon/core/runtime.hpp"

#include "mail/message/address.hpp"
#include "mail/compose/dkim_signer.hpp"
#include "mail/crypto/password.hpp"
#include "mail/authenticate/smime.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace ticketd {

config::Result<RuntimePtr> Runtime::make(config::Config config, MissingKeys missing, Dkim dkim) {
    const bool pretend = missing == MissingKeys::pretend && !std::filesystem::exists(config.desk.key_file);
    auto keys = pretend ? mail::KeyRing::of({}) : mail::KeyRing::open_or_create(config.desk.key_file);
    if (!keys) return tl::unexpected(keys.error());
    auto texts = templates::Texts::load(config.desk.language);
    if (!texts) return tl::unexpected(texts.error());
    std::shared_ptr<const mail::DkimSigner> signer;
    if (config.dkim && dkim == Dkim::load) {
        auto made = mail::DkimSigner::make(*config.dkim);
        if (!made) return tl::unexpected(made.error());
        signer = std::move(*made);
    }
    auto smime = mail::SmimeVerifier::make(config);
    if (!smime) return tl::unexpected(smime.error());
    return std::make_shared<const Runtime>(std::move(config), std::move(*keys), std::move(*texts), std::move(signer),
                                           std::move(*smime));
}

Runtime::Runtime(config::Config config, mail::KeyRing keys, templates::Texts texts, std::shared_ptr<const mail::DkimSigner> dkim,
                 std::shared_ptr<const mail::SmimeVerifier> smime)
    : directory_(std::move(config)),
      keys_(std::move(keys)),
      texts_(std::move(texts)),
      dkim_(std::move(dkim)),
      smime_(std::move(smime)),
      domain_(mail::domain_of(directory_.config().desk.address)) {
    for (const auto& technician : directory_.config().technicians) {
        technicians_by_hash_.emplace(mail::party_hash(technician.email), technician.email);
        for (const auto& alias : technician.aliases)
            technicians_by_hash_.emplace(mail::party_hash(alias), alias);
    }
}

std::vector<std::string> Runtime::doubts() const {
    std::vector<std::string> sentences;
    for (const auto& technician : config().technicians) {
        if (technician.password_hash.empty() || mail::is_password_hash(technician.password_hash)) continue;
        // The value is not quoted, because it may be a password.
        sentences.push_back(
            fmt::format("The password_hash of technician {} is none, so nobody can log in with it: put in what "
                        "\"ticketctl password\" makes of the password.",
                        technician.name));
    }
    return sentences;
}

std::string Runtime::technician_by_hash(std::uint64_t hash) const {
    const auto found = technicians_by_hash_.find(hash);
    return found == technicians_by_hash_.end() ? std::string() : found->second;
}

}  // namespace ticketd
