// Lays out text from HTML elements: blanks, lines, lists, quotes, tables, links.
#include "mail/html/html_render.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t deepest_indent = 20;

/// Invisible fillers that mailings put after their preheader.
bool is_filler(char32_t c) {
    return c == 0x200b || c == 0x200c || c == 0x2060 || c == 0xfeff || c == 0xad || c == 0x34f || c == 0x2007;
}

/// The text of a link says its target already.
bool says(std::string_view text, std::string_view target) {
    const auto bare = [](std::string_view url) {
        for (const std::string_view scheme : {"https://", "http://", "mailto:", "tel:"}) {
            if (ascii::starts_with(url, scheme)) url.remove_prefix(scheme.size());
        }
        if (ascii::starts_with(url, "www.")) url.remove_prefix(4);
        while (url.ends_with('/'))
            url.remove_suffix(1);
        return url;
    };
    return ascii::equal(bare(ascii::trim(text)), bare(target));
}

}  // namespace

void HtmlRenderer::start_line() {
    auto& text = out_.text;
    const auto depth = std::min(quote_depth_, deepest_indent);
    for (std::size_t i = 0; i < depth; ++i)
        text += "> ";
    const auto levels = std::min(lists_.size(), deepest_indent);
    if (levels > 0) text.append((levels - 1) * 2, ' ');
    if (!bullet_.empty()) {
        text += std::exchange(bullet_, {});
    } else if (levels > 0) {
        text += "  ";
    }
    at_line_start_ = false;
    fresh_ = false;
    empty_line_ = false;
}

void HtmlRenderer::end_line() {
    auto& text = out_.text;
    while (text.ends_with(' '))
        text.pop_back();
    // An empty line in a quote belongs to it.
    if (at_line_start_) {
        const auto depth = std::min(quote_depth_, deepest_indent);
        for (std::size_t i = 0; i < depth; ++i)
            text += i + 1 < depth ? "> " : ">";
    }
    text += '\n';
    at_line_start_ = true;
    wanted_blank_ = false;
    wanted_cell_ = false;
}

void HtmlRenderer::put(std::string_view characters) {
    while (wanted_ends_ > 0) {
        if (!out_.text.empty()) end_line();
        --wanted_ends_;
    }
    if (!marks_.empty()) {
        for (const auto kind : marks_)
            out_.marks.push_back({kind, out_.text.size()});
        marks_.clear();
    }
    if (at_line_start_) {
        start_line();
    } else if (std::exchange(wanted_cell_, false)) {
        while (out_.text.ends_with(' '))
            out_.text.pop_back();
        out_.text += " | ";
    } else if (wanted_blank_ && !out_.text.ends_with(' ')) {
        out_.text += ' ';
    }
    wanted_blank_ = false;
    out_.text.append(characters);
}

void HtmlRenderer::text(std::string_view content) {
    if (blanks_ == Style::Blanks::collapse) return flowing_text(content);
    text_with_lines(content);
}

/// Text whose line ends count, and its blanks too, as in <pre>.
void HtmlRenderer::text_with_lines(std::string_view content) {
    while (!content.empty()) {
        const auto end = content.find('\n');
        auto line = content.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (blanks_ == Style::Blanks::keep_lines) {
            flowing_text(line);
        } else if (!ascii::trim(line).empty()) {
            put(line);
        } else if (!line.empty()) {
            wanted_blank_ = wanted_blank_ || !at_line_start_;
        }
        if (end == std::string_view::npos) return;
        line_break();
        content.remove_prefix(end + 1);
    }
}

void HtmlRenderer::flowing_text(std::string_view content) {
    std::size_t pos = 0;
    while (pos < content.size()) {
        // A run of plain ASCII is the common case.
        auto end = pos;
        while (end < content.size() && !ascii::is_space(content[end]) && !ascii::is_high(content[end]))
            ++end;
        if (end > pos) {
            put(content.substr(pos, end - pos));
            pos = end;
            continue;
        }
        if (ascii::is_space(content[pos])) {
            wanted_blank_ = wanted_blank_ || !at_line_start_;
            ++pos;
            continue;
        }
        const auto from = pos;
        const auto c = utf8::next(content, pos);
        if (c == 0xa0) {
            empty_line_ = at_line_start_ || wanted_ends_ > 0;  // a paragraph of one blank is an empty line
            wanted_blank_ = wanted_blank_ || !at_line_start_;
        } else if (!(is_filler(c) && (at_line_start_ || wanted_blank_ || wanted_ends_ > 0))) {
            if (c != 0xad && c != 0x200b && c != 0xfeff) put(content.substr(from, pos - from));
        }
    }
}

void HtmlRenderer::line_break() {
    // Pending output comes before the break; then the line ends in any case.
    while (wanted_ends_ > 0) {
        if (!out_.text.empty()) end_line();
        --wanted_ends_;
    }
    if (out_.text.empty()) return;
    end_line();
}

void HtmlRenderer::block(int ends) {
    if (ends == 0) return;
    wanted_blank_ = false;
    wanted_cell_ = false;
    if (fresh_) return;  // the first block of a quote or list item stands where that starts
    if (std::exchange(empty_line_, false) && (at_line_start_ || wanted_ends_ > 0) && !out_.text.empty()) {
        for (; wanted_ends_ > 0; --wanted_ends_)
            end_line();
        end_line();
    }
    const auto& text = out_.text;
    int there = 0;
    if (at_line_start_) there = text.ends_with("\n\n") || text.ends_with(">\n") ? 2 : 1;
    wanted_ends_ = std::max(wanted_ends_, ends - there);
}

void HtmlRenderer::rule() {
    block(1);
    put("----------------");
    block(1);
}

void HtmlRenderer::image(std::string_view alt, std::string_view source) {
    alt = ascii::trim(alt);
    if (!alt.empty()) {
        put("[");
        text(alt);
        put("]");
    } else if (ascii::starts_with(ascii::trim_left(source), "cid:") ||
               ascii::starts_with(ascii::trim_left(source), "data:image/")) {
        put("[image]");
    }
}

void HtmlRenderer::open_list(int first) {
    block(lists_.empty() ? 2 : 1);
    lists_.push_back({first > 0, first});
}

void HtmlRenderer::close_list() {
    bullet_.clear();
    fresh_ = false;
    if (!lists_.empty()) lists_.pop_back();
    block(lists_.empty() ? 2 : 1);
}

void HtmlRenderer::list_item() {
    fresh_ = false;
    block(1);
    fresh_ = true;
    if (lists_.empty()) {
        bullet_ = "- ";
        return;
    }
    auto& list = lists_.back();
    bullet_ = list.numbered ? std::to_string(list.next++) + ". " : "- ";
}

void HtmlRenderer::open_quote() {
    block(1);
    if (wanted_ends_ > 0 && !out_.text.empty()) {
        end_line();
        wanted_ends_ = 0;
    }
    ++quote_depth_;
    fresh_ = true;
}

void HtmlRenderer::close_quote() {
    if (!at_line_start_) end_line();
    wanted_ends_ = 0;
    fresh_ = false;
    if (quote_depth_ > 0) --quote_depth_;
    block(2);
}

void HtmlRenderer::open_link(std::string_view target) {
    const bool shown = ascii::starts_with(target, "http://") || ascii::starts_with(target, "https://") ||
                       ascii::starts_with(target, "mailto:") || ascii::starts_with(target, "ftp://");
    link_ = shown ? std::string(target) : std::string();
    link_from_ = out_.text.size();
}

void HtmlRenderer::close_link() {
    if (link_.empty()) return;
    const auto target = std::exchange(link_, {});
    const auto shown = ascii::trim(std::string_view(out_.text).substr(std::min(link_from_, out_.text.size())));
    if (shown.empty() || says(shown, target) || wanted_ends_ > 0) return;
    put(" <" + target + ">");
}

void HtmlRenderer::cell() {
    if (!at_line_start_ && wanted_ends_ == 0) wanted_cell_ = true;
    wanted_blank_ = false;
    empty_line_ = false;
}

void HtmlRenderer::row() {
    empty_line_ = false;  // of a cell that only keeps its place
    block(1);
}

void HtmlRenderer::mark(QuoteMark::Kind kind) {
    block(1);
    marks_.push_back(kind);
}

HtmlText HtmlRenderer::finish() {
    auto& text = out_.text;
    while (!text.empty() && ascii::is_space(text.back()))
        text.pop_back();
    std::erase_if(out_.marks, [&](const QuoteMark& mark) { return mark.offset >= text.size(); });
    return std::move(out_);
}

}  // namespace mail
