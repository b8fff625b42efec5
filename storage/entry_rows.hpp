#pragma once

#include "storage/sql/row_batch.hpp"
#include "workflow/model/ticket.hpp"

#include <cstdint>
#include <vector>

namespace storage {

/// The columns of table `entry`, in the order in which `add_entry` fills them.
[[nodiscard]] std::vector<Column> entry_columns();
void add_entry(RowBatch& rows, std::int64_t id, const workflow::Entry& entry);

}  // namespace storage
