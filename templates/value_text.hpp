#pragma once

#include "templates/phrases.hpp"
#include "workflow/model/clock.hpp"

#include <string>
#include <vector>

namespace templates {

/// Words single values for events, causes and sentences. It borrows both for the length of a call.
struct ValueText {
    const Phrases& phrases;
    const date::time_zone* zone;  // nullptr: UTC

    /// The name, in quotes where it could be mistaken; "none" when it is empty.
    [[nodiscard]] std::string named(const std::string& name) const;
    [[nodiscard]] const std::string& status(config::Status status) const;
    [[nodiscard]] const std::string& clock(workflow::Clock clock) const;
    [[nodiscard]] std::string time(config::Instant at) const;
    [[nodiscard]] std::string date(config::Instant at) const;
    /// The phrase with {from} and {to}.
    [[nodiscard]] std::string changed(std::string_view phrase, const std::string& from, const std::string& to) const;
    /// "a, b and c"
    [[nodiscard]] std::string joined(const std::vector<std::string>& items) const;
};

}  // namespace templates
