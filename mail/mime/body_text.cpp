// Puts the texts of a mail's parts together: text beside text, and the HTML's text where no other part says the same.
#include "mail/mime/body_text.hpp"

#include "config/base/ascii.hpp"
#include "mail/html/html_text.hpp"
#include "mail/mime/text_part.hpp"

#include <algorithm>
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

}  // namespace

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
