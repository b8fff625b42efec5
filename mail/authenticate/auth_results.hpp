#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mail {

/// One `method=result` of an Authentication-Results field and its properties.
struct AuthResult {
    std::string method;                                           // lower case: "dkim"
    std::string result;                                           // lower case: "pass"
    std::vector<std::pair<std::string, std::string>> properties;  // "header.d" in lower case; its value as written

    /// True when `key` occurs and all of its values satisfy `test`, so that a second, contradicting value never helps a forger.
    template <class Test>
    [[nodiscard]] bool all(std::string_view key, Test test) const {
        bool found = false;
        for (const auto& [name, value] : properties) {
            if (name != key) continue;
            if (!test(value)) return false;
            found = true;
        }
        return found;
    }
};

struct AuthResults {
    std::string authserv_id;  // as written; empty: missing, as in fields of Microsoft 365
    std::vector<AuthResult> results;
};

/// Parses the unfolded value of an Authentication-Results field (RFC 8601 2.2), in linear time. nullopt: malformed,
/// or of a version other than 1. A field that is only partly valid proves nothing.
[[nodiscard]] std::optional<AuthResults> parse_auth_results(std::string_view value);

}  // namespace mail
