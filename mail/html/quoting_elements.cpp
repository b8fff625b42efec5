// Knows the elements by which mail programs mark what they quote and what they sign with.
#include "mail/html/quoting_elements.hpp"

#include "config/base/ascii.hpp"
#include "mail/html/html_element.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace mail {
namespace {

/// Containers in which clients put the line "On … wrote:".
constexpr auto attribution_classes =
    std::to_array<std::string_view>({"gmail_attr", "moz-cite-prefix", "moz-email-headers-table", "OutlookMessageHeader"});
/// Containers that hold the earlier mail, or after which only the earlier mail follows.
constexpr auto quote_classes =
    std::to_array<std::string_view>({"yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote", "yahoo_quoted_begin",
                                     "hm_quote", "qt-quote", "ms-outlook-mobile-reference-message", "mail-quote"});
constexpr auto quote_ids = std::to_array<std::string_view>(
    {"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container", "yahoo_quoted_begin", "OLK_SRC_BODY_SECTION",
     "replySplit", "isReplyContent", "ms-outlook-mobile-body-separator-line"});

/// Containers of signatures that hold nothing else. (Apple Mail's may hold the whole reply.)
constexpr auto signature_classes =
    std::to_array<std::string_view>({"gmail_signature", "moz-signature", "protonmail_signature_block"});

/// The start of the element is empty, or lines that begin with a label: "From: …", "Sent: …", in any language.
bool holds_labels(const GumboElement& box) {
    constexpr int most_nodes = 60;
    constexpr int labels_wanted = 2;
    std::vector<const GumboNode*> todo;
    const auto push_children = [&](const GumboVector& children) {
        for (unsigned i = std::min(children.length, 20U); i-- > 0;)
            todo.push_back(static_cast<const GumboNode*>(children.data[i]));
    };
    push_children(box.children);
    int labels = 0;
    bool line_starts = true;
    bool any = false;
    for (int seen = 0; !todo.empty() && seen < most_nodes && labels < labels_wanted; ++seen) {
        const auto* node = todo.back();
        todo.pop_back();
        if (node->type == GUMBO_NODE_ELEMENT) {
            const auto tag = node->v.element.tag;
            if (tag == GUMBO_TAG_BR || tag == GUMBO_TAG_P || tag == GUMBO_TAG_DIV || tag == GUMBO_TAG_TR) line_starts = true;
            push_children(node->v.element.children);
        } else if (node->type == GUMBO_NODE_TEXT) {
            const auto text = ascii::trim(std::string_view(node->v.text.text).substr(0, 100));
            if (text.empty()) continue;
            any = true;
            const bool label = text.find(':') != std::string_view::npos || text.find("\xef\xbc\x9a") != std::string_view::npos;
            if (line_starts && label) ++labels;
            line_starts = false;
        }
    }
    return !any || labels >= labels_wanted;
}

}  // namespace

bool marks_signature(const GumboElement& element) {
    const auto classes = attribute(element, "class");
    if (!classes.empty() && std::any_of(signature_classes.begin(), signature_classes.end(),
                                        [&](auto wanted) { return has_class(classes, wanted); })) {
        return true;
    }
    return ascii::equal(attribute(element, "id"), "ms-outlook-mobile-signature");
}

bool marks_attribution(const GumboElement& element) {
    const auto classes = attribute(element, "class");
    return !classes.empty() && std::any_of(attribution_classes.begin(), attribution_classes.end(),
                                           [&](auto wanted) { return has_class(classes, wanted); });
}

bool marks_rest(const GumboElement& element) {
    const auto classes = attribute(element, "class");
    if (!classes.empty() &&
        std::any_of(quote_classes.begin(), quote_classes.end(), [&](auto wanted) { return has_class(classes, wanted); })) {
        return true;
    }
    auto id = attribute(element, "id");
    while (ascii::starts_with(id, "x_"))
        id.remove_prefix(2);
    if (!id.empty() && std::any_of(quote_ids.begin(), quote_ids.end(), [&](auto wanted) { return ascii::equal(id, wanted); }))
        return true;
    // Outlook's line above "From:"; its colour differs by version, its shape does not. Other boxes have the line, too.
    const auto style = attribute(element, "style");
    if (element.tag != GUMBO_TAG_DIV || style.find("border") == std::string_view::npos) return false;
    const auto squashed = squashed_style(style);
    return squashed.find("border:none;border-top:solid#") != std::string::npos &&
           squashed.find("1.0pt;padding:3.0pt") != std::string::npos && holds_labels(element);
}

}  // namespace mail
