#pragma once

#include "mail/html/quote_mark.hpp"
#include "mail/message/message.hpp"
#include "mail/mime/parse_options.hpp"
#include "mail/mime/mime_scanner.hpp"

#include <string>
#include <vector>

namespace mail {

/// What a mail shows and carries.
struct Body {
    std::string text;
    std::string html;
    bool from_html = false;        // there was no text part: `text` is the HTML's
    std::vector<QuoteMark> marks;  // ascending; only when from_html
    std::vector<Attachment> attachments;
    std::vector<std::string> defects;
};

/// Reads the scanned parts into text, HTML and attachments, in the order in which they stand.
[[nodiscard]] Body read_body(const Scan& scan, const ParseOptions& options);

}  // namespace mail
