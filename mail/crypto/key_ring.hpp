#pragma once

#include "config/result.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mail {

class Hmac;

/// The desk's secret keys. The newest key makes tokens; all listed keys verify them.
/// The file has one key per line, newest first: `id created-unix-seconds hex-of-32-bytes`, mode 0600.
/// Safe to use from several threads at the same time.
class KeyRing {
public:
    struct Key {
        std::uint8_t id = 0;
        std::int64_t created = 0;  // Unix seconds
        std::array<unsigned char, 32> secret{};
    };

    /// Reads `file`, or creates it with one fresh key (mode 0600) when it does not exist.
    /// permanent: it is unreadable, readable by others, or not in the form above.
    [[nodiscard]] static config::Result<KeyRing> open_or_create(const std::filesystem::path& file);
    /// A ring of one given key, for tests.
    [[nodiscard]] static KeyRing of(std::array<unsigned char, 32> secret);

    /// Puts a fresh key first and returns its id. Tokens made with the other keys stay valid until they expire.
    /// permanent: as above, or all 255 ids are taken.
    [[nodiscard]] static config::Result<std::uint8_t> rotate(const std::filesystem::path& file);
    /// Removes a key, so that tokens made with it are no longer valid. permanent: there is no such key, or it is the newest.
    [[nodiscard]] static config::Result<void> revoke(const std::filesystem::path& file, std::uint8_t id);

    [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }  // newest first
    [[nodiscard]] const Key& newest() const { return keys_.front(); }
    [[nodiscard]] const Key* find(std::uint8_t id) const;

    /// HMAC-SHA-256 with a key of this ring, whose key schedule has been computed once.
    [[nodiscard]] const Hmac& newest_hash() const { return *hashes_.front(); }
    [[nodiscard]] const Hmac* find_hash(std::uint8_t id) const;

private:
    explicit KeyRing(std::vector<Key> keys);

    std::vector<Key> keys_;                            // never empty
    std::vector<std::shared_ptr<const Hmac>> hashes_;  // one for each key; shared by copies of the ring, never changed
};

}  // namespace mail
