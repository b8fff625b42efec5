// Walks gumbo's tree of a mail's HTML, skips what is hidden, and marks where quoted mail begins.
#include "mail/html/html_text.hpp"

#include "config/base/ascii.hpp"
#include "mail/html/html_render.hpp"
#include "mail/html/html_element.hpp"
#include "mail/html/html_limiter.hpp"
#include "mail/html/quoting_elements.hpp"
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

/// The number that an ordered list starts with.
int first_number(std::string_view start) {
    int number = 1;
    std::from_chars(start.data(), start.data() + std::min<std::size_t>(start.size(), 6), number);
    return std::max(number, 1);
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
            return other->type == GUMBO_NODE_ELEMENT &&
                   (spacing(other->v.element) > 0 || other->v.element.tag == GUMBO_TAG_UL ||
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
