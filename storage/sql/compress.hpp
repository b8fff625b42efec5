#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace storage {

/// zstd frame of `raw`, fast level. `decompress` throws std::runtime_error on a frame that is broken or larger than `limit`
/// bytes.
[[nodiscard]] std::string compress(std::string_view raw);
[[nodiscard]] std::string decompress(std::string_view frame, std::size_t limit);

}  // namespace storage
