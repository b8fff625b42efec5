// Decodes the encoded words of header fields (RFC 2047).
#include "mail/mime/encoded_words.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/encoding/transfer.hpp"

#include <algorithm>
#include <optional>

namespace mail {
namespace {

struct Word {
    std::string_view charset;
    bool base64 = false;
    std::string_view text;
    std::size_t end = 0;  // just past "?="
};

/// A line with encoded words. What is not there is looked for once.
class Line {
public:
    explicit Line(std::string_view text) : text_(text), last_end_(text.rfind("?=")), last_blank_(text.find_last_of(" \t")) {}

    /// The encoded word that starts at `pos`, where "=?" is.
    [[nodiscard]] std::optional<Word> word_at(std::size_t pos) const;

private:
    [[nodiscard]] std::size_t find_end(std::size_t from) const {
        return last_end_ != std::string_view::npos && from <= last_end_ ? text_.find("?=", from) : std::string_view::npos;
    }
    /// A question mark that an encoder should have encoded: "=?utf-8?Q?how?=3D?=" goes on after its first "?=".
    [[nodiscard]] bool goes_on(std::size_t mark) const {
        if (mark + 4 > text_.size() || ascii::hex_value(text_[mark + 2]) < 0 || ascii::hex_value(text_[mark + 3]) < 0)
            return false;
        const auto end = find_end(mark + 4);
        if (end == std::string_view::npos) return false;
        const auto between = text_.substr(mark + 4, end - mark - 4);
        return between.find_first_of(" \t") == std::string_view::npos && between.find("=?") == std::string_view::npos;
    }

    std::string_view text_;
    std::size_t last_end_;
    std::size_t last_blank_;
};

std::optional<Word> Line::word_at(std::size_t pos) const {
    constexpr std::size_t longest_charset = 64;
    const auto charset_size = text_.substr(pos + 2, longest_charset).find('?');
    if (charset_size == std::string_view::npos) return std::nullopt;
    const auto charset_end = pos + 2 + charset_size;
    Word word;
    word.charset = text_.substr(pos + 2, charset_size);
    if (word.charset.find_first_of(" \t=") != std::string_view::npos) return std::nullopt;
    word.charset = word.charset.substr(0, word.charset.find('*'));  // RFC 2231 5: a language may follow
    if (charset_end + 2 >= text_.size() || text_[charset_end + 2] != '?') return std::nullopt;
    const char encoding = ascii::lower(text_[charset_end + 1]);
    if (encoding != 'b' && encoding != 'q') return std::nullopt;
    word.base64 = encoding == 'b';
    const auto from = charset_end + 3;
    auto end = find_end(from);
    while (!word.base64 && end != std::string_view::npos && goes_on(end))
        end = find_end(end + 2);
    if (end == std::string_view::npos) {
        // Cut off on its way: what is there is still worth reading, when it is one word up to the end.
        if (last_blank_ != std::string_view::npos && last_blank_ >= from) return std::nullopt;
        word.text = text_.substr(from);
        if (word.text.ends_with('?')) word.text.remove_suffix(1);
        word.end = text_.size();
        return word;
    }
    word.text = text_.substr(from, end - from);
    word.end = end + 2;
    return word;
}

/// Adjacent words of one charset, decoded to bytes before the charset is: senders split characters, and even base64 groups,
/// between words.
class Run {
public:
    [[nodiscard]] bool takes(const Word& word) const { return open_ && ascii::equal(word.charset, charset_); }
    void add(const Word& word) {
        if (!open_) charset_ = word.charset;
        open_ = true;
        if (word.base64) {
            base64_.feed(word.text, bytes_);
        } else {
            base64_.finish(bytes_);
            bytes_ += decode_q(word.text);
        }
    }
    void flush(std::string& out) {
        if (!open_) return;
        base64_.finish(bytes_);
        out += to_utf8(bytes_, charset_).text;
        bytes_.clear();
        open_ = false;
    }
    [[nodiscard]] bool is_open() const { return open_; }

private:
    bool open_ = false;
    std::string_view charset_;
    std::string bytes_;
    Base64Decoder base64_;
};

bool all_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), ascii::is_space);
}

}  // namespace

std::size_t encoded_word_length(std::string_view text) {
    constexpr std::size_t longest = 1000;  // RFC 2047 allows 75
    if (!text.starts_with("=?")) return 0;
    text = text.substr(0, longest);
    const auto whole = [](std::string_view piece) -> std::size_t {
        const auto word = Line(piece).word_at(0);
        return word && piece.substr(0, word->end).ends_with("?=") ? word->end : 0;
    };
    if (const auto length = whole(text.substr(0, text.find_first_of(" \t\r\n"))); length > 0) return length;
    // Some leave blanks in it. Then nothing of it may look like the address behind it, or like the next word.
    const auto length = whole(text.substr(0, text.find_first_of("<@\"\r\n")));
    return text.substr(0, length).find("=?", 2) == std::string_view::npos ? length : 0;
}

std::string unfold(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    std::size_t pos = 0;
    while (pos < value.size()) {
        const auto end = value.find_first_of("\r\n", pos);
        if (end == std::string_view::npos) {
            out.append(value.substr(pos));
            break;
        }
        out.append(value.substr(pos, end - pos));
        pos = end;
        while (pos < value.size() && ascii::is_space(value[pos]))
            ++pos;
        while (!out.empty() && ascii::is_blank(out.back()))
            out.pop_back();
        if (pos < value.size() && !out.empty()) out += ' ';
    }
    return out;
}

std::string decode_words(std::string_view value) {
    const std::string line = unfold(ascii::trim(value));
    std::string out;
    if (line.find("=?") == std::string::npos) {
        out = header_to_utf8(line);
    } else {
        out.reserve(line.size());
        Run run;
        const std::string_view text = line;
        const Line words(text);
        std::size_t pos = 0;
        while (pos < text.size()) {
            auto start = text.find("=?", pos);
            std::optional<Word> word;
            while (start != std::string_view::npos && !(word = words.word_at(start)))
                start = text.find("=?", start + 2);
            const auto between = text.substr(pos, word ? start - pos : std::string_view::npos);
            // Blanks between two encoded words are not part of the text (RFC 2047 6.2).
            if (!(run.is_open() && word && all_blank(between))) {
                run.flush(out);
                out += header_to_utf8(between);
            } else if (!run.takes(*word)) {
                run.flush(out);
            }
            if (!word) break;
            run.add(*word);
            pos = word->end;
        }
        run.flush(out);
    }
    std::replace_if(out.begin(), out.end(), ascii::is_control, ' ');
    return std::string(ascii::trim(out));
}

}  // namespace mail
