#pragma once

#include "mail/message/message.hpp"
#include "mail/mime/mime_scanner.hpp"
#include "mail/mime/parse_options.hpp"

#include <optional>

namespace mail {

/// The first mail that is attached to another one (message/rfc822), as people forward it: sender, subject, text and files. Its
/// files are unpacked up to 8 MiB as written; those of larger mails stay in the attached mail, which is a file itself. nullopt:
/// none has a From.
[[nodiscard]] std::optional<Forwarded> read_attached_mail(const Scan& scan, const ParseOptions& options);

}  // namespace mail
