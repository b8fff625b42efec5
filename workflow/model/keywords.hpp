#pragma once

#include "config/config.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace workflow {

/// The keywords of all categories, indexed so that one pass finds them in a text, however many there are.
class Keywords {
public:
    struct Hit {
        const config::Category* category = nullptr;
        std::string_view keyword;
    };

    Keywords() = default;
    /// Borrows the categories.
    explicit Keywords(const std::vector<config::Category>& categories);

    /// A keyword that occurs in `text` as whole words, ignoring case. When several occur, the one of the first
    /// category in the config.
    [[nodiscard]] std::optional<Hit> find_in(std::string_view text) const;

private:
    struct Phrase {
        std::string words;  // the whole phrase, folded
        std::size_t category = 0;
        std::string_view keyword;
    };
    const std::vector<config::Category>* categories_ = nullptr;
    /// Bit n of the entry for a first letter is set when some phrase begins with a word of n letters. Rejects nearly
    /// every word of a mail.
    std::array<std::uint32_t, 256> lengths_{};
    std::unordered_map<std::string, std::vector<Phrase>> by_first_word_;
};

}  // namespace workflow
