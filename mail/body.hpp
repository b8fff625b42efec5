#pragma once

#include "mail/message.hpp"
#include "mail/parse.hpp"
#include "mail/scan.hpp"

#include <string>
#include <vector>

namespace mail {

/// A place in Message::text that the HTML names: where the person's own words end.
struct QuoteMark {
    enum class Kind {
        attribution,  // the line "On … wrote:" starts here
        rest,         // all from here on is the earlier mail
        signature,    // the sender's signature starts here
    };
    Kind kind = Kind::rest;
    std::size_t offset = 0;
};

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
