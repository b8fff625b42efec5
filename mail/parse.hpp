#pragma once

#include "config/config.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"

#include <string>
#include <string_view>

namespace mail {

struct ParseOptions {
    config::Limits limits;
    std::string spam_header;       // empty: none
    bool keep_attachments = true;  // false: sizes and hashes only
};

/// Reads a whole mail. Never fails: what cannot be read is left out, with a defect (LIBRARY-FACTS rules, DESIGN section 8 caps).
[[nodiscard]] Message parse(std::string_view raw, const ParseOptions& options);

/// The key under which two arrivals are the same mail: hex SHA-256 over Message-ID and the hash of From, Date, Subject and
/// body, line ends and trailing blank lines folded so that every route gives the same.
[[nodiscard]] std::string duplicate_key(std::string_view raw);

}  // namespace mail
