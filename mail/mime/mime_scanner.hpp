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

/// One entity of a mail (RFC 2045 2.4). Views point into the mail, or into Scan::decoded for what was found inside base64.
struct Part {
    static constexpr int none = -1;

    int parent = none;
    int depth = 0;
    Header header;
    Media type;         // never empty: what is missing or bad is the default of its place
    Media disposition;  // may be empty
    Transfer transfer = Transfer::identity;
    std::string_view whole;  // header and body
    std::string_view body;   // as sent, still encoded, without the line end that belongs to the boundary
    std::vector<int> children;

    [[nodiscard]] bool is_multipart() const { return type.type() == "multipart"; }
    /// message/rfc822 and its like: its one child is the mail inside.
    [[nodiscard]] bool is_message() const { return !children.empty() && type.type() == "message"; }
};

/// The parts of a mail, in the order in which they start; the first is the mail itself.
struct Scan {
    std::vector<Part> parts;
    std::deque<std::string> decoded;
    std::vector<std::string> defects;
};

/// Finds all parts in one pass over the lines that start with `--`; the caps of `limits` (nesting, parts, header sizes) bound
/// what is kept, past them the rest of a part is its raw body. `raw` must outlive the result.
[[nodiscard]] Scan scan(std::string_view raw, const config::Limits& limits);

/// The part stands inside of a mail that is attached to this one: it says nothing about this one.
[[nodiscard]] bool is_in_message(const Scan& scan, const Part& part);

}  // namespace mail
