#pragma once

#include <span>
#include <string_view>

namespace templates {

/// A file of this folder, built into the program: "en/notice.txt.mustache".
struct EmbeddedText {
    std::string_view path;
    std::string_view content;
};

[[nodiscard]] std::span<const EmbeddedText> embedded_texts();

}  // namespace templates
