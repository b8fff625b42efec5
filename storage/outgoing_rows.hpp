#pragma once

#include "storage/outbox.hpp"
#include "storage/rows.hpp"

#include <span>
#include <string>

namespace storage {

/// A new outbox row: the mail, and its bytes packed before the transaction begins.
struct PackedOutgoing {
    const NewOutgoing* mail;  // borrowed until it is written
    std::string frame;
};

void insert_outgoing(const Sql& sql, std::span<const PackedOutgoing* const> mails, Instant now);

}  // namespace storage
