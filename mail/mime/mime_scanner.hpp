#pragma once

#include "config/config.hpp"
#include "mail/mime/header.hpp"
#include "mail/mime/content_type.hpp"
#include "mail/encoding/transfer.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// One entity of a mail (RFC 2045 2.4). Views point into the mail, or into Scan::decoded for parts inside base64.
struct Part {
    static constexpr int none = -1;

    int parent = none;
    int depth = 0;
    Header header;
    Media type;         // never empty: a missing or bad type is replaced by the default of its place
    Media disposition;  // may be empty
    Transfer transfer = Transfer::identity;
    std::string_view whole;  // header and body
    std::string_view body;   // still encoded, without the line end that belongs to the boundary
    std::vector<int> children;

    [[nodiscard]] bool is_multipart() const { return type.type() == "multipart"; }
    /// True for message/rfc822 and similar types. The only child is the enclosed mail.
    [[nodiscard]] bool is_message() const { return !children.empty() && type.type() == "message"; }
};

/// The parts of a mail in the order of their starts. The first is the mail itself.
struct Scan {
    std::vector<Part> parts;
    std::deque<std::string> decoded;
    std::vector<std::string> defects;
};

/// Finds all parts in one pass over the lines that start with `--`. Past the caps of `limits` (nesting, parts, header sizes) the
/// rest of a part is its raw body. `raw` must outlive the result.
[[nodiscard]] Scan scan(std::string_view raw, const config::Limits& limits);

/// True when the part belongs to an attached mail, and so says nothing about this mail.
[[nodiscard]] bool is_in_message(const Scan& scan, const Part& part);

}  // namespace mail
