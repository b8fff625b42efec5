// Maps ISO-2022-JP and its vendor extensions to windows-31j.
#include "mail/encoding/charset_iso2022jp.hpp"

#include <array>
#include <cstdint>

namespace mail {
namespace {

enum class Set { ascii, katakana, kanji };

struct Escape {
    std::string_view bytes;
    Set set;
};
constexpr auto escapes = std::to_array<Escape>({{"\x1b(B", Set::ascii},
                                                {"\x1b(J", Set::ascii},
                                                {"\x1b(H", Set::ascii},  // an old mistake for (J
                                                {"\x1b(I", Set::katakana},
                                                {"\x1b$@", Set::kanji},
                                                {"\x1b$B", Set::kanji},
                                                {"\x1b$(@", Set::kanji},
                                                {"\x1b$(B", Set::kanji}});

/// A JIS X 0208 pair in Shift_JIS order.
void append_kanji(std::string& out, unsigned row, unsigned cell) {
    unsigned lead = (row + 1) / 2 + 0x70;
    if (lead >= 0xa0) lead += 0x40;
    unsigned trail = 0;
    if (row % 2 == 1) {
        trail = cell + 0x1f;
        if (trail >= 0x7f) ++trail;
    } else {
        trail = cell + 0x7e;
    }
    out += static_cast<char>(lead);
    out += static_cast<char>(trail);
}

bool is_jis(unsigned byte) {
    return byte >= 0x21 && byte <= 0x7e;
}

}  // namespace

std::optional<std::string> iso2022jp_to_windows31j(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    Set set = Set::ascii;
    std::size_t pos = 0;
    while (pos < bytes.size()) {
        const auto byte = static_cast<std::uint8_t>(bytes[pos]);
        if (byte == 0x1b) {
            const Escape* found = nullptr;
            for (const auto& escape : escapes) {
                if (bytes.substr(pos).starts_with(escape.bytes)) found = &escape;
            }
            if (found == nullptr) return std::nullopt;
            set = found->set;
            pos += found->bytes.size();
        } else if (byte == '\n' || byte == '\r') {
            set = Set::ascii;  // RFC 1468: a line ends in ASCII; a lost escape costs one line only
            out += bytes[pos++];
        } else if (byte == 0x0e || byte == 0x0f) {
            set = byte == 0x0e ? Set::katakana : Set::ascii;
            ++pos;
        } else if (set == Set::katakana && byte >= 0x21 && byte <= 0x5f) {
            out += static_cast<char>(byte + 0x80U);
            ++pos;
        } else if (set == Set::kanji && is_jis(byte) && pos + 1 < bytes.size() &&
                   is_jis(static_cast<std::uint8_t>(bytes[pos + 1]))) {
            append_kanji(out, byte, static_cast<std::uint8_t>(bytes[pos + 1]));
            pos += 2;
        } else {
            out += bytes[pos++];
        }
    }
    return out;
}

}  // namespace mail
