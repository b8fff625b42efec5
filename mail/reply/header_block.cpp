// Finds the header lines that clients such as Outlook write above the mail that they quote or forward.
#include "mail/reply/header_block.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/reply/date_vocabulary.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace mail::reply {
namespace {

using words::HeaderWord;

constexpr std::size_t longest_block = 16;
/// Lines of a long To list between two labels.
constexpr std::size_t longest_list = 6;

struct Label {
    HeaderWord word = HeaderWord::none;
    std::string_view value;
};

Label label_of(std::string_view line) {
    Label out;
    out.word = words::header_word(line, out.value);
    return out;
}

int count_numbers(std::string_view text) {
    int runs = 0;
    bool inside = false;
    for (std::size_t pos = 0; pos < text.size();) {
        const auto c = utf8::next(text, pos);
        const bool digit = (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9);
        if (digit && !inside) ++runs;
        inside = digit;
    }
    return runs;
}

bool has_address(std::string_view value) {
    const auto at = value.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < value.size() && !ascii::is_space(value[at - 1]) &&
           !ascii::is_space(value[at + 1]);
}

/// Without "Re:", "AW:" and "[#12]".
std::string_view bare_subject(std::string_view subject) {
    constexpr std::size_t longest_prefix = 12;
    constexpr std::size_t longest_mark = 200;
    for (subject = bare_text(subject); !subject.empty();) {
        const auto close = subject.starts_with('[') ? subject.substr(0, longest_mark).find(']') : std::string_view::npos;
        const auto colon = subject.substr(0, longest_prefix).find(':');
        if (close != std::string_view::npos) {
            subject = bare_text(subject.substr(close + 1));
        } else if (colon != std::string_view::npos && subject.substr(0, colon).find(' ') == std::string_view::npos) {
            subject = bare_text(subject.substr(colon + 1));
        } else {
            break;
        }
    }
    return subject;
}

/// Takes over what a field says.
void note(HeaderBlock& block, const Label& label, std::string_view subject) {
    switch (label.word) {
        case HeaderWord::from:
            block.from = true;
            block.address = block.address || has_address(label.value);
            break;
        case HeaderWord::date:
            block.date = true;
            block.dated = block.dated || count_numbers(label.value) >= 3 ||
                          (count_numbers(label.value) == 2 && words::is_date_fragment(label.value));
            block.timed = block.timed || count_numbers(label.value) >= 4;
            break;
        case HeaderWord::to:
            block.to = true;
            break;
        case HeaderWord::subject:
            block.subject = true;
            block.same_subject = !subject.empty() && bare_subject(label.value) == subject;
            break;
        case HeaderWord::none:
        case HeaderWord::cc:
        case HeaderWord::other:
            break;
    }
}

bool has_field(const HeaderBlock& block, HeaderWord word) {
    return (word == HeaderWord::from && block.from) || (word == HeaderWord::date && block.date) ||
           (word == HeaderWord::to && block.to) || (word == HeaderWord::subject && block.subject);
}

/// A label of at most three words and its value, in any language.
std::string_view value_of_any_label(std::string_view line) {
    constexpr std::size_t longest = 48;
    const auto colon = line.substr(0, longest).find(':');
    if (colon == std::string_view::npos || colon == 0) return {};
    const auto label = line.substr(0, colon);
    if (std::count(label.begin(), label.end(), ' ') > 2 || std::any_of(label.begin(), label.end(), ascii::is_digit)) return {};
    return bare_text(line.substr(colon + 1));
}

/// Some programs put all fields into one line: "From: … Sent: … To: … Subject: …".
void note_fields_inside(HeaderBlock& block, std::string_view value, std::string_view subject) {
    constexpr std::size_t longest = 600;
    constexpr std::size_t shortest = 40;
    if (value.size() < shortest || value.size() > longest) return;
    HeaderBlock inside = block;
    for (auto at = value.find(": "); at != std::string_view::npos; at = value.find(": ", at + 1)) {
        const auto blank = value.substr(0, at).rfind(' ');
        if (blank == std::string_view::npos) continue;
        const auto label = label_of(value.substr(blank + 1));
        if (!has_field(inside, label.word)) note(inside, label, subject);
    }
    if (inside.labels() == 4) block = inside;
}

/// Reads a block whose first label is a known one. `words`: one for each line.
HeaderBlock known_block(const UnquotedLines& lines, const std::vector<HeaderWord>& words, std::size_t i,
                        std::string_view subject) {
    HeaderBlock out;
    out.line = static_cast<std::uint32_t>(i);
    std::size_t skipped = 0;
    std::size_t blanks = 0;
    for (std::size_t n = 0; n < longest_block && i + n < lines.size(); ++n) {
        const auto at = i + n;
        if (lines.blank(at)) {
            // Some clients put an empty line between all fields.
            if (++blanks > 1 && n > blanks * 2) break;
            if (at + 1 < lines.size() && words[at + 1] != HeaderWord::none) continue;
            break;
        }
        if (lines.depth(at) != lines.depth(i)) break;
        if (words[at] == HeaderWord::none) {
            if (!out.from || is_rule(lines[at])) return out.from ? out : HeaderBlock{};
            out.raw = out.raw || words::is_server_field(lines[at]);
            out.data = out.data || !value_of_any_label(lines[at]).empty();
            if (++skipped > longest_list) break;
            continue;
        }
        if (has_field(out, words[at])) {
            // What repeats begins another block; what stood before From was data.
            if (words[i] != HeaderWord::from) return HeaderBlock{};
            break;
        }
        skipped = 0;
        const auto label = label_of(lines[at]);
        note(out, label, subject);
        if (label.word == HeaderWord::from) note_fields_inside(out, label.value, subject);
        out.finnish = out.finnish || words::is_finnish_label(lines[at]);
        out.lines = static_cast<std::uint32_t>(n + 1);
    }
    // The head of a pasted mail has such fields above or below, too.
    const auto server_field = [&](std::size_t at) { return at < lines.size() && words::is_server_field(lines[at]); };
    out.raw = out.raw || (i > 0 && server_field(i - 1)) || server_field(i + out.lines);
    const auto other_label = [&](std::size_t at) {
        return at < lines.size() && words[at] == HeaderWord::none && !is_rule(lines[at]) &&
               !value_of_any_label(lines[at]).empty();
    };
    out.data = out.data || (i > 0 && other_label(i - 1)) || other_label(i + out.lines);
    return out;
}

/// Reads a block in a language that is not listed: an address, a time and the subject of this mail prove it.
HeaderBlock unknown_block(const UnquotedLines& lines, std::size_t i, std::string_view subject) {
    constexpr std::size_t shortest_subject = 3;
    constexpr std::size_t most_fields = 6;
    HeaderBlock out;
    out.line = static_cast<std::uint32_t>(i);
    if (subject.size() < shortest_subject || !has_address(value_of_any_label(lines[i]))) return out;
    for (std::size_t n = 0; n < most_fields && i + n < lines.size() && lines.depth(i + n) == lines.depth(i); ++n) {
        const auto value = value_of_any_label(lines[i + n]);
        if (value.empty()) break;
        const bool address = has_address(value);
        out.from = out.from || address;
        out.address = out.from;
        out.to = out.to || (address && n > 0);
        out.timed = out.timed || (!address && count_numbers(value) >= 4);
        out.subject = out.subject || bare_subject(value) == subject;
        if (out.timed && out.subject) out.lines = static_cast<std::uint32_t>(n + 1);
    }
    out.date = out.dated = out.timed;
    out.same_subject = out.subject;
    return out;
}

}  // namespace

bool HeaderBlock::heads_mail() const {
    if (!from || raw) return false;
    if (same_subject && date) return true;
    if (data) return false;
    if (address) return dated || (to && subject) || (date && subject);
    return (timed && subject) || labels() == 4;
}

std::vector<HeaderBlock> find_header_blocks(const UnquotedLines& lines, std::string_view subject) {
    constexpr std::size_t most_labels = 20000;
    std::vector<HeaderWord> words(lines.size(), HeaderWord::none);
    std::size_t labels = 0;
    for (std::size_t i = 0; i < lines.size() && labels < most_labels; ++i) {
        if (lines.blank(i) || !words::may_be_header(lines[i])) continue;
        ++labels;
        words[i] = label_of(lines[i]).word;
    }
    std::vector<HeaderBlock> out;
    subject = bare_subject(subject);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto word = words[i];
        if (word == HeaderWord::other) continue;
        HeaderBlock block;
        if (word != HeaderWord::none) {
            block = known_block(lines, words, i, subject);
        }
        if (block.labels() < 2 && words::may_be_header(lines[i])) {
            const auto other = unknown_block(lines, i, subject);
            if (other.lines > 0) block = other;
        }
        if (block.lines == 0 || (!block.from && block.labels() < 2)) continue;
        out.push_back(block);
        if (block.from && block.labels() > 1) i += block.lines - 1;
    }
    return out;
}

const HeaderBlock* block_at(const std::vector<HeaderBlock>& blocks, std::size_t i) {
    const auto found =
        std::lower_bound(blocks.begin(), blocks.end(), i, [](const auto& each, auto line) { return each.line < line; });
    return found != blocks.end() && found->line == i ? &*found : nullptr;
}

}  // namespace mail::reply
