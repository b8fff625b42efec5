#pragma once

#include "mail/message/envelope.hpp"
#include "mail/message/message.hpp"
#include "mail/mime/parse_options.hpp"

#include <string>
#include <string_view>

namespace mail {

/// Reads a whole mail. Never fails: what cannot be read is left out, with a defect (LIBRARY-FACTS rules, DESIGN section 8 caps).
[[nodiscard]] Message parse(std::string_view raw, const ParseOptions& options);

}  // namespace mail
