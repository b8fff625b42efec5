#pragma once

#include "config/config.hpp"
#include "config/result.hpp"
#include "workflow/model/trust.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace templates {

/// The words and phrases of a language, from its words.txt: `name = text`, with {holes} to fill.
class Phrases {
public:
    /// permanent: a malformed line, or a name that is unknown, duplicated or missing.
    [[nodiscard]] static config::Result<Phrases> parse(std::string_view file, std::string_view text);

    [[nodiscard]] const std::string& status(config::Status status) const;
    [[nodiscard]] const std::string& priority(config::Priority priority) const;
    [[nodiscard]] const std::string& trust(workflow::Trust trust) const;

    /// The phrase called `name` in words.txt. `name` must be in the table of phrases.cpp.
    [[nodiscard]] const std::string& operator[](std::string_view name) const;
    using Holes = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    [[nodiscard]] std::string fill(std::string_view name, Holes holes) const;
    [[nodiscard]] std::string fill(std::string_view name, std::span<const std::pair<std::string_view, std::string>> holes) const;

    /// "Mon 23 Nov, 14:00 CET", in the given zone.
    [[nodiscard]] std::string moment(config::Instant at, const date::time_zone* zone) const;
    /// "35 min", "3 h 20 min", "14 h", "5 days". Ignores the sign.
    [[nodiscard]] std::string span(std::chrono::seconds length) const;
    /// The same, but always in hours, because a business day does not have 24 of them.
    [[nodiscard]] std::string work(std::chrono::seconds length) const;
    /// "12 quoted lines left out".
    [[nodiscard]] std::string left_out(int lines) const;
    /// "Mon 23 Nov", in the given zone.
    [[nodiscard]] std::string day(config::Instant at, const date::time_zone* zone) const;

private:
    std::vector<std::string> phrases_;  // in the order of the table in phrases.cpp
};

/// "312 bytes", "34 KB", "1.2 MB", in powers of 1000 as mail programs show sizes.
[[nodiscard]] std::string file_size(std::uint64_t bytes);

}  // namespace templates
