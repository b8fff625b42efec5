#pragma once

#include "config/time.hpp"

#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace date {
class time_zone;
}

namespace config {

/// One span of working time within a day, in minutes from local midnight: [from, to), where `to` is at most 1440.
struct Span {
    std::chrono::minutes from{0};
    std::chrono::minutes to{0};
    bool operator==(const Span&) const = default;
};

/// Business hours (ITIL: support hours): the working times of a week, the holidays and their time zone. The zone is
/// resolved when the config is loaded and lives as long as the program.
struct Calendar {
    std::string name;
    const date::time_zone* zone = nullptr;        // never null after loading
    std::array<std::vector<Span>, 7> week;        // [0] is Monday; sorted, not overlapping
    std::vector<std::chrono::sys_days> holidays;  // local dates, sorted
    bool always = false;                          // 24x7: week and holidays are ignored
};

}  // namespace config
