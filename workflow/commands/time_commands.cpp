// Runs the commands that log time and control timers.
#include "workflow/commands/time_commands.hpp"

#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/tickets/time_tracking.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"

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

Result<void> read_option(const Directory& directory, const Command& command, Options& into) {
    if (command.kind == CommandKind::time_billable) {
        into.billable = command.value != "no";
    } else if (command.kind == CommandKind::time_date) {
        const auto day = parse_date(command.value);
        if (!day) return refusal("refused.no-date", command.value);
        into.date = day;
    } else if (command.kind == CommandKind::time_text) {
        into.text = text::cut(text::squeezed(command.value), max_time_text);
    } else {
        for (const std::string_view name : text::split(command.value, ',')) {
            const auto who = find_assignee(directory, name);
            if (!who) return tl::unexpected(who.error());
            if (!who->technician) return refusal("refused.no-technician", text::trim(name));
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
Result<std::vector<Request>> requests(const Directory& directory, std::span<const Command> commands) {
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
    if (waiting) return refusal("refused.time-missing", waiting->shown);
    return found;
}

Result<Sentence> add_entry(DecisionBuilder& builder, Ticket& ticket, const Request& request, const std::string& technician,
                           const Actor& actor) {
    const Options& options = request.options;
    const auto span = read_time(request.command->value, options.date, builder.directory.config().desk.zone, builder.now);
    if (!span) return refusal("refused.no-time", request.command->value);
    if (span->minutes == 0 || std::abs(span->minutes) > max_minutes)
        return refusal("refused.time-length", request.command->value);
    // Hours are those of work that was done; who writes them down at its end rounds up.
    const bool has_hours = request.command->value.find('-', 1) != std::string::npos;
    if (span->to > builder.now + (has_hours ? hours{1} : hours{24}))
        return refusal("refused.time-to-come", request.command->value);
    const Effort& effort = effort_of(ticket, technician);
    if (reversible_time(effort, options.billable).worked + span->minutes < 0) {
        const std::string time = span_words(-span->minutes);
        if (options.billable) return refusal("refused.time-not-there", time, technician, reversible_times(effort));
        return refusal("refused.unbilled-not-there", time, technician, reversible_times(effort));
    }
    TimeEntry entry;
    entry.technician = technician;
    entry.worked = span->minutes;
    entry.minutes = counted_for(builder, ticket, effort, span->minutes, options.billable);
    entry.billable = options.billable;
    entry.from = span->from;
    entry.to = span->to;
    entry.text = options.text;
    return say("done.change", book_time(builder, ticket, std::move(entry), actor, why(*request.command),
                                        has_hours ? TimeSource::hours : TimeSource::length));
}

Sentence start_timer(DecisionBuilder& builder, Ticket& ticket, const Command& command, const Actor& actor) {
    Effort& effort = effort_of(ticket, actor.name);
    if (effort.timer_since) return say("done.timer-runs", *effort.timer_since);
    effort.timer_since = builder.now;
    effort.asked_at.reset();
    return say("done.change", builder.change(ticket, actor, event::TimerStarted{why(command)}, why(command)));
}

Result<Sentence> stop_timer(DecisionBuilder& builder, Ticket& ticket, const Request& request, const Actor& actor) {
    Effort& effort = effort_of(ticket, actor.name);
    const Command& command = *request.command;
    if (!effort.timer_since) return refusal("refused.no-timer", actor.name);
    Instant end = builder.now;
    if (command.value != "stop") {
        // "It should have stopped at 17:30", or "it was half an hour".
        const auto at = read_end(command.value, *effort.timer_since, builder.directory.config().desk.zone);
        if (!at || *at > builder.now) return refusal("refused.timer-end", command.value, *effort.timer_since);
        end = *at;
    }
    return say("done.change",
               end_timer(builder, ticket, effort, end, {request.options.billable, request.options.text}, actor, why(command)));
}

}  // namespace

bool is_about_time(CommandKind kind) {
    using enum CommandKind;
    return kind == time || kind == timer || kind == time_billable || kind == time_date || kind == time_text || kind == time_with;
}

Result<std::vector<Sentence>> keep_time(DecisionBuilder& builder, Ticket& ticket, std::span<const Command> commands,
                                        const Actor& actor) {
    const auto found = requests(builder.directory, commands);
    if (!found) return tl::unexpected(found.error());
    std::vector<Sentence> lines;
    const auto keep = [&](Result<Sentence> done) -> Result<void> {
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
