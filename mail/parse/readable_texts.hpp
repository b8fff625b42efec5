#pragma once

#include "config/config.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// What a reader sees of the mail `raw`: its text part, and its HTML as text. Without those of the two that it lacks.
[[nodiscard]] std::vector<std::string> readable_texts(std::string_view raw, const config::Limits& limits);

}  // namespace mail
