#pragma once

#include "config/config.hpp"
#include "mail/authenticate/auth_results.hpp"
#include "mail/message/envelope.hpp"
#include "mail/message/message.hpp"

#include <vector>

namespace mail {

/// The Authentication-Results that our own servers wrote on `message`, from the top; none when the peer is not trusted. A field
/// is ours when its authserv-id is exactly `trust.authserv_id` and it is where our border writes (`trust.results`). "above":
/// above the Received with which one of `trust.hosts` took the mail from outside, hops inside passed over; without such a
/// Received, above all but our own listener's. "below": the topmost field between that Received and the next. "top": the topmost
/// field of all. A sender can write any field that is below, also one with our name, and a Received "by mx.desk.example".
[[nodiscard]] std::vector<AuthResults> trusted_results(const config::Trust& trust, const Envelope& envelope,
                                                       const Message& message);

/// The two ends of a hop in a Received field (RFC 5321 4.4), in lower case.
struct Hop {
    std::string from;      // the name that the client gave; empty without `from`
    std::string resolved;  // the resolved name in the comment after it, as Postfix and others write it
    std::string address;   // the IP address in that comment, without brackets
    std::string by;
};
[[nodiscard]] Hop parse_received(std::string_view value);

}  // namespace mail
