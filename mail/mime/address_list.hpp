#pragma once

#include "mail/message/address.hpp"

#include <string_view>
#include <vector>

namespace mail {

/// The mailboxes of a From, To, Cc or Reply-To value (RFC 5322 3.4 and the obsolete forms of 4.4), raw as it stands in the
/// header. Groups give their members; names are decoded, addr-specs never. Tolerant: commas in bare names, missing `>` or quotes,
/// `mailto:`, routes, semicolons between. A name without any address is given with an empty one. At most `most` are read.
[[nodiscard]] std::vector<Address> parse_addresses(std::string_view raw, std::size_t most = 5000);

}  // namespace mail
