#pragma once

#include "mail/reply/reply_lines.hpp"

#include <cstddef>

namespace mail::reply {

/// The number of lines of a header block that starts at line `i`: "From: … Sent: … To: … Subject: …". 0: the line starts none,
/// or fewer than `wanted` of these four fields are there, or From is not.
[[nodiscard]] std::size_t header_block_at(const Lines& lines, std::size_t i, std::size_t wanted);

}  // namespace mail::reply
