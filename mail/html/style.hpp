#pragma once

#include <cstdint>
#include <string_view>

namespace mail {

/// What a style attribute says about whether its text is seen, and how its blanks are.
struct Style {
    enum class Size : std::uint8_t { unsaid, none, some };
    enum class Blanks : std::uint8_t { unsaid, collapse, keep, keep_lines };

    bool hides = false;        // the element and all inside of it
    Size font = Size::unsaid;  // none: no letter is seen, unless an element inside sets the size again
    Size line = Size::unsaid;  // none: the lines have no height and nothing of them shows, unless one inside sets it again
    Blanks blanks = Blanks::unsaid;
};

/// Reads the declarations of a style attribute (CSS 2.2, 4.1.8); the last of a property counts. `mso-hide` is left out: Outlook
/// alone follows it.
[[nodiscard]] Style read_style(std::string_view style);

}  // namespace mail
