#pragma once

#include <string>
#include <string_view>

namespace storage {

/// How hard to pack what goes out.
enum class Packing {
    quick,  // 65 % of an HTML mail in half the time: where the file is on our own disk
    tight   // 40 %: where the server has to take every byte apart
};

/// zstd frame of `raw` that refers to `base`, which may be empty: copies of one notice take some 30 bytes each and a sixth of the
/// time.
[[nodiscard]] std::string compress_against(std::string_view raw, std::string_view base, Packing packing);
/// Undoes it with the same `base`; throws as decompress does.
[[nodiscard]] std::string decompress_against(std::string_view frame, std::string_view base, std::size_t limit);

}  // namespace storage
