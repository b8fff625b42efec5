#pragma once

#include "config/config.hpp"
#include "mail/authenticate/auth_results.hpp"
#include "mail/message/envelope.hpp"
#include "mail/message/message.hpp"

#include <vector>

namespace mail {

/// The Authentication-Results that our own servers wrote on `message`, top first; none when the peer is not trusted.
/// A field is ours when its authserv-id is exactly `trust.authserv_id` and it stands above the first Received that
/// `trust.hosts` did not write. Who wrote a Received cannot be told from what it says alone, a sender can write "by
/// mx.desk.example" too: below the one by which the mail came in from outside, nothing is ours.
[[nodiscard]] std::vector<AuthResults> trusted_results(const config::Trust& trust, const Envelope& envelope,
                                                       const Message& message);

/// What a Received field says of the two ends (RFC 5321 4.4), lower case.
struct Hop {
    std::string from;      // the name that the client gave; empty when there is no `from`
    std::string resolved;  // the name before the address in the comment behind it, as Postfix and others write it
    std::string address;   // the address there, without brackets
    std::string by;
};
[[nodiscard]] Hop parse_received(std::string_view value);

}  // namespace mail
