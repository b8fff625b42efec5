// Decodes base64 texts, also those with plain lines in them, and those that nothing announces.
#include "mail/encoding/base64_text.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/transfer.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t full_line = 40;  // encoders write 60 to 76 letters; no word is as long

bool is_sextet(char c) {
    return ascii::is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

/// Letters of the alphabet with padding at the end, and one at least that is not `-` or `_`.
bool is_pure(std::string_view line) {
    while (line.ends_with('='))
        line.remove_suffix(1);
    return !line.empty() && std::all_of(line.begin(), line.end(), is_sextet) &&
           line.find_first_not_of("-_") != std::string_view::npos;
}

/// Readable text: valid UTF-8 without controls.
bool is_readable(std::string_view text) {
    const auto is_odd = [](char c) { return ascii::is_control(c) && !ascii::is_space(c) && c != '\x1b'; };
    return utf8::is_valid(text) && std::none_of(text.begin(), text.end(), is_odd);
}

/// Blocks of the alphabet with blanks between them, which are whole groups of four and decode to something to read.
bool is_spaced_data(std::string_view line) {
    std::string_view rest = line;
    while (!rest.empty()) {
        const auto word = rest.substr(0, rest.find_first_of(" \t"));
        if (!is_pure(word) || word.size() % 4 != 0) return false;
        rest = ascii::trim_left(rest.substr(word.size()));
    }
    return is_readable(decode_base64(line));
}

/// Cuts a body with plain lines in it.
class Cutter {
public:
    std::vector<Base64Piece> run(std::string_view in) {
        LineReader lines(in);
        while (const auto line = lines.next())
            take(ascii::trim(line->text));
        flush();
        return std::move(pieces_);
    }

private:
    void take(std::string_view line) {
        if (line.empty()) {
            if (in_plain_) plain_ += '\n';
            ended_ = true;
            return;
        }
        if (is_data(line)) return add_data(line);
        // The end of the data and what was written behind it. One word is an encoder's mark.
        const auto blank = line.find_first_of(" \t");
        const auto first = line.substr(0, blank);
        if (!ended_ && blank != std::string_view::npos && first.ends_with('=') && is_pure(first)) {
            add_data(first);
            line = ascii::trim(line.substr(blank));
            if (line.find_first_of(" \t") == std::string_view::npos) return;
        }
        add_plain(line);
    }

    [[nodiscard]] bool is_data(std::string_view line) const {
        const bool ended = ended_ || in_plain_;
        if (is_pure(line)) {
            if (!ended || line.size() >= full_line) return true;
            return line.size() % 4 == 0 && is_readable(decode_base64(line));
        }
        if (!ended && is_spaced_data(line)) return true;
        if (line.find("://") != std::string_view::npos || line.find('@') != std::string_view::npos) return false;
        if (std::any_of(line.begin(), line.end(), [](char c) { return ascii::is_blank(c) || ascii::is_high(c); })) return false;
        const auto foreign = std::count_if(line.begin(), line.end(), [](char c) { return !is_sextet(c) && c != '='; });
        const auto letters = std::count_if(line.begin(), line.end(), ascii::is_alnum);
        // Damage in the middle of the data.
        return !(ended && started_) && letters > 0 && static_cast<std::size_t>(foreign) * 3 < line.size();
    }

    void add_data(std::string_view line) {
        if (in_plain_) flush();
        started_ = true;
        decoder_.feed(line, data_);
        ended_ = line.ends_with('=') || line.size() < longest_;
        longest_ = std::max(longest_, line.size());
    }

    void add_plain(std::string_view line) {
        if (!in_plain_) flush();
        in_plain_ = true;
        plain_.append(line).append("\n");
    }

    void flush() {
        decoder_.finish(data_);
        decoder_ = {};
        if (!data_.empty()) pieces_.push_back({std::exchange(data_, {}), true});
        if (!plain_.empty()) pieces_.push_back({std::exchange(plain_, {}), false});
        in_plain_ = false;
        longest_ = 0;
    }

    std::vector<Base64Piece> pieces_;
    Base64Decoder decoder_;
    std::string data_;
    std::string plain_;
    std::size_t longest_ = 0;  // line of the data
    bool started_ = false;
    bool ended_ = false;  // padding or a short line came
    bool in_plain_ = false;
};

}  // namespace

std::vector<Base64Piece> decode_base64_text(std::string_view in) {
    Base64Piece whole;
    Base64Decoder decoder;
    decoder.feed(in, whole.bytes);
    if (decoder.has_odd_letter() && !is_readable(whole.bytes)) return {{std::string(in), false}};  // base64 by its label only
    decoder.finish(whole.bytes);
    if (!decoder.saw_garbage() && !decoder.went_on() && !decoder.saw_blanks()) return {std::move(whole)};
    return Cutter().run(in);
}

std::string undeclared_base64(std::string_view body) {
    const auto first = body.substr(0, std::min(body.find('\n'), body.size()));
    const auto width = ascii::trim_right(first).size();
    if (width < full_line || width % 4 != 0 || !std::all_of(first.begin(), first.begin() + full_line, is_sextet)) return {};
    LineReader lines(body);
    bool last = false;
    while (const auto line = lines.next()) {
        const auto text = ascii::trim_right(line->text);
        if (text.empty()) {
            last = true;
            continue;
        }
        if (last || text.size() > width || text.size() % 4 != 0 || !is_pure(text)) return {};
        last = text.size() < width || text.ends_with('=');
    }
    auto decoded = decode_base64(body);
    const bool words = decoded.find(' ') != std::string::npos && is_readable(decoded);
    return words ? std::move(decoded) : std::string();
}

}  // namespace mail
