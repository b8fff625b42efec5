#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// Writes values bit by bit, high bits first, and spells them in base32 (RFC 4648 alphabet, lower case, no padding).
class Base32Writer {
public:
    /// Appends the low `bits` of `value`; bits up to 64.
    void put(std::uint64_t value, int bits);
    void put(const unsigned char* bytes, std::size_t size);
    /// The letters so far. Zero bits fill up the last letter.
    [[nodiscard]] std::string take();

private:
    std::string out_;
    unsigned pending_ = 0;
    int held_ = 0;  // bits in pending_, below 5
};

/// Reads the output of Base32Writer, in either case. Reading ends at a letter outside the alphabet.
class Base32Reader {
public:
    explicit Base32Reader(std::string_view letters) : letters_(letters) {}
    /// The next `bits`; nullopt when the letters are used up or one is wrong.
    [[nodiscard]] std::optional<std::uint64_t> get(int bits);
    [[nodiscard]] bool get(unsigned char* bytes, std::size_t size);
    /// True when every letter was read and the remaining bits are zeros, so that a value has exactly one spelling.
    [[nodiscard]] bool finished() const;

private:
    std::string_view letters_;
    std::size_t next_ = 0;
    unsigned pending_ = 0;
    int held_ = 0;
};

}  // namespace mail
