#pragma once

#include "mail/message/address.hpp"

#include <string_view>
#include <vector>

namespace mail {

/// The mailboxes of a raw From, To, Cc or Reply-To value (RFC 5322 3.4 and the obsolete forms of 4.4). Expands groups. Decodes
/// names, never addr-specs. Accepts commas in bare names, missing `>` or quotes, `mailto:`, routes, and semicolons as
/// separators. A name without an address gets an empty one. Reads at most `most` mailboxes.
[[nodiscard]] std::vector<Address> parse_addresses(std::string_view raw, std::size_t most = 5000);

}  // namespace mail
