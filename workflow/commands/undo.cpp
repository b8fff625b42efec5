// Records what commands changed, and takes it back as long as nobody changed it since.
#include "workflow/commands/undo.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/commands/commands.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"
#include "workflow/tickets/time_tracking.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace workflow {

namespace {

using Step = Undo::Step;
using Done = Result<Changes>;

std::string micros(const std::optional<Instant>& at) {
    return at ? std::to_string(config::to_micros(*at)) : std::string();
}

std::int64_t integer(std::string_view word) {
    std::int64_t value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
}

std::optional<Instant> instant(std::string_view word) {
    return word.empty() ? std::nullopt : std::optional(config::from_micros(integer(word)));
}

bool watches(const Ticket& ticket, std::string_view address) {
    return std::any_of(ticket.watchers.begin(), ticket.watchers.end(),
                       [&](const Watcher& watcher) { return text::same(watcher.address, address); });
}

std::string timer_of(const Ticket& ticket, std::string_view technician) {
    for (const Effort& effort : ticket.efforts)
        if (effort.technician == technician) return micros(effort.timer_since);
    return {};
}

/// Everything that a step may be about, save time, which is added up and not set. The status is last: it ends timers and
/// snoozing.
constexpr std::array<std::string_view, 13> things{"priority", "client",  "category", "template", "title", "description", "team",
                                                  "assignee", "watcher", "snoozed",  "timer",    "time",  "status"};

/// How it stands. `who`: a watcher's address, a technician with a timer.
std::string value_of(const Ticket& ticket, std::string_view what, std::string_view who) {
    if (what == "priority") return std::string(to_string(ticket.priority));
    if (what == "client") return ticket.client;
    if (what == "category") return ticket.category;
    if (what == "template") return ticket.ticket_template;
    if (what == "title") return ticket.title;
    if (what == "description") return ticket.description;
    if (what == "team") return ticket.team;
    if (what == "assignee") return ticket.assignee;
    if (what == "watcher") return watches(ticket, who) ? "watches" : "";
    if (what == "snoozed") return micros(ticket.snoozed_until);
    if (what == "timer") return timer_of(ticket, who);
    return std::string(to_string(ticket.status));
}

void add_step(std::vector<Step>& steps, const Ticket& before, const Ticket& after, std::string_view what,
              const std::string& who) {
    std::string was = value_of(before, what, who);
    std::string is = value_of(after, what, who);
    const bool known =
        std::any_of(steps.begin(), steps.end(), [&](const Step& step) { return step.what == what && text::same(step.who, who); });
    if (was != is && !known) steps.push_back({std::string(what), who, std::move(was), std::move(is)});
}

std::string line_of(const TimeEntry& entry) {
    const std::array<std::int64_t, 5> numbers{entry.worked, entry.minutes, entry.billable ? 1 : 0, config::to_micros(entry.from),
                                              config::to_micros(entry.to)};
    return fmt::format("{}", fmt::join(numbers, " "));
}

TimeEntry time_of(const Step& step) {
    const auto words = text::split(step.is, ' ');
    TimeEntry entry;
    entry.technician = step.who;
    if (words.size() != 5) return entry;
    entry.worked = static_cast<int>(integer(words[0]));
    entry.minutes = static_cast<int>(integer(words[1]));
    entry.billable = words[2] == "1";
    entry.from = config::from_micros(integer(words[3]));
    entry.to = config::from_micros(integer(words[4]));
    return entry;
}

Undo* undo_of(Ticket& ticket, const std::string& by) {
    const auto found = std::find_if(ticket.undos.begin(), ticket.undos.end(), [&](const Undo& one) { return one.by == by; });
    return found == ticket.undos.end() ? nullptr : &*found;
}

Sentence field_named(std::string_view what) {
    const SentenceKind* kind = sentence_kind(fmt::format("field.{}", what));
    return kind ? Sentence{kind->name, {}} : plain(std::string(what));
}

Value value_shown(std::string_view what, std::string_view value) {
    if (value.empty()) return sentence_value(say("value.none"));
    if (what == "snoozed" || what == "timer") return *instant(value);
    if (const auto status = config::parse_status(value); status && what == "status") return *status;
    if (const auto priority = config::parse_priority(value); priority && what == "priority") return *priority;
    if (what == "description") return sentence_value(say("value.another"));
    return text::named(value);
}

/// Why the step cannot be taken back; empty when it can.
Sentence refusal_reason(const DecisionBuilder& builder, const Ticket& ticket, const Step& step, const Actor& actor) {
    if (step.what == "time") return {};  // time_back looks itself
    const std::string now = value_of(ticket, step.what, step.who);
    if (now != step.is) {
        if (step.what == "watcher") return say("refused.watcher-changed", step.who);
        if (step.what == "timer") return say("refused.timer-changed", step.who, value_shown(step.what, now));
        return say("refused.changed-since", field_named(step.what), value_shown(step.what, now));
    }
    if (step.was.empty()) return {};
    const Directory& directory = builder.directory;
    if (step.what == "assignee" && !directory.technician(step.was)) return say("refused.technician-gone", step.was);
    if (step.what == "team" && !directory.team(step.was)) return say("refused.team-gone", step.was);
    if (step.what == "client" && !directory.client(step.was)) return say("refused.client-gone", step.was);
    if (step.what == "category" && !directory.category(step.was)) return say("refused.category-gone", step.was);
    if (step.what == "watcher" && actor.trust < Trust::confirmed && !is_inside(directory, ticket, step.who))
        return say("refused.outside-undo", step.who);
    return {};
}

/// `put` as an event.
TicketEvent put_event(const Step& step, const Cause& why) {
    if (step.what == "team") return event::TeamChanged{step.is, step.was, why};
    if (step.what == "template") return event::TemplateChanged{step.is, step.was, why};
    if (step.what == "description") return event::DescriptionRestored{why};
    if (step.what == "snoozed" && step.was.empty()) return event::Woken{why};
    if (step.what == "snoozed") return event::Snoozed{*instant(step.was), why};
    if (step.what == "timer" && step.was.empty()) return event::TimerRemoved{step.who, why};
    if (step.what == "timer") return event::TimerResumed{step.who, why};
    if (step.was.empty()) return event::Unassigned{step.is, why};
    return event::Assigned{.from = step.is, .to = step.was, .cause = why};
}

/// Sets what has no function of its own elsewhere, and tells it.
Changes put(DecisionBuilder& builder, Ticket& ticket, const Step& step, const Actor& actor, const Cause& why) {
    if (step.what == "team") ticket.team = step.was;
    if (step.what == "template") ticket.ticket_template = step.was;
    if (step.what == "assignee") {
        ticket.assignee = step.was;
        if (const config::Technician* technician = builder.directory.technician(step.was))
            builder.notify_later({technician, say("notice.yours-again", actor.who())});
        notify_former_assignee(builder, ticket, step.is, actor);
    }
    if (step.what == "description") ticket.description = step.was;
    if (step.what == "snoozed") ticket.snoozed_until = instant(step.was);
    if (step.what == "timer") {
        for (Effort& effort : ticket.efforts) {
            if (effort.technician != step.who) continue;
            effort.timer_since = instant(step.was);
            effort.asked_at.reset();
        }
    }
    return builder.change(ticket, actor, put_event(step, why), why);
}

Done reverse(DecisionBuilder& builder, Ticket& ticket, const Step& step, const Actor& actor, const Cause& why) {
    const Directory& directory = builder.directory;
    if (step.what == "time") return reverse_time(builder, ticket, time_of(step), actor, why);
    if (step.what == "priority") {
        const auto priority = config::parse_priority(step.was);
        return priority ? set_priority(builder, ticket, *priority, actor, why) : Changes{};
    }
    if (step.what == "client") return set_client(builder, ticket, directory.client(step.was), actor, why);
    if (step.what == "category") return set_category(builder, ticket, step.was, actor, why);
    if (step.what == "title") return set_title(builder, ticket, step.was, actor, why);
    if (step.what == "watcher")
        return step.was.empty() ? remove_watcher(builder, ticket, step.who, actor, why)
                                : add_watcher(builder, ticket, step.who, actor, why);
    if (step.what == "status") {
        const Status from = ticket.status;
        const Status to = config::parse_status(step.was).value_or(from);
        put_status(builder, ticket, to, actor, why);
        return Changes{{event::StatusChanged{from, to, why}}, actor.who()};
    }
    return put(builder, ticket, step, actor, why);
}

}  // namespace

std::optional<int> remember(DecisionBuilder& builder, Ticket& ticket, const Ticket& before, std::size_t first_time,
                            std::span<const Command> commands, const Actor& actor) {
    Undo undo;
    undo.by = actor.name;
    for (const std::string_view what : things) {
        if (what == "watcher") {
            for (const Ticket* state : {&before, &std::as_const(ticket)})
                for (const Watcher& watcher : state->watchers)
                    add_step(undo.steps, before, ticket, what, watcher.address);
        } else if (what == "timer") {
            for (const Effort& effort : ticket.efforts)
                add_step(undo.steps, before, ticket, what, effort.technician);
        } else if (what == "time") {
            for (std::size_t i = first_time; i < builder.decision.time.size(); ++i) {
                const TimeEntry& entry = builder.decision.time[i];
                if (entry.ticket == ticket.number) undo.steps.push_back({"time", entry.technician, {}, line_of(entry)});
            }
        } else {
            add_step(undo.steps, before, ticket, what, {});
        }
    }
    const bool for_good = has_command(commands, CommandKind::merge) || has_command(commands, CommandKind::split);
    if (undo.steps.empty() && !for_good) return std::nullopt;
    for (const Undo& one : ticket.undos)
        undo.id = std::max(undo.id, one.id);
    ++undo.id;
    // After a merge or a split the ticket is another: what was kept of it so far does not fit any more.
    if (for_good) undo.steps.clear();
    const auto id = undo.steps.empty() ? std::nullopt : std::optional(undo.id);
    if (Undo* known = undo_of(ticket, undo.by)) {
        *known = std::move(undo);
    } else {
        ticket.undos.push_back(std::move(undo));
    }
    return id;
}

void remember_claim(DecisionBuilder& builder, Ticket& ticket, const Ticket& before, std::optional<int> undo, const Actor& actor) {
    const Undo* known = undo ? undo_of(ticket, actor.name) : nullptr;
    const std::optional<Undo> commands = known ? std::optional(*known) : std::nullopt;
    remember(builder, ticket, before, builder.decision.time.size(), {}, actor);
    Undo* now = undo_of(ticket, actor.name);
    if (!commands || !now) return;
    now->id = commands->id;
    now->steps.insert(now->steps.begin(), commands->steps.begin(), commands->steps.end());
}

Result<std::vector<Sentence>> take_back(DecisionBuilder& builder, Ticket& ticket, const Command& command, const Actor& actor) {
    const Undo* found = undo_of(ticket, actor.name);
    if (!found || found->steps.empty()) return refusal("refused.undo-nothing", ticket.number, actor.name);
    const Undo undo = *found;
    if (!command.value.empty() && command.value != std::to_string(undo.id))
        return refusal("refused.undo-not-last", command.shown, ticket.number);
    for (const Step& step : undo.steps)
        if (Sentence why = refusal_reason(builder, ticket, step, actor); !why.empty()) return tl::unexpected(std::move(why));
    std::vector<Sentence> lines;
    for (const Step& step : undo.steps) {
        auto done = reverse(builder, ticket, step, actor, cause::Command{command.shown});
        if (!done) return tl::unexpected(done.error());
        if (!done->empty()) lines.push_back(say("done.taken-back", std::move(*done)));
    }
    return lines;
}

bool brings_outsiders_back(const DecisionBuilder& builder, const Ticket& ticket, const std::string& actor) {
    return std::any_of(ticket.undos.begin(), ticket.undos.end(), [&](const Undo& undo) {
        return undo.by == actor && std::any_of(undo.steps.begin(), undo.steps.end(), [&](const Step& step) {
                   return step.what == "watcher" && !step.was.empty() && !is_inside(builder.directory, ticket, step.who);
               });
    });
}

std::vector<Sentence> beyond_undo(const DecisionBuilder& builder, std::span<const Command> commands) {
    std::vector<Sentence> lines;
    std::vector<std::string> written;
    for (const Notification& order : builder.decision.mails) {
        const std::string& address = order.recipient.address;
        const bool known = std::find(written.begin(), written.end(), address) != written.end();
        if (!order.to_technician && !known) written.push_back(address);
    }
    if (!written.empty()) lines.push_back(say("done.has-left", std::move(written)));
    if (has_command(commands, CommandKind::merge)) lines.push_back(say("done.merge-stays"));
    if (has_command(commands, CommandKind::split)) lines.push_back(say("done.split-stays"));
    return lines;
}

}  // namespace workflow
