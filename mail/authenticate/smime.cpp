// Finds the part of a mail that its S/MIME signature covers, and the technician who signed it.

#include "mail/authenticate/smime.hpp"

#include "mail/message/address.hpp"
#include "config/base/ascii.hpp"
#include "mail/authenticate/cms_signature.hpp"
#include "mail/mime/mime_scanner.hpp"
#include "mail/mime/encoded_words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace mail {

struct SmimeVerifier::Authorities {
    X509Store store;
};

namespace {

// As with DKIM, anybody who kept an old signed mail can send it again, so the signature must be recent.
constexpr std::chrono::days longest_on_the_way{7};
constexpr std::chrono::days fast_clock{1};

bool is_signature(const Part& part) {
    return part.type.is("application/pkcs7-signature") || part.type.is("application/x-pkcs7-signature");
}

bool is_opaque(const Part& part) {
    return part.type.is("application/pkcs7-mime") || part.type.is("application/x-pkcs7-mime");
}

/// The signed bytes with CRLF line ends, which a program on the way may have changed (RFC 8551 3.1.1).
std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
        out += text[i];
    }
    return out;
}

/// A signature and the part that it covers. That part must be the whole mail, because any text next to it would be
/// read as signed.
struct Covered {
    const Part* part = nullptr;  // null: the mail is not signed as a whole
    std::string der;
    std::optional<std::string> detached;
};

Covered covered_part(const Scan& scan) {
    const auto& root = scan.parts.front();
    const auto child = [&](std::size_t at) { return &scan.parts[static_cast<std::size_t>(root.children[at])]; };
    if (root.type.is("multipart/signed") && root.children.size() == 2 && is_signature(*child(1)))
        return {child(0), decode_transfer(child(1)->body, child(1)->transfer), with_crlf(child(0)->whole)};
    if (is_opaque(root) && root.children.size() == 1) return {child(0), decode_transfer(root.body, root.transfer), std::nullopt};
    return {};
}

bool is_address_of(const config::Technician& technician, const std::string& address) {
    return address == technician.email ||
           std::find(technician.aliases.begin(), technician.aliases.end(), address) != technician.aliases.end();
}

/// The technician whose pinned certificate was used, or else the one for whose address an authority issued the certificate.
const config::Technician* technician_of(const config::Config& config, const CmsSigner& signer) {
    const config::Technician* found = nullptr;
    for (const auto& technician : config.technicians) {
        if (!technician.smime_fingerprint.empty() && ascii::equal(technician.smime_fingerprint, signer.fingerprint))
            return &technician;
        const bool is_theirs =
            signer.is_vouched && std::any_of(signer.addresses.begin(), signer.addresses.end(), [&](const std::string& address) {
                return is_address_of(technician, normalized(address));
            });
        if (is_theirs && !found) found = &technician;
    }
    return found;
}

}  // namespace

SmimeVerifier::SmimeVerifier(std::unique_ptr<Authorities> authorities) : authorities_(std::move(authorities)) {}
SmimeVerifier::~SmimeVerifier() = default;

config::Result<std::shared_ptr<const SmimeVerifier>> SmimeVerifier::make(const config::Config& config) {
    const bool any_pinned = std::any_of(config.technicians.begin(), config.technicians.end(),
                                        [](const auto& technician) { return !technician.smime_fingerprint.empty(); });
    if (!any_pinned && config.trust.smime_ca.empty()) return std::shared_ptr<const SmimeVerifier>();
    std::unique_ptr<Authorities> authorities;
    if (!config.trust.smime_ca.empty()) {
        auto store = load_authorities(config.trust.smime_ca.string());
        if (!store) return tl::unexpected(store.error());
        authorities = std::make_unique<Authorities>(Authorities{std::move(*store)});
    }
    return std::make_shared<const SmimeVerifier>(std::move(authorities));
}

bool SmimeVerifier::may_be_signed(std::string_view raw) {
    // The header of both forms contains "pkcs7-": as the type, or as the protocol of multipart/signed (RFC 8551 3.5).
    const auto end = std::min(raw.find("\n\r\n"), raw.find("\n\n"));
    const auto head = raw.substr(0, end);
    return ascii::contains(head, "pkcs7-");
}

config::Result<SignedMail> SmimeVerifier::check(std::string_view raw, const config::Config& config, config::Instant now) const {
    const auto scanned = scan(raw, config.limits);
    const auto covered = covered_part(scanned);
    if (covered.part == nullptr) return config::permanent("it does not cover the whole mail");
    const auto signer = check_cms(covered.der, covered.detached, authorities_ ? authorities_->store.get() : nullptr, now);
    if (!signer) return tl::unexpected(signer.error());
    if (signer->signed_at < now - longest_on_the_way || signer->signed_at > now + fast_clock)
        return config::permanent("it was not made in the days before the mail came");
    const auto* technician = technician_of(config, *signer);
    if (technician == nullptr)
        return config::permanent(fmt::format("its certificate (SHA-256 {}) is no technician's", signer->fingerprint));

    SignedMail out;
    out.technician = technician->name;
    out.id = "smime " + signer->id;
    const auto* headed = covered.part;
    if (headed->is_message()) {
        headed = &scanned.parts[static_cast<std::size_t>(headed->children.front())];
        out.inner = headed->whole;
    }
    if (headed->header.has("subject")) out.subject = decode_words(headed->header.get("subject"));
    return out;
}

}  // namespace mail
