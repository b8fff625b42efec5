// Reads a line of a mail as words.
#include "workflow/text/words.hpp"

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

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

/// The character at `i`. A byte that begins none is a character of its own.
Character decoded(std::string_view text, std::size_t i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : 0); };
    const auto tail = [&](std::size_t at) { return static_cast<char32_t>(byte(at) & 0x3FU); };
    const auto follows = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
    const unsigned char lead = byte(i);
    if (lead < 0x80) return {lead, 1};
    if ((lead & 0xE0U) == 0xC0U && follows(i + 1)) return {(lead & 0x1FU) << 6U | tail(i + 1), 2};
    if ((lead & 0xF0U) == 0xE0U && follows(i + 1) && follows(i + 2))
        return {(lead & 0x0FU) << 12U | tail(i + 1) << 6U | tail(i + 2), 3};
    if ((lead & 0xF8U) == 0xF0U && follows(i + 1) && follows(i + 2) && follows(i + 3))
        return {(lead & 0x07U) << 18U | tail(i + 1) << 12U | tail(i + 2) << 6U | tail(i + 3), 4};
    return {0xFFFD, 1};
}

enum class Class : std::uint8_t { separator, invisible, combining, letter, single };

struct Range {
    char32_t from;
    char32_t to;
    Class is;
};
/// The Unicode blocks that are more than separators, ascending.
constexpr std::array ranges{
    Range{0xAD, 0xAD, Class::invisible},     Range{0x300, 0x36F, Class::combining},
    Range{0x370, 0x37D, Class::letter},      Range{0x37F, 0x386, Class::letter},
    Range{0x388, 0x559, Class::letter},      Range{0x560, 0x588, Class::letter},
    Range{0x591, 0x5BD, Class::letter},      Range{0x5BF, 0x5BF, Class::letter},
    Range{0x5C4, 0x5F2, Class::letter},      Range{0x610, 0x61A, Class::letter},
    Range{0x620, 0x669, Class::letter},      Range{0x66E, 0x6D3, Class::letter},
    Range{0x6D5, 0x963, Class::letter},      Range{0x966, 0xDFF, Class::letter},
    Range{0xE00, 0xEFF, Class::single},                                             // Thai, Lao
    Range{0xF00, 0xFFF, Class::letter},                                             // Tibetan
    Range{0x1000, 0x109F, Class::single},                                           // Burmese
    Range{0x10A0, 0x177F, Class::letter},    Range{0x1780, 0x17FF, Class::single},  // Khmer
    Range{0x1800, 0x1CFF, Class::letter},    Range{0x1F00, 0x1FFF, Class::letter},  // before it: Latin letters with two accents
    Range{0x200B, 0x200F, Class::invisible}, Range{0x202A, 0x202E, Class::invisible},
    Range{0x2060, 0x2064, Class::invisible}, Range{0x2600, 0x27BF, Class::single},
    Range{0x2E80, 0x2FFF, Class::single},    Range{0x3005, 0x3007, Class::single},  // around it: punctuation
    Range{0x3031, 0xD7FF, Class::single},    Range{0xF900, 0xFAFF, Class::single},
    Range{0xFE0E, 0xFE0F, Class::invisible}, Range{0xFEFF, 0xFEFF, Class::invisible},
    Range{0xFF66, 0xFF9D, Class::single},    Range{0x1F000, 0x3FFFF, Class::single},
};

Class class_of(char32_t code) {
    if (code < ranges.front().from) return Class::separator;
    const auto* const found =
        std::lower_bound(ranges.begin(), ranges.end(), code, [](const Range& range, char32_t c) { return range.to < c; });
    return found != ranges.end() && code >= found->from ? found->is : Class::separator;
}

/// Greek and Cyrillic letters with an accent, as the letter without (Unicode, canonical decompositions): a decomposed letter is
/// read without its accent, too.
char32_t base_letter(char32_t code) {
    constexpr std::array<std::pair<char32_t, char32_t>, 36> bases{{
        {0x386, 0x391}, {0x388, 0x395}, {0x389, 0x397}, {0x38A, 0x399}, {0x38C, 0x39F}, {0x38E, 0x3A5},
        {0x38F, 0x3A9}, {0x390, 0x3B9}, {0x3AA, 0x399}, {0x3AB, 0x3A5}, {0x3AC, 0x3B1}, {0x3AD, 0x3B5},
        {0x3AE, 0x3B7}, {0x3AF, 0x3B9}, {0x3B0, 0x3C5}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF},
        {0x3CD, 0x3C5}, {0x3CE, 0x3C9}, {0x400, 0x415}, {0x401, 0x415}, {0x403, 0x413}, {0x407, 0x406},
        {0x40C, 0x41A}, {0x40D, 0x418}, {0x40E, 0x423}, {0x419, 0x418}, {0x439, 0x438}, {0x450, 0x435},
        {0x451, 0x435}, {0x453, 0x433}, {0x457, 0x456}, {0x45C, 0x43A}, {0x45D, 0x438}, {0x45E, 0x443},
    }};
    const auto* const found =
        std::lower_bound(bases.begin(), bases.end(), code, [](const auto& pair, char32_t c) { return pair.first < c; });
    return found != bases.end() && found->first == code ? found->second : code;
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
            const Class is = class_of(next.code);
            if (is == Class::combining && !is_digit(word_.back())) {
                word_.pop_back();
                i += next.bytes;
                break;
            }
            if (is != Class::invisible) break;
            i += next.bytes;
        }
        if (!word_.empty()) add(hash_bytes(word_), begin, end, WordKind::word);
        return i;
    }

    std::size_t foreign(std::size_t begin) {
        const Character first = decoded(line_, begin);
        const Class is = class_of(first.code);
        if (is == Class::single) add(hash_bytes(line_.substr(begin, first.bytes)), begin, begin + first.bytes, WordKind::word);
        if (is != Class::letter) return begin + first.bytes;
        word_.clear();
        std::size_t i = begin;
        while (i < line_.size()) {
            const Character next = decoded(line_, i);
            const Class each = class_of(next.code);
            if (each == Class::letter) append_utf8(word_, base_letter(next.code));
            if (each == Class::separator || each == Class::single) break;
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
        const Class is = class_of(each.code);
        const bool latin = (each.code >= 0xC0 && each.code < 0x250) || (each.code >= 0x1E00 && each.code < 0x1F00);
        if (latin || is_ascii_word(sign[i])) {
            out += 'L';
        } else if ((each.code >= 0x2018 && each.code <= 0x201F) || each.code == 0xAB || each.code == 0xBB || each.code == '\'') {
            out += '"';
        } else if (each.code >= 0x2010 && each.code <= 0x2015) {
            out += '-';
        } else if (is != Class::combining && is != Class::invisible) {
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

bool is_invisible(std::string_view line) {
    for (std::size_t i = 0; i < line.size();) {
        if (static_cast<unsigned char>(line[i]) < 0x80) {
            if (!is_blank(line[i]) && line[i] != '\v' && line[i] != '\f') return false;
            ++i;
            continue;
        }
        const Character next = decoded(line, i);
        const bool blank = next.code == 0xA0 || (next.code >= 0x2000 && next.code <= 0x200A) || next.code == 0x3000;
        if (!blank && class_of(next.code) != Class::invisible) return false;
        i += next.bytes;
    }
    return true;
}

bool is_bar(std::string_view line) {
    constexpr std::string_view signs = "-_=*~#|>";
    std::size_t seen = 0;
    std::size_t barred = 0;
    for (std::size_t i = 0; i < line.size();) {
        const Character next = decoded(line, i);
        const bool sign = next.code < 0x80
                              ? signs.find(line[i]) != std::string_view::npos
                              : (next.code >= 0x2500 && next.code <= 0x257F) || next.code == 0x2013 || next.code == 0x2014;
        if (!sign && !is_invisible(line.substr(i, next.bytes))) return false;
        if (sign) ++seen;
        if (sign && (next.code == '|' || next.code == '>' || next.code >= 0x2500)) ++barred;
        i += next.bytes;
    }
    return seen != 1 || barred == 1;
}

}  // namespace workflow::text
