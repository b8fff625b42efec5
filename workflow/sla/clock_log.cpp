// Writes and reads the log of a ticket's clocks as text, one line per event: "MICROSECONDS WORD …".

#include "workflow/sla/sla_clocks.hpp"
#include "workflow/model/ticket.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace workflow {

namespace {

using Kind = ClockEvent::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 6> words{{{Kind::opened, "opened"},
                                                                  {Kind::terms, "terms"},
                                                                  {Kind::status, "status"},
                                                                  {Kind::answer, "answer"},
                                                                  {Kind::answer_back, "answer-back"},
                                                                  {Kind::used, "used"}}};

std::string_view word_of(Kind kind) {
    return words.at(static_cast<std::size_t>(kind)).second;
}

std::string_view take_word(std::string_view& line) {
    const auto end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

std::int64_t take_number(std::string_view& line) {
    const std::string_view word = take_word(line);
    std::int64_t value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
}

}  // namespace

std::string_view to_string(Clock clock) {
    constexpr std::array<std::string_view, clock_count> names{"response", "resolution", "update"};
    return names.at(static_cast<std::size_t>(clock));
}

std::string to_text(const std::vector<ClockEvent>& log) {
    std::string out;
    for (const ClockEvent& event : log) {
        fmt::format_to(std::back_inserter(out), "{} {}", config::to_micros(event.at), word_of(event.kind));
        switch (event.kind) {
            case Kind::opened:
            case Kind::terms:
                // The contract comes last, because its name may contain blanks.
                fmt::format_to(std::back_inserter(out), " {} {}", to_string(event.priority), event.contract);
                break;
            case Kind::status:
                fmt::format_to(std::back_inserter(out), " {}", to_string(event.status));
                break;
            case Kind::used:
                fmt::format_to(std::back_inserter(out), " {} {}", to_string(event.clock), event.time.count());
                break;
            case Kind::answer:
            case Kind::answer_back:
                break;
        }
        out += '\n';
    }
    return out;
}

std::vector<ClockEvent> parse_clock_log(std::string_view text) {
    std::vector<ClockEvent> log;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ClockEvent event;
        event.at = config::from_micros(take_number(line));
        const std::string_view word = take_word(line);
        const auto* const known = std::find_if(words.begin(), words.end(), [&](const auto& one) { return one.second == word; });
        if (known == words.end()) continue;  // written by a later version
        event.kind = known->first;
        if (event.kind == Kind::opened || event.kind == Kind::terms) {
            event.priority = config::parse_priority(take_word(line)).value_or(event.priority);
            event.contract = line;
        } else if (event.kind == Kind::status) {
            event.status = config::parse_status(line).value_or(event.status);
        } else if (event.kind == Kind::used) {
            const std::string_view name = take_word(line);
            for (const Clock clock : all_clocks)
                if (to_string(clock) == name) event.clock = clock;
            event.time = std::chrono::microseconds{take_number(line)};
        }
        log.push_back(std::move(event));
    }
    return log;
}

}  // namespace workflow
