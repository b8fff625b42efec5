#pragma once

#include "mail/mime/body_extractor.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// HTML whose text may be wanted: a piece of Body::html.
struct PendingHtml {
    std::size_t from = 0;
    std::size_t size = 0;
    std::size_t text_at = 0;  // where in Body::text its text would stand
};

/// `text` and below it `added`, with an empty line between them; blanks at the end and empty lines at the start of `added` go.
[[nodiscard]] std::string join_texts(std::string text, std::string added);

/// False for text of nothing but blanks, no-break and zero-width ones included.
[[nodiscard]] bool says_something(std::string_view text);

/// True for the text beside an HTML part that only says that the program cannot show it: short, and of words that the HTML does
/// not have. (A real text shares its words with the HTML.)
[[nodiscard]] bool stands_for_html(std::string_view text, std::string_view html);

/// `text` holds all that `other` says; letters and digits count. A short `other` has to be lines of the text.
[[nodiscard]] bool repeats(std::string_view text, std::string_view other);

/// Adds the text of the HTML: where there is no text part (`only_html`), or beside one that it does not repeat.
[[nodiscard]] Body with_html_text(Body body, const std::vector<PendingHtml>& pending, bool only_html);

/// Makes the pictures that the HTML shows inline attachments, wherever they stand.
[[nodiscard]] Body with_shown_pictures(Body body);

}  // namespace mail
