// Reads and writes RFC 3339 and RFC 5322 times, and durations such as 1h30m.
#include "config/time.hpp"

#include <array>
#include <cctype>
#include <fmt/core.h>
#include <limits>
#include <utility>

namespace config {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::weeks;
using std::chrono::year_month_day;

constexpr seconds longest_duration = days{3650};

struct Unit {
    char letter;
    seconds size;
};
constexpr std::array<Unit, 5> units{{{'w', weeks{1}}, {'d', days{1}}, {'h', hours{1}}, {'m', minutes{1}}, {'s', seconds{1}}}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Reads a text from its front. Every step returns whether it matched.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    /// Reads exactly `count` digits.
    bool number(std::size_t count, int& into) {
        if (rest_.size() < count) return false;
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_digit(rest_[i])) return false;
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        into = value;
        return true;
    }

    bool one_of(std::string_view letters, char& into) {
        if (rest_.empty() || letters.find(rest_.front()) == std::string_view::npos) return false;
        into = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }
    bool one_of(std::string_view letters) {
        char ignored = 0;
        return one_of(letters, ignored);
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool at_digit() const { return !rest_.empty() && is_digit(rest_.front()); }

private:
    std::string_view rest_;
};

// Reads ".25" as 250,000 microseconds. Digits after the sixth are dropped.
bool read_fraction(Cursor& in, microseconds& into) {
    if (!in.one_of(".")) return true;
    if (!in.at_digit()) return false;
    int scale = 100'000;
    int digit = 0;
    while (in.number(1, digit)) {
        into += microseconds{digit * scale};
        scale /= 10;
    }
    return true;
}

bool read_offset(Cursor& in, minutes& into) {
    char sign = 0;
    if (in.one_of("Zz")) return true;
    int hour = 0;
    int minute = 0;
    if (!in.one_of("+-", sign) || !in.number(2, hour) || !in.one_of(":") || !in.number(2, minute)) return false;
    if (hour > 23 || minute > 59) return false;
    into = hours{hour} + minutes{minute};
    if (sign == '-') into = -into;
    return true;
}

}  // namespace

std::string format_rfc3339(Instant at) {
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(at - day)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

Result<Instant> parse_rfc3339(std::string_view text) {
    const auto refuse = [&] {
        return permanent(fmt::format("\"{}\" is not a time; write it like 2026-11-23T08:30:00Z (RFC 3339).", text));
    };
    Cursor in(text);
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    microseconds fraction{0};
    minutes offset{0};
    const bool reads = in.number(4, year) && in.one_of("-") && in.number(2, month) && in.one_of("-") && in.number(2, day) &&
                       in.one_of("Tt ") && in.number(2, hour) && in.one_of(":") && in.number(2, minute) && in.one_of(":") &&
                       in.number(2, second) && read_fraction(in, fraction) && read_offset(in, offset) && in.at_end();
    const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    // 60 is a leap second (RFC 3339 5.6). POSIX time has no leap seconds, so it becomes the next second.
    if (!reads || !date.ok() || hour > 23 || minute > 59 || second > 60) return refuse();
    return Instant{std::chrono::sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} + fraction - offset;
}

std::string format_rfc5322(Instant at) {
    // The RFC's names, independent of the machine's locale.
    static constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(at - day)};
    return fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} +0000", weekdays.at(std::chrono::weekday{day}.c_encoding()),
                       static_cast<unsigned>(date.day()), months.at(static_cast<unsigned>(date.month()) - 1),
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

Result<seconds> parse_duration(std::string_view text) {
    const auto refuse = [&] {
        return permanent(fmt::format("\"{}\" is not a length of time; write it like 15m, 8h, 3d or 1h30m.", text));
    };
    if (text.empty()) return refuse();
    seconds total{0};
    auto unit = units.begin();  // each unit must be smaller than the one before: 30m1h is a mistake
    std::size_t i = 0;
    while (i < text.size()) {
        const auto first = i;
        std::int64_t number = 0;
        while (i < text.size() && is_digit(text[i])) {
            // Saturates far above the limit, so that no number of digits overflows.
            if (number < longest_duration.count()) number = number * 10 + (text[i] - '0');
            ++i;
        }
        if (i == first || i == text.size()) return refuse();
        const char letter = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i++])));
        while (unit != units.end() && unit->letter != letter)
            ++unit;
        if (unit == units.end()) return refuse();
        if (number > longest_duration / unit->size) {
            return permanent(fmt::format("\"{}\" is too long; ten years (3650d) are the most.", text));
        }
        total += number * unit->size;
        ++unit;
    }
    if (total > longest_duration) return permanent(fmt::format("\"{}\" is too long; ten years (3650d) are the most.", text));
    return total;
}

std::string format_duration(seconds span) {
    if (span == seconds{0}) return "0s";
    std::string out = span < seconds{0} ? "-" : "";
    auto left = span < seconds{0} ? -span : span;
    for (const Unit& unit : units) {
        if (unit.letter == 'w') continue;  // people write 14d, not 2w
        const auto count = left / unit.size;
        if (count > 0) out += fmt::format("{}{}", count, unit.letter);
        left -= count * unit.size;
    }
    return out;
}

}  // namespace config
