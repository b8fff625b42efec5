// Reads, creates and changes the file of the desk's secret keys.
#include "mail/crypto/key_ring.hpp"

#include "config/base/ascii.hpp"
#include "mail/crypto/hmac.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace mail {
namespace {

using Key = KeyRing::Key;

constexpr std::size_t largest_file = 64 * 1024;

/// A file descriptor that is closed at the end of its scope.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }
    [[nodiscard]] bool is_open() const { return fd_ >= 0; }

private:
    int fd_;
};

std::string why(int error) {
    return std::generic_category().message(error);
}

template <class Number>
bool read_number(std::string_view word, Number& out) {
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
    return error == std::errc() && end == word.data() + word.size();
}

std::string_view next_word(std::string_view& line) {
    line = ascii::trim_left(line);
    const auto word = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(word.size());
    return word;
}

std::optional<Key> parse_key(std::string_view line) {
    Key key;
    const auto id = next_word(line);
    const auto created = next_word(line);
    const auto secret = next_word(line);
    if (!ascii::trim(line).empty() || !read_number(id, key.id) || !read_number(created, key.created)) return std::nullopt;
    if (secret.size() != 2 * key.secret.size()) return std::nullopt;
    for (std::size_t i = 0; i < key.secret.size(); ++i) {
        const int high = ascii::hex_value(secret[2 * i]);
        const int low = ascii::hex_value(secret[2 * i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        key.secret[i] = static_cast<unsigned char>(high * 16 + low);
    }
    return key;
}

config::Result<std::vector<Key>> parse_keys(const std::filesystem::path& file, std::string_view text) {
    std::vector<Key> keys;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const auto line = ascii::trim(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.starts_with('#')) continue;
        const auto key = parse_key(line);
        if (!key) return config::permanent(fmt::format("{}:{}: a key is `id created hex-of-32-bytes`", file.string(), number));
        for (const auto& other : keys) {
            if (other.id == key->id)
                return config::permanent(fmt::format("{}:{}: key {} is there twice", file.string(), number, key->id));
        }
        keys.push_back(*key);
    }
    if (keys.empty()) return config::permanent(fmt::format("{}: holds no key", file.string()));
    return keys;
}

config::Result<std::vector<Key>> read_file(const std::filesystem::path& file, int fd) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) return config::permanent(fmt::format("{}: {}", file.string(), why(errno)));
    if (!S_ISREG(status.st_mode)) return config::permanent(fmt::format("{}: is not a regular file", file.string()));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return config::permanent(fmt::format("{}: others may read the keys; run: chmod 600 {}", file.string(), file.string()));
    }
    std::string text(largest_file + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(fd, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return config::permanent(fmt::format("{}: {}", file.string(), why(errno)));
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > largest_file) return config::permanent(fmt::format("{}: is too large for a key file", file.string()));
    auto keys = parse_keys(file, std::string_view(text).substr(0, size));
    OPENSSL_cleanse(text.data(), text.size());
    return keys;
}

Key fresh_key(std::uint8_t id) {
    Key key;
    key.id = id;
    key.created = std::time(nullptr);
    if (RAND_bytes(key.secret.data(), static_cast<int>(key.secret.size())) != 1)
        throw std::runtime_error("OpenSSL has no randomness for a key");
    return key;
}

std::string lines_of(const std::vector<Key>& keys) {
    std::string out;
    for (const auto& key : keys) {
        out += fmt::format("{} {} ", key.id, key.created);
        for (const auto byte : key.secret)
            out += fmt::format("{:02x}", byte);
        out += '\n';
    }
    return out;
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto wrote = ::write(fd, text.data(), text.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ::fsync(fd) == 0;
}

enum class Appear { only_new, in_place };

/// Writes `file` atomically. With `only_new`, a file that another program has created in the meantime is kept.
config::Result<void> write_file(const std::filesystem::path& file, const std::vector<Key>& keys, Appear how) {
    const auto failed = [&](int error) { return config::permanent(fmt::format("{}: {}", file.string(), why(error))); };
    auto name = file.string() + ".XXXXXX";
    const Descriptor fd(::mkostemp(name.data(), O_CLOEXEC));  // mode 0600
    if (!fd.is_open()) return failed(errno);
    auto line = lines_of(keys);
    const bool written = write_all(fd.get(), line);
    const int write_error = errno;
    OPENSSL_cleanse(line.data(), line.size());
    const auto appears = [&] {
        if (how == Appear::in_place) return ::rename(name.c_str(), file.c_str()) == 0;
        return ::link(name.c_str(), file.c_str()) == 0 || errno == EEXIST;
    };
    const bool linked = written && appears();
    const int link_error = errno;
    ::unlink(name.c_str());
    if (!written) return failed(write_error);
    if (!linked) return failed(link_error);
    auto folder = file.parent_path();
    if (folder.empty()) folder = ".";
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.is_open() || ::fsync(directory.get()) != 0) return failed(errno);
    return {};
}

}  // namespace

KeyRing::KeyRing(std::vector<Key> keys) : keys_(std::move(keys)) {
    hashes_.reserve(keys_.size());
    for (const auto& key : keys_)
        hashes_.push_back(std::make_shared<const Hmac>(key.secret));
}

config::Result<KeyRing> KeyRing::open_or_create(const std::filesystem::path& file) {
    const auto open = [&] { return ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); };
    int fd = open();
    if (fd < 0 && errno == ENOENT) {
        if (auto created = write_file(file, {fresh_key(1)}, Appear::only_new); !created) return tl::unexpected(created.error());
        fd = open();
    }
    if (fd < 0) return config::permanent(fmt::format("{}: {}", file.string(), why(errno)));
    const Descriptor owner(fd);
    auto keys = read_file(file, fd);
    if (!keys) return tl::unexpected(keys.error());
    return KeyRing(std::move(*keys));
}

config::Result<std::uint8_t> KeyRing::rotate(const std::filesystem::path& file) {
    auto ring = open_or_create(file);
    if (!ring) return tl::unexpected(ring.error());
    auto keys = ring->keys_;
    int id = 1;
    while (id <= 255 && ring->find(static_cast<std::uint8_t>(id)) != nullptr)
        ++id;
    if (id > 255) return config::permanent(fmt::format("{}: every id is taken; revoke an old key first", file.string()));
    keys.insert(keys.begin(), fresh_key(static_cast<std::uint8_t>(id)));
    if (auto written = write_file(file, keys, Appear::in_place); !written) return tl::unexpected(written.error());
    return static_cast<std::uint8_t>(id);
}

config::Result<void> KeyRing::revoke(const std::filesystem::path& file, std::uint8_t id) {
    auto ring = open_or_create(file);
    if (!ring) return tl::unexpected(ring.error());
    if (ring->newest().id == id)
        return config::permanent(fmt::format("key {} makes the tokens of today; rotate first, then revoke it", id));
    auto keys = ring->keys_;
    if (std::erase_if(keys, [&](const Key& key) { return key.id == id; }) == 0)
        return config::permanent(fmt::format("there is no key {}", id));
    return write_file(file, keys, Appear::in_place);
}

KeyRing KeyRing::of(std::array<unsigned char, 32> secret) {
    return KeyRing({Key{1, 0, secret}});
}

const KeyRing::Key* KeyRing::find(std::uint8_t id) const {
    for (const auto& key : keys_) {
        if (key.id == id) return &key;
    }
    return nullptr;
}

const Hmac* KeyRing::find_hash(std::uint8_t id) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (keys_[i].id == id) return hashes_[i].get();
    }
    return nullptr;
}

}  // namespace mail
