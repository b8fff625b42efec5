#pragma once

#include <cstddef>

/// Counts this program's heap use, libraries included, so that tests can bound memory. Counts nothing under sanitizers, which
/// have a heap of their own.
namespace heap_meter {

[[nodiscard]] bool is_counting();
/// Resets the peak to the bytes held now.
void reset();
/// The most bytes held at once since reset(), above what was held then.
[[nodiscard]] std::size_t peak();
/// Number of allocations since reset().
[[nodiscard]] std::size_t calls();

}  // namespace heap_meter
