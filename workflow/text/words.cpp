// Reads a line of a mail as words.
#include "workflow/text/words.hpp"

#include "workflow/text/characters.hpp"
#include "workflow/text/link_target.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace workflow::text {

namespace {

constexpr std::size_t longest_tag = 320;  // "<mailto:…>", "[cid:…]": RFC 5321 4.5.3.1 has addresses of at most 320 bytes

constexpr std::array<bool, 128> ascii_word = [] {
    std::array<bool, 128> is{};
    for (unsigned char c = 0; c < 128; ++c)
        is.at(c) = is_word(static_cast<char>(c));
    return is;
}();
bool is_ascii_word(char c) {
    return static_cast<unsigned char>(c) < 0x80 && ascii_word[static_cast<unsigned char>(c)];
}

void append_utf8(std::string& out, char32_t code) {
    if (code < 0x800) {
        out += static_cast<char>(0xC0U | code >> 6U);
    } else {
        out += static_cast<char>(0xE0U | code >> 12U);
        out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
    }
    out += static_cast<char>(0x80U | (code & 0x3FU));
}

bool starts_folded(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && same(text.substr(0, prefix.size()), prefix);
}

/// "[cid:…]", "[image: …]", "<image001.png>", "<mailto:…>" at the start of the text: how long it is. 0: none.
struct Tag {
    std::size_t bytes = 0;
    bool image = false;
};
Tag tag_at(std::string_view text) {
    const bool angle = text.front() == '<';
    const std::string_view inside = text.substr(1, longest_tag);
    const bool mailto = starts_folded(inside, "mailto:");
    bool image = false;
    if (angle) {
        image = starts_folded(inside, "image") && inside.size() > 5 && is_digit(inside[5]);
    } else {
        for (const std::string_view name : {"cid", "image", "bild", "inline"}) {
            const char next = inside.size() > name.size() ? inside[name.size()] : ']';
            image = image || (starts_folded(inside, name) && (next == ':' || next == ' '));
        }
    }
    if (!mailto && !image) return {};
    const auto end = inside.find(angle ? '>' : ']');
    if (end == std::string_view::npos || ((mailto || angle) && inside.substr(0, end).find(' ') != std::string_view::npos))
        return {};
    return {end + 2, image};
}

/// The bytes of the blank at `i`: a blank, a tab, a no-break space. 0: none.
std::size_t blank_at(std::string_view line, std::size_t i) {
    if (i >= line.size()) return 0;
    if (is_blank(line[i])) return 1;
    return line.substr(i).starts_with("\u00a0") ? 2 : 0;
}

/// Where the words begin: behind the number of a list's item ("2. "), and behind the bullet "o" that Outlook writes. Bold marks
/// and rare quote marks may stand before it.
std::size_t behind_bullet(std::string_view line) {
    constexpr std::string_view before = "*_>|#):%}!]";
    std::size_t start = 0;
    while (start < line.size() && (blank_at(line, start) > 0 || before.find(line[start]) != std::string_view::npos))
        start += std::max<std::size_t>(blank_at(line, start), 1);
    std::size_t i = start;
    std::size_t blanks = 1;
    if (i < line.size() && line[i] == 'o') {
        ++i;
        blanks = 2;
    } else {
        while (i < line.size() && i < start + 3 && is_digit(line[i]))
            ++i;
        if (i == start || i == start + 3 || i >= line.size() || (line[i] != '.' && line[i] != ')')) return 0;
        ++i;
    }
    std::size_t seen = 0;
    for (std::size_t bytes = blank_at(line, i); bytes > 0; bytes = blank_at(line, i)) {
        seen += line[i] == '\t' ? 2 : 1;
        i += bytes;
    }
    return seen >= blanks && i < line.size() ? i : 0;
}

/// One pass over a line.
class Scanner {
public:
    Scanner(std::string_view line, std::vector<Word>& out) : line_(line), out_(out) {}

    void run(std::size_t i) {
        while (i < line_.size()) {
            const char c = line_[i];
            if (static_cast<unsigned char>(c) >= 0x80) {
                i = foreign(i);
            } else if (is_ascii_word(c)) {
                i = begins_link(i) ? link(i) : ascii(i);
            } else if (c == '<' || c == '[') {
                const Tag tag = tag_at(line_.substr(i));
                if (tag.image) add(0, i, i + tag.bytes, WordKind::image);
                i += std::max<std::size_t>(tag.bytes, 1);
            } else {
                ++i;
            }
        }
    }

private:
    void add(std::uint64_t hash, std::size_t begin, std::size_t end, WordKind kind) {
        const bool number = kind == WordKind::word && is_digit(line_[begin]);
        out_.push_back({hash, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), kind, number});
    }

    [[nodiscard]] bool begins_link(std::size_t i) const {
        const char c = lower(line_[i]);
        if (c != 'h' && c != 'w') return false;
        const auto rest = line_.substr(i, 8);
        return starts_folded(rest, "http://") || starts_folded(rest, "https://") || starts_folded(rest, "www.");
    }

    std::size_t link(std::size_t i) {
        const std::size_t end = std::min(line_.find_first_of(" \t\r\v\f<>\"", i), line_.size());
        add(mixed(hash_bytes(link_target(line_.substr(i, end - i))) + 1), i, end, WordKind::link);
        return end;
    }

    std::size_t ascii(std::size_t begin) {
        std::size_t end = begin;
        while (end < line_.size() && is_ascii_word(line_[end]))
            ++end;
        if (end == line_.size() || static_cast<unsigned char>(line_[end]) < 0x80) {
            add(hash_bytes(line_.substr(begin, end - begin)), begin, end, WordKind::word);
            return end;
        }
        return broken_ascii(begin, end);
    }

    /// A word that goes on behind invisible characters, or whose last letter carries accents and so is none of it.
    std::size_t broken_ascii(std::size_t begin, std::size_t end) {
        word_.assign(line_.substr(begin, end - begin));
        std::size_t i = end;
        while (i < line_.size()) {
            if (is_ascii_word(line_[i])) {
                word_ += line_[i];
                end = ++i;
                continue;
            }
            const Character next = decoded(line_, i);
            const CharacterClass is = class_of(next.code);
            if (is == CharacterClass::combining && !is_digit(word_.back())) {
                word_.pop_back();
                i += next.bytes;
                break;
            }
            if (is != CharacterClass::invisible) break;
            i += next.bytes;
        }
        if (!word_.empty()) add(hash_bytes(word_), begin, end, WordKind::word);
        return i;
    }

    std::size_t foreign(std::size_t begin) {
        const Character first = decoded(line_, begin);
        const CharacterClass is = class_of(first.code);
        if (is == CharacterClass::single)
            add(hash_bytes(line_.substr(begin, first.bytes)), begin, begin + first.bytes, WordKind::word);
        if (is != CharacterClass::letter) return begin + first.bytes;
        word_.clear();
        std::size_t i = begin;
        while (i < line_.size()) {
            const Character next = decoded(line_, i);
            const CharacterClass each = class_of(next.code);
            if (each == CharacterClass::letter) append_utf8(word_, base_letter(next.code));
            if (each == CharacterClass::separator || each == CharacterClass::single) break;
            i += next.bytes;
        }
        add(hash_bytes(word_), begin, i, WordKind::word);
        return i;
    }

    std::string_view line_;
    std::vector<Word>& out_;
    std::string word_;
};

/// A sign in the form that survives the way: a Latin letter with an accent, composed or not, as "L", quotation marks and dashes
/// as those of ASCII.
std::string plain_sign(std::string_view sign) {
    std::string out;
    for (std::size_t i = 0; i < sign.size();) {
        const Character each = decoded(sign, i);
        const CharacterClass is = class_of(each.code);
        const bool latin = (each.code >= 0xC0 && each.code < 0x250) || (each.code >= 0x1E00 && each.code < 0x1F00);
        if (latin || is_ascii_word(sign[i])) {
            out += 'L';
        } else if ((each.code >= 0x2018 && each.code <= 0x201F) || each.code == 0xAB || each.code == 0xBB || each.code == '\'') {
            out += '"';
        } else if (each.code >= 0x2010 && each.code <= 0x2015) {
            out += '-';
        } else if (is != CharacterClass::combining && is != CharacterClass::invisible) {
            out += sign.substr(i, each.bytes);
        }
        i += each.bytes;
    }
    return out;
}

/// What stands alone in `gap`, which begins behind a word: "" in ", " and " (", "–" in " – ". A sign that touches the next word,
/// when there is one, belongs to that.
std::uint64_t sign_in(std::string_view gap, std::uint64_t word, bool at_end) {
    std::uint64_t hash = 0;
    std::size_t i = 0;
    while (i < gap.size() && blank_at(gap, i) == 0)
        ++i;
    while (i < gap.size()) {
        while (i < gap.size() && blank_at(gap, i) > 0)
            i += blank_at(gap, i);
        const std::size_t begin = i;
        while (i < gap.size() && blank_at(gap, i) == 0)
            ++i;
        const std::string_view sign = gap.substr(begin, i - begin);
        if (is_invisible(sign) || (i == gap.size() && !at_end)) continue;
        hash = mixed(hash ^ word ^ hash_bytes(plain_sign(sign)));
    }
    return hash;
}

}  // namespace

void append_signs(std::string_view line, const std::vector<Word>& words, std::vector<std::uint64_t>& out) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool last = i + 1 == words.size();
        const std::size_t end = last ? line.size() : words[i + 1].begin;
        if (end < words[i].end + 2U) continue;
        if (const auto sign = sign_in(line.substr(words[i].end, end - words[i].end), words[i].hash, last)) out.push_back(sign);
    }
}

std::uint64_t last_sign(std::string_view line, const std::vector<Word>& words) {
    return words.empty() ? 0 : sign_in(line.substr(words.back().end), words.back().hash, true);
}

std::uint64_t hash_bytes(std::string_view bytes) {
    std::uint64_t hash = 0x9E3779B97F4A7C15U ^ (bytes.size() * 0xC2B2AE3D27D4EB4FU);
    while (!bytes.empty()) {
        std::uint64_t block = 0;
        const std::size_t count = std::min<std::size_t>(bytes.size(), 8);
        for (std::size_t i = 0; i < count; ++i)  // byte by byte: the same on machines of either endianness
            block |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        hash = mixed(hash ^ block) * 0x9E3779B97F4A7C15U;
        bytes.remove_prefix(count);
    }
    return mixed(hash);
}

Unquoted without_marks(std::string_view line) {
    constexpr std::string_view wide = "\uff1e";
    std::size_t depth = 0;
    std::size_t i = 0;
    while (i < line.size() && i < 4 && line[i] == ' ')
        ++i;
    while (i < line.size()) {
        const std::size_t bytes = line[i] == '>' ? 1 : line.substr(i).starts_with(wide) ? wide.size() : 0;
        if (bytes == 0) break;
        ++depth;
        i += bytes;
        if (i < line.size() && line[i] == ' ') ++i;
    }
    return depth == 0 ? Unquoted{0, line} : Unquoted{depth, line.substr(i)};
}

void append_words(std::string_view line, std::vector<Word>& out) {
    Scanner(line, out).run(behind_bullet(line));
}

}  // namespace workflow::text
