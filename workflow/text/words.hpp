#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

// The words of a mail's text, read so that what mail programs do to a text on its way changes none of them: quote marks, wrapped
// lines, bullets, bold marks, smart quotes, decomposed or broken accents, rewritten links.
namespace workflow::text {

enum class WordKind : std::uint8_t {
    word,
    link,  // its hash is that of the target
    image  // the place of a picture: "[cid:…]", "<image001.png>"
};

/// A word and where it stands in its line.
struct Word {
    std::uint64_t hash = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    WordKind kind = WordKind::word;
    bool number = false;  // begins with a digit
};

/// The hash of the bytes of a word. It has no secret key: whoever finds two words with one hash can hide a line of their own mail
/// only, and could as well have written the same word.
[[nodiscard]] std::uint64_t hash_bytes(std::string_view bytes);

/// Spreads the bits of a hash: each bit of the value changes half of the bits of the result.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 32U)) * 0xD6E8FEB86659FD93U;
    value = (value ^ (value >> 32U)) * 0xD6E8FEB86659FD93U;
    return value ^ (value >> 32U);
}

/// A line without its quote marks, which are `>` and its full-width form, each with blanks around.
struct Unquoted {
    std::size_t depth = 0;  // how many marks
    std::string_view body;
};
[[nodiscard]] Unquoted without_marks(std::string_view line);

/// Appends the words of a line without marks. A word is a run of ASCII letters and digits, or of letters of the alphabets that
/// lie between Greek and Ethiopic; in scripts without blanks, and of emoji, each character is one. All else separates, Latin
/// letters with accents, too, because they are what breaks on the way. The number of a list's item, bullets and "<mailto:…>" are
/// no words. Case counts. Linear; no allocation but `out`'s for text without links.
void append_words(std::string_view line, std::vector<Word>& out);

/// The hash of a sign without words that stands alone behind a word ("–", "%", "???") together with that word, for each such sign
/// between two words of the line and behind the last: an answer may be no more than such a sign. `words`: of the line, in order.
void append_signs(std::string_view line, const std::vector<Word>& words, std::vector<std::uint64_t>& out);

/// The same for the signs behind the line's last word alone. 0: there are none.
[[nodiscard]] std::uint64_t last_sign(std::string_view line, const std::vector<Word>& words);

}  // namespace workflow::text
