#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mail {

/// A structured value with parameters: Content-Type and Content-Disposition (RFC 2045 5.1, RFC 2183).
struct Media {
    std::string value;  // lower case: "text/plain", "attachment"; empty when it cannot be read
    std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case; values UTF-8, RFC 2231 and 2047 undone

    /// The first parameter of that name; empty when there is none.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::string_view type() const;     // "text"
    [[nodiscard]] std::string_view subtype() const;  // "plain"
    [[nodiscard]] bool is(std::string_view wanted) const { return value == wanted; }
};

/// Reads a raw header value. Continuations and charsets (RFC 2231) are put together: `filename*` wins over `filename`.
[[nodiscard]] Media read_media(std::string_view raw);

}  // namespace mail
