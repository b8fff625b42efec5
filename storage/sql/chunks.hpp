#pragma once

#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace storage {

/// Bytes are stored in rows of at most 1 MiB, so that no value or bind holds a whole mail of 30 MB.
inline constexpr std::size_t chunk_bytes = 1U << 20U;

/// Adds `bytes` as chunks of row `owner` to `rows`, whose columns are the owner, position and bytes.
void add_chunks(RowBatch& rows, std::int64_t owner, std::string_view bytes);
void add_chunks(RowBatch& rows, const std::string& owner, std::string_view bytes);

/// The columns of chunk rows; `owner` names the first one.
[[nodiscard]] std::vector<Column> chunk_columns(const char* owner, Type type = Type::integer);

/// The bytes of each of `owners`, joined from table `OWNER_chunk`.
[[nodiscard]] std::unordered_map<std::int64_t, std::string> read_chunks(const Sql& sql, const std::string& owner,
                                                                        std::span<const std::int64_t> owners);

}  // namespace storage
