#pragma once

#include "mail/reply/reply_lines.hpp"

#include <cstddef>
#include <vector>

namespace mail::reply {

/// Marks "-- " and what follows as signature, up to a quote or `stop`; a separator without its blank counts too when little
/// follows. `named`: lines at which the HTML says that a signature starts, ascending.
[[nodiscard]] LineKinds mark_signatures(const Lines& lines, LineKinds kinds, const std::vector<std::size_t>& named,
                                        std::size_t stop);

/// Marks as cut a confidentiality notice or a list's footer at the end of the text before `stop`.
[[nodiscard]] LineKinds mark_notice(const Lines& lines, LineKinds kinds, std::size_t stop);

/// The end of the person's own lines before `stop`. After it come quotes with their attributions, signatures, notices and lines
/// that a device added.
[[nodiscard]] std::size_t own_end(const Lines& lines, const LineKinds& kinds, std::size_t stop);

/// The line from which on there is nothing but signatures, notices and lines of devices; the number of lines when there is none,
/// or when nothing else stands before it.
[[nodiscard]] std::size_t closing_start(const Lines& lines, const LineKinds& kinds);

}  // namespace mail::reply
