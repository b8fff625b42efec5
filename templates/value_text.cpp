// Words single values: names, statuses, clocks, times, lists.
#include "templates/value_text.hpp"

#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>

namespace templates {

std::string ValueText::named(const std::string& name) const {
    return name.empty() ? phrases["event.none"] : workflow::text::named(name);
}

const std::string& ValueText::status(config::Status status) const {
    return phrases[fmt::format("event.status.{}", config::to_string(status))];
}

const std::string& ValueText::clock(workflow::Clock clock) const {
    return phrases[fmt::format("event.clock.{}", to_string(clock))];
}

std::string ValueText::time(config::Instant at) const {
    return workflow::shown_time(at, zone);
}

std::string ValueText::date(config::Instant at) const {
    return config::format_rfc3339(at).substr(0, 10);
}

std::string ValueText::changed(std::string_view phrase, const std::string& from, const std::string& to) const {
    return phrases.fill(phrase, {{"from", from}, {"to", to}});
}

std::string ValueText::joined(const std::vector<std::string>& items) const {
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i)
        out += (i == 0 ? "" : i + 1 == items.size() ? fmt::format(" {} ", phrases["event.and"]) : ", ") + items[i];
    return out;
}

}  // namespace templates
