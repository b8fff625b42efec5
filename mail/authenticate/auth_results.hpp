#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mail {

/// One `method=result` of an Authentication-Results field with its properties.
struct AuthResult {
    std::string method;                                           // lower case: "dkim"
    std::string result;                                           // lower case: "pass"
    std::vector<std::pair<std::string, std::string>> properties;  // "header.d" in lower case; the value as written

    /// True when `key` is there and every one of its values satisfies `test`; said twice, neither is taken alone.
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
    std::string authserv_id;  // as written; empty: none, as Microsoft 365 leaves it out
    std::vector<AuthResult> results;
};

/// Reads the unfolded value of an Authentication-Results field (RFC 8601 2.2), in linear time. nullopt when it is not of that
/// form, or of another version than 1: half a field proves nothing.
[[nodiscard]] std::optional<AuthResults> parse_auth_results(std::string_view value);

}  // namespace mail
