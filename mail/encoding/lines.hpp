#pragma once

#include <cstring>
#include <optional>
#include <string_view>

namespace mail {

/// One line of a text, without its end.
struct Line {
    std::string_view text;
    std::size_t from = 0;  // its offset in the whole text
};

/// Walks over the lines of a text that outlives it; lines end in LF or CRLF.
class LineReader {
public:
    explicit LineReader(std::string_view text) : text_(text) {}

    [[nodiscard]] std::optional<Line> next() {
        if (position_ >= text_.size()) return std::nullopt;
        const auto from = position_;
        const auto* nl = static_cast<const char*>(std::memchr(text_.data() + from, '\n', text_.size() - from));
        const auto end = nl == nullptr ? text_.size() : static_cast<std::size_t>(nl - text_.data());
        position_ = nl == nullptr ? end : end + 1;
        auto line = text_.substr(from, end - from);
        if (line.ends_with('\r')) line.remove_suffix(1);
        return Line{line, from};
    }

    [[nodiscard]] std::size_t position() const { return position_; }  // where the next line starts
    void seek(std::size_t position) { position_ = position; }

private:
    std::string_view text_;
    std::size_t position_ = 0;
};

}  // namespace mail
