#pragma once

#include "storage/outbox.hpp"
#include "storage/sql/row_batch.hpp"
#include "storage/counters.hpp"
#include "workflow/model/decision.hpp"

#include <span>

namespace storage {

/// The results of claimed outbox rows, collected before the transaction begins.
class SentRows {
public:
    SentRows(bool postgresql, std::span<const SendResult> results, Instant now);
    void write(const Sql& sql, Tally& tally) const;

private:
    RowBatch sent_;
    RowBatch failed_;
    RowBatch later_;
    RowBatch untried_;
};

/// Marks a sent mail that bounced as failed. An admin can retry it.
void mark_returned(const Sql& sql, const workflow::Returned& returned, Tally& tally);

}  // namespace storage
