#pragma once

#include "mail/reply/reply_lines.hpp"

#include <cstddef>
#include <vector>

namespace mail::reply {

/// Marks "-- " and what follows as signature, up to a quote or `stop`; a separator without its blank counts too when little
/// follows. `named`: lines at which the HTML says that a signature starts, ascending.
[[nodiscard]] LineKinds mark_signatures(const Lines& lines, LineKinds kinds, const std::vector<std::size_t>& named,
                                        std::size_t stop);

/// Marks a confidentiality notice or a list's footer that the text ends in, before `stop`, as cut.
[[nodiscard]] LineKinds mark_notice(const Lines& lines, LineKinds kinds, std::size_t stop);

/// The end of the person's own lines before `stop`. Behind it stand quotes with their attributions, signatures, notices and what
/// a device added.
[[nodiscard]] std::size_t own_end(const Lines& lines, const LineKinds& kinds, std::size_t stop);

}  // namespace mail::reply
