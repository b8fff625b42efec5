#pragma once

#include <span>
#include <string_view>

namespace storage {

/// The text of each migration, 0001 first.
[[nodiscard]] std::span<const std::string_view> migration_texts();

}  // namespace storage
