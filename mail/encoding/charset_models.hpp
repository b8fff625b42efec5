#pragma once

#include <cstdint>
#include <string_view>

namespace mail {

enum class Script : std::uint8_t { none, latin, cyrillic, asian, other };

/// A charset by the frequencies of letters and pairs; the name is our converter's.
struct Guess {
    std::string_view charset;
    Script script = Script::none;
};

/// What the language models of uchardet say. `none`: nothing, or a charset that mail does not use.
[[nodiscard]] Guess charset_by_models(std::string_view bytes);

}  // namespace mail
