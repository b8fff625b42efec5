// Rewrites HTML so that gumbo reads it in linear time: no scripts, capped nesting, a capped number of tags.
#include "mail/html/html_limiter.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mail {
namespace {

constexpr auto npos = std::string_view::npos;

constexpr std::size_t deepest = 120;        // open elements; the parser looks through all of them for each new one
constexpr std::size_t max_formatting = 10;  // open <b>, <font>…, which it repeats in every paragraph
constexpr std::size_t max_tags = 20'000;
constexpr std::size_t longest_tag = 2'000;

constexpr auto void_elements =
    std::to_array<std::string_view>({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "track",
                                     "wbr", "basefont", "bgsound", "frame"});
/// Elements with optional end tags, which the parser closes itself.
constexpr auto self_closing = std::to_array<std::string_view>(
    {"p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "body", "html"});
constexpr auto formatting = std::to_array<std::string_view>(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"});
/// Elements without text content, which are dropped up to their end tag.
constexpr auto dropped =
    std::to_array<std::string_view>({"script", "style", "title", "noframes", "iframe", "noembed", "xml", "svg"});
constexpr auto breaking =
    std::to_array<std::string_view>({"p", "div", "tr", "li", "br", "table", "blockquote", "ul", "ol", "h1", "h2", "h3"});

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Tamer {
public:
    explicit Tamer(std::string_view html) : html_(html) { out_.reserve(std::min<std::size_t>(html.size(), 1U << 18U)); }

    TamedHtml run() {
        while (pos_ < html_.size()) {
            const auto open = html_.find('<', pos_);
            if (open == npos) {
                out_.append(html_.substr(pos_));
                break;
            }
            out_.append(html_.substr(pos_, open - pos_));
            pos_ = open;
            markup();
        }
        return {std::move(out_), deep_, tags_ > max_tags};
    }

private:
    void markup() {
        const auto rest = html_.substr(pos_);
        if (rest.starts_with("<!--")) {
            const auto end = comment_ends_ ? html_.find("-->", pos_ + 4) : npos;
            if (end != npos) {
                pos_ = end + 3;
                return;
            }
            comment_ends_ = false;  // none is closed any more: only the tag itself goes
            return skip_to_angle();
        }
        const char next = rest.size() > 1 ? rest[1] : ' ';
        if (next == '!' || next == '?') return skip_to_angle();
        if (next != '/' && !ascii::is_alpha(next)) {
            out_ += "&lt;";
            ++pos_;
            return;
        }
        const bool end_tag = next == '/';
        const auto name_from = pos_ + (end_tag ? 2 : 1);
        auto name_end = name_from;
        while (name_end < html_.size() && (ascii::is_alnum(html_[name_end]) || html_[name_end] == ':' || html_[name_end] == '-'))
            ++name_end;
        const auto end = tag_end(name_end);
        if (end == npos) {
            out_ += "&lt;";
            ++pos_;
            return;
        }
        const auto tag = html_.substr(pos_, end + 1 - pos_);
        pos_ = end + 1;
        const auto name = ascii::to_lower(html_.substr(name_from, std::min<std::size_t>(name_end - name_from, 32)));
        if (end_tag) return close(name, tag);
        if (one_of(dropped, name) && !tag.ends_with("/>")) return drop_content(name);
        open(name, tag);
    }

    void skip_to_angle() {
        const auto end = html_.find('>', pos_);
        pos_ = end == npos ? html_.size() : end + 1;
    }

    /// The `>` of a tag, quoted attribute values skipped. What is read in vain is read again from a later `<`; after so many
    /// bytes the quotes of this HTML do not pair, and no longer count.
    std::size_t tag_end(std::size_t name_end) {
        const auto end = end_outside_quotes(name_end);
        if (end != npos) return end;
        read_in_vain_ += stopped_at_ - name_end;
        if (read_in_vain_ > html_.size()) double_ends_ = single_ends_ = false;
        return npos;
    }

    std::size_t end_outside_quotes(std::size_t from) {
        for (; from < html_.size(); ++from) {
            const char c = html_[from];
            if (c == '>') return from;
            if (c == '<') break;  // not a tag after all
            if ((c == '"' && double_ends_) || (c == '\'' && single_ends_)) {
                const bool value = html_[from - 1] == '=' || html_[from - 1] == ' ';
                const auto close = value ? html_.find(c, from + 1) : from;
                if (close == npos) {
                    (c == '"' ? double_ends_ : single_ends_) = false;
                } else {
                    from = close;
                }
            }
        }
        stopped_at_ = from;
        return npos;
    }

    void drop_content(const std::string& name) {
        if (std::find(unclosed_.begin(), unclosed_.end(), name) != unclosed_.end()) return;
        const auto needle = "</" + name;
        for (auto at = html_.find("</", pos_); at != npos; at = html_.find("</", at + 2)) {
            if (ascii::starts_with(html_.substr(at), needle)) {
                pos_ = at;
                return skip_to_angle();
            }
        }
        unclosed_.push_back(name);
    }

    void open(const std::string& name, std::string_view tag) {
        // A new paragraph costs the parser a copy of each open <b>, <font>…
        tags_ += one_of(self_closing, name) ? 1 + formatting_ : 1;
        if (tags_ > max_tags) return drop_tag(name);
        if (!one_of(void_elements, name) && !one_of(self_closing, name)) {
            const bool format = one_of(formatting, name);
            if (stack_.size() >= deepest || (format && formatting_ >= max_formatting)) {
                ++skipped_;
                deep_ = deep_ || !format;
                return drop_tag(name);
            }
            stack_.push_back(name);
            if (format) ++formatting_;
        }
        if (tag.size() > longest_tag) {
            out_.append("<").append(name).append(">");
        } else {
            out_.append(tag);
        }
    }

    /// Replaces a surplus tag by its line break or by a separator of table cells, once.
    void drop_tag(const std::string& name) {
        constexpr std::size_t max_breaks = 3 * max_tags;
        if ((name == "td" || name == "th") && !out_.ends_with(' ') && !out_.ends_with('>')) out_ += ' ';
        if (!one_of(breaking, name) || out_.ends_with("<br>") || tags_ > max_breaks) return;
        out_ += "<br>";
    }

    void close(const std::string& name, std::string_view tag) {
        if (tags_ > max_tags) return;
        const auto found = std::find(stack_.rbegin(), stack_.rend(), name);
        if (found == stack_.rend()) {
            if (one_of(self_closing, name) || one_of(void_elements, name)) out_.append(tag);
            return;
        }
        if (skipped_ > 0 && stack_.size() >= deepest) {
            --skipped_;
            return;
        }
        if (one_of(formatting, name) && formatting_ > 0) --formatting_;
        stack_.erase(std::next(found).base());
        out_.append("</").append(name).append(">");
    }

    std::string_view html_;
    std::string out_;
    std::size_t pos_ = 0;
    std::size_t tags_ = 0;
    std::size_t formatting_ = 0;
    std::size_t skipped_ = 0;
    std::vector<std::string> stack_;
    std::vector<std::string> unclosed_;
    bool deep_ = false;
    bool comment_ends_ = true;
    bool double_ends_ = true;
    bool single_ends_ = true;
    std::size_t read_in_vain_ = 0;  // bytes of tags that do not end
    std::size_t stopped_at_ = 0;
};

}  // namespace

TamedHtml tame_html(std::string_view html) {
    return Tamer(html).run();
}

}  // namespace mail
