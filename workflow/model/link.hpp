#pragma once

#include "config/ids.hpp"

#include <string_view>

namespace workflow {

/// A link from one ticket to another.
struct Link {
    enum class Kind { merged_into, split_from, follows, relates };
    Kind kind = Kind::relates;
    config::TicketId number;
    bool operator==(const Link&) const = default;
};
[[nodiscard]] std::string_view to_string(Link::Kind kind);  // "merged-into"
[[nodiscard]] Link::Kind parse_link_kind(std::string_view word);

}  // namespace workflow
