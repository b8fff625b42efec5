#pragma once

#include "mail/imap/imap_response.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A folder's name as IMAP writes it: modified UTF-7 (RFC 3501 5.1.3). Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string imap_folder_name(std::string_view utf8);

/// A set of ascending UIDs in the form "3:5,9".
[[nodiscard]] std::string imap_uid_set(const std::vector<ImapUid>& uids);

}  // namespace mail
