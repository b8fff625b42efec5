#pragma once

#include <cstddef>

/// Counts this program's heap use, including libraries, so that tests can bound memory. Counts nothing under
/// sanitizers, which replace the heap.
namespace heap_meter {

[[nodiscard]] bool is_counting();
/// Resets the peak to the number of bytes held now.
void reset();
/// The highest number of bytes held at once since reset(), minus those held at reset().
[[nodiscard]] std::size_t peak();
/// The number of allocations since reset().
[[nodiscard]] std::size_t calls();

}  // namespace heap_meter
