// Reads holidays from iCalendar files. libical parses the file and expands its rules; this file decides which days
// are holidays.
#include "config/icalendar.hpp"

#include "config/base/ascii.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace config {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr sys_days last_occurrence{std::chrono::year{2100} / 12 / 31};
constexpr int max_days = 3660;          // cap on the days of one event
constexpr std::size_t max_rules = 200;  // a daily rule takes 0.1 s: libical steps through ICU's calendar
constexpr std::size_t max_depth = 10;   // libical frees nested components by recursion
constexpr std::string_view line_mark = "X-TICKETD-LINE";

/// One line of the file, unfolded (RFC 5545 3.1).
struct Line {
    std::string text;
    int number = 0;

    [[nodiscard]] std::string_view name() const { return std::string_view(text).substr(0, text.find_first_of(":;")); }
    [[nodiscard]] std::string_view value() const {
        const auto colon = text.find(':');
        return colon == std::string::npos ? std::string_view() : std::string_view(text).substr(colon + 1);
    }
};

/// We unfold lines ourselves, because libical does not say on which line of the file a property began.
std::vector<Line> unfold(std::string_view text) {
    std::vector<Line> out;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!out.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
            out.back().text += line.substr(1);
        } else {
            out.push_back({std::string(line), number});
        }
    }
    return out;
}

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
struct FreeParser {
    void operator()(icalparser* parser) const { icalparser_free(parser); }
};
struct FreeIterator {
    void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

struct Event {
    int line = 0;
    std::string uid;
    std::optional<sys_days> start;
    std::optional<sys_days> end;  // the day after the last one
    std::optional<days> length;
    std::optional<sys_days> moved_from;  // this event replaces the one on that day in the series with the same uid
    bool whole_days = true;
    bool cancelled = false;
    icalproperty* rule = nullptr;  // valid as long as its component
    int rule_line = 0;
    std::vector<sys_days> more;
    std::vector<sys_days> without;
};

std::optional<sys_days> day_of(const icaltimetype& time) {
    const year_month_day date{std::chrono::year{time.year}, std::chrono::month{static_cast<unsigned>(time.month)},
                              std::chrono::day{static_cast<unsigned>(time.day)}};
    return date.ok() ? std::optional(sys_days{date}) : std::nullopt;
}

icaltimetype date_of(sys_days day) {
    const year_month_day date{day};
    icaltimetype out = icaltime_null_time();  // icaltime_null_date() has -1 hours, which the iterator would use
    out.year = static_cast<int>(date.year());
    out.month = static_cast<int>(static_cast<unsigned>(date.month()));
    out.day = static_cast<int>(static_cast<unsigned>(date.day()));
    out.is_date = 1;
    return out;
}

bool is_midnight(const icaltimetype& time) {
    return time.is_date != 0 || (time.hour == 0 && time.minute == 0 && time.second == 0);
}

/// The length in days; nullopt: it is not a number of whole days.
std::optional<days> length_of(const icaldurationtype& duration) {
    constexpr auto max = static_cast<unsigned>(max_days);
    if (duration.is_neg != 0 || duration.weeks > max || duration.days > max || duration.hours > 24 * max) return std::nullopt;
    const auto hours = (duration.weeks * 7 + duration.days) * 24 + duration.hours;
    if (hours == 0 || hours % 24 != 0 || hours / 24 > max || duration.minutes != 0 || duration.seconds != 0) return std::nullopt;
    return days{hours / 24};
}

/// The days on which the event begins. `start` comes first, even when the rule does not match it (RFC 5545 3.8.5.3).
/// nullopt: the rule matches no day at all; libical needs about a second to find that out.
std::optional<std::vector<sys_days>> occurrences(icalrecurrencetype rule, sys_days start) {
    std::vector<sys_days> out{start};
    if (start > last_occurrence) return out;
    // COUNT is applied here, because COUNT and UNTIL exclude each other in libical.
    const auto count = static_cast<std::size_t>(std::exchange(rule.count, 0));
    const auto until = icaltime_is_null_time(rule.until) ? std::nullopt : day_of(rule.until);
    rule.until = date_of(std::min(until.value_or(last_occurrence), last_occurrence));
    const std::unique_ptr<icalrecur_iterator, FreeIterator> iterator(icalrecur_iterator_new(rule, date_of(start)));
    bool matched = false;
    while (iterator && (count == 0 || out.size() < count)) {
        const auto day = day_of(icalrecur_iterator_next(iterator.get()));
        if (!day || *day > last_occurrence) break;
        matched = true;
        if (*day > out.back()) out.push_back(*day);
    }
    return matched || count == 1 ? std::optional(std::move(out)) : std::nullopt;
}

class Reader {
public:
    Result<std::vector<sys_days>> read(std::string_view text) {
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        lines_ = unfold(text);
        if (auto parsed = parse(); !parsed) return tl::unexpected(parsed.error());
        if (calendars_.empty()) return permanent("it is not an iCalendar file: it has no BEGIN:VCALENDAR.");
        std::size_t rules = 0;
        for (const Component& calendar : calendars_) {
            for (auto* event = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT); event != nullptr;
                 event = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT)) {
                if (auto taken = take(event); !taken) return tl::unexpected(taken.error());
                if (events_.back().rule != nullptr && ++rules > max_rules)
                    return permanent(fmt::format("it has more than {} events that repeat.", max_rules));
            }
        }
        return expand();
    }

private:
    /// Feeds libical line by line. A mark before each property holds its line number; libical keeps both in order.
    Result<void> parse() {
        icalerror_set_errors_are_fatal(0);
        const std::unique_ptr<icalparser, FreeParser> parser(icalparser_new());
        std::vector<const Line*> open;
        const auto add = [&](std::string line) {
            Component done(icalparser_add_line(parser.get(), line.data()));
            if (done && icalcomponent_isa(done.get()) == ICAL_VCALENDAR_COMPONENT) calendars_.push_back(std::move(done));
        };
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const Line& line = lines_[i];
            const auto mark = fmt::format("{}:{}", line_mark, i);
            if (ascii::equal(line.name(), "begin")) {
                if (open.size() == max_depth) return permanent(fmt::format("line {}: this is nested too deeply.", line.number));
                open.push_back(&line);
                add(line.text);
                add(mark);
            } else if (ascii::equal(line.name(), "end")) {
                // At any END libical closes whatever component is open. When none is open, it complains on standard error.
                if (open.empty() || !ascii::equal(open.back()->value(), line.value())) break;
                open.pop_back();
                add(line.text);
            } else if (!open.empty()) {
                add(mark);
                add(line.text);
            }
        }
        const auto event = std::ranges::find_if(open, [](const Line* line) { return ascii::equal(line->value(), "vevent"); });
        if (event != open.end())
            return permanent(fmt::format("line {}: the event that begins here has no end.", (*event)->number));
        // Accepts a calendar that is cut off after its last event. icalparser_clean() would not free what it returns.
        for (; !open.empty(); open.pop_back())
            add(fmt::format("END:{}", open.back()->value()));
        return {};
    }

    Result<void> take(icalcomponent* component) {
        Event event;
        const Line* line = nullptr;
        for (auto* property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY); property != nullptr;
             property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
            if (const auto* marked = line_of(property)) {
                line = marked;
                if (event.line == 0) event.line = line->number;
            } else if (line != nullptr && !take(property, *line, event)) {
                return complain(*line);
            }
        }
        if (!event.start) return permanent(fmt::format("line {}: the event has no DTSTART.", event.line));
        events_.push_back(std::move(event));
        return {};
    }

    /// The line that `property` marks; nullptr: the property is not a mark.
    [[nodiscard]] const Line* line_of(icalproperty* property) const {
        if (icalproperty_isa(property) != ICAL_X_PROPERTY || icalproperty_get_x_name(property) != line_mark) return nullptr;
        const std::string_view digits = icalproperty_get_x(property);
        std::size_t index = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), index);
        return index < lines_.size() ? &lines_[index] : nullptr;
    }

    /// Reads one property into `event`. False: its value is not understood.
    static bool take(icalproperty* property, const Line& line, Event& event) {
        const auto add = [](std::vector<sys_days>& to, const icaltimetype& time) {
            const auto day = day_of(time);
            if (day) to.push_back(*day);
            return day.has_value();
        };
        const auto set = [&](std::optional<sys_days>& to, const icaltimetype& time) {
            event.whole_days = event.whole_days && is_midnight(time);
            return (to = day_of(time)).has_value();
        };
        switch (icalproperty_isa(property)) {
            case ICAL_XLICERROR_PROPERTY:
                return !matters(line);
            case ICAL_UID_PROPERTY:
                event.uid = icalproperty_get_uid(property);
                return true;
            case ICAL_STATUS_PROPERTY:
                event.cancelled = icalproperty_get_status(property) == ICAL_STATUS_CANCELLED;
                return true;
            case ICAL_DTSTART_PROPERTY:
                return set(event.start, icalproperty_get_dtstart(property));
            case ICAL_DTEND_PROPERTY:
                return set(event.end, icalproperty_get_dtend(property));
            case ICAL_RECURRENCEID_PROPERTY:
                return (event.moved_from = day_of(icalproperty_get_recurrenceid(property))).has_value();
            case ICAL_DURATION_PROPERTY:
                event.length = length_of(icalproperty_get_duration(property));
                event.whole_days = event.whole_days && event.length;
                return true;
            case ICAL_EXDATE_PROPERTY:
                return add(event.without, icalproperty_get_exdate(property));
            case ICAL_RDATE_PROPERTY: {
                const auto date = icalproperty_get_rdate(property);
                return add(event.more, icaltime_is_null_time(date.time) ? date.period.start : date.time);
            }
            case ICAL_RRULE_PROPERTY: {
                event.rule = property;
                event.rule_line = line.number;
                const auto rule = icalproperty_get_rrule(property);
                constexpr short none = ICAL_RECURRENCE_ARRAY_MAX;
                return rule.freq >= ICAL_DAILY_RECURRENCE && rule.freq <= ICAL_YEARLY_RECURRENCE && rule.by_hour[0] == none &&
                       rule.by_minute[0] == none && rule.by_second[0] == none;
            }
            default:
                return true;
        }
    }

    /// Whether a holiday can depend on the line. A malformed URL or a time stamp of the last change is no reason to
    /// refuse a file.
    static bool matters(const Line& line) {
        constexpr std::string_view names[] = {"dtstart", "dtend", "duration", "recurrence-id", "rrule", "exdate", "rdate"};
        return std::ranges::any_of(names, [&](std::string_view name) { return ascii::equal(name, line.name()); });
    }

    static tl::unexpected<Error> complain(const Line& line) {
        if (ascii::equal(line.name(), "rrule") && !ascii::contains(line.value(), "freq="))
            return permanent(fmt::format("line {}: the rule has no FREQ.", line.number));
        return permanent(fmt::format("line {}: \"{}\" is not understood.", line.number, line.value()));
    }

    [[nodiscard]] Result<std::vector<sys_days>> expand() const {
        std::set<sys_days> found;
        std::set<std::pair<std::string_view, sys_days>> moved;
        for (const Event& event : events_) {
            if (event.moved_from) moved.emplace(event.uid, *event.moved_from);
        }
        for (const Event& event : events_) {
            if (!event.whole_days || event.cancelled) continue;
            const days length = event.end ? *event.end - *event.start : event.length.value_or(days{1});
            std::vector<sys_days> starts{*event.start};
            if (event.rule != nullptr) {
                auto all = occurrences(icalproperty_get_rrule(event.rule), *event.start);
                if (!all) return permanent(fmt::format("line {}: the rule matches no day.", event.rule_line));
                starts = std::move(*all);
            }
            starts.insert(starts.end(), event.more.begin(), event.more.end());
            for (const sys_days start : starts) {
                if (std::ranges::find(event.without, start) != event.without.end()) continue;
                if (!event.moved_from && moved.contains({event.uid, start})) continue;
                for (sys_days day = start; day < start + length && day <= last_occurrence; day += days{1})
                    found.insert(day);
            }
        }
        return std::vector(found.begin(), found.end());
    }

    std::vector<Line> lines_;
    std::vector<Component> calendars_;
    std::vector<Event> events_;
};

}  // namespace

Result<std::vector<sys_days>> parse_icalendar(std::string_view text) {
    return Reader().read(text);
}

}  // namespace config
