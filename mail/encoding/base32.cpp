// Base32 (RFC 4648), bit by bit, for tokens.
#include "mail/encoding/base32.hpp"

#include "config/base/ascii.hpp"

namespace mail {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr int letter_bits = 5;

int value_of(char letter) {
    const char c = ascii::lower(letter);
    if (c >= 'a' && c <= 'z') return c - 'a';
    if (c >= '2' && c <= '7') return c - '2' + 26;
    return -1;
}

}  // namespace

void Base32Writer::put(std::uint64_t value, int bits) {
    while (bits > 0) {
        const int some = std::min(bits, letter_bits - held_);
        bits -= some;
        pending_ = (pending_ << some) | static_cast<unsigned>((value >> bits) & ((1U << some) - 1));
        held_ += some;
        if (held_ < letter_bits) continue;
        out_ += alphabet[pending_];
        pending_ = 0;
        held_ = 0;
    }
}

void Base32Writer::put(const unsigned char* bytes, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        put(bytes[i], 8);
}

std::string Base32Writer::take() {
    if (held_ > 0) put(0, letter_bits - held_);
    return std::move(out_);
}

std::optional<std::uint64_t> Base32Reader::get(int bits) {
    std::uint64_t value = 0;
    while (bits > 0) {
        if (held_ == 0) {
            const int letter = next_ < letters_.size() ? value_of(letters_[next_]) : -1;
            if (letter < 0) return std::nullopt;
            ++next_;
            pending_ = static_cast<unsigned>(letter);
            held_ = letter_bits;
        }
        const int some = std::min(bits, held_);
        held_ -= some;
        bits -= some;
        value = (value << some) | (pending_ >> held_);
        pending_ &= (1U << held_) - 1;
    }
    return value;
}

bool Base32Reader::get(unsigned char* bytes, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        const auto byte = get(8);
        if (!byte) return false;
        bytes[i] = static_cast<unsigned char>(*byte);
    }
    return true;
}

bool Base32Reader::finished() const {
    return next_ == letters_.size() && pending_ == 0;
}

}  // namespace mail
