#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mail {

/// A structured value with parameters: Content-Type and Content-Disposition (RFC 2045 5.1, RFC 2183).
struct Media {
    std::string value;                                            // lower case: "text/plain", "attachment"; empty when unreadable
    std::vector<std::pair<std::string, std::string>> parameters;  // lower-case names; UTF-8 values, RFC 2231 and 2047 decoded

    /// The first parameter of that name; empty when there is none.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::string_view type() const;     // "text"
    [[nodiscard]] std::string_view subtype() const;  // "plain"
    [[nodiscard]] bool is(std::string_view wanted) const { return value == wanted; }
};

/// Parses a raw header value. Joins continuations and decodes charsets (RFC 2231). `filename*` wins over `filename`.
[[nodiscard]] Media read_media(std::string_view raw);

}  // namespace mail
