#pragma once

#include "mail/message/message.hpp"
#include "mail/mime/parse_options.hpp"
#include "mail/mime/mime_scanner.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A part as an attachment, decoded and hashed in one pass, in pieces that fit the cache. A part without a name is named by
/// `number`.
[[nodiscard]] Attachment make_attachment(const Scan& scan, const Part& part, bool related, const ParseOptions& options,
                                         int number, std::vector<std::string>& defects);

/// Bytes from uuencode or winmail.dat as an attachment.
[[nodiscard]] Attachment make_attachment(std::string content, std::string_view name, std::string_view type,
                                         const ParseOptions& options, int number);

}  // namespace mail
