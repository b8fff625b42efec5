// Rebuilds a ticket's state from its events and compares it with the stored one.
#include "tests/workflow/replay.hpp"

#include "workflow/model/status.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace desk_test {

using namespace workflow;

namespace {

void link_once(State& state, TicketId number) {
    const Link link{Link::Kind::relates, number};
    if (std::find(state.links.begin(), state.links.end(), link) == state.links.end()) state.links.push_back(link);
}

/// Applies an event to the state. An event that changes no field of a ticket has no effect.
class Follow {
public:
    Follow(State& state, const Entry& entry) : state_(state), entry_(entry) {}

    void operator()(const event::StatusChanged& what) const {
        EXPECT_EQ(state_.status, what.from);
        state_.status = what.to;
        const bool done = is_done(what.to);
        if (!done) state_.resolved_at.reset();
        if (done && !state_.resolved_at) state_.resolved_at = entry_.at;
        state_.closed_at = what.to == Status::closed ? std::optional(entry_.at) : std::nullopt;
    }
    void operator()(const event::PriorityChanged& what) const { set(state_.priority, what.from, what.to); }
    void operator()(const event::CategoryChanged& what) const { set(state_.category, what.from, what.to); }
    void operator()(const event::ClientChanged& what) const {
        set(state_.client, what.from, what.to);
        set(state_.contract, what.contract_from, what.contract_to);
    }
    void operator()(const event::TitleChanged& what) const { set(state_.title, what.from, what.to); }
    void operator()(const event::TemplateUsed& what) const {
        state_.ticket_template = what.ticket_template;
        if (what.title_from != what.title_to) set(state_.title, what.title_from, what.title_to);
        if (!what.category.empty()) state_.category = what.category;
    }
    void operator()(const event::TemplateChanged& what) const { set(state_.ticket_template, what.from, what.to); }
    void operator()(const event::Assigned& what) const {
        set(state_.assignee, what.from, what.to);
        if (!what.team.empty()) state_.team = what.team;
    }
    void operator()(const event::Unassigned& what) const { set(state_.assignee, what.from, {}); }
    void operator()(const event::TeamChanged& what) const { set(state_.team, what.from, what.to); }
    void operator()(const event::WatcherAdded& what) const { state_.watchers.push_back(what.address); }
    void operator()(const event::WatcherRemoved& what) const {
        const auto found = std::find(state_.watchers.begin(), state_.watchers.end(), what.address);
        ASSERT_NE(found, state_.watchers.end()) << what.address << " did not watch";
        state_.watchers.erase(found);
    }
    void operator()(const event::Snoozed& what) const { state_.snoozed_until = what.until; }
    void operator()(const event::Woken&) const { state_.snoozed_until.reset(); }
    void operator()(const event::Linked& what) const { state_.links.push_back({what.kind, what.ticket}); }
    void operator()(const event::MergedInto& what) const { state_.links.push_back({Link::Kind::merged_into, what.ticket}); }
    void operator()(const event::MergedFrom& what) const { link_once(state_, what.ticket); }
    void operator()(const event::EntriesMoved& what) const { state_.links.push_back({Link::Kind::relates, what.ticket}); }
    void operator()(const event::TimerStarted&) const { state_.timers.push_back(entry_.author); }
    void operator()(const event::TimerStopped& what) const { std::erase(state_.timers, what.technician); }
    void operator()(const event::TimerResumed& what) const { state_.timers.push_back(what.technician); }
    void operator()(const event::TimerRemoved& what) const { std::erase(state_.timers, what.technician); }
    template <class Other>
    void operator()(const Other&) const {}

private:
    /// The old value in the event must be the one that the history has led to so far.
    template <class T>
    void set(T& value, const T& from, const T& to) const {
        EXPECT_EQ(value, from) << event_name(*entry_.event) << " of #" << entry_.ticket.value;
        value = to;
    }

    State& state_;
    const Entry& entry_;
};

void begin(State& state, const event::Opened& what) {
    state.title = what.title;
    state.requester = what.requester;
    state.client = what.client;
    state.contract = what.contract;
    state.category = what.category;
    state.team = what.team;
}

void begin(State& state, const event::SplitFrom& what) {
    state.links.push_back({Link::Kind::split_from, what.ticket});
    state.title = what.title;
    state.requester = what.requester;
    state.client = what.client;
    state.contract = what.contract;
    state.category = what.category;
    state.priority = what.priority;
    state.team = what.team;
    state.assignee = what.assignee;
    state.watchers = what.watchers;
}

std::string shown(const std::optional<Instant>& at) {
    return at ? config::format_rfc3339(*at) : "never";
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const State& state) {
    std::string links;
    for (const Link& link : state.links)
        links += fmt::format(" {} #{}", to_string(link.kind), link.number.value);
    return out << fmt::format(
               "\"{}\" for \"{}\" <{}>, client {}, contract {}, category {}, assignee {}, team {}, template {}, {}, {}, watchers "
               "{}, links{}, timers {}, snoozed {}, resolved {}, closed {}",
               state.title, state.requester.name, state.requester.address, state.client, state.contract, state.category,
               state.assignee, state.team, state.ticket_template, to_string(state.status), to_string(state.priority),
               fmt::join(state.watchers, " "), links, fmt::join(state.timers, " "), shown(state.snoozed_until),
               shown(state.resolved_at), shown(state.closed_at));
}

State state_of(const Ticket& ticket) {
    State state;
    state.title = ticket.title;
    state.requester = ticket.requester;
    state.client = ticket.client;
    state.contract = ticket.contract;
    state.category = ticket.category;
    state.assignee = ticket.assignee;
    state.team = ticket.team;
    state.ticket_template = ticket.ticket_template;
    state.status = ticket.status;
    state.priority = ticket.priority;
    for (const Watcher& watcher : ticket.watchers)
        state.watchers.push_back(watcher.address);
    state.links = ticket.links;
    for (const Effort& effort : ticket.efforts)
        if (effort.timer_since) state.timers.push_back(effort.technician);
    std::sort(state.timers.begin(), state.timers.end());
    state.snoozed_until = ticket.snoozed_until;
    state.resolved_at = ticket.clocks.resolved_at;
    state.closed_at = ticket.closed_at;
    return state;
}

State replay(const std::vector<Entry>& history) {
    State state;
    // The event with a ticket's first facts may be stored after other events, although its facts came first.
    for (const Entry& entry : history) {
        if (!entry.event) continue;
        if (const auto* opened = std::get_if<event::Opened>(&*entry.event)) begin(state, *opened);
        if (const auto* split = std::get_if<event::SplitFrom>(&*entry.event)) begin(state, *split);
    }
    for (const Entry& entry : history) {
        if (entry.kind != EntryKind::event) continue;
        if (!entry.event) {
            ADD_FAILURE() << "an event without a value: " << entry.text;
            continue;
        }
        EXPECT_EQ(parse_event(event_json(*entry.event)), entry.event) << event_json(*entry.event);
        std::visit(Follow(state, entry), *entry.event);
    }
    std::sort(state.timers.begin(), state.timers.end());
    return state;
}

}  // namespace desk_test
