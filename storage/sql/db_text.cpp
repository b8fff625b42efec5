// Cleans text for both databases, shortens index keys, and writes lists as JSON.
#include "storage/sql/db_text.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <openssl/sha.h>

namespace storage {

namespace {

constexpr std::size_t longest_key = 512;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// The length of the UTF-8 sequence at the start of `text`; 0 when it is invalid (RFC 3629: shortest form, no surrogates).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (first == 0xE0 && byte(1) < 0xA0) return 0;
        if (first == 0xED && byte(1) > 0x9F) return 0;
        return follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (first == 0xF0 && byte(1) < 0x90) return 0;
        if (first == 0xF4 && byte(1) > 0x8F) return 0;
        return follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

/// The number of bytes at the start of `text` that need no change.
std::size_t clean_prefix(std::string_view text) {
    std::size_t pos = 0;
    while (pos < text.size()) {
        std::uint64_t word = 0;
        if (text.size() - pos >= sizeof word) {
            std::memcpy(&word, text.data() + pos, sizeof word);
            // Checks eight bytes at once: none may have the high bit set, none may be zero.
            constexpr std::uint64_t ones = 0x0101010101010101U;
            constexpr std::uint64_t highs = ones * 0x80U;
            if ((word & highs) == 0 && ((word - ones) & highs) == 0) {
                pos += sizeof word;
                continue;
            }
        }
        if (text[pos] == '\0') return pos;
        const std::size_t length = sequence_length(text.substr(pos, 4));
        if (length == 0) return pos;
        pos += length;
    }
    return pos;
}

}  // namespace

std::string clean(std::string_view text) {
    std::size_t good = clean_prefix(text);
    if (good == text.size()) return std::string(text);
    std::string out;
    out.reserve(text.size() + replacement.size());
    while (!text.empty()) {
        out += text.substr(0, good);
        text.remove_prefix(good);
        if (text.empty()) break;
        if (text.front() != '\0') out += replacement;
        text.remove_prefix(1);
        good = clean_prefix(text);
    }
    return out;
}

std::string index_key(std::string_view text) {
    std::string key = clean(text);
    if (key.size() <= longest_key) return key;
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
    static constexpr char digits[] = "0123456789abcdef";
    std::string name = "sha256:";
    for (const unsigned char byte : digest) {
        name += digits[byte >> 4U];
        name += digits[byte & 0xFU];
    }
    return name;
}

std::string join_list(const std::vector<std::string>& items) {
    std::string out = "[";
    for (const std::string& item : items) {
        if (out.size() > 1) out += ',';
        append_json(out, clean(item));
    }
    return out + "]";
}

std::vector<std::string> split_list(const std::string& column) {
    std::vector<std::string> items;
    if (column.size() <= 2) return items;
    const auto json = nlohmann::json::parse(column, nullptr, false);
    if (!json.is_array()) return items;
    for (const auto& item : json) {
        if (item.is_string()) items.push_back(item.get<std::string>());
    }
    return items;
}

void append_json(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, start, i - start);
        start = i + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += digits[c >> 4U];
                out += digits[c & 0xFU];
        }
    }
    out.append(text, start, text.size() - start);
    out += '"';
}

void append_base64(std::string& out, std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
    std::size_t written = out.size();
    out.resize(written + (bytes.size() + 2) / 3 * 4);
    const auto put = [&](std::uint32_t bits) {
        for (const unsigned shift : {18U, 12U, 6U, 0U})
            out[written++] = alphabet[(bits >> shift) & 0x3FU];
    };
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3)
        put(at(i) << 16U | at(i + 1) << 8U | at(i + 2));
    const std::size_t rest = bytes.size() - i;
    if (rest == 0) return;
    put(at(i) << 16U | (rest == 2 ? at(i + 1) << 8U : 0U));
    out[written - 1] = '=';
    if (rest == 1) out[written - 2] = '=';
}

std::string from_bytea(std::string_view hex) {
    const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
    if (hex.starts_with("\\x")) hex.remove_prefix(2);
    std::string bytes(hex.size() / 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(value(hex[2 * i]) << 4U | value(hex[2 * i + 1]));
    return bytes;
}

}  // namespace storage
