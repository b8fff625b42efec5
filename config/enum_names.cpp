// Converts priorities and statuses to the names that are stored and shown, and back.
#include "config/config.hpp"

#include <array>
#include <utility>

namespace config {
namespace {

template <class E, std::size_t N>
std::optional<E> find_word(const std::array<std::pair<std::string_view, E>, N>& table, std::string_view word) {
    for (const auto& [text, value] : table) {
        if (text == word) return value;
    }
    return std::nullopt;
}

constexpr std::array<std::pair<std::string_view, Priority>, priority_count> priorities{{
    {"low", Priority::low},
    {"medium", Priority::medium},
    {"high", Priority::high},
    {"critical", Priority::critical},
}};

constexpr std::array<std::pair<std::string_view, Status>, 6> statuses{{
    {"open", Status::open},
    {"in-progress", Status::in_progress},
    {"waiting-customer", Status::waiting_customer},
    {"waiting-third-party", Status::waiting_third_party},
    {"resolved", Status::resolved},
    {"closed", Status::closed},
}};

}  // namespace

std::string_view to_string(Priority priority) {
    return priorities.at(static_cast<std::size_t>(priority)).first;
}

std::string_view to_string(Status status) {
    return statuses.at(static_cast<std::size_t>(status)).first;
}

std::optional<Priority> parse_priority(std::string_view word) {
    return find_word(priorities, word);
}

std::optional<Status> parse_status(std::string_view word) {
    return find_word(statuses, word);
}

}  // namespace config
