// Reads one line of a free-form delivery report after the other: whose address stands there, and how sure that is.
#include "mail/classify/bounce_lines.hpp"

#include "config/base/ascii.hpp"
#include "mail/classify/bounce_labels.hpp"
#include "mail/classify/bounce_phrases.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mail {
namespace {

using Text = std::string_view;
using bounce_words::Label;

constexpr Text opening_marks = " \t<>(\"'[*-|.#";
constexpr Text closing_marks = " \t>)\"'].,;:*-";

/// What stands before and behind an address, without brackets, quotes and bullets.
Text before(Text line, const FoundAddress& found) {
    auto text = line.substr(0, found.at);
    if (text.ends_with("mailto:")) text.remove_suffix(7);
    while (!text.empty() && opening_marks.find(text.back()) != Text::npos)
        text.remove_suffix(1);
    while (!text.empty() && opening_marks.find(text.front()) != Text::npos)
        text.remove_prefix(1);
    return text;
}
Text behind(Text line, const FoundAddress& found) {
    auto text = line.substr(std::min(line.size(), found.at + found.address.size()));
    while (!text.empty() && closing_marks.find(text.front()) != Text::npos)
        text.remove_prefix(1);
    return text;
}

/// "rfc822;", "smtp;", "3." and the like say nothing.
bool is_ornament(Text text) {
    const auto letters = std::count_if(text.begin(), text.end(), [](char c) { return ascii::is_alpha(c) || ascii::is_high(c); });
    const auto bare = ascii::trim_right(text.substr(0, text.find(';')));
    return letters == 0 || (text.find(';') != Text::npos && (ascii::equal(bare, "rfc822") || ascii::equal(bare, "smtp")));
}

/// A name as it stands before an address: a few words and no verb's punctuation.
bool is_name(Text text) {
    constexpr std::size_t longest = 60;
    return text.size() <= longest && std::count(text.begin(), text.end(), ' ') <= 4 && text.find_first_of(".:!?=") == Text::npos;
}

/// Addresses may hold words such as "help": they are left out before words are looked for.
std::string without_addresses(Text lower, const std::vector<FoundAddress>& found) {
    std::string out(lower);
    for (const auto& each : found)
        std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(each.at), each.address.size(), '\x01');
    return out;
}

/// The end of a line whose sentence, or list, goes on below.
bool stays_open(Text line) {
    return !line.empty() && Text(".!?").find(line.back()) == Text::npos;
}

/// "Recipient address" of "Recipient address: joe@x.example", in lower case; empty: no label.
Text label_of(Text lower, std::size_t address) {
    auto text = lower.substr(0, address);
    const auto wide = text.rfind("：");
    const auto colon = text.rfind(':');
    constexpr Text type_marks = "<>(\"'[";
    if (wide != Text::npos && (colon == Text::npos || wide > colon)) return ascii::trim(text.substr(0, wide));
    if (colon == Text::npos || colon > 80) return {};
    // Between the label and the address only brackets and an address type may stand.
    auto between = ascii::trim(text.substr(colon + 1));
    while (!between.empty() && type_marks.find(between.back()) != Text::npos)
        between.remove_suffix(1);
    if (text.substr(0, colon).ends_with("mailto")) return label_of(lower, colon - 6);
    if (std::any_of(between.begin(), between.end(), ascii::is_digit)) between = ascii::trim(between.substr(0, between.find(';')));
    if (!between.empty() && !is_name(between)) return {};
    auto label = text.substr(0, colon);
    while (!label.empty() && opening_marks.find(label.front()) != Text::npos)
        label.remove_prefix(1);
    return ascii::trim(label);
}

bool stands_before(Text lower, Text words, std::size_t address) {
    return lower.substr(0, address).rfind(words) != Text::npos;
}

/// An SMTP reply, also behind "<<< ".
bool is_reply_line(Text line) {
    while (!line.empty() && Text("<>. \t(#").find(line.front()) != Text::npos)
        line.remove_prefix(1);
    return bounce_words::find_reply_code(line) == 0;
}

}  // namespace

bool BounceLines::offer(Text address, RecipientSource source) {
    out_.offer(address, source);
    return source >= RecipientSource::alone;
}

bool BounceLines::read(Text line, Text lower, const LineSigns& signs) {
    if (line.empty()) {
        asks_for_help_ = asks_for_help_ && opens_list_;
        return false;
    }
    opens_list_ = line.ends_with(':');
    const auto found = addresses_in(line);
    const auto words = without_addresses(lower.size() == line.size() ? lower : Text(ascii::to_lower(line)), found);
    const auto helper = bounce_words::find_helper(words);
    const bool helped_above = std::exchange(asks_for_help_, helper != Text::npos && !signs.tells_failure && stays_open(line));
    if (found.empty()) return false;
    bool named = false;
    const bool is_reply = is_reply_line(line);
    for (const auto& each : found) {
        const auto label = is_reply ? Label::none : bounce_words::read_label(label_of(words, each.at));
        if (label == Label::id) return named;
        // "from joe@…" on a line of its own tells where the mail came from.
        if (label == Label::sender || stands_before(words, "mail from", each.at) || ascii::equal(before(line, each), "from")) {
            out_.disown(each.address);
            continue;
        }
        const auto start = before(words, each);
        const auto rest = behind(line, each);
        const bool opens = is_ornament(start);
        if (helper < each.at && label != Label::recipient) continue;
        if (helped_above && !signs.gives_reason && label == Label::none) continue;
        if (bounce_words::find_alias(words) < each.at || label == Label::first) {
            named = offer(each.address, RecipientSource::first_address) || named;
        } else if (stands_before(words, "rcpt to", each.at) || start.ends_with("to=")) {
            named = offer(each.address, RecipientSource::dialogue) || named;
        } else if (label == Label::recipient) {
            named = offer(each.address, RecipientSource::labelled) || named;
        } else if (label == Label::to) {
            named = offer(each.address, RecipientSource::report_to) || named;
        } else if (opens && rest.empty()) {
            named = offer(each.address, signs.after_failure ? RecipientSource::listed : RecipientSource::alone) || named;
        } else if (is_reply) {
            named = offer(each.address, RecipientSource::dialogue) || named;
        } else if (opens && (signs.gives_reason || signs.after_failure) && rest.size() < line.size() &&
                   line.substr(each.at + each.address.size()).find(':') <= 2) {
            named = offer(each.address, RecipientSource::listed) || named;
        } else if (signs.tells_failure || signs.gives_reason || (opens && signs.after_failure) ||
                   (signs.after_failure && rest.empty() && (label_of(words, each.at).size() > 1 || is_name(start)))) {
            named = offer(each.address, RecipientSource::told) || named;
        } else {
            out_.offer(each.address, RecipientSource::mentioned);
        }
    }
    return named;
}

void BounceLines::read_copied(Text line, Text lower) {
    const auto colon = lower.find(':');
    if (colon == Text::npos || colon > 20) return;
    const auto label = bounce_words::read_label(lower.substr(0, colon));
    if (label != Label::to && label != Label::sender) return;
    for (const auto& each : addresses_in(line)) {
        if (label == Label::sender) {
            out_.disown(each.address);
        } else {
            out_.offer(each.address, RecipientSource::returned_to);
        }
    }
}

}  // namespace mail
