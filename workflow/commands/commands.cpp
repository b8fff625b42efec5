// Runs a list of commands on a ticket, all or none.
#include "workflow/commands/commands.hpp"

#include "workflow/sla/sla_clocks.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/model/business_time.hpp"
#include "workflow/commands/away.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/commands/ask.hpp"
#include "workflow/commands/split.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"
#include "workflow/commands/time_commands.hpp"
#include "workflow/tickets/time_tracking.hpp"
#include "workflow/tickets/status_transitions.hpp"
#include "workflow/commands/undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace workflow {

namespace {

using Done = Result<void>;

/// One mail's commands on one ticket, and what they did so far.
struct Run {
    DecisionBuilder& builder;
    Ticket& ticket;
    const Actor& actor;
    CommandResult ran;

    void line(Sentence done) { ran.lines.push_back(std::move(done)); }
    void line(Changes done, Sentence otherwise) {
        line(done.empty() ? std::move(otherwise) : say("done.change", std::move(done)));
    }
};

Cause why(const Command& command) {
    return cause::Command{command.shown};
}

/// `what` is asked once a mail: two statuses cannot both be meant.
Done once(Run& run, Field field, Sentence what) {
    if (run.ran.asked.contains(field)) return refusal("refused.asked-twice", std::move(what));
    run.ran.asked.insert(field);
    return {};
}

template <class Things>
std::vector<std::string_view> names_of(const Things& things) {
    std::vector<std::string_view> names;
    for (const auto& thing : things)
        names.push_back(thing.name);
    return names;
}

Done run_status(Run& run, const Command& command) {
    if (auto first = once(run, Field::status, say("field.status")); !first) return first;
    const auto status = config::parse_status(text::folded(command.value));
    if (!status)
        return did_you_mean(say("refused.no-status", command.value), command.value,
                            {"open", "in-progress", "waiting-customer", "waiting-third-party", "resolved", "closed"});
    const Status before = run.ticket.status;
    if (auto moved = move_status(run.builder, run.ticket, *status, run.actor, why(command)); !moved) return moved;
    if (before != *status) run.ran.new_status = *status;
    run.line(before == *status
                 ? say("done.status-is", *status)
                 : say("done.change", Changes{{event::StatusChanged{before, *status, why(command)}}, run.actor.who()}));
    return {};
}

Done run_priority(Run& run, const Command& command) {
    if (auto first = once(run, Field::priority, say("field.priority")); !first) return first;
    std::string word = text::folded(command.value);
    if (const CommandWord* alias = command_word(word, CommandWord::Form::flag); alias && alias->kind == CommandKind::priority)
        word = alias->value;
    const auto priority = config::parse_priority(word);
    if (!priority) return did_you_mean(say("refused.no-priority", command.value), word, {"low", "medium", "high", "critical"});
    run.line(set_priority(run.builder, run.ticket, *priority, run.actor, why(command)), say("done.priority-is", *priority));
    return {};
}

Done run_assign(Run& run, const Command& command) {
    if (auto first = once(run, Field::assignment, say("field.assignee")); !first) return first;
    if (command.kind == CommandKind::unassign || text::same(command.value, "none")) {
        run.line(unassign(run.builder, run.ticket, run.actor, why(command)), say("done.was-unassigned"));
        return {};
    }
    const bool own = command.kind == CommandKind::take;
    if (own && run.actor.kind != Actor::Kind::technician)
        return refusal("refused.needs-technician", command.shown, run.actor.name);
    const auto to = find_assignee(run.builder.directory, own ? run.actor.name : command.value);
    if (!to) return tl::unexpected(to.error());
    run.line(assign(run.builder, run.ticket, *to, run.actor, why(command)), say("done.assignee-stays"));
    return {};
}

Done run_category(Run& run, const Command& command) {
    if (auto first = once(run, Field::category, say("field.category")); !first) return first;
    std::string name;
    if (!text::same(command.value, "none")) {
        const config::Category* category = run.builder.directory.category(command.value);
        if (!category)
            return did_you_mean(say("refused.no-category", command.value), command.value,
                                names_of(run.builder.directory.config().categories));
        name = category->name;
    }
    run.line(set_category(run.builder, run.ticket, name, run.actor, why(command)), say("done.category-stays"));
    return {};
}

Done run_client(Run& run, const Command& command) {
    if (text::same(command.value, "none")) {
        run.line(set_client(run.builder, run.ticket, nullptr, run.actor, why(command)), say("done.client-stays"));
        return {};
    }
    const config::Client* client = run.builder.directory.client(command.value);
    if (!client)
        return did_you_mean(say("refused.no-client", command.value), command.value,
                            names_of(run.builder.directory.config().clients));
    run.line(set_client(run.builder, run.ticket, client, run.actor, why(command)), say("done.client-stays"));
    return {};
}

Done run_title(Run& run, const Command& command) {
    std::string title(text::cut(text::squeezed(command.value), 250));
    if (title.empty()) return refusal("refused.no-title");
    run.line(set_title(run.builder, run.ticket, std::move(title), run.actor, why(command)), say("done.title-stays"));
    return {};
}

Done run_watchers(Run& run, const Command& command) {
    for (const std::string_view address : text::split(command.value, ',')) {
        if (!mail::is_sendable(address)) return refusal("refused.no-address", address);
        if (command.sign == '-') {
            run.line(remove_watcher(run.builder, run.ticket, address, run.actor, why(command)),
                     say("done.did-not-watch", address));
            continue;
        }
        if (run.builder.directory.is_desk_address(address)) return refusal("refused.desk-address", address);
        if (!is_inside(run.builder.directory, run.ticket, address) && run.actor.trust < Trust::confirmed)
            return refusal("refused.outside", address);
        run.line(add_watcher(run.builder, run.ticket, address, run.actor, why(command)), say("done.takes-part", address));
    }
    return {};
}

/// A span from now, or a day: its first hour of work by the ticket's calendar, since at night nobody is there.
std::optional<Instant> snooze_end(const DecisionBuilder& builder, const Ticket& ticket, const std::string& value) {
    if (const auto span = config::parse_duration(value); span && *span > std::chrono::seconds{0}) return builder.now + *span;
    const auto day = parse_date(value);
    if (!day) return std::nullopt;
    const Instant midnight = day_begins(*day, builder.directory.config().desk.zone);
    const BusinessCalendar& hours = hours_of(builder.directory, ticket);
    const auto open = hours.is_always() ? std::nullopt : hours.next_open(midnight);
    return open ? std::max(open->from, midnight) : midnight;
}

Done run_snooze(Run& run, const Command& command) {
    const auto until = snooze_end(run.builder, run.ticket, command.value);
    if (!until || *until <= run.builder.now) return refusal("refused.no-snooze-end", command.value);
    if (is_done(run.ticket.status)) return refusal("refused.done-not-snoozed", run.ticket.status);
    run.line(snooze(run.builder, run.ticket, *until, run.actor, why(command)), {});
    return {};
}

Done run_template(Run& run, const Command& command) {
    const auto* found = template_for(run.builder.directory, run.ticket, command.value);
    if (!found)
        return did_you_mean(say("refused.no-template", command.value), command.value,
                            names_of(run.builder.directory.config().ticket_templates));
    run.line(use_template(run.builder, run.ticket, *found, run.actor, why(command)), {});
    return {};
}

Done run_merge(Run& run, const Command& command) {
    if (run.actor.trust < Trust::confirmed) return refusal("refused.merge-proof");
    auto done = merge(run.builder, run.ticket, command, run.actor);
    if (!done) return tl::unexpected(done.error());
    run.ran.asked.insert(Field::status);
    run.line(std::move(*done));
    return {};
}

void keep_inside(Run& run) {
    run.ran.visibility = Visibility::kept_inside;
}

Done run_undo(Run& run, const Command& command) {
    auto done = take_back(run.builder, run.ticket, command, run.actor);
    if (!done) return tl::unexpected(done.error());
    for (Sentence& line : *done)
        run.line(std::move(line));
    run.ran.asked = {Field::status, Field::priority, Field::assignment, Field::category};
    // Who takes something back has nothing to say to the client; what stands below is said to us.
    keep_inside(run);
    return {};
}

Done run_split(Run& run, const Command& command) {
    if (run.ran.split_to) return refusal("refused.split-twice");
    auto done = split(run.builder, run.ticket, command, run.actor);
    if (!done) return tl::unexpected(done.error());
    run.ran.split_to = done->number;
    run.line(std::move(done->line));
    return {};
}

Done run_visibility(Run& run, const Command& command) {
    const Visibility asked = command.kind == CommandKind::note ? Visibility::internal : Visibility::published;
    run.ran.visibility = std::max(run.ran.visibility, asked);
    return {};
}

Done run_one(Run& run, const Command& command) {
    switch (command.kind) {
        case CommandKind::status:
            return run_status(run, command);
        case CommandKind::priority:
            return run_priority(run, command);
        case CommandKind::assign:
        case CommandKind::take:
        case CommandKind::unassign:
            return run_assign(run, command);
        case CommandKind::note:
        case CommandKind::publish:
            return run_visibility(run, command);
        case CommandKind::category:
            return run_category(run, command);
        case CommandKind::client:
            return run_client(run, command);
        case CommandKind::title:
            return run_title(run, command);
        case CommandKind::watchers:
            return run_watchers(run, command);
        case CommandKind::snooze:
            return run_snooze(run, command);
        case CommandKind::ticket_template:
            return run_template(run, command);
        case CommandKind::merge:
            return run_merge(run, command);
        case CommandKind::help:
            // At the shell it is read where it is asked.
            if (run.actor.kind != Actor::Kind::technician) {
                for (const auto& [tag, meaning] : command_help())
                    run.line(plain(fmt::format("{} {}", tag, meaning)));
                return {};
            }
            [[fallthrough]];
        case CommandKind::list:
        case CommandKind::report:
        case CommandKind::show:
            // Whoever asks waits for an answer: a text beside it is no word to the client.
            keep_inside(run);
            return ask(run.builder, command, run.actor, run.ticket.number);
        case CommandKind::time:
        case CommandKind::time_billable:
        case CommandKind::time_date:
        case CommandKind::time_text:
        case CommandKind::time_with:
        case CommandKind::timer:
            return {};  // keep_time has done it
        case CommandKind::away: {
            auto done = run_away(run.builder, command, run.actor);
            if (!done) return tl::unexpected(done.error());
            run.line(std::move(*done));
            return {};
        }
        case CommandKind::split:
            return run_split(run, command);
        case CommandKind::undo:
            return run_undo(run, command);
    }
    return {};
}

/// Which of the two tickets another command is for, nobody can tell.
Done check_split(std::span<const Command> commands) {
    const auto is_split = [](const Command& command) { return command.kind == CommandKind::split; };
    if (std::none_of(commands.begin(), commands.end(), is_split)) return {};
    const auto other = std::find_if(commands.begin(), commands.end(), [&](const Command& command) {
        return !is_split(command) && command.kind != CommandKind::note && command.kind != CommandKind::publish &&
               command.kind != CommandKind::away;
    });
    if (other == commands.end()) return {};
    return refusal("refused.split-alone", other->shown);
}

}  // namespace

bool is_inside(const Directory& directory, const Ticket& ticket, std::string_view address) {
    if (directory.technician_by_address(mail::normalized(address))) return true;
    const config::Client* client = directory.client_of(address);
    return client && !ticket.client.empty() && client->name == ticket.client;
}

bool is_freemail(std::string_view domain) {
    constexpr std::array<std::string_view, 30> freemail{
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com",   "msn.com",     "yahoo.com", "yahoo.de",
        "ymail.com", "aol.com",        "icloud.com",  "me.com",      "mac.com",    "gmx.de",      "gmx.net",   "gmx.at",
        "gmx.ch",    "gmx.com",        "web.de",      "t-online.de", "freenet.de", "mail.com",    "mail.ru",   "yandex.ru",
        "proton.me", "protonmail.com", "zoho.com",    "orange.fr",   "qq.com",     "fastmail.com"};
    return std::find(freemail.begin(), freemail.end(), domain) != freemail.end();
}

Result<CommandResult> run_commands(DecisionBuilder& builder, Ticket& ticket, std::span<const Command> commands,
                                   const Actor& actor) {
    const int most = builder.directory.config().limits.commands_per_mail;
    if (std::cmp_greater(commands.size(), most)) return refusal("refused.too-many-commands", commands.size(), most);
    if (auto alone = check_split(commands); !alone) return tl::unexpected(alone.error());
    Run run{builder, ticket, actor, {}};
    const Ticket before = ticket;
    const std::size_t times = builder.decision.time.size();
    // Before a status ends the timers.
    auto kept = keep_time(builder, ticket, commands, actor);
    if (!kept) return tl::unexpected(kept.error());
    run.ran.lines = std::move(*kept);
    for (const Command& command : commands)
        if (auto done = run_one(run, command); !done) return tl::unexpected(done.error());
    for (Sentence& line : builder.take_side_effects())
        run.ran.lines.push_back(std::move(line));
    run.ran.undo = remember(builder, ticket, before, times, commands, actor);
    return std::move(run.ran);
}

}  // namespace workflow
