#pragma once

#include "mail/html/quote_mark.hpp"
#include "mail/message/message.hpp"
#include "mail/mime/parse_options.hpp"
#include "mail/mime/mime_scanner.hpp"

#include <string>
#include <vector>

namespace mail {

/// The texts and attachments of a mail.
struct Body {
    std::string text;
    std::string html;
    bool from_html = false;        // `text` was made from the HTML, because there is no text part
    std::vector<QuoteMark> marks;  // ascending; empty unless from_html
    std::vector<Attachment> attachments;
    bool is_automatic = false;  // winmail.dat says that a program sent it
    std::vector<std::string> defects;
};

/// Reads the scanned parts into text, HTML and attachments, in their order. `first`: the part to begin with, another one than the
/// whole mail for a mail that is attached to it.
[[nodiscard]] Body read_body(const Scan& scan, const ParseOptions& options, int first = 0);

}  // namespace mail
