#pragma once

#include "mail/authenticate/dkim_keys.hpp"
#include "mail/message/message.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A DKIM-Signature that would show, if it is good, that the From is true.
struct DkimCandidate {
    std::size_t index = 0;  // among the mail's DKIM-Signature fields, top first
    std::string domain;     // d=, lower case; aligned with From
    std::string key_name;   // "s1._domainkey.example.org"
};

/// The signatures worth checking, at most three: sha256, of the From's organisation, over From, Subject, Date and Message-ID (and
/// To when there is one), over the whole body (no l=). None when a field that readers rely on stands there twice, or when the
/// date that was signed is not of the days before `received_at`: old signed mail can be sent again by anybody.
[[nodiscard]] std::vector<DkimCandidate> dkim_candidates(const Message& message, config::Instant received_at);
[[nodiscard]] std::vector<std::string> key_names(const std::vector<DkimCandidate>& candidates);

/// Checks signatures (RFC 6376) with keys that were fetched before. Used by several threads at once.
class DkimVerifier {
public:
    DkimVerifier();  // throws std::runtime_error when the library cannot be set up
    ~DkimVerifier();
    DkimVerifier(const DkimVerifier&) = delete;
    DkimVerifier& operator=(const DkimVerifier&) = delete;

    /// The domain of the first candidate whose signature over `raw` is good; empty: none.
    [[nodiscard]] std::string verified(std::string_view raw, const std::vector<DkimCandidate>& candidates,
                                       const DkimKeys& keys) const;

private:
    struct Library;
    std::unique_ptr<Library> library_;
};

}  // namespace mail
