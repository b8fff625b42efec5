// Blocks of header fields above a quote.
#include "workflow/inbound/quote_header_block.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow::quotes {

namespace {

constexpr std::size_t longest_label = 23;  // characters
constexpr std::size_t most_label_words = 3;
constexpr std::size_t most_lines = 14;
constexpr std::size_t ordinary_lines = 8;
constexpr std::size_t longest_value = 2000;  // bytes that are read
constexpr std::string_view no_break_space = "\u00a0";

/// Blanks and marks of bold text and of tables are taken off the front.
std::string_view without_decoration(std::string_view text) {
    while (!text.empty()) {
        if (text::is_blank(text.front()) || text.front() == '*' || text.front() == '_' || text.front() == '|') {
            text.remove_prefix(1);
        } else if (text.starts_with(no_break_space)) {
            text.remove_prefix(no_break_space.size());
        } else {
            break;
        }
    }
    return text;
}

/// The value behind "label:"; nullopt: the line is no field.
std::optional<std::string_view> value_of(std::string_view body) {
    constexpr std::string_view wide_colon = "\uff1a";
    body = without_decoration(body);
    if (body.empty() || !text::is_word(body.front()) || text::is_digit(body.front())) return std::nullopt;
    std::size_t characters = 0;
    std::size_t words = 1;
    bool blank = false;
    for (std::size_t i = 0; i < body.size() && characters <= longest_label + 4; ++i) {
        const auto byte = static_cast<unsigned char>(body[i]);
        if ((byte & 0xC0U) == 0x80U) continue;
        const bool is_wide = body.substr(i).starts_with(wide_colon);
        if (body[i] == ':' || is_wide) {
            if (words > most_label_words) return std::nullopt;
            return without_decoration(body.substr(i + (is_wide ? wide_colon.size() : 1)));
        }
        const bool is_gap = text::is_blank(body[i]) || body.substr(i).starts_with(no_break_space);
        if (blank && !is_gap && body[i] != '*' && body[i] != '_') ++words;
        blank = is_gap || (blank && (body[i] == '*' || body[i] == '_'));
        ++characters;
    }
    return std::nullopt;
}

}  // namespace

const HeaderBlocks::Field& HeaderBlocks::field(std::size_t i) {
    Field& out = fields_[i];
    if (out.read) return out;
    out.read = true;
    const auto value = value_of(lines_.body(i));
    out.label = value.has_value();
    const std::string_view said = text::cut(value ? *value : lines_.body(i), longest_value);
    if (!value) {
        out.address = said.find('@') != std::string_view::npos && facts_.telling(said).addresses > 0;
        return out;
    }
    if (text::trim(said).empty()) return out;
    const Telling telling = facts_.telling(said);
    out.address = telling.addresses > 0;
    out.who = out.address ? telling.all_addresses_known() : telling.words > 0 && telling.names == telling.words;
    out.when = !out.who && telling.numbers >= 3 && facts_.is_time(said);
    out.what = !out.who && !out.when && facts_.is_subject(said);
    return out;
}

std::optional<Structure> HeaderBlocks::at(std::size_t i, bool below_marker) {
    std::size_t labels = 0;
    std::size_t facts = 0;
    std::size_t count = 0;
    std::size_t last_fact = 0;   // lines up to it
    std::size_t last_label = 0;  // the same
    bool who = false;
    bool when = false;
    bool what = false;
    bool shape = false;
    std::optional<bool> gaps;  // a blank line between all fields, or between none
    for (; i + count < lines_.size() && count < most_lines && lines_[i + count].depth == lines_[i].depth; ++count) {
        if (count > 0) {
            const std::size_t blanks = lines_[i + count].number - lines_[i + count - 1].number - 1;
            if (!gaps) gaps = blanks == 1;
            if (*gaps && blanks == 0) return std::nullopt;
            if (blanks > (*gaps ? 1U : 0U)) break;
        }
        const Field& line = field(i + count);
        if (!line.label) {
            if (labels > 0 && line.address) continue;  // a long list of recipients goes on
            break;
        }
        if (line.when && when) break;
        ++labels;
        if (labels == 1 && !line.who && !line.address && !below_marker) return std::nullopt;  // it begins with a person
        who = who || line.who;
        when = when || line.when;
        what = what || line.what;
        shape = shape || line.address;
        last_label = count + 1;
        if (line.who || line.when || line.what) {
            ++facts;
            last_fact = count + 1;
        }
    }
    Structure out{.first = i};
    if (labels >= 2 && facts >= 2 && who && (when || what)) {
        // Fields without a fact belong to it down to the blank line below.
        const bool ends_at_blank = i + count >= lines_.size() || !lines_.adjoins(i + count);
        out.count = count <= ordinary_lines && !gaps.value_or(false) && ends_at_blank ? count : last_fact;
        out.strength = Strength::full;
        return out;
    }
    if (labels < 3 || !shape) return std::nullopt;
    out.count = last_label;
    return out;
}

}  // namespace workflow::quotes
