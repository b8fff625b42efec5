// Reads who wrote a forwarded mail, what it is about and what it says.
#include "mail/reply/forwarded_mail.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/mime/address_list.hpp"
#include "mail/reply/attribution_lines.hpp"
#include "mail/reply/header_block.hpp"
#include "mail/reply/quote_markers.hpp"
#include "mail/reply/quote_structure.hpp"
#include "mail/reply/quoted_header_labels.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mail::reply {
namespace {

using words::HeaderWord;

/// "value" of "name: value" or "*name:* value", where the name has at most three words; nullopt: the line is nothing of the kind.
std::optional<std::string_view> labelled(std::string_view line) {
    constexpr std::size_t longest = 40;
    constexpr std::ptrdiff_t most_blanks = 2;
    line = ascii::trim(line);
    while (!line.empty() && (line.front() == '*' || line.front() == '>' || line.front() == ' '))
        line.remove_prefix(1);
    const auto head = line.substr(0, longest);
    auto colon = head.find(':');
    std::size_t width = 1;
    if (const auto wide = head.find("\uFF1A"); wide < colon) {
        colon = wide;
        width = 3;
    }
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    const auto name = ascii::trim(line.substr(0, colon));
    if (std::count(name.begin(), name.end(), ' ') > most_blanks || std::any_of(name.begin(), name.end(), ascii::is_digit) ||
        name.find_first_of("/@<([\".,") != std::string_view::npos)
        return std::nullopt;
    auto value = ascii::trim(line.substr(colon + width));
    while (value.starts_with('*'))
        value = ascii::trim_left(value.substr(1));
    return value;
}

/// The subject behind all marks of answers and forwards: "Fwd: Printer" -> "printer".
std::string bare_subject(std::string_view subject) {
    constexpr std::size_t longest = 300;
    subject = behind_tags(utf8::prefix(subject, longest));
    while (words::is_forward_subject(subject) || words::is_reply_subject(subject)) {
        const auto colon = std::min(subject.find(':'), subject.find("\uFF1A"));
        if (colon == std::string_view::npos) break;
        subject = behind_tags(subject.substr(colon + (subject[colon] == ':' ? 1 : 3)));
    }
    return utf8::to_lower(ascii::trim(subject));
}

bool holds_address(std::string_view value) {
    const auto at = value.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < value.size() && value[at - 1] != ' ' && value[at + 1] != ' ';
}

/// The first address that stands somewhere in a value.
std::string address_inside(std::string_view value) {
    const auto is_part = [](char c) {
        return ascii::is_alnum(c) || ascii::is_high(c) || std::string_view("._%+-=&'#/").find(c) != std::string_view::npos;
    };
    const auto at = value.find('@');
    if (at == std::string_view::npos) return {};
    auto from = at;
    while (from > 0 && is_part(value[from - 1]))
        --from;
    auto to = at + 1;
    while (to < value.size() && is_part(value[to]))
        ++to;
    auto found = value.substr(from, to - from);
    while (found.ends_with('.'))
        found.remove_suffix(1);
    return std::string(found);
}

/// "Kim Berg <kim@contoso.example>", "Kim Berg [mailto:kim@contoso.example]", "… On Behalf Of Joe": what follows the address says
/// for whom it was sent.
Address read_sender(std::string_view value) {
    const auto at = value.find('@');
    if (at == std::string_view::npos) return {std::string(ascii::trim(value)), {}};
    const auto close = value.find_first_of(">])", at);
    const auto open = value.find_first_of("<[(");
    std::string whole(open < at && close != std::string_view::npos ? value.substr(0, close + 1) : value);
    auto list = parse_addresses(whole, 1);
    Address out = list.empty() ? Address{} : std::move(list.front());
    if (!is_sendable(out.address)) {
        out.address = address_inside(value);
        out.name = open != std::string_view::npos && open < at ? std::string(ascii::trim(value.substr(0, open))) : std::string();
    }
    // A name that is the address once more is no name.
    if (out.name.find('@') != std::string::npos) out.name.clear();
    return out;
}

/// "kim@contoso.example" of "----- Forwarded message from Kim Berg <kim@contoso.example> -----".
Address sender_on_marker(std::string_view line) {
    const auto open = line.find('<');
    const auto close = open == std::string_view::npos ? open : line.find('>', open);
    if (close == std::string_view::npos) return {{}, address_inside(line)};
    const auto from = line.substr(0, open).rfind(" from ");
    const auto name = from == std::string_view::npos ? std::string_view{} : ascii::trim(line.substr(from + 6, open - from - 6));
    return {std::string(name), address_inside(line.substr(open, close - open))};
}

}  // namespace

std::string_view behind_tags(std::string_view subject) {
    constexpr std::size_t longest = 60;
    subject = ascii::trim(subject);
    while (subject.starts_with('[')) {
        const auto close = subject.substr(0, longest).find(']');
        // "[Fwd: Printer]" is a mark of its own.
        if (close == std::string_view::npos || subject.substr(0, close).find(':') != std::string_view::npos) break;
        subject = ascii::trim(subject.substr(close + 1));
    }
    return subject;
}

namespace {

/// The mail that starts at line `start`, without what is inside it.
Forwarded read_one(const Lines& lines, const LineKinds& kinds, const std::vector<HeaderBlock>& blocks, std::size_t start,
                   std::string_view subject) {
    Forwarded out;
    auto i = start;
    std::string_view value;
    const auto* block = block_at(blocks, i);
    if (block == nullptr && words::header_word(lines[i], value) == HeaderWord::none) {
        out.from = sender_on_marker(lines[i]);
        ++i;
        while (i < lines.size() && is_bare(lines[i]))
            ++i;
        block = block_at(blocks, i);
    }
    // Labels of a language that is not listed are read by their values.
    const bool is_unknown = block != nullptr && words::header_word(lines[i], value) == HeaderWord::none;
    bool has_from = false;
    for (const auto last = block != nullptr ? block->end() : i; i < last; ++i) {
        const auto word = is_unknown ? HeaderWord::none : words::header_word(lines[i], value);
        if (is_unknown) value = labelled(lines[i]).value_or(std::string_view{});
        const bool names_subject = is_unknown ? bare_subject(value) == bare_subject(subject) : word == HeaderWord::subject;
        if (names_subject && out.subject.empty()) out.subject = value;
        const bool names_sender = is_unknown ? holds_address(value) : word == HeaderWord::from;
        if (!names_sender || has_from) continue;
        auto from = read_sender(value);
        if (from.address.empty() && !out.from.address.empty()) continue;
        has_from = !from.address.empty();
        out.from = std::move(from);
    }
    std::string text;
    for (; i < lines.size(); ++i) {
        auto each = lines[i];
        if (kinds[start] == LineKind::quote && each.starts_with('>')) each.remove_prefix(each.starts_with("> ") ? 2 : 1);
        text.append(each).append("\n");
    }
    out.text = ascii::trim(text);
    return out;
}

}  // namespace

Forwarded read_forwarded(const Lines& lines, const LineKinds& kinds, std::size_t start, std::string_view subject) {
    constexpr std::size_t deepest = 5;
    Forwarded out = read_one(lines, kinds, find_header_blocks(UnquotedLines(lines), subject), start, subject);
    std::string text = out.text;
    for (std::size_t depth = 0; depth < deepest; ++depth) {
        const Lines inside(text);
        const UnquotedLines unquoted(inside);
        const auto blocks = find_header_blocks(unquoted, {});
        const auto attributions = find_attributions(unquoted);
        const HtmlLines html;
        const auto structure = find_structure({inside, unquoted, attributions, blocks, html}, first_kinds(unquoted),
                                              {.answers = false, .forwards = true});
        if (structure.bounds.forwarded >= inside.size()) break;
        auto inner = read_one(inside, structure.kinds, blocks, structure.bounds.forwarded, {});
        if (!inner.from.address.empty()) out.before.push_back(std::move(inner.from));
        text = std::move(inner.text);
    }
    return out;
}

}  // namespace mail::reply
