#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace config {

/// A typed integer id, so that a ticket number cannot be passed as an inbox row.
template <class Tag>
struct Id {
    std::int64_t value = 0;

    [[nodiscard]] bool is_set() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

using TicketId = Id<struct TicketTag>;  // the number that people see: [#1234]
using EntryId = Id<struct EntryTag>;
using InboxId = Id<struct InboxTag>;
using OutboxId = Id<struct OutboxTag>;

}  // namespace config

template <class Tag>
struct std::hash<config::Id<Tag>> {
    std::size_t operator()(config::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
