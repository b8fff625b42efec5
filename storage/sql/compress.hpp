#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace storage {

/// zstd frame of `raw`, fast level. `decompress` throws std::runtime_error on a frame that is broken or larger than `limit`
/// bytes.
[[nodiscard]] std::string compress(std::string_view raw);
[[nodiscard]] std::string decompress(std::string_view frame, std::size_t limit);

/// zstd frame of `raw` that refers to `base`, which may be empty: copies of one notice take some 30 bytes each and a sixth of the
/// time.
[[nodiscard]] std::string compress_against(std::string_view raw, std::string_view base);
/// Undoes it with the same `base`; throws as decompress does.
[[nodiscard]] std::string decompress_against(std::string_view frame, std::string_view base, std::size_t limit);

}  // namespace storage
