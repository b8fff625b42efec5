// Quoted-printable and base64 of outgoing bodies.
#include "mail/encoding/body_encoding.hpp"

#include "config/base/ascii.hpp"

#include <array>
#include <cstdint>

namespace mail {
namespace {

constexpr std::size_t line_limit = 76;
constexpr std::size_t bytes_in_line = line_limit / 4 * 3;
constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// Bytes that quoted-printable does not escape, blanks included. A blank at a line's end is handled separately.
constexpr std::array<bool, 256> literals = [] {
    std::array<bool, 256> table{};
    for (unsigned c = 0x20; c < 0x7f; ++c)
        table[c] = c != '=';
    table['\t'] = true;
    return table;
}();

bool is_literal(char c) {
    return literals[static_cast<unsigned char>(c)];
}

void append_escaped(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 0xf];
}

std::size_t literal_run(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && is_literal(text[size]))
        ++size;
    return size;
}

bool is_plain_line(std::string_view line) {
    return line.size() <= line_limit && literal_run(line) == line.size() && (line.empty() || !ascii::is_blank(line.back())) &&
           !line.starts_with("From ");
}

/// One line without its end, broken softly where it is too long.
void append_line(std::string& out, std::string_view line) {
    if (is_plain_line(line)) {
        out += line;
        return;
    }
    std::size_t column = 0;
    const auto make_room = [&](std::size_t needed) {
        // One octet stays free for the "=" of a soft break.
        if (column + needed < line_limit) return;
        out += "=\r\n";
        column = 0;
    };
    if (line.starts_with("From ")) {
        append_escaped(out, line.front());
        column = 3;
        line.remove_prefix(1);
    }
    while (!line.empty()) {
        auto run = literal_run(line);
        // A blank at the end would be dropped on the way as padding.
        if (run == line.size() && ascii::is_blank(line.back())) --run;
        if (run == 0) {
            make_room(3);
            append_escaped(out, line.front());
            column += 3;
            line.remove_prefix(1);
            continue;
        }
        while (run > 0) {
            make_room(1);
            const auto some = std::min(run, line_limit - 1 - column);
            out += line.substr(0, some);
            column += some;
            run -= some;
            line.remove_prefix(some);
        }
    }
}

/// The end of the first line: a CR or LF, or the text's. Two memchr are ten times as fast as find_first_of.
std::size_t end_of_line(std::string_view text) {
    const auto end = std::min(text.find('\n'), text.size());
    return std::min(text.substr(0, end).find('\r'), end);
}

/// Calls `each(line, ended)` for each line; CRLF, LF and CR end one. `ended` is false for a last line without an end.
template <class Each>
void for_lines(std::string_view text, Each each) {
    while (!text.empty()) {
        const auto end = end_of_line(text);
        each(text.substr(0, end), end < text.size());
        const bool both = text.substr(end).starts_with("\r\n");
        text.remove_prefix(std::min(end + (both ? 2 : 1), text.size()));
    }
}

}  // namespace

void append_base64(std::string& out, std::string_view data) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(data[at])); };
    const auto start = out.size();
    out.resize(start + (data.size() + 2) / 3 * 4);
    char* to = out.data() + start;
    std::size_t at = 0;
    for (; at + 2 < data.size(); at += 3) {
        const auto group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
        *to++ = base64_letters[group >> 18];
        *to++ = base64_letters[(group >> 12) & 0x3f];
        *to++ = base64_letters[(group >> 6) & 0x3f];
        *to++ = base64_letters[group & 0x3f];
    }
    if (at == data.size()) return;
    const bool two = at + 1 < data.size();
    const auto group = byte(at) << 16 | (two ? byte(at + 1) << 8 : 0);
    *to++ = base64_letters[group >> 18];
    *to++ = base64_letters[(group >> 12) & 0x3f];
    *to++ = two ? base64_letters[(group >> 6) & 0x3f] : '=';
    *to = '=';
}

void append_base64_lines(std::string& out, std::string_view data) {
    while (!data.empty()) {
        append_base64(out, data.substr(0, bytes_in_line));
        out += "\r\n";
        data.remove_prefix(std::min(data.size(), bytes_in_line));
    }
}

void append_quoted_printable(std::string& out, std::string_view text) {
    for_lines(text, [&](std::string_view line, bool ended) {
        append_line(out, line);
        if (ended) out += "\r\n";
    });
}

std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 16 + 2);
    for_lines(text, [&](std::string_view line, bool ended) {
        out += line;
        if (ended) out += "\r\n";
    });
    return out;
}

bool prefers_base64(std::string_view text) {
    std::size_t high = 0;
    for (const char c : text)
        high += ascii::is_high(c) ? 1 : 0;
    return high > text.size() / 6;  // three octets for each of them, against four for three of all
}

}  // namespace mail
