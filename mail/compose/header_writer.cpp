// Writes header fields in 7 bits: folding, encoded words (RFC 2047), parameters (RFC 2231).
#include "mail/compose/header_writer.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/body_encoding.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <vector>

namespace mail {
namespace {

constexpr std::size_t fold_at = 76;
constexpr std::size_t longest_encoded_word = 75;  // RFC 2047 section 2
constexpr std::size_t longest_plain_word = 900;   // below the 998 octets of a line (RFC 5322 2.1.1)
constexpr std::size_t longest_name = 200;         // bytes of a display name or file name
constexpr std::string_view word_begin_q = "=?utf-8?q?";
constexpr std::string_view word_begin_b = "=?utf-8?b?";
constexpr std::string_view word_end = "?=";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// Characters that an encoded word may contain unencoded in any place (RFC 2047 section 5 (3)).
bool is_q_safe(char c) {
    return ascii::is_alnum(c) || std::string_view("!*+-/").find(c) != std::string_view::npos;
}

bool is_atom_text(char c) {
    return ascii::is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

void append_hex(std::string& out, char c) {
    out += hex_digits[static_cast<unsigned char>(c) >> 4];
    out += hex_digits[static_cast<unsigned char>(c) & 0xf];
}

/// The text on one line: controls become blanks, and words are separated by one blank, because a run of blanks would
/// not survive folding.
std::string one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c != ' ' && !ascii::is_control(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

/// The words of a line, which are separated by one blank.
std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const auto end = std::min(line.find(' '), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return words;
}

bool needs_encoding(std::string_view word) {
    return word.size() > longest_plain_word || word.find("=?") != std::string_view::npos ||
           std::any_of(word.begin(), word.end(), ascii::is_high);
}

/// The number of bytes of the character at the start of `text`. A byte that is not UTF-8 counts as one character.
std::size_t character_size(std::string_view text) {
    std::size_t size = 1;
    if (!ascii::is_high(text[0])) return size;
    while (size < text.size() && size < 4 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        ++size;
    return size;
}

std::size_t q_cost(std::string_view text) {
    std::size_t cost = 0;
    for (const char c : text)
        cost += is_q_safe(c) || c == ' ' ? 1 : 3;
    return cost;
}

void append_q(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (is_q_safe(c)) {
            out += c;
        } else if (c == ' ') {
            out += '_';
        } else {
            out += '=';
            append_hex(out, c);
        }
    }
}

/// The longest prefix of whole characters whose encoding takes at most `room` octets.
std::string_view fitting(std::string_view text, bool q, std::size_t room) {
    std::size_t size = 0;
    std::size_t cost = 0;
    while (size < text.size()) {
        const auto character = character_size(text.substr(size));
        const auto next = q ? cost + q_cost(text.substr(size, character)) : (size + character + 2) / 3 * 4;
        if (next > room && size > 0) break;
        cost = next;
        size += character;
    }
    return text.substr(0, size);
}

bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= 60 &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

}  // namespace

bool is_plain_address(std::string_view address) {
    return is_sendable(address) && utf8::is_ascii(address);
}

bool is_plain_id(std::string_view id) {
    return !id.empty() && id.size() <= longest_plain_word &&
           std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; });
}

void HeaderWriter::begin(std::string_view name) {
    line_start_ = out_.size();
    at_start_ = true;
    out_ += name;
    out_ += ':';
}

void HeaderWriter::end() {
    out_ += "\r\n";
}

void HeaderWriter::piece(std::string_view piece) {
    if (!at_start_ && out_.size() - line_start_ + piece.size() > fold_at) {
        out_ += "\r\n";
        line_start_ = out_.size();
    }
    out_ += piece;
    at_start_ = false;
}

void HeaderWriter::encoded_words(std::string_view text) {
    constexpr std::size_t frame = word_begin_q.size() + word_end.size();
    constexpr std::size_t worth_it = 24;  // less room than this at the end of a line stays empty
    const bool q = q_cost(text) <= (text.size() + 2) / 3 * 4;
    std::string word;
    while (!text.empty()) {
        const auto column = out_.size() - line_start_;
        auto room = std::min(longest_encoded_word, column + 1 < fold_at ? fold_at - column - 1 : 0);
        if (room < frame + worth_it) room = longest_encoded_word;
        const auto some = fitting(text, q, room - frame);
        word = ' ';
        word += q ? word_begin_q : word_begin_b;
        if (q) {
            append_q(word, some);
        } else {
            append_base64(word, some);
        }
        word += word_end;
        piece(word);
        text.remove_prefix(some.size());
    }
}

void HeaderWriter::text(std::string_view name, std::string_view value) {
    if (!is_field_name(name)) return;
    const auto line = one_line(value);
    if (line.empty()) return;
    begin(name);
    const auto words = words_of(line);
    const auto first = std::find_if(words.begin(), words.end(), needs_encoding);
    const auto after = std::find_if(words.rbegin(), words.rend(), needs_encoding).base();
    const auto plain = [&](auto from, auto to) {
        for (; from != to; ++from)
            piece(' ' + std::string(*from));
    };
    plain(words.begin(), first);
    if (first != words.end()) {
        // Encodes everything from the first to the last word that needs it, including the blanks in between: a blank
        // between adjacent encoded words is not shown (RFC 2047 6.2).
        const auto* begins = first->data();
        const auto* ends = (after - 1)->data() + (after - 1)->size();
        encoded_words({begins, static_cast<std::size_t>(ends - begins)});
        plain(after, words.end());
    }
    end();
}

void HeaderWriter::phrase(std::string_view name) {
    if (needs_encoding(name) || name.size() > 60) {
        encoded_words(name);
        return;
    }
    std::string word(" ");
    if (std::all_of(name.begin(), name.end(), [](char c) { return is_atom_text(c) || c == ' '; }) &&
        name.find("  ") == std::string_view::npos) {
        word += name;
    } else {
        word += '"';
        for (const char c : name) {
            if (c == '"' || c == '\\') word += '\\';
            word += c;
        }
        word += '"';
    }
    piece(word);
}

void HeaderWriter::addresses(std::string_view name, std::span<const Address> list) {
    bool begun = false;
    for (const auto& mailbox : list) {
        if (!is_plain_address(mailbox.address)) continue;
        if (begun) {
            out_ += ',';
        } else {
            begin(name);
            begun = true;
        }
        const auto shown = one_line(utf8::prefix(mailbox.name, longest_name));
        std::string address(" ");
        if (shown.empty()) {
            address += mailbox.address;
        } else {
            phrase(shown);
            address += '<' + mailbox.address + '>';
        }
        piece(address);
    }
    if (begun) end();
}

void HeaderWriter::ids(std::string_view name, std::span<const std::string> list) {
    bool begun = false;
    for (const auto& id : list) {
        if (!is_plain_id(id)) continue;
        if (!begun) begin(name);
        begun = true;
        piece(" <" + id + '>');
    }
    if (begun) end();
}

void HeaderWriter::raw(std::string_view name, std::string_view value) {
    out_ += name;
    out_ += ": ";
    out_ += value;
    out_ += "\r\n";
}

void HeaderWriter::raw_with_parameter(std::string_view name, std::string_view value, std::string_view parameter,
                                      std::string_view content) {
    constexpr std::size_t longest_simple = 60;
    constexpr std::size_t section_room = 56;
    begin(name);
    piece(' ' + std::string(value));
    auto text = one_line(utf8::prefix(content, longest_name));
    if (text.empty()) text = "attachment";
    if (text.size() <= longest_simple && utf8::is_ascii(text)) {
        std::string quoted = ' ' + std::string(parameter) + "=\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') quoted += '\\';
            quoted += c;
        }
        out_ += ';';
        piece(quoted + '"');
        end();
        return;
    }
    // Writes sections of a value in UTF-8, percent-encoded (RFC 2231 sections 3 and 4).
    std::string encoded;
    std::size_t section = 0;
    const auto flush = [&](bool only) {
        out_ += ';';
        std::string one = ' ' + std::string(parameter) + '*';
        if (!only) one += std::to_string(section) + '*';
        one += '=';
        if (section == 0) one += "utf-8''";
        ++section;
        piece(one + encoded);
        encoded.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto character = std::string_view(text).substr(at, character_size(std::string_view(text).substr(at)));
        if (encoded.size() + 3 * character.size() > section_room) flush(false);
        for (const char c : character) {
            if (ascii::is_alnum(c) || c == '.' || c == '-' || c == '_') {
                encoded += c;
            } else {
                encoded += '%';
                append_hex(encoded, c);
            }
        }
        at += character.size();
    }
    flush(section == 0);
    end();
}

}  // namespace mail
