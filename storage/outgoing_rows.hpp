#pragma once

#include "storage/sql/compress.hpp"
#include "storage/outbox.hpp"
#include "storage/sql/row_batch.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace storage {

/// Adds outbox rows. `entries` names the entry row that each mail carries, 0 for none. An empty span means that no mail
/// carries one.
void insert_outgoing(const Sql& sql, std::span<const PackedOutgoing* const> mails, Instant now,
                     std::span<const std::int64_t> entries = {});

/// The bytes of the rows `ids`. Damaged rows are left out.
[[nodiscard]] std::unordered_map<std::int64_t, std::string> read_outgoing(const Sql& sql, std::span<const std::int64_t> ids);

}  // namespace storage
