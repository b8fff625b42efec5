#pragma once

#include "config/result.hpp"
#include "config/time.hpp"
#include "mail/message/evidence.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

class Hmac;

/// The desk's secret keys. The newest key signs, all keys verify.
/// The file has one key a line, newest first: `id created-unix-seconds hex-of-32-bytes`, mode 0600.
/// Safe to use from several threads at the same time.
class KeyRing {
public:
    struct Key {
        std::uint8_t id = 0;
        std::int64_t created = 0;  // Unix seconds
        std::array<unsigned char, 32> secret{};
    };

    /// Reads `file`, or creates it with one fresh key (mode 0600).
    /// permanent: not readable, readable by others, or not in the form above.
    [[nodiscard]] static config::Result<KeyRing> open_or_create(const std::filesystem::path& file);
    /// A ring of one given key, for tests.
    [[nodiscard]] static KeyRing of(std::array<unsigned char, 32> secret);

    /// Adds a fresh key as the newest and returns its id. Tokens of older keys stay valid until they expire. permanent: as above,
    /// or all 255 ids are in use.
    [[nodiscard]] static config::Result<std::uint8_t> rotate(const std::filesystem::path& file);
    /// Removes a key, which makes all its tokens invalid. permanent: there is no such key, or it is the newest.
    [[nodiscard]] static config::Result<void> revoke(const std::filesystem::path& file, std::uint8_t id);

    [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }  // newest first
    [[nodiscard]] const Key& newest() const { return keys_.front(); }
    [[nodiscard]] const Key* find(std::uint8_t id) const;

    /// HMAC-SHA-256 under a key of this ring, with a precomputed key schedule.
    [[nodiscard]] const Hmac& newest_hash() const { return *hashes_.front(); }
    [[nodiscard]] const Hmac* find_hash(std::uint8_t id) const;

private:
    explicit KeyRing(std::vector<Key> keys);

    std::vector<Key> keys_;                            // never empty
    std::vector<std::shared_ptr<const Hmac>> hashes_;  // one per key, immutable, shared by copies of the ring
};

/// The first 64 bits of SHA-256 of the normalised address. A token names a party by it.
[[nodiscard]] std::uint64_t party_hash(std::string_view address);

/// The length of every token. With a desk's local part of up to 11 characters it fits into 64 octets (RFC 5321 4.5.3.1.1).
inline constexpr std::size_t token_letters = 52;

/// A token for the local part: base32 (RFC 4648 alphabet, lower case, no padding) over version, purpose, key id, ticket,
/// expiry, party hash and HMAC-SHA-256 cut to 128 bits. `expires` is rounded up to the hour; ticket numbers go up to 2^34.
[[nodiscard]] std::string make_token(const KeyRing& keys, Purpose purpose, config::TicketId ticket, std::string_view party,
                                     config::Instant expires);

/// Reads one token; case is ignored. nullopt: malformed, unknown key, wrong HMAC (compared in constant time), or expired at
/// `now`.
[[nodiscard]] std::optional<TokenClaim> read_token(const KeyRing& keys, std::string_view token, config::Instant now);

/// Message-ID of our mail about `ticket`, without <>. It contains the number, `unique` and an HMAC, so that an answer is threaded
/// without a look-up and nobody can forge one. read_message_id: nullopt when the id is not ours.
[[nodiscard]] std::string make_message_id(const KeyRing& keys, config::TicketId ticket, std::uint64_t unique,
                                          std::string_view domain);
[[nodiscard]] std::optional<config::TicketId> read_message_id(const KeyRing& keys, std::string_view message_id);

/// The value of our loop header, X-Ticketd-Loop: an HMAC over the Message-ID.
[[nodiscard]] std::string make_loop_mark(const KeyRing& keys, std::string_view message_id);
[[nodiscard]] bool is_own_loop_mark(const KeyRing& keys, std::string_view mark, std::string_view message_id);

}  // namespace mail
