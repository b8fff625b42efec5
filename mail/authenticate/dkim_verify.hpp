#pragma once

#include "mail/authenticate/dkim_keys.hpp"
#include "mail/message/message.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A DKIM-Signature that would prove the From if it is valid.
struct DkimCandidate {
    std::size_t index = 0;  // among the mail's DKIM-Signature fields, from the top
    std::string domain;     // d=, lower case; aligned with From
    std::string key_name;   // "s1._domainkey.example.org"
};

/// The signatures that are worth checking, at most three: SHA-256, by the organisation in From, over From, Subject,
/// Date and Message-ID (and To when there is one), and over the whole body (no l=). None when a field that readers
/// rely on occurs twice. None when the signed date is not within some days before `received_at`, because anybody can
/// send old signed mail again.
[[nodiscard]] std::vector<DkimCandidate> dkim_candidates(const Message& message, config::Instant received_at);
[[nodiscard]] std::vector<std::string> key_names(const std::vector<DkimCandidate>& candidates);

/// Checks signatures (RFC 6376) with given keys. Safe to use from several threads at once.
class DkimVerifier {
public:
    DkimVerifier();  // throws std::runtime_error when the library cannot be set up
    ~DkimVerifier();
    DkimVerifier(const DkimVerifier&) = delete;
    DkimVerifier& operator=(const DkimVerifier&) = delete;

    /// The domain of the first candidate whose signature over `raw` is valid; empty: there is none.
    [[nodiscard]] std::string verified(std::string_view raw, const std::vector<DkimCandidate>& candidates,
                                       const DkimKeys& keys) const;

private:
    struct Library;
    std::unique_ptr<Library> library_;
};

}  // namespace mail
