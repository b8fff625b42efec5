#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace config {

/// An integer that names one kind of thing, so that a ticket number is never taken for an inbox row.
template <class Tag>
struct Id {
    std::int64_t value = 0;

    [[nodiscard]] bool is_set() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

using TicketId = Id<struct TicketTag>;  // the number people see: [#1234]
using EntryId = Id<struct EntryTag>;
using InboxId = Id<struct InboxTag>;
using OutboxId = Id<struct OutboxTag>;

}  // namespace config

template <class Tag>
struct std::hash<config::Id<Tag>> {
    std::size_t operator()(config::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
