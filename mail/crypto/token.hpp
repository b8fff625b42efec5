#pragma once

#include "config/time.hpp"
#include "mail/crypto/key_ring.hpp"
#include "mail/message/evidence.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// The first 64 bits of SHA-256 of the normalised address. It identifies a party in a token without revealing the address.
[[nodiscard]] std::uint64_t party_hash(std::string_view address);

/// The length of every token. A desk's local part of up to 11 characters leaves room for it in 64 octets (RFC 5321 4.5.3.1.1).
inline constexpr std::size_t token_letters = 52;

/// Makes a token for the local part of an address: base32 (RFC 4648 alphabet, lower case, no padding) of version,
/// purpose, key id, ticket, expiry, party hash and an HMAC-SHA-256 cut to 128 bits. `expires` is rounded up to the
/// hour; ticket numbers go up to 2^34.
[[nodiscard]] std::string make_token(const KeyRing& keys, Purpose purpose, config::TicketId ticket, std::string_view party,
                                     config::Instant expires);

/// Reads one token, ignoring the case of its letters. nullopt: wrong form, unknown key, wrong HMAC (compared in
/// constant time), or expired at `now`.
[[nodiscard]] std::optional<TokenClaim> read_token(const KeyRing& keys, std::string_view token, config::Instant now);

/// The Message-ID, without <>, of one of our mails about `ticket`. It contains the number, `unique` and an HMAC, so
/// that an answer is threaded without a look-up and nobody can forge it. read_message_id returns nullopt when the id
/// is not ours.
[[nodiscard]] std::string make_message_id(const KeyRing& keys, config::TicketId ticket, std::uint64_t unique,
                                          std::string_view domain);
[[nodiscard]] std::optional<config::TicketId> read_message_id(const KeyRing& keys, std::string_view message_id);

/// The value of our loop header, X-Ticketd-Loop: an HMAC over the Message-ID.
[[nodiscard]] std::string make_loop_mark(const KeyRing& keys, std::string_view message_id);
[[nodiscard]] bool is_own_loop_mark(const KeyRing& keys, std::string_view mark, std::string_view message_id);

}  // namespace mail
