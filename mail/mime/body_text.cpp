// Puts the texts of a mail's parts together: text beside text, and the HTML's text where no other part says the same.
#include "mail/mime/body_text.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/html/html_text.hpp"
#include "mail/mime/text_part.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mail {
namespace {

/// The letters and digits of a text, in lower case, and before which of them a word begins; one place more for the end.
struct Squashed {
    std::string letters;
    std::vector<bool> begins;
};

Squashed squash(std::string_view text) {
    Squashed out;
    bool between = true;
    for (const char c : text) {
        if (!ascii::is_alnum(c) && !ascii::is_high(c)) {
            between = true;
            continue;
        }
        out.letters += ascii::lower(c);
        // Scripts without blanks have no word ends that we know.
        out.begins.push_back(between || ascii::is_high(c));
        between = ascii::is_high(c);
    }
    out.begins.push_back(true);
    return out;
}

/// The text without its links.
std::string without_links(std::string_view text) {
    std::string out;
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://")) {
        auto from = at;
        while (from > 0 && ascii::is_alpha(text[from - 1]))
            --from;
        out.append(text.substr(0, from));
        text.remove_prefix(std::min(text.find_first_of(" \t\n>)]", at), text.size()));
    }
    return out.append(text);
}

bool repeats_as_lines(std::string_view text, std::string_view other) {
    std::set<std::string, std::less<>> lines;
    for (LineReader reader(text); const auto line = reader.next();)
        lines.insert(squash(line->text).letters);
    for (LineReader reader(other); const auto line = reader.next();) {
        if (const auto letters = squash(line->text).letters; !letters.empty() && !lines.contains(letters)) return false;
    }
    return true;
}

}  // namespace

bool says_something(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size();) {
        if (!ascii::is_high(text[pos])) {
            if (!ascii::is_space(text[pos]) && !ascii::is_control(text[pos])) return true;
            ++pos;
            continue;
        }
        const auto c = utf8::next(text, pos);
        const bool blank = c == 0xa0 || c == 0xad || c == 0x34f || c == 0x61c || c == 0x1680 || c == 0x180e ||
                           (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) ||
                           c == 0x2800 || c == 0x3000 || c == 0x3164 || c == 0xfeff || c == 0xfffd;
        if (!blank) return true;
    }
    return false;
}

bool stands_for_html(std::string_view text, std::string_view html) {
    constexpr std::size_t longest = 600;
    constexpr std::size_t most_words = 12;
    constexpr std::size_t html_looked_at = 256 * 1024;
    text = ascii::trim(text);
    if (text.size() > longest) return false;
    html = html.substr(0, html_looked_at);
    const auto words = without_links(text);
    std::string_view rest = words;
    std::size_t seen = 0;
    std::size_t shared = 0;
    while (!rest.empty() && seen < most_words) {
        std::size_t length = 0;
        while (length < rest.size() && (ascii::is_alnum(rest[length]) || ascii::is_high(rest[length])))
            ++length;
        constexpr std::size_t shortest = 4;  // short words are in each text
        if (length >= shortest && !ascii::equal(rest.substr(0, length), "html")) {
            ++seen;
            if (html.find(rest.substr(0, length)) != std::string_view::npos) ++shared;
        }
        rest.remove_prefix(std::min(length + 1, rest.size()));
    }
    constexpr std::size_t few = 2;  // too few to judge, unless HTML is what they are about
    if (seen <= few && !ascii::contains(words, "html")) return false;
    return shared * 3 <= seen;
}

std::string join_texts(std::string text, std::string added) {
    while (!added.empty() && (added.back() == '\n' || added.back() == ' ' || added.back() == '\t'))
        added.pop_back();
    const auto start = added.find_first_not_of('\n');
    if (start == std::string::npos) return text;
    if (text.empty()) {
        added.erase(0, start);
        return added;
    }
    text.append("\n\n").append(added, start);
    return text;
}

bool repeats(std::string_view text, std::string_view other) {
    constexpr std::size_t short_text = 60;  // such a one may stand inside of other words by chance
    if (other.size() < short_text) return repeats_as_lines(text, other);
    // Whole words only: "no" does not stand in "notary". What stands there more often than this is in doubt, and stays.
    constexpr int most_looks = 100;
    const auto all = squash(text);
    const auto wanted = squash(other).letters;
    auto at = all.letters.find(wanted);
    for (int looks = 0; looks < most_looks && at != std::string::npos; ++looks) {
        if (all.begins[at] && all.begins[at + wanted.size()]) return true;
        at = all.letters.find(wanted, at + 1);
    }
    return false;
}

Body with_html_text(Body body, const std::vector<PendingHtml>& pending, bool only_html) {
    for (auto each = pending.rbegin(); each != pending.rend(); ++each) {
        auto read = html_to_text(std::string_view(body.html).substr(each->from, each->size));
        if (read.deep) note(body.defects, "HTML nested too deep; its innermost elements were read as text");
        if (read.crowded) note(body.defects, "HTML with too many tags; the last of them were left out");
        if (read.text.empty()) continue;
        if (only_html && pending.size() == 1) {
            body.text = std::move(read.text);
            body.marks = std::move(read.marks);
            body.from_html = true;
        } else if (only_html || !repeats(body.text, read.text)) {
            const auto at = std::min(each->text_at, body.text.size());
            body.text.insert(at, (at == 0 ? "" : "\n\n") + read.text + (at == 0 && !body.text.empty() ? "\n\n" : ""));
        }
    }
    return body;
}

Body with_shown_pictures(Body body) {
    if (body.attachments.empty()) return body;
    const std::string_view html = body.html;
    std::set<std::string_view> shown;
    for (auto at = html.find("cid:"); at != std::string_view::npos; at = html.find("cid:", at + 4)) {
        const auto rest = html.substr(at + 4, 256);
        shown.insert(rest.substr(0, rest.find_first_of("\"'<> )")));
    }
    for (auto& each : body.attachments) {
        if (!each.content_id.empty() && shown.contains(each.content_id)) each.is_inline = true;
    }
    return body;
}

}  // namespace mail
