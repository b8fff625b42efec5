// Finds the header lines that clients such as Outlook write above the mail that they quote or forward.
#include "mail/reply/header_block.hpp"

#include "mail/reply/quoted_header_labels.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace mail::reply {

using words::HeaderWord;

std::size_t header_block_at(const Lines& lines, std::size_t i, std::size_t wanted) {
    constexpr std::size_t longest = 14;
    constexpr auto counted = std::to_array({HeaderWord::from, HeaderWord::date, HeaderWord::to, HeaderWord::subject});
    std::string_view value;
    const auto first = words::header_word(lines[i], value);
    if (first == HeaderWord::none || first == HeaderWord::other) return 0;
    unsigned seen = 0;
    std::size_t n = 0;
    std::size_t blanks = 0;
    for (; n < longest && i + n < lines.size(); ++n) {
        if (is_bare(lines[i + n])) {
            // Some clients put an empty line between all fields.
            if (++blanks > 1 && n > blanks * 2) break;
            if (i + n + 1 < lines.size() && words::header_word(lines[i + n + 1], value) != HeaderWord::none) continue;
            break;
        }
        const auto word = words::header_word(lines[i + n], value);
        if (word != HeaderWord::none) seen |= 1U << static_cast<unsigned>(word);
        // Else a long To list goes on.
    }
    const auto has = [seen](HeaderWord word) { return (seen & (1U << static_cast<unsigned>(word))) != 0; };
    const auto fields = static_cast<std::size_t>(std::count_if(counted.begin(), counted.end(), has));
    return has(HeaderWord::from) && fields >= wanted ? n : 0;
}

}  // namespace mail::reply
