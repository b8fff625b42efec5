#pragma once

#include <cstdint>

/// Counts the work of the mail readers, so that tests can hold it against the size of a mail without a clock: the basic blocks of
/// our own code that are run (the program is linked with a copy of it that the compiler has made to report each), and the bytes
/// that it has the C library search and move. The libraries that we read with are not counted: what they get is bounded before.
namespace work_meter {

/// Under sanitizers the C library's functions are theirs; then only blocks are counted.
void reset();
/// Blocks and bytes since reset().
[[nodiscard]] std::uint64_t done();

}  // namespace work_meter
