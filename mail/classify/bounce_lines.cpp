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

/// The sentence about help ends soon and says nothing else, so that an address may follow.
bool asks_to_write(Text words, std::size_t helper) {
    constexpr std::size_t longest = 60;
    const auto rest = words.substr(helper);
    return rest.size() <= longest && !bounce_words::says_failed(rest);
}

/// "Recipient address" of "Recipient address: joe@x.example", in lower case; empty: no label.
Text label_of(Text lower, std::size_t address) {
    auto text = lower.substr(0, address);
    const auto wide = text.rfind("：");
    const auto colon = text.rfind(':');
    constexpr Text type_marks = "<>(\"'[";
    if (wide != Text::npos && (colon == Text::npos || wide > colon)) return ascii::trim(text.substr(0, wide));
    if (colon > 80) return {};  // also when there is none
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

/// What stands around an address in its line.
struct Place {
    Text words;  // the line in lower case without its addresses
    Text start;  // before the address, without brackets and bullets
    Text rest;   // behind it, the same way
    Text tail;   // behind it, as it stands
    std::size_t at;
    Label label = Label::none;

    [[nodiscard]] bool opens() const { return is_ornament(start); }
    /// "from joe@…" on a line of its own tells where the mail came from, too.
    [[nodiscard]] bool is_sender() const {
        return label == Label::sender || stands_before(words, "mail from", at) || start == "from";
    }
};

/// How sure it is that the address at that place failed.
RecipientSource source_of(const Place& place, const LineSigns& signs, bool is_reply) {
    if (place.label == Label::first || bounce_words::find_alias(place.words) < place.at) return RecipientSource::first_address;
    if (stands_before(place.words, "rcpt to", place.at) || place.start.ends_with("to=")) return RecipientSource::dialogue;
    if (place.label == Label::recipient) return RecipientSource::labelled;
    if (place.label == Label::to) return RecipientSource::report_to;
    const bool opens = place.opens();
    if (opens && place.rest.empty()) return signs.after_failure ? RecipientSource::listed : RecipientSource::alone;
    if (is_reply) return RecipientSource::dialogue;
    // "<joe@…>: gone"
    if (opens && (signs.gives_reason || signs.after_failure) && place.tail.find(':') <= 2) return RecipientSource::listed;
    if (signs.tells_failure || signs.gives_reason) return RecipientSource::told;
    const bool named = place.rest.empty() && (!label_of(place.words, place.at).empty() || is_name(place.start));
    return signs.after_failure && (opens || named) ? RecipientSource::told : RecipientSource::mentioned;
}

}  // namespace

bool BounceLines::read(Text line, Text lower, const LineSigns& signs) {
    if (line.empty()) {
        asks_for_help_ = asks_for_help_ && opens_list_;
        return false;
    }
    opens_list_ = line.ends_with(':');
    const auto found = addresses_in(line);
    const auto words = without_addresses(lower.size() == line.size() ? lower : Text(ascii::to_lower(line)), found);
    const auto helper = bounce_words::find_helper(words);
    const bool helped_above =
        std::exchange(asks_for_help_, helper != Text::npos && asks_to_write(words, helper) && stays_open(line));
    // "Sender:" alone on a line is the label of the address below it.
    const auto own_label =
        found.empty() && opens_list_ ? bounce_words::read_label(Text(words).substr(0, words.size() - 1)) : Label::none;
    const auto label_above = std::exchange(open_label_, own_label);
    const bool is_reply = is_reply_line(line);
    bool named = false;
    for (const auto& each : found) {
        Place place{words, before(words, each), behind(line, each), line.substr(each.at + each.address.size()), each.at};
        place.label = is_reply ? Label::none : bounce_words::read_label(label_of(words, each.at));
        if (place.label == Label::none && place.opens() && place.rest.empty()) place.label = label_above;
        if (place.label == Label::id) return named;
        if (place.is_sender()) {
            out_.disown(each.address);
            continue;
        }
        if (helper < each.at && place.label != Label::recipient) continue;
        if (helped_above && !signs.gives_reason && place.label == Label::none) continue;
        const auto source = source_of(place, signs, is_reply);
        out_.offer(each.address, source);
        named = named || source >= RecipientSource::alone || source == RecipientSource::report_to;
    }
    return named;
}

void BounceLines::read_copied(Text line, Text lower) {
    const auto colon = lower.find(':');
    if (colon > 20) return;  // also when there is none
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
