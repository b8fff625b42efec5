#pragma once

#include "mail/message/envelope.hpp"
#include "mail/message/message.hpp"
#include "mail/mime/parse_options.hpp"

#include <string>
#include <string_view>

namespace mail {

/// Reads a whole mail. Never fails: unreadable parts are left out, with a defect. README.md lists the caps and decoding rules.
[[nodiscard]] Message parse(std::string_view raw, const ParseOptions& options);

}  // namespace mail
