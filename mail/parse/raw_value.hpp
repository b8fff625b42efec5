#pragma once

#include "mail/mime/mime_scanner.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// Gives header values that hold raw bytes above 0x7f (against RFC 5322 2.2) in the charset that the rest of the mail uses: a
/// name of three letters tells no charset, its mail does. The scan must outlive it.
class RawValue {
public:
    explicit RawValue(const Scan& scan) : scan_(scan) {}

    /// The value as UTF-8 when it can be told, else unchanged. A value with encoded words stays unchanged.
    [[nodiscard]] std::string_view operator()(std::string_view value) const;

private:
    const Scan& scan_;
    mutable std::optional<std::string> charset_;  // looked for once, and only when a value needs it
    mutable std::string held_;
};

}  // namespace mail
