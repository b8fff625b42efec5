// Reads from a style attribute whether text is seen: display, sizes of nothing, colours of nothing, white space.
#include "mail/html/style.hpp"

#include "config/base/ascii.hpp"

#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace mail {
namespace {

/// A length, number or percentage; no number: a word such as "auto".
struct Measure {
    bool is_number = false;
    double number = 0;
    std::string_view unit;
};

Measure read_measure(std::string_view value) {
    Measure out;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out.number);
    if (error != std::errc()) return out;
    out.is_number = true;
    out.unit = value.substr(static_cast<std::size_t>(end - value.data()));
    return out;
}

bool is_zero(std::string_view value) {
    const auto measure = read_measure(value);
    return measure.is_number && measure.number == 0;
}

bool is_absolute(std::string_view unit) {
    return unit.empty() || unit == "px" || unit == "pt";
}

/// The size among the words of a `font` shorthand: "italic 12px/1.5 Arial", "0/0 a".
std::string_view size_of_font(std::string_view font) {
    constexpr auto keywords = std::to_array<std::string_view>(
        {"xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "smaller", "larger"});
    while (!font.empty()) {
        font = ascii::trim_left(font);
        const auto word = font.substr(0, font.find_first_of(" \t\r\n"));
        font.remove_prefix(word.size());
        const auto size = word.substr(0, word.find('/'));
        const auto measure = read_measure(size);
        // A bare number is a weight, but for 0.
        if (measure.is_number && (measure.number == 0 || !measure.unit.empty())) return size;
        for (const auto keyword : keywords) {
            if (size == keyword) return size;
        }
    }
    return {};
}

/// The declarations that matter here, by their last value.
struct Declared {
    bool no_display = false;
    bool not_visible = false;
    bool no_height = false;
    bool no_width = false;
    bool no_max_height = false;
    bool clipped = false;
    bool see_through = false;  // opacity
    bool no_colour = false;
    bool tiny_font = false;
    Style::Size font = Style::Size::unsaid;
    Style::Size line = Style::Size::unsaid;
    Style::Blanks blanks = Style::Blanks::unsaid;

    void font_size(std::string_view value) {
        const auto measure = read_measure(value);
        if (value.empty() || value == "inherit" || value == "unset") return;
        const bool relative = measure.is_number ? measure.unit == "%" || measure.unit == "em" || measure.unit == "ex"
                                                : value == "smaller" || value == "larger";
        if (relative && (!measure.is_number || measure.number != 0)) return;  // a part of nothing is nothing
        font = Style::Size::some;
        tiny_font = false;
        if (!measure.is_number) return;
        // Nothing is read below one pixel; one pixel is what hidden introductions have.
        if (measure.number == 0 || (is_absolute(measure.unit) && measure.number < 1)) font = Style::Size::none;
        tiny_font = measure.number > 0 && is_absolute(measure.unit) && measure.number <= 1;
    }

    void white_space(std::string_view value) {
        using enum Style::Blanks;
        if (value == "normal" || value == "nowrap" || value == "initial" || value == "collapse") blanks = collapse;
        if (value == "pre" || value.ends_with("pre-wrap") || value == "break-spaces" || value == "preserve") blanks = keep;
        if (value == "pre-line" || value == "preserve-breaks") blanks = keep_lines;
    }

    void take(std::string_view name, std::string_view value) {
        if (name == "display") no_display = value == "none";
        if (name == "visibility") not_visible = value == "hidden" || value == "collapse";
        if (name == "height") no_height = is_zero(value);
        if (name == "width") no_width = is_zero(value);
        if (name == "max-height") no_max_height = is_zero(value);
        if (name == "overflow" || name == "overflow-y") clipped = value.starts_with("hidden");
        if (name == "opacity") see_through = is_zero(value);
        if (name == "color") no_colour = value == "transparent" || value == "#fff" || value == "#ffffff";
        if (name == "font-size") font_size(value);
        if (name == "font") font_size(size_of_font(value));
        if (name == "line-height" && value != "inherit") line = is_zero(value) ? Style::Size::none : Style::Size::some;
        if (name == "white-space" || name == "white-space-collapse") white_space(value);
    }
};

}  // namespace

Style read_style(std::string_view style) {
    Declared declared;
    std::string lower;
    while (!style.empty()) {
        const auto one = style.substr(0, style.find(';'));
        style.remove_prefix(std::min(one.size() + 1, style.size()));
        const auto colon = one.find(':');
        constexpr std::size_t longest = 200;  // no value that matters here is longer
        if (colon == std::string_view::npos || one.size() > longest) continue;
        lower = ascii::to_lower(one);
        auto value = ascii::trim(std::string_view(lower).substr(colon + 1));
        if (const auto mark = value.find('!'); mark != std::string_view::npos) value = ascii::trim(value.substr(0, mark));
        declared.take(ascii::trim(std::string_view(lower).substr(0, colon)), value);
    }
    Style out;
    out.font = declared.font;
    out.blanks = declared.blanks;
    // Introductions that a list of mails shows beside the subject: there, but not to be seen.
    const bool no_room = declared.no_max_height || (declared.no_height && declared.no_width);
    const bool no_line = declared.line == Style::Size::none || declared.tiny_font;
    const bool unseen = declared.clipped || declared.see_through || declared.no_colour;
    const bool no_letter = no_line || declared.font == Style::Size::none;
    out.hides = declared.no_display || declared.not_visible || (no_room && unseen) ||
                (declared.see_through && (declared.clipped || no_letter));
    if (no_line && unseen) {
        out.line = Style::Size::none;
    } else if (declared.line == Style::Size::some || (declared.font == Style::Size::some && !declared.tiny_font)) {
        out.line = Style::Size::some;
    }
    return out;
}

}  // namespace mail
