#pragma once

#include <cstdint>

/// Counts the work of the mail readers, so that tests can compare it with the size of a mail without a clock. It
/// counts the executed basic blocks of our own code (the program is linked with an instrumented copy) and the bytes
/// that our code makes the C library search and move. The libraries that we use for parsing are not counted, because
/// their input is bounded beforehand.
namespace work_meter {

/// Starts counting from zero. Sanitizers replace the C library's functions; then only blocks are counted.
void reset();
/// Blocks and bytes since reset().
[[nodiscard]] std::uint64_t done();

}  // namespace work_meter
