// Reads RTF as text, or takes out the HTML that it wraps.
#include "mail/mime/rtf.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/mime/rtf_layout.hpp"
#include "mail/mime/rtf_words.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

namespace mail {
namespace {

using rtf::Action;

constexpr std::size_t deepest = 500;

/// What a group hands down to those inside of it.
struct Group {
    bool skipped = false;
    bool hidden = false;
    bool in_fonts = false;
    bool html_tag = false;         // \*\htmltag: HTML as it was written
    bool rtf_only = false;         // \htmlrtf: stands in the RTF only
    bool instruction = false;      // \*\fldinst: what a field does, such as its link
    std::size_t mark_from = npos;  // where the mark of a list's item starts in the text
    std::size_t link_from = npos;  // where a field's text starts
    int unicode_skip = 1;
    int font = -1;

    static constexpr std::size_t npos = std::string::npos;
};

class Reader {
public:
    explicit Reader(std::string_view in) : in_(in) {}

    RtfText run() {
        while (pos_ < in_.size())
            step();
        flush();
        RtfText out;
        (from_html_ ? out.html : out.text) = std::move(text_);
        return out;
    }

private:
    void step() {
        const char c = in_[pos_++];
        switch (c) {
            case '{':
                return open();
            case '}':
                return close();
            case '\\':
                return control();
            case '\r':
            case '\n':
            case '\0':
                return;
            default:
                return byte(c);
        }
    }

    void open() {
        flush();
        to_skip_ = 0;
        starred_ = false;
        if (groups_.size() >= deepest) {
            ++surplus_;
            return;
        }
        groups_.push_back(now_);
        now_.mark_from = Group::npos;
        now_.link_from = Group::npos;
    }

    void close() {
        flush();
        to_skip_ = 0;
        if (surplus_ > 0) {
            --surplus_;
            return;
        }
        if (groups_.empty()) return;
        if (now_.mark_from != Group::npos) end_list_mark();
        if (now_.link_from != Group::npos) end_link();
        if (now_.instruction && !groups_.back().instruction) link_ = rtf::link_of_field(instruction_);
        now_ = groups_.back();
        groups_.pop_back();
    }

    /// A control word or symbol behind the backslash.
    void control() {
        if (pos_ >= in_.size()) return;
        const char c = in_[pos_];
        if (ascii::is_alpha(c)) return word();
        ++pos_;
        switch (c) {
            case '\'': {
                const int high = pos_ + 1 < in_.size() ? ascii::hex_value(in_[pos_]) : -1;
                const int low = high >= 0 ? ascii::hex_value(in_[pos_ + 1]) : -1;
                if (low < 0) return;
                pos_ += 2;
                return byte(static_cast<char>(high * 16 + low));
            }
            case '*':
                starred_ = true;
                return;
            case '~':
                return letters("\xc2\xa0");
            case '_':
                return letters("-");
            case '\r':
            case '\n':
                return letters("\n");
            case '\t':
                return letters("\t");
            case '\\':
            case '{':
            case '}':
                return byte(c);
            default:
                return;  // \- is a place to break a word, \: and \| are of indexes and formulas
        }
    }

    void word() {
        const auto from = pos_;
        while (pos_ < in_.size() && ascii::is_alpha(in_[pos_]))
            ++pos_;
        const auto name = in_.substr(from, pos_ - from);
        int number = 0;
        const auto rest = in_.substr(pos_, 12);
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        const bool numbered = error == std::errc();
        if (numbered) pos_ += static_cast<std::size_t>(end - rest.data());
        if (pos_ < in_.size() && in_[pos_] == ' ') ++pos_;
        const bool starred = std::exchange(starred_, false);
        if (name == "htmltag") {
            now_.html_tag = true;
            return;
        }
        if (name == "fldinst") {
            now_.instruction = true;
            instruction_.clear();
            return;
        }
        const auto* known = rtf::find_word(name);
        if (starred && (known == nullptr || known->action != Action::list_mark)) {
            flush();
            now_.skipped = true;  // a destination that this reader need not know (page 9)
            return;
        }
        if (known != nullptr) act(*known, numbered ? std::optional<int>(number) : std::nullopt);
    }

    void act(const rtf::Word& word, std::optional<int> number) {
        switch (word.action) {
            case Action::none:
                return;
            case Action::letters:
                return letters(word.text);
            case Action::skip:
                flush();
                now_.skipped = true;
                return;
            case Action::font_table:
                now_.in_fonts = true;
                return;
            case Action::list_mark:
                flush();
                if (from_html_) now_.skipped = true;
                now_.mark_from = text_.size();
                return;
            case Action::result:
                flush();
                now_.instruction = false;
                now_.link_from = text_.size();
                return;
            case Action::code_page:
                flush();
                document_charset_ = number ? "cp" + std::to_string(*number) : std::string(word.text);
                return;
            case Action::font:
                flush();
                now_.font = number.value_or(0);
                return;
            case Action::default_font:
                default_font_ = number.value_or(0);
                return;
            case Action::font_charset:
                return set_font(std::string(rtf::charset_of_font(number.value_or(1))));
            case Action::font_code_page:
                return set_font("cp" + std::to_string(number.value_or(1252)));
            case Action::unicode:
                return unicode(number.value_or(0));
            case Action::unicode_skip:
                now_.unicode_skip = std::clamp(number.value_or(1), 0, 100);
                return;
            case Action::hidden:
                flush();
                now_.hidden = number.value_or(1) != 0;
                return;
            case Action::plain:
                flush();
                now_.hidden = false;
                now_.font = -1;
                return;
            case Action::cell:
                return letters(from_html_ ? "" : rtf::cell_end);
            case Action::row:
                return end_row();
            case Action::from_html:
                from_html_ = number.value_or(1) != 0;
                return;
            case Action::html_only:
                flush();
                now_.rtf_only = number.value_or(1) != 0;
                return;
            case Action::binary:
                pos_ += std::min(in_.size() - pos_, static_cast<std::size_t>(std::max(number.value_or(0), 0)));
                return;
        }
    }

    void set_font(std::string charset) {
        constexpr std::size_t most = 2000;
        if (now_.in_fonts && fonts_.size() < most) fonts_[now_.font] = std::move(charset);
    }

    /// Text is seen here. In wrapped HTML only what is not marked as the RTF's own.
    [[nodiscard]] bool is_shown() const {
        return !now_.skipped && !now_.in_fonts && !now_.instruction &&
               (from_html_ ? !now_.rtf_only || now_.html_tag : !now_.hidden && !now_.html_tag);
    }

    /// A byte in the code page of its font, or one that stands in for a Unicode character and is passed over.
    void byte(char c) {
        starred_ = false;
        if (to_skip_ > 0) {
            --to_skip_;
            return;
        }
        if (now_.instruction && !now_.skipped) {
            constexpr std::size_t longest = 4000;
            if (instruction_.size() < longest) instruction_ += c;
        }
        if (is_shown()) bytes_ += c;
    }

    void letters(std::string_view text) {
        starred_ = false;
        if (to_skip_ > 0) {
            --to_skip_;
            return;
        }
        if (!is_shown()) return;
        flush();
        text_ += text;
    }

    /// \uN: a UTF-16 unit as a signed number; those above U+FFFF come in two.
    void unicode(int number) {
        to_skip_ = 0;
        const auto unit = static_cast<char32_t>(static_cast<unsigned>(number) & 0xffffU);
        if (is_shown()) {
            flush();
            const bool high = unit >= 0xd800 && unit < 0xdc00;
            const bool low = unit >= 0xdc00 && unit < 0xe000;
            if (low && surrogate_ != 0) {
                utf8::append(text_, 0x10000 + ((surrogate_ - 0xd800) << 10U) + (unit - 0xdc00));
            } else if (!high) {
                // Symbol fonts put their signs into a private area.
                utf8::append(text_, unit == 0xf0b7 ? 0x2022 : unit);
            }
            surrogate_ = high ? unit : 0;
        }
        to_skip_ = now_.unicode_skip;
    }

    /// Writes the bytes that came in one code page.
    void flush() {
        if (bytes_.empty()) return;
        const auto bytes = std::exchange(bytes_, {});
        const bool ascii = utf8::is_ascii(bytes);
        if (ascii) {
            text_ += bytes;
            return;
        }
        const auto charset = current_charset();
        if (charset == "symbol") {
            for (const char c : bytes)
                text_ += ascii::is_high(c) ? std::string("\xe2\x80\xa2") : std::string(1, c);
            return;
        }
        // A converter is opened for each run; a text that switches more often than any real one costs no more than this.
        constexpr int most_runs = 50'000;
        text_ += to_utf8(bytes, ++runs_ > most_runs ? std::string_view("windows-1252") : std::string_view(charset)).text;
    }

    [[nodiscard]] std::string current_charset() const {
        const auto font = fonts_.find(now_.font < 0 ? default_font_ : now_.font);
        const bool by_font = font != fonts_.end() && !font->second.empty();
        if (!by_font) return document_charset_;
        // The Latin fonts of East Asian documents hold East Asian letters as well.
        const bool pairs = document_charset_ == "cp932" || document_charset_ == "cp936" || document_charset_ == "cp949" ||
                           document_charset_ == "cp950" || document_charset_ == "cp65001";
        return font->second == "windows-1252" && pairs ? document_charset_ : font->second;
    }

    void end_row() {
        if (!is_shown() || from_html_) return;
        flush();
        // Cells stand beside each other, the line breaks between their paragraphs become blanks.
        auto line = text_.rfind('\n', text_.find(rtf::cell_end_sign, row_from_) == std::string::npos
                                          ? text_.size()
                                          : text_.find(rtf::cell_end_sign, row_from_));
        line = line == std::string::npos || line + 1 < row_from_ ? row_from_ : line + 1;
        auto row = rtf::row_of_cells(std::string_view(text_).substr(line));
        text_.replace(line, std::string::npos, row.append("\n"));
        row_from_ = text_.size();
    }

    /// "1.\t" stays a number, a sign of a symbol font becomes a dash.
    void end_list_mark() {
        constexpr std::size_t longest = 100;  // a mark; anything longer is text
        if (now_.mark_from > text_.size() || now_.skipped || text_.size() - now_.mark_from > longest) return;
        const auto mark = rtf::list_mark(std::string_view(text_).substr(now_.mark_from));
        text_.replace(now_.mark_from, std::string::npos, mark);
    }

    void end_link() {
        const auto target = std::exchange(link_, {});
        if (from_html_ || target.empty() || now_.link_from > text_.size()) return;
        const auto shown = ascii::trim(std::string_view(text_).substr(now_.link_from));
        constexpr std::size_t looked_at = 4000;
        if (shown.empty() || shown.substr(0, looked_at).find(target) != std::string_view::npos ||
            target == "mailto:" + std::string(shown))
            return;
        text_.append(" <").append(target).append(">");
    }

    std::string_view in_;
    std::size_t pos_ = 0;
    Group now_;
    std::vector<Group> groups_;
    std::size_t surplus_ = 0;  // open groups past the cap
    std::map<int, std::string> fonts_;
    std::string document_charset_ = "windows-1252";
    int default_font_ = 0;
    bool from_html_ = false;
    bool starred_ = false;
    int to_skip_ = 0;  // stand-ins of the last Unicode character
    char32_t surrogate_ = 0;
    std::string bytes_;  // not yet decoded
    int runs_ = 0;       // that were decoded
    std::string instruction_;
    std::string link_;
    std::string text_;
    std::size_t row_from_ = 0;
};

}  // namespace

RtfText read_rtf(std::string_view rtf) {
    const auto start = rtf.find("{\\rtf");
    if (start == std::string_view::npos) return {};
    auto out = Reader(rtf.substr(start)).run();
    std::replace(out.text.begin(), out.text.end(), rtf::cell_end_sign, '\t');
    std::erase(out.text, '\r');
    utf8::clean(out.text);
    utf8::clean(out.html);
    return out;
}

}  // namespace mail
