#pragma once

#include "workflow/inbound/mail_context.hpp"
#include "workflow/model/snapshot.hpp"

#include <string_view>

namespace workflow {

/// True when `text`, a technician's mail without its commands, is nothing that they typed: only the signature of their program,
/// phone or server. Known by a line "--", by a program's own closing line, by their name on top of lines that are no sentences,
/// or because their earlier mails of the ticket end in the same lines. `earlier`: nullptr when no texts are at hand.
[[nodiscard]] bool is_only_signature(const MailContext& context, std::string_view text, const TicketTexts* earlier);

}  // namespace workflow
