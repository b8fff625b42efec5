#include "workflow/timekeeping.hpp"

#include "workflow/business_time.hpp"
#include "workflow/changes.hpp"
#include "workflow/clocks.hpp"
#include "workflow/mails.hpp"
#include "workflow/text.hpp"
#include "workflow/time_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace workflow {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr hours shortest_day{1};   // a timer is not asked about sooner after its start
constexpr hours longest_day{10};   // nor later; of a desk that never closes always then
constexpr hours longest_break{4};  // a longer gap in the hours ends the working day
constexpr hours between_questions{24};
constexpr int most_minutes = 24 * 60;  // in one entry
constexpr std::size_t most_text = 200;

Effort& effort_of(Ticket& ticket, const std::string& technician) {
    const auto found = std::find_if(ticket.efforts.begin(), ticket.efforts.end(),
                                    [&](const Effort& one) { return one.technician == technician; });
    if (found != ticket.efforts.end()) return *found;
    ticket.efforts.push_back({.technician = technician});
    return ticket.efforts.back();
}

std::string span_words(int count) {
    return work_words(minutes{count});
}

/// "1h30m" with what the contract makes of it.
std::string told(const TimeEntry& entry) {
    std::string words = span_words(entry.worked);
    if (entry.minutes != entry.worked) words += fmt::format(", counted as {}", span_words(entry.minutes));
    return words + (entry.billable ? "" : ", not billable");
}

/// What can be taken back of one kind: of old sums, all that there is.
struct Kept {
    int worked = 0;
    int counted = 0;
};

Kept kept_of(const Effort& effort, bool billable) {
    if (!effort.unbilled) return {effort.worked, effort.counted};
    const int unbilled = *effort.unbilled;
    return billable ? Kept{effort.worked - unbilled, effort.counted - unbilled} : Kept{unbilled, unbilled};
}

/// What there is, as far as it is known.
std::string kept_words(const Effort& effort) {
    if (effort.unbilled.value_or(0) == 0) return span_words(effort.worked);
    return fmt::format("{} billable and {} not billable", span_words(effort.worked - *effort.unbilled),
                       span_words(*effort.unbilled));
}

/// Writes one line and keeps the sums with it. `ended`: what else it says, before the time. Returns what was done.
std::string write_down(Work& work, Ticket& ticket, TimeEntry entry, const Actor& actor, std::string_view why,
                       std::string_view when = {}, std::string_view ended = {}) {
    entry.ticket = ticket.number;
    entry.at = work.now;
    Effort& effort = effort_of(ticket, entry.technician);
    effort.worked += entry.worked;
    effort.counted += entry.minutes;
    if (effort.unbilled && !entry.billable) *effort.unbilled += entry.minutes;
    const std::string of = entry.technician == actor.name ? "" : " of " + entry.technician;
    std::string what = fmt::format("{}time {}{}{}", ended, told(entry), of, when);
    work.event(ticket, actor, fmt::format("{} by {}: {}", what, actor.shown(), why));
    work.reason(fmt::format("#{}: {} by {}: {}", ticket.number.value, what, actor.shown(), why));
    work.decision.time.push_back(std::move(entry));
    return what;
}

/// What an entry of `worked` minutes counts. What takes back all takes back all that was counted.
int counted(const Work& work, const Ticket& ticket, const Effort& effort, int worked, bool billable) {
    const Kept kept = kept_of(effort, billable);
    if (worked < 0) return kept.worked + worked == 0 ? -kept.counted : std::max(worked, -kept.counted);
    return billable ? counted_minutes(work.policy.contract_or_default(ticket.contract), worked) : worked;
}

std::string why(const Command& command) {
    return fmt::format("[{}]", command.shown);
}

/// What stands beside a time: billing, date, text, who else.
struct Options {
    bool billable = true;
    std::optional<date::local_days> date;
    std::string text;
    std::vector<std::string> others;
};

config::Result<void> read_option(const Policy& policy, const Command& command, Options& into) {
    if (command.verb == Verb::time_billable) {
        into.billable = command.value != "no";
    } else if (command.verb == Verb::time_date) {
        const auto day = parse_date(command.value);
        if (!day) return config::permanent(fmt::format("\"{}\" is no date, such as 2026-11-20", command.value));
        into.date = day;
    } else if (command.verb == Verb::time_text) {
        into.text = text::cut(text::squeezed(command.value), most_text);
    } else {
        for (const std::string_view name : text::split(command.value, ',')) {
            const auto who = find_assignee(policy, name);
            if (!who) return tl::unexpected(who.error());
            if (!who->technician) return config::permanent(fmt::format("there is no technician \"{}\"", text::trim(name)));
            into.others.push_back(who->technician->name);
        }
    }
    return {};
}

struct Request {
    const Command* command = nullptr;
    Options options;
};

/// Entries and stops with the options that belong to them.
config::Result<std::vector<Request>> requests(const Policy& policy, std::span<const Command> commands) {
    std::vector<Request> found;
    Options ahead;
    const Command* waiting = nullptr;  // an option that no entry stands before
    for (const Command& command : commands) {
        if (command.verb == Verb::time || command.verb == Verb::timer) {
            found.push_back({&command, found.empty() ? ahead : Options{}});
            waiting = nullptr;
        } else if (is_about_time(command.verb)) {
            if (found.empty()) waiting = &command;
            if (auto read = read_option(policy, command, found.empty() ? ahead : found.back().options); !read)
                return tl::unexpected(read.error());
        }
    }
    if (waiting) return config::permanent(fmt::format("[{}] goes with a time: [time=30m;{}]", waiting->shown, waiting->shown));
    return found;
}

config::Result<std::string> add_entry(Work& work, Ticket& ticket, const Request& request, const std::string& technician,
                                      const Actor& actor) {
    const Options& options = request.options;
    const auto span = read_time(request.command->value, options.date, work.policy.config().desk.zone, work.now);
    if (!span)
        return config::permanent(
            fmt::format("\"{}\" is no time, such as 30m, 1h30m, 09:00-10:15 or -30m", request.command->value));
    if (span->minutes == 0 || std::abs(span->minutes) > most_minutes)
        return config::permanent(fmt::format("\"{}\": a time has from one minute to 24 hours", request.command->value));
    // Hours are those of work that was done; who writes them down at its end rounds up.
    const bool has_hours = request.command->value.find('-', 1) != std::string::npos;
    if (span->to > work.now + (has_hours ? hours{1} : hours{24}))
        return config::permanent(fmt::format("\"{}\": that time has not come yet", request.command->value));
    const Effort& effort = effort_of(ticket, technician);
    if (kept_of(effort, options.billable).worked + span->minutes < 0)
        return config::permanent(fmt::format("{}{} cannot be taken back: {} has {} on this ticket", span_words(-span->minutes),
                                             options.billable ? "" : ", not billable,", technician, kept_words(effort)));
    TimeEntry entry;
    entry.technician = technician;
    entry.worked = span->minutes;
    entry.minutes = counted(work, ticket, effort, span->minutes, options.billable);
    entry.billable = options.billable;
    entry.from = span->from;
    entry.to = span->to;
    entry.text = options.text;
    // "14:00-15:00" before noon was yesterday: which day was meant is said.
    const date::time_zone* zone = work.policy.config().desk.zone;
    const std::string when = fmt::format(" ({} to {})", shown_time(entry.from, zone), shown_time(entry.to, zone));
    return write_down(work, ticket, std::move(entry), actor, why(*request.command), has_hours ? when : "");
}

config::Result<std::string> start_timer(Work& work, Ticket& ticket, const Command& command, const Actor& actor) {
    Effort& effort = effort_of(ticket, actor.name);
    if (effort.timer_since)
        return fmt::format("your timer runs since {}", shown_time(*effort.timer_since, work.policy.config().desk.zone));
    effort.timer_since = work.now;
    effort.asked_at.reset();
    work.event(ticket, actor, fmt::format("timer started by {}: {}", actor.shown(), why(command)));
    work.reason(fmt::format("#{}: timer started by {}: {}", ticket.number.value, actor.shown(), why(command)));
    return "timer started";
}

/// Ends the timer at `end`; its line in the log begins where the timer did.
std::string end_timer(Work& work, Ticket& ticket, Effort& effort, Instant end, const Options& options, const Actor& actor,
                      std::string_view reason) {
    TimeEntry entry;
    entry.technician = effort.technician;
    entry.from = *effort.timer_since;
    entry.to = std::max(end, entry.from);
    entry.worked = static_cast<int>(std::max<std::int64_t>(1, std::chrono::ceil<minutes>(entry.to - entry.from).count()));
    entry.minutes = counted(work, ticket, effort, entry.worked, options.billable);
    entry.billable = options.billable;
    entry.text = options.text;
    effort.timer_since.reset();
    effort.asked_at.reset();
    return write_down(work, ticket, std::move(entry), actor, reason, {}, "timer stopped: ");
}

config::Result<std::string> stop_timer(Work& work, Ticket& ticket, const Request& request, const Actor& actor) {
    Effort& effort = effort_of(ticket, actor.name);
    const Command& command = *request.command;
    if (!effort.timer_since) return config::permanent(fmt::format("no timer of {} runs on this ticket", actor.name));
    Instant end = work.now;
    if (command.value != "stop") {
        // "It should have stopped at 17:30", or "it was half an hour".
        const auto at = read_end(command.value, *effort.timer_since, work.policy.config().desk.zone);
        if (!at || *at > work.now)
            return config::permanent(fmt::format("\"{}\" is no end of a timer that runs since {}: write 17:30 or 30m",
                                                 command.value, shown_time(*effort.timer_since, work.policy.config().desk.zone)));
        end = *at;
    }
    return end_timer(work, ticket, effort, end, request.options, actor, why(command));
}

/// The end of the working day in which a timer was started.
Instant day_ends(const Policy& policy, const Ticket& ticket, Instant since) {
    const Timetable& table = hours_of(policy, ticket);
    Instant end = since + longest_day;
    if (!table.is_always()) {
        auto open = table.next_open(since);
        for (int breaks = 0; open && open->to < since + longest_day && breaks < 24; ++breaks) {
            end = open->to;
            const auto next = table.next_open(open->to);
            if (!next || next->from - open->to > longest_break) break;
            open = next;
        }
    }
    return std::clamp(end, since + shortest_day, since + longest_day);
}

Instant question_at(const Policy& policy, const Ticket& ticket, const Effort& effort) {
    return effort.asked_at ? *effort.asked_at + between_questions : day_ends(policy, ticket, *effort.timer_since);
}

}  // namespace

bool is_about_time(Verb verb) {
    using enum Verb;
    return verb == time || verb == timer || verb == time_billable || verb == time_date || verb == time_text || verb == time_with;
}

config::Result<std::vector<std::string>> keep_time(Work& work, Ticket& ticket, std::span<const Command> commands,
                                                   const Actor& actor) {
    const auto found = requests(work.policy, commands);
    if (!found) return tl::unexpected(found.error());
    std::vector<std::string> lines;
    const auto keep = [&](config::Result<std::string> done) -> config::Result<void> {
        if (!done) return tl::unexpected(done.error());
        lines.push_back(std::move(*done));
        return {};
    };
    for (const Request& request : *found) {
        const Command& command = *request.command;
        if (command.verb == Verb::timer) {
            const bool starts = command.value == "start";
            auto done = keep(starts ? start_timer(work, ticket, command, actor) : stop_timer(work, ticket, request, actor));
            if (!done) return tl::unexpected(done.error());
            continue;
        }
        if (auto done = keep(add_entry(work, ticket, request, actor.name, actor)); !done) return tl::unexpected(done.error());
        for (const std::string& other : request.options.others)
            if (other != actor.name)
                if (auto done = keep(add_entry(work, ticket, request, other, actor)); !done) return tl::unexpected(done.error());
    }
    return lines;
}

config::Result<std::string> reverse_time(Work& work, Ticket& ticket, TimeEntry entry, const Actor& actor,
                                         std::string_view reason) {
    const Effort& effort = effort_of(ticket, entry.technician);
    const Kept kept = kept_of(effort, entry.billable);
    if (kept.worked - entry.worked < 0 || kept.counted - entry.minutes < 0)
        return config::permanent(
            fmt::format("{} of {} cannot be taken back: there is less of it now", span_words(entry.worked), entry.technician));
    entry.worked = -entry.worked;
    entry.minutes = -entry.minutes;
    return write_down(work, ticket, std::move(entry), actor, reason);
}

void describe_time(Work& work, const Ticket& ticket, std::string_view text) {
    for (TimeEntry& entry : work.decision.time)
        if (entry.ticket == ticket.number && entry.text.empty()) entry.text = text::cut(text::first_line(text), most_text);
}

std::vector<std::string> stop_timers(Work& work, Ticket& ticket, const Actor& actor, std::string_view why) {
    std::vector<std::string> lines;
    const date::time_zone* zone = work.policy.config().desk.zone;
    for (Effort& effort : ticket.efforts) {
        if (!effort.timer_since) continue;
        const Instant since = *effort.timer_since;
        const Instant day_end = day_ends(work.policy, ticket, since);
        std::string line = end_timer(work, ticket, effort, std::min(work.now, day_end), {}, {}, why);
        if (day_end < work.now)
            line += fmt::format("; it ran since {}, and only its working day counts, until {}: [time=1h] adds what is missing",
                                shown_time(since, zone), shown_time(day_end, zone));
        // Now, not with the rest: no other news of the ticket says it.
        if (const config::Technician* owner = work.policy.technician(effort.technician); owner && owner->name != actor.name)
            tell(work, ticket, {owner}, MailKind::notice, std::nullopt, {fmt::format("{}: {}", why, line)}, actor.name);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::optional<Instant> next_timer_question(const Policy& policy, const Ticket& ticket) {
    std::optional<Instant> first;
    for (const Effort& effort : ticket.efforts) {
        if (!effort.timer_since || !policy.technician(effort.technician)) continue;
        const Instant at = question_at(policy, ticket, effort);
        if (!first || at < *first) first = at;
    }
    return first;
}

void ask_about_timers(Work& work, Ticket& ticket) {
    for (Effort& effort : ticket.efforts) {
        const config::Technician* technician = work.policy.technician(effort.technician);
        if (!effort.timer_since || !technician || question_at(work.policy, ticket, effort) > work.now) continue;
        effort.asked_at = work.now;
        const auto runs = std::chrono::floor<minutes>(work.now - *effort.timer_since);
        ask_about_timer(work, ticket, *technician,
                        fmt::format("Your timer has been running since {}, which is {}.",
                                    shown_time(*effort.timer_since, work.policy.config().desk.zone), work_words(runs)));
        work.event(ticket, {},
                   fmt::format("{} was asked about the timer by ticketd: it has been running for {}", effort.technician,
                               work_words(runs)));
    }
}

int minutes_total(const Ticket& ticket) {
    return std::accumulate(ticket.efforts.begin(), ticket.efforts.end(), 0,
                           [](int sum, const Effort& one) { return sum + one.counted; });
}

int counted_minutes(const config::Contract& contract, int worked) {
    const int least = std::max(worked, static_cast<int>(contract.minimum.count()));
    const auto step = static_cast<int>(contract.rounding.count());
    return step <= 0 ? least : (least + step - 1) / step * step;
}

}  // namespace workflow
