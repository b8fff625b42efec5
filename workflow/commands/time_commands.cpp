// Runs the commands that log time and control timers.
#include "workflow/commands/time_commands.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/tickets/time_tracking.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace workflow {

namespace {

using std::chrono::hours;

constexpr int max_minutes = 24 * 60;  // in one entry

Cause why(const Command& command) {
    return cause::Command{command.shown};
}

/// What stands beside a time: billing, date, text, who else.
struct Options {
    bool billable = true;
    std::optional<date::local_days> date;
    std::string text;
    std::vector<std::string> others;
};

config::Result<void> read_option(const Directory& directory, const Command& command, Options& into) {
    if (command.kind == CommandKind::time_billable) {
        into.billable = command.value != "no";
    } else if (command.kind == CommandKind::time_date) {
        const auto day = parse_date(command.value);
        if (!day) return config::permanent(fmt::format("\"{}\" is no date, such as 2026-11-20", command.value));
        into.date = day;
    } else if (command.kind == CommandKind::time_text) {
        into.text = text::cut(text::squeezed(command.value), max_time_text);
    } else {
        for (const std::string_view name : text::split(command.value, ',')) {
            const auto who = find_assignee(directory, name);
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
config::Result<std::vector<Request>> requests(const Directory& directory, std::span<const Command> commands) {
    std::vector<Request> found;
    Options ahead;
    const Command* waiting = nullptr;  // an option that no entry stands before
    for (const Command& command : commands) {
        if (command.kind == CommandKind::time || command.kind == CommandKind::timer) {
            found.push_back({&command, found.empty() ? ahead : Options{}});
            waiting = nullptr;
        } else if (is_about_time(command.kind)) {
            if (found.empty()) waiting = &command;
            if (auto read = read_option(directory, command, found.empty() ? ahead : found.back().options); !read)
                return tl::unexpected(read.error());
        }
    }
    if (waiting) return config::permanent(fmt::format("[{}] goes with a time: [time=30m;{}]", waiting->shown, waiting->shown));
    return found;
}

config::Result<std::string> add_entry(DecisionBuilder& builder, Ticket& ticket, const Request& request,
                                      const std::string& technician, const Actor& actor) {
    const Options& options = request.options;
    const auto span = read_time(request.command->value, options.date, builder.directory.config().desk.zone, builder.now);
    if (!span)
        return config::permanent(
            fmt::format("\"{}\" is no time, such as 30m, 1h30m, 09:00-10:15 or -30m", request.command->value));
    if (span->minutes == 0 || std::abs(span->minutes) > max_minutes)
        return config::permanent(fmt::format("\"{}\": a time has from one minute to 24 hours", request.command->value));
    // Hours are those of work that was done; who writes them down at its end rounds up.
    const bool has_hours = request.command->value.find('-', 1) != std::string::npos;
    if (span->to > builder.now + (has_hours ? hours{1} : hours{24}))
        return config::permanent(fmt::format("\"{}\": that time has not come yet", request.command->value));
    const Effort& effort = effort_of(ticket, technician);
    if (reversible_time(effort, options.billable).worked + span->minutes < 0)
        return config::permanent(fmt::format("{}{} cannot be taken back: {} has {} on this ticket", span_words(-span->minutes),
                                             options.billable ? "" : ", not billable,", technician, reversible_words(effort)));
    TimeEntry entry;
    entry.technician = technician;
    entry.worked = span->minutes;
    entry.minutes = counted_for(builder, ticket, effort, span->minutes, options.billable);
    entry.billable = options.billable;
    entry.from = span->from;
    entry.to = span->to;
    entry.text = options.text;
    return book_time(builder, ticket, std::move(entry), actor, why(*request.command),
                     has_hours ? TimeSource::hours : TimeSource::length);
}

config::Result<std::string> start_timer(DecisionBuilder& builder, Ticket& ticket, const Command& command, const Actor& actor) {
    Effort& effort = effort_of(ticket, actor.name);
    if (effort.timer_since)
        return fmt::format("your timer runs since {}", shown_time(*effort.timer_since, builder.directory.config().desk.zone));
    effort.timer_since = builder.now;
    effort.asked_at.reset();
    builder.event(ticket, actor, event::TimerStarted{why(command)});
    builder.reason(fmt::format("#{}: timer started by {}: [{}]", ticket.number.value, actor.shown(), command.shown));
    return "timer started";
}

config::Result<std::string> stop_timer(DecisionBuilder& builder, Ticket& ticket, const Request& request, const Actor& actor) {
    Effort& effort = effort_of(ticket, actor.name);
    const Command& command = *request.command;
    if (!effort.timer_since) return config::permanent(fmt::format("no timer of {} runs on this ticket", actor.name));
    Instant end = builder.now;
    if (command.value != "stop") {
        // "It should have stopped at 17:30", or "it was half an hour".
        const auto at = read_end(command.value, *effort.timer_since, builder.directory.config().desk.zone);
        if (!at || *at > builder.now)
            return config::permanent(fmt::format("\"{}\" is no end of a timer that runs since {}: write 17:30 or 30m",
                                                 command.value,
                                                 shown_time(*effort.timer_since, builder.directory.config().desk.zone)));
        end = *at;
    }
    return end_timer(builder, ticket, effort, end, {request.options.billable, request.options.text}, actor, why(command));
}

}  // namespace

bool is_about_time(CommandKind kind) {
    using enum CommandKind;
    return kind == time || kind == timer || kind == time_billable || kind == time_date || kind == time_text || kind == time_with;
}

config::Result<std::vector<std::string>> keep_time(DecisionBuilder& builder, Ticket& ticket, std::span<const Command> commands,
                                                   const Actor& actor) {
    const auto found = requests(builder.directory, commands);
    if (!found) return tl::unexpected(found.error());
    std::vector<std::string> lines;
    const auto keep = [&](config::Result<std::string> done) -> config::Result<void> {
        if (!done) return tl::unexpected(done.error());
        lines.push_back(std::move(*done));
        return {};
    };
    for (const Request& request : *found) {
        const Command& command = *request.command;
        if (command.kind == CommandKind::timer) {
            const bool starts = command.value == "start";
            auto done = keep(starts ? start_timer(builder, ticket, command, actor) : stop_timer(builder, ticket, request, actor));
            if (!done) return tl::unexpected(done.error());
            continue;
        }
        if (auto done = keep(add_entry(builder, ticket, request, actor.name, actor)); !done) return tl::unexpected(done.error());
        for (const std::string& other : request.options.others)
            if (other != actor.name)
                if (auto done = keep(add_entry(builder, ticket, request, other, actor)); !done)
                    return tl::unexpected(done.error());
    }
    return lines;
}

}  // namespace workflow
