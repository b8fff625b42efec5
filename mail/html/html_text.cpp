// Walks gumbo's tree of a mail's HTML, skips what is hidden, and marks where quoted mail begins.
#include "mail/html/html_text.hpp"

#include "config/base/ascii.hpp"
#include "mail/html/html_render.hpp"
#include "mail/html/html_limiter.hpp"
#include "mail/html/style.hpp"
#include "mail/encoding/utf8.hpp"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <vector>

namespace mail {
namespace {

/// Valid UTF-8 from the parser, which produces invalid bytes for character references above U+10FFFF.
std::string_view valid(std::string_view text, std::string& scratch) {
    if (utf8::is_valid(text)) return text;
    scratch = utf8::cleaned(text);
    return scratch;
}

std::string_view attribute(const GumboElement& element, const char* name) {
    const auto* found = gumbo_get_attribute(&element.attributes, name);
    return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool has_attribute(const GumboElement& element, const char* name) {
    return gumbo_get_attribute(&element.attributes, name) != nullptr;
}

/// The number that an ordered list starts with.
int first_number(std::string_view start) {
    int number = 1;
    std::from_chars(start.data(), start.data() + std::min<std::size_t>(start.size(), 6), number);
    return std::max(number, 1);
}

/// A style without blanks, in lower case: "display:none;color:red".
std::string squashed_style(std::string_view style) {
    std::string out;
    out.reserve(style.size());
    for (const char c : style) {
        if (!ascii::is_space(c)) out += ascii::lower(c);
    }
    return out;
}

/// Elements whose content is never text.
bool is_silent(const GumboElement& element) {
    switch (element.tag) {
        case GUMBO_TAG_HEAD:
        case GUMBO_TAG_SCRIPT:
        case GUMBO_TAG_STYLE:
        case GUMBO_TAG_TITLE:
        case GUMBO_TAG_TEMPLATE:
        case GUMBO_TAG_OBJECT:
        case GUMBO_TAG_SELECT:
            return true;
        default:
            return false;
    }
}

/// One of the words in a class attribute, also with the `x_` that Outlook puts in front.
bool has_class(std::string_view classes, std::string_view wanted) {
    while (!classes.empty()) {
        classes = ascii::trim_left(classes);
        auto word = classes.substr(0, classes.find_first_of(" \t\r\n"));
        classes.remove_prefix(word.size());
        while (ascii::starts_with(word, "x_"))
            word.remove_prefix(2);
        if (ascii::equal(word, wanted)) return true;
    }
    return false;
}

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

/// Walks the tree without recursion and calls the renderer for each element.
class Walker {
public:
    /// `show_all`: what the styles hide is shown, too.
    Walker(HtmlRenderer& out, bool show_all) : out_(out), show_all_(show_all) {}

    /// Bytes of text that were left out because letters or lines have no size.
    [[nodiscard]] std::size_t without_size() const { return without_size_; }

    void walk(const GumboNode* root) {
        const GumboNode* node = root;
        bool descend = enter(node);
        while (true) {
            const GumboVector* children = descend ? children_of(node) : nullptr;
            if (children != nullptr && children->length > 0) {
                node = static_cast<const GumboNode*>(children->data[0]);
                descend = enter(node);
                continue;
            }
            if (descend) leave(node);
            while (node != root) {
                const auto* parent = node->parent;
                const auto* siblings = children_of(parent);
                const auto next = node->index_within_parent + 1;
                if (siblings != nullptr && next < siblings->length) {
                    node = static_cast<const GumboNode*>(siblings->data[next]);
                    descend = enter(node);
                    break;
                }
                node = parent;
                leave(node);
                descend = false;
            }
            if (node == root) return;
        }
    }

private:
    static const GumboVector* children_of(const GumboNode* node) {
        switch (node->type) {
            case GUMBO_NODE_DOCUMENT:
                return &node->v.document.children;
            case GUMBO_NODE_ELEMENT:
            case GUMBO_NODE_TEMPLATE:
                return &node->v.element.children;
            default:
                return nullptr;
        }
    }

    /// False: its content is not shown.
    bool enter(const GumboNode* node) {
        switch (node->type) {
            case GUMBO_NODE_TEXT:
            case GUMBO_NODE_CDATA:
            case GUMBO_NODE_WHITESPACE:
                text(node);
                return false;
            case GUMBO_NODE_COMMENT:
            case GUMBO_NODE_TEMPLATE:
                return false;
            case GUMBO_NODE_DOCUMENT:
                return true;
            case GUMBO_NODE_ELEMENT:
                break;
        }
        const auto& element = node->v.element;
        if (is_silent(element)) return false;
        auto inner = now_;
        if (!follow_style(element, inner)) return false;
        if (marks_attribution(element)) out_.mark(QuoteMark::Kind::attribution);
        if (marks_rest(element)) out_.mark(QuoteMark::Kind::rest);
        if (marks_signature(element)) out_.mark(QuoteMark::Kind::signature);
        switch (element.tag) {
            case GUMBO_TAG_BR:
                out_.line_break();
                return false;
            case GUMBO_TAG_HR:
                out_.rule();
                return false;
            case GUMBO_TAG_IMG:
                out_.image(valid(attribute(element, "alt"), scratch_), attribute(element, "src"));
                return false;
            case GUMBO_TAG_LI:
                out_.list_item();
                break;
            case GUMBO_TAG_UL:
                out_.open_list(0);
                break;
            case GUMBO_TAG_OL:
                out_.open_list(first_number(attribute(element, "start")));
                break;
            case GUMBO_TAG_BLOCKQUOTE:
                out_.open_quote();
                break;
            case GUMBO_TAG_A:
                out_.open_link(valid(attribute(element, "href"), scratch_));
                break;
            case GUMBO_TAG_TD:
            case GUMBO_TAG_TH:
                out_.cell();
                break;
            default:
                out_.block(spacing(element));
                break;
        }
        outer_.push_back(now_);
        set_now(inner);
        return true;
    }

    /// What elements hand down to those inside of them.
    struct Inherited {
        bool no_font = false;
        bool no_line = false;
        Style::Blanks blanks = Style::Blanks::collapse;
    };

    void set_now(const Inherited& next) {
        if (next.blanks != now_.blanks) out_.set_blanks(next.blanks);
        now_ = next;
    }

    void text(const GumboNode* node) {
        const std::string_view content = node->v.text.text;
        if (now_.no_font || now_.no_line) {
            if (node->type == GUMBO_NODE_TEXT) without_size_ += ascii::trim(content).size();
            return;
        }
        // The line ends of the source between two blocks are none of the text.
        if (now_.blanks == Style::Blanks::keep && node->type == GUMBO_NODE_WHITESPACE && stands_between_blocks(node)) return;
        out_.text(valid(content, scratch_));
    }

    static bool stands_between_blocks(const GumboNode* node) {
        const auto is_block = [](const GumboNode* other) {
            return other->type == GUMBO_NODE_ELEMENT && (spacing(other->v.element) > 0 || other->v.element.tag == GUMBO_TAG_UL ||
                                                         other->v.element.tag == GUMBO_TAG_OL || other->v.element.tag == GUMBO_TAG_LI);
        };
        const auto* siblings = children_of(node->parent);
        const auto at = node->index_within_parent;
        if (siblings == nullptr || !is_block(node->parent)) return false;
        const auto block_at = [&](std::size_t i) { return is_block(static_cast<const GumboNode*>(siblings->data[i])); };
        return (at > 0 && block_at(at - 1)) || (at + 1 < siblings->length && block_at(at + 1));
    }

    /// False: the style hides the element.
    bool follow_style(const GumboElement& element, Inherited& inner) const {
        if (element.tag == GUMBO_TAG_PRE || element.tag == GUMBO_TAG_TEXTAREA || element.tag == GUMBO_TAG_LISTING)
            inner.blanks = Style::Blanks::keep;
        // Mail is read without a document type: then a table starts with sizes of its own (HTML 15.3.8), as <font> does.
        if (element.tag == GUMBO_TAG_TABLE || (element.tag == GUMBO_TAG_FONT && has_attribute(element, "size")))
            inner.no_font = false;
        if (element.tag == GUMBO_TAG_TABLE) {
            inner.no_line = false;
            inner.blanks = Style::Blanks::collapse;
        }
        if (!show_all_ && has_attribute(element, "hidden")) return false;
        const auto written = attribute(element, "style");
        if (written.empty()) return true;
        const auto style = read_style(written);
        if (style.blanks != Style::Blanks::unsaid) inner.blanks = style.blanks;
        if (show_all_) return true;
        if (style.font != Style::Size::unsaid) inner.no_font = style.font == Style::Size::none;
        if (style.line != Style::Size::unsaid) inner.no_line = style.line == Style::Size::none;
        return !style.hides;
    }

    void leave(const GumboNode* node) {
        if (node->type != GUMBO_NODE_ELEMENT) return;
        set_now(outer_.back());
        outer_.pop_back();
        const auto& element = node->v.element;
        if (marks_signature(element)) out_.mark(QuoteMark::Kind::signature_end);
        switch (element.tag) {
            case GUMBO_TAG_LI:
                out_.block(1);
                break;
            case GUMBO_TAG_UL:
            case GUMBO_TAG_OL:
                out_.close_list();
                break;
            case GUMBO_TAG_BLOCKQUOTE:
                out_.close_quote();
                break;
            case GUMBO_TAG_A:
                out_.close_link();
                break;
            case GUMBO_TAG_TD:
            case GUMBO_TAG_TH:
                break;
            case GUMBO_TAG_TR:
                out_.row();
                break;
            default:
                out_.block(spacing(element));
                break;
        }
    }

    /// How many line ends stand around an element; 0: it is part of the line.
    static int spacing(const GumboElement& element) {
        switch (element.tag) {
            case GUMBO_TAG_P:
                // Outlook writes each line as a paragraph without margins.
                return has_class(attribute(element, "class"), "MsoNormal") ||
                               squashed_style(attribute(element, "style")).find("margin:0") == 0
                           ? 1
                           : 2;
            case GUMBO_TAG_H1:
            case GUMBO_TAG_H2:
            case GUMBO_TAG_H3:
            case GUMBO_TAG_H4:
            case GUMBO_TAG_H5:
            case GUMBO_TAG_H6:
            case GUMBO_TAG_DL:
                return 2;
            case GUMBO_TAG_DIV:
            case GUMBO_TAG_TABLE:
            case GUMBO_TAG_TR:
            case GUMBO_TAG_DT:
            case GUMBO_TAG_DD:
            case GUMBO_TAG_SECTION:
            case GUMBO_TAG_ARTICLE:
            case GUMBO_TAG_HEADER:
            case GUMBO_TAG_FOOTER:
            case GUMBO_TAG_MAIN:
            case GUMBO_TAG_ADDRESS:
            case GUMBO_TAG_CENTER:
            case GUMBO_TAG_FORM:
            case GUMBO_TAG_PRE:
            case GUMBO_TAG_LISTING:
            case GUMBO_TAG_FIELDSET:
            case GUMBO_TAG_CAPTION:
            case GUMBO_TAG_BODY:
                return 1;
            default:
                return 0;
        }
    }

    HtmlRenderer& out_;
    bool show_all_;
    Inherited now_;
    std::vector<Inherited> outer_;  // of the open elements
    std::size_t without_size_ = 0;
    std::string scratch_;
};

/// The text of a parsed document. Where the styles hide more than they show, they are not what this reader takes them for (a
/// style sheet sets the sizes again), and all of it is shown.
HtmlText render(const GumboNode* document) {
    HtmlRenderer renderer;
    Walker walker(renderer, false);
    walker.walk(document);
    auto out = renderer.finish();
    if (!out.text.empty() && walker.without_size() <= out.text.size()) return out;
    HtmlRenderer whole;
    Walker(whole, true).walk(document);
    return whole.finish();
}

}  // namespace

HtmlText html_to_text(std::string_view html) {
    const auto tame = tame_html(html);
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    struct Destroy {
        void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
    };
    const std::unique_ptr<GumboOutput, Destroy> tree(gumbo_parse_with_options(&options, tame.html.data(), tame.html.size()));
    auto out = render(tree->document);
    out.deep = tame.deep;
    out.crowded = tame.crowded;
    return out;
}

}  // namespace mail
