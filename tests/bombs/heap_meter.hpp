#pragma once

#include <cstddef>

/// Counts what this program takes from the heap, by whatever library, so that tests can hold memory against a bound without a
/// clock. Under sanitizers, which have a heap of their own, nothing is counted.
namespace heap_meter {

[[nodiscard]] bool is_counting();
/// The peak starts anew at what is held now.
void reset();
/// The most bytes held at once since reset(), above what was held then.
[[nodiscard]] std::size_t peak();
/// Calls that took memory since reset().
[[nodiscard]] std::size_t calls();

}  // namespace heap_meter
