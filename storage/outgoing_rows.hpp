#pragma once

#include "storage/frames.hpp"
#include "storage/outbox.hpp"
#include "storage/rows.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace storage {

/// A new outbox row: the mail, and its bytes packed before the transaction begins.
struct PackedOutgoing {
    const NewOutgoing* mail = nullptr;  // borrowed until it is written
    std::string frame;
    const PackedOutgoing* base = nullptr;  // what the frame refers to: an earlier one of the same list
};

/// Packs the mails of one outcome; those of one kind say nearly the same to several people and are packed against the first.
[[nodiscard]] std::vector<PackedOutgoing> pack_outgoing(std::span<const NewOutgoing> mails, Packing packing = Packing::quick);

void insert_outgoing(const Sql& sql, std::span<const PackedOutgoing* const> mails, Instant now);

/// The bytes of the rows `ids`; one that is damaged is missing.
[[nodiscard]] std::unordered_map<std::int64_t, std::string> read_outgoing(const Sql& sql, std::span<const std::int64_t> ids);

}  // namespace storage
