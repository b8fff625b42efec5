// Undoes the compression of RTF in Outlook's mails (MS-OXRTFCP).
#include "mail/mime/rtf.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace mail {
namespace {

/// What the window holds before the first byte (2.1.2.1).
constexpr std::string_view preset =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

std::uint32_t u32(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = (value << 8U) | static_cast<std::uint8_t>(bytes[at + i]);
    return value;
}

std::string expand(std::string_view in, std::size_t most) {
    constexpr std::size_t window = 4096;
    std::array<char, window> dictionary{};
    std::copy(preset.begin(), preset.end(), dictionary.begin());
    std::size_t write = preset.size();
    std::string out;
    const auto put = [&](char c) {
        out += c;
        dictionary[write] = c;
        write = (write + 1) % window;
    };
    std::size_t pos = 0;
    while (pos < in.size()) {
        const auto control = static_cast<std::uint8_t>(in[pos++]);
        for (unsigned bit = 0; bit < 8 && pos < in.size() && out.size() < most; ++bit) {
            if ((control >> bit & 1U) == 0) {
                put(in[pos++]);
                continue;
            }
            if (pos + 2 > in.size()) return out;
            const unsigned high = static_cast<std::uint8_t>(in[pos]);
            const unsigned low = static_cast<std::uint8_t>(in[pos + 1]);
            pos += 2;
            std::size_t from = high << 4U | low >> 4U;
            const std::size_t length = (low & 0xfU) + 2;
            if (from == write) return out;  // the end
            for (std::size_t i = 0; i < length; ++i, from = (from + 1) % window)
                put(dictionary[from]);
        }
        if (out.size() >= most) break;
    }
    return out;
}

}  // namespace

std::optional<std::string> decompress_rtf(std::string_view compressed, std::size_t most) {
    constexpr std::size_t head = 16;
    constexpr std::uint32_t lzfu = 0x75465a4c;
    constexpr std::uint32_t mela = 0x414c454d;
    if (compressed.size() < head) return std::nullopt;
    const std::size_t raw_size = u32(compressed, 4);
    const auto kind = u32(compressed, 8);
    const auto body = compressed.substr(head);
    if (kind == mela) return std::string(body.substr(0, std::min(raw_size, most)));
    if (kind != lzfu) return std::nullopt;
    // The size that the head names counts only when it is there: some writers leave it out.
    auto out = expand(body, raw_size > 0 ? std::min(raw_size, most) : most);
    if (raw_size > 0 && out.size() > raw_size) out.resize(raw_size);
    return out;
}

}  // namespace mail
