// Undoes base64, quoted-printable and the Q encoding of incoming mail.
#include "mail/encoding/transfer.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/uuencode.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace mail {
namespace {

constexpr std::uint8_t blank = 0xfd;    // line ends and blanks: skipped silently
constexpr std::uint8_t padding = 0xfe;  // '='
constexpr std::uint8_t foreign = 0xff;

constexpr std::array<std::uint8_t, 256> make_sextets() {
    std::array<std::uint8_t, 256> table{};
    table.fill(foreign);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    table['-'] = 62;
    table['_'] = 63;
    table['='] = padding;
    for (const char c : {' ', '\t', '\r', '\n', '\f', '\v', '\0'})
        table[static_cast<std::uint8_t>(c)] = blank;
    return table;
}
constexpr auto sextets = make_sextets();

std::uint32_t sextet(char c) {
    return sextets[static_cast<std::uint8_t>(c)];
}

/// Decodes whole groups of four from `in` to `out` up to the first byte outside the alphabet; advances both.
void decode_groups(const char*& in, const char* end, char*& out) {
    while (end - in >= 4) {
        const auto a = sextet(in[0]);
        const auto b = sextet(in[1]);
        const auto c = sextet(in[2]);
        const auto d = sextet(in[3]);
        if ((a | b | c | d) >= 64) return;
        const std::uint32_t group = (a << 18) | (b << 12) | (c << 6) | d;
        out[0] = static_cast<char>(group >> 16);
        out[1] = static_cast<char>(group >> 8);
        out[2] = static_cast<char>(group);
        in += 4;
        out += 3;
    }
}

}  // namespace

Transfer parse_transfer(std::string_view word) {
    word = ascii::trim(word);
    if (const auto cut = word.find_first_of(";( \t"); cut != std::string_view::npos) word = word.substr(0, cut);
    if (word.size() > 1 && word.front() == '"' && word.back() == '"') word = word.substr(1, word.size() - 2);
    if (ascii::equal(word, "base64") || ascii::equal(word, "base-64") || ascii::equal(word, "b")) return Transfer::base64;
    if (ascii::equal(word, "quoted-printable") || ascii::equal(word, "quoted_printable") || ascii::equal(word, "q") ||
        ascii::equal(word, "quotedprintable")) {
        return Transfer::quoted_printable;
    }
    if (ascii::equal(word, "uuencode") || ascii::equal(word, "x-uuencode") || ascii::equal(word, "x-uue") ||
        ascii::equal(word, "uue")) {
        return Transfer::uuencode;
    }
    return Transfer::identity;
}

void Base64Decoder::feed(std::string_view in, std::string& out) {
    const auto start = out.size();
    // Room for the whole piece at once; what line ends leave over is given back below.
    out.resize(start + (in.size() / 4 + 2) * 3);
    char* to = out.data() + start;
    const char* from = in.data();
    const char* const end = from + in.size();
    while (from != end) {
        if (skips_line_) {
            const auto* nl = static_cast<const char*>(std::memchr(from, '\n', static_cast<std::size_t>(end - from)));
            if (nl == nullptr) break;
            from = nl;
            skips_line_ = false;
        }
        if (count_ == 0 && !padded_) {
            decode_groups(from, end, to);
            if (from == end) break;
        }
        const char c = *from++;
        const auto value = sextet(c);
        if (value < 64) {
            went_on_ = went_on_ || padded_;
            padded_ = false;
            bits_ = (bits_ << 6) | value;
            if (++count_ == 4) {
                *to++ = static_cast<char>(bits_ >> 16);
                *to++ = static_cast<char>(bits_ >> 8);
                *to++ = static_cast<char>(bits_);
                bits_ = 0;
                count_ = 0;
            }
        } else if (value == padding) {
            if (count_ == 2) *to++ = static_cast<char>(bits_ >> 4);
            if (count_ == 3) {
                *to++ = static_cast<char>(bits_ >> 10);
                *to++ = static_cast<char>(bits_ >> 2);
            }
            bits_ = 0;
            count_ = 0;
            padded_ = true;
        } else if (value == foreign) {
            garbage_ = true;
        } else if (ascii::is_blank(c)) {
            blanks_ = true;
            skips_line_ = padded_;
            went_on_ = went_on_ || padded_;
        }
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

void Base64Decoder::finish(std::string& out) {
    if (count_ == 2) out += static_cast<char>(bits_ >> 4);
    if (count_ == 3) {
        out += static_cast<char>(bits_ >> 10);
        out += static_cast<char>(bits_ >> 2);
    }
    bits_ = 0;
    count_ = 0;
}

std::string_view without_plain_tail(std::string_view in) {
    constexpr std::size_t longest = 4096;
    auto pos = in.size() > longest ? in.find('\n', in.size() - longest) : 0;
    // Data has no blanks: nearly each body ends the search here.
    if (pos == std::string_view::npos || in.find(' ', pos) == std::string_view::npos) return in;
    auto end_of_data = pos;
    while (pos < in.size()) {
        const auto nl = std::min(in.find('\n', pos), in.size());
        const auto line = ascii::trim(in.substr(pos, nl - pos));
        // Words with blanks between them: what stands above them since the last line of data are rules and empty lines.
        if (line.find(' ') != std::string_view::npos && line.find('=') == std::string_view::npos)
            return in.substr(0, end_of_data);
        pos = std::min(nl + 1, in.size());
        if (!line.empty() && line.find_first_not_of("-_=*#~+.") != std::string_view::npos) end_of_data = pos;
    }
    return in;
}

std::string decode_base64(std::string_view in) {
    std::string out;
    Base64Decoder decoder;
    decoder.feed(in, out);
    decoder.finish(out);
    return out;
}

std::string decode_quoted_printable(std::string_view in) {
    std::string out;
    out.reserve(in.size());
    std::size_t pos = 0;
    while (pos < in.size()) {
        const auto* nl = static_cast<const char*>(std::memchr(in.data() + pos, '\n', in.size() - pos));
        const auto end = nl == nullptr ? in.size() : static_cast<std::size_t>(nl - in.data());
        auto line = in.substr(pos, end - pos);
        pos = nl == nullptr ? in.size() : end + 1;
        const bool had_cr = line.ends_with('\r');
        while (!line.empty() && (ascii::is_blank(line.back()) || line.back() == '\r'))
            line.remove_suffix(1);
        const bool soft = line.ends_with('=');
        if (soft) line.remove_suffix(1);
        while (!line.empty()) {
            const auto* eq = static_cast<const char*>(std::memchr(line.data(), '=', line.size()));
            const auto plain = eq == nullptr ? line.size() : static_cast<std::size_t>(eq - line.data());
            out.append(line.substr(0, plain));
            line.remove_prefix(plain);
            if (line.empty()) break;
            const int high = line.size() > 2 ? ascii::hex_value(line[1]) : -1;
            const int low = line.size() > 2 ? ascii::hex_value(line[2]) : -1;
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                line.remove_prefix(3);
            } else {
                out += '=';
                line.remove_prefix(1);
            }
        }
        if (!soft && nl != nullptr) out.append(had_cr ? "\r\n" : "\n");
    }
    return out;
}

std::string decode_q(std::string_view in) {
    std::string out;
    out.reserve(in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (in[i] == '_') {
            out += ' ';
            continue;
        }
        if (in[i] == '=' && i + 2 < in.size()) {
            const int high = ascii::hex_value(in[i + 1]);
            const int low = ascii::hex_value(in[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += in[i];
    }
    return out;
}

std::string decode_transfer(std::string_view in, Transfer encoding) {
    switch (encoding) {
        case Transfer::base64:
            return decode_base64(in);
        case Transfer::quoted_printable:
            return decode_quoted_printable(in);
        case Transfer::uuencode: {
            auto blocks = find_uuencoded(in);
            return blocks.empty() ? std::string(in) : std::move(blocks.front().content);
        }
        case Transfer::identity:
            break;
    }
    return std::string(in);
}

}  // namespace mail
