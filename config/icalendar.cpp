// Reads public holidays from an iCalendar file (RFC 5545): the days that its events cover whole.
#include "config/icalendar.hpp"

#include "config/value_formats.hpp"
#include "config/recurrence.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>
#include <optional>
#include <set>
#include <string>

namespace config {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// One property: NAME;PARAMETERS:VALUE, unfolded (RFC 5545 3.1).
struct Property {
    std::string name;
    std::string value;
    int line = 0;
};

struct Event {
    int line = 0;
    std::string uid;
    std::optional<sys_days> start;
    std::optional<sys_days> end;  // the day after its last
    std::optional<days> length;
    std::optional<sys_days> moved_from;  // it stands for that date of the event with the same uid
    bool whole_days = true;
    bool cancelled = false;
    std::optional<Recurrence> rule;
    std::vector<sys_days> more;
    std::vector<sys_days> without;
};

std::vector<Property> properties(std::string_view text) {
    std::vector<Property> out;
    std::string line;
    int number = 0;
    int begun = 0;
    const auto finish = [&] {
        const auto colon = line.find(':');
        if (colon != std::string::npos)
            out.push_back({lower(line.substr(0, std::min(colon, line.find(';')))), line.substr(colon + 1), begun});
        line.clear();
    };
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (one.ends_with('\r')) one.remove_suffix(1);
        if (one.starts_with(' ') || one.starts_with('\t')) {
            line += one.substr(1);
            continue;
        }
        finish();
        line = one;
        begun = number;
    }
    finish();
    return out;
}

struct Moment {
    sys_days day;
    bool at_midnight = true;
};

/// "20261225" or "20261225T090000Z".
std::optional<Moment> moment_of(std::string_view text) {
    unsigned digits = 0;
    const auto* const end = text.data() + std::min<std::size_t>(text.size(), 8);
    const auto [stop, error] = std::from_chars(text.data(), end, digits);
    if (error != std::errc{} || stop != text.data() + 8) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(digits / 10000)},
                                           std::chrono::month{digits / 100 % 100}, std::chrono::day{digits % 100}};
    if (!date.ok()) return std::nullopt;
    const auto time = text.substr(8);
    if (!time.empty() && !time.starts_with('T')) return std::nullopt;
    return Moment{sys_days{date}, time.empty() || time.substr(1).starts_with("000000")};
}

/// "P3D" or "P1W"; hours and minutes make no whole days.
std::optional<days> length_of(std::string_view text) {
    int count = 0;
    if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
    const auto [stop, error] = std::from_chars(text.data() + 1, text.data() + text.size(), count);
    if (error != std::errc{} || stop + 1 != text.data() + text.size() || count < 1 || count > 3660) return std::nullopt;
    if (*stop == 'W') return days{7 * count};
    return *stop == 'D' ? std::optional(days{count}) : std::nullopt;
}

class Reader {
public:
    Result<std::vector<sys_days>> read(std::string_view text) {
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        bool is_calendar = false;
        int nested = 0;  // alarms inside of an event have properties of their own
        for (const Property& property : properties(text)) {
            const std::string word = lower(property.value);
            if (property.name == "begin") {
                is_calendar = is_calendar || word == "vcalendar";
                if (event_) {
                    ++nested;
                } else if (word == "vevent") {
                    event_.emplace();
                    event_->line = property.line;
                }
            } else if (property.name == "end" && event_) {
                if (nested > 0) {
                    --nested;
                } else if (word != "vevent") {
                    break;
                } else {
                    events_.push_back(std::move(*event_));
                    event_.reset();
                }
            } else if (event_ && nested == 0) {
                if (auto taken = take(property); !taken) return tl::unexpected(taken.error());
            }
        }
        if (!is_calendar) return permanent("it is not an iCalendar file: it has no BEGIN:VCALENDAR.");
        if (event_) return permanent(fmt::format("line {}: the event that begins here has no end.", event_->line));
        return expand();
    }

private:
    Result<void> take(const Property& property) {
        const auto& [name, value, line] = property;
        const auto wrong = [&] {
            return permanent(fmt::format("line {}: \"{}\" is not understood.", property.line, property.value));
        };
        if (name == "uid") event_->uid = value;
        if (name == "status") event_->cancelled = lower(value) == "cancelled";
        if (name == "dtstart" || name == "dtend" || name == "recurrence-id") {
            const auto at = moment_of(value);
            if (!at) return wrong();
            (name == "dtstart" ? event_->start : name == "dtend" ? event_->end : event_->moved_from) = at->day;
            if (name != "recurrence-id") event_->whole_days = event_->whole_days && at->at_midnight;
        }
        if (name == "duration") {
            event_->length = length_of(value);
            if (!event_->length) event_->whole_days = false;
        }
        if (name == "rrule") {
            auto rule = parse_recurrence(value);
            if (!rule) return permanent(fmt::format("line {}: {}", line, rule.error().what));
            event_->rule = std::move(*rule);
        }
        if (name == "exdate" || name == "rdate") {
            for (std::string_view rest = value; !rest.empty();) {
                const auto comma = std::min(rest.find(','), rest.size());
                const auto at = moment_of(rest.substr(0, comma));
                if (!at) return wrong();
                (name == "exdate" ? event_->without : event_->more).push_back(at->day);
                rest.remove_prefix(std::min(comma + 1, rest.size()));
            }
        }
        return {};
    }

    Result<std::vector<sys_days>> expand() const {
        std::set<sys_days> found;
        for (const Event& event : events_) {
            if (!event.start) return permanent(fmt::format("line {}: the event has no DTSTART.", event.line));
            if (!event.whole_days || event.cancelled) continue;
            const days length = event.end ? *event.end - *event.start : event.length.value_or(days{1});
            std::vector<sys_days> starts = event.rule ? occurrences(*event.rule, *event.start) : std::vector{*event.start};
            starts.insert(starts.end(), event.more.begin(), event.more.end());
            for (const sys_days start : starts) {
                if (is_left_out(event, start)) continue;
                for (sys_days day = start; day < start + length && day <= last_occurrence; day += days{1})
                    found.insert(day);
            }
        }
        return std::vector<sys_days>(found.begin(), found.end());
    }

    [[nodiscard]] bool is_left_out(const Event& event, sys_days start) const {
        if (std::find(event.without.begin(), event.without.end(), start) != event.without.end()) return true;
        if (event.moved_from) return false;
        return std::any_of(events_.begin(), events_.end(),
                           [&](const Event& other) { return other.uid == event.uid && other.moved_from == start; });
    }

    std::optional<Event> event_;
    std::vector<Event> events_;
};

}  // namespace

Result<std::vector<sys_days>> parse_icalendar(std::string_view text) {
    return Reader().read(text);
}

}  // namespace config
