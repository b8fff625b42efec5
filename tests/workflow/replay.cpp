// Rebuilds a ticket's state from its events and compares it with the stored one.
#include "tests/workflow/replay.hpp"

#include <date/date.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace desk_test {

using namespace workflow;

namespace {

/// Reads one line from its beginning to its end. What does not stand there throws.
class Reader {
public:
    explicit Reader(const Entry& entry) : rest_(entry.text), entry_(entry) {}

    bool skip(std::string_view words) {
        if (!rest_.starts_with(words)) return false;
        rest_.remove_prefix(words.size());
        return true;
    }
    void need(std::string_view words) {
        if (!skip(words)) throw std::runtime_error(fmt::format("\"{}\" is not at \"{}\"", words, rest_));
    }
    std::string_view until(std::string_view end) {
        const std::size_t at = rest_.find(end);
        if (at == std::string_view::npos) throw std::runtime_error(fmt::format("no \"{}\" in \"{}\"", end, rest_));
        const std::string_view words = rest_.substr(0, at);
        rest_.remove_prefix(at + end.size());
        return words;
    }
    std::string quoted() {
        need("\"");
        std::string value;
        while (!rest_.starts_with('"')) {
            skip("\\");
            if (rest_.empty()) throw std::runtime_error("a quotation without an end");
            value += rest_.front();
            rest_.remove_prefix(1);
        }
        need("\"");
        return value;
    }
    /// As workflow::text::named writes them.
    std::string name() {
        if (rest_.starts_with('"')) return quoted();
        std::size_t end = rest_.size();
        for (const std::string_view sign : {" →", " by ", ":", ";", ",", "\n"})
            end = std::min(end, rest_.find(sign));
        const std::string value(rest_.substr(0, end));
        rest_.remove_prefix(end);
        return value == "none" ? "" : value;
    }
    /// "a → b": b.
    std::string changed() {
        name();
        need(" → ");
        return name();
    }
    std::optional<Instant> time() {
        if (skip("none")) return std::nullopt;
        std::istringstream in{std::string(until(" UTC"))};
        date::sys_seconds at;
        in >> date::parse("%F %R", at);
        if (in.fail()) throw std::runtime_error("a time that is none");
        return Instant{at};
    }
    TicketId ticket() {
        need("#");
        TicketId number;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number.value);
        if (error != std::errc{}) throw std::runtime_error("no number of a ticket");
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return number;
    }
    void by() {
        need(" by ");
        by_whom();
    }
    /// As the entry itself says who it was, and with which level of trust.
    void by_whom() {
        need(entry_.author);
        if (entry_.author != "ticketd" && entry_.author != "admin") need(fmt::format(" ({})", to_string(entry_.trust)));
        need(":");
    }
    void end() const {
        if (!rest_.empty()) throw std::runtime_error(fmt::format("\"{}\" is left", rest_));
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
    const Entry& entry_;
};

void read_headline(Reader& line, State& state) {
    state.title = line.quoted();
    if (!line.skip(" for ")) return;
    if (!line.skip("<")) {
        state.requester.name = line.quoted();
        line.need(" <");
    }
    state.requester.address = line.until(">");
}

bool is_beginning(const Entry& entry) {
    return entry.kind == EntryKind::event && (entry.text.starts_with("opened by ") || entry.text.starts_with("split from #"));
}

void begin_opened(Reader& line, State& state) {
    line.by_whom();
    line.need(" ");
    read_headline(line, state);
    line.skip(", whose mail was forwarded");
    if (line.skip("; client ")) {
        state.client = line.name();
        if (line.skip(", contract ")) state.contract = line.name();
        line.need(": by ");
        if (!line.skip("its contact's address")) {
            line.need("the domain ");
            line.name();
        }
    }
    if (line.skip("; category ")) {
        state.category = line.name();
        line.need(": ");
        if (!line.skip("written to its address")) {
            line.quoted();
            line.need(" in the ");
            if (!line.skip("subject")) line.need("text");
        }
    }
    if (line.skip("; team ")) {
        state.team = line.name();
        line.need(": of the category");
    }
    line.end();
}

void begin_split(Reader& line, State& state) {
    state.links.push_back({Link::Kind::split_from, line.ticket()});
    line.until(", ");
    line.until(", by ");
    line.by_whom();
    line.until("]; ");
    read_headline(line, state);
    if (line.skip("; client ")) state.client = line.name();
    if (line.skip(", contract ")) state.contract = line.name();
    if (line.skip("; category ")) state.category = line.name();
    if (line.skip("; priority ")) state.priority = config::parse_priority(line.name()).value();
    if (line.skip("; team ")) state.team = line.name();
    if (line.skip("; assigned to ")) state.assignee = line.name();
    if (line.skip("; watched by ")) do
            state.watchers.push_back(line.name());
        while (line.skip(", "));
    line.end();
}

void read_status(Reader& line, State& state, Instant at) {
    state.status = config::parse_status(line.changed()).value();
    const bool done = state.status == Status::resolved || state.status == Status::closed;
    if (!done) state.resolved_at.reset();
    if (done && !state.resolved_at) state.resolved_at = at;
    state.closed_at = state.status == Status::closed ? std::optional(at) : std::nullopt;
}

void read_client(Reader& line, State& state) {
    state.client = line.changed();
    if (line.skip(", contract ")) state.contract = line.changed();
}

void read_title(Reader& line, State& state) {
    line.quoted();
    line.need(" → ");
    state.title = line.quoted();
}

void read_template(Reader& line, State& state) {
    state.ticket_template = line.name();
    if (line.skip(" → ")) state.ticket_template = line.name();
    if (line.skip(", title ")) read_title(line, state);
    if (line.skip(", category ")) state.category = line.name();
}

void read_team(Reader& line, State& state) {
    state.team = line.name();
    state.assignee = line.skip(", to ") ? line.name() : "";
}

void read_assignee(Reader& line, State& state, bool was_another) {
    state.assignee = was_another ? line.changed() : line.name();
    if (line.skip(", who is away until ")) line.time();
}

/// What one person's mails and timers are about: lines that begin with who it is. False: no such line.
bool read_of_a_person(std::string_view text, State& state) {
    const auto read = [&](std::string_view what) {
        const std::size_t at = text.find(what);
        const std::string_view who = text.substr(0, at);
        return at == std::string_view::npos || who.find_first_of(" \"") != std::string_view::npos ? "" : std::string(who);
    };
    if (const std::string gone = read(" watches no more by "); gone.find('@') != std::string::npos) {
        const auto found = std::find(state.watchers.begin(), state.watchers.end(), gone);
        if (found == state.watchers.end()) throw std::runtime_error(gone + " did not watch");
        state.watchers.erase(found);
        return true;
    }
    if (const std::string added = read(" watches by "); added.find('@') != std::string::npos) {
        state.watchers.push_back(added);
        return true;
    }
    return false;
}

void link_once(State& state, TicketId number) {
    const Link link{Link::Kind::relates, number};
    if (std::find(state.links.begin(), state.links.end(), link) == state.links.end()) state.links.push_back(link);
}

/// Lines on tickets that this one has to do with.
bool read_link(Reader& line, State& state) {
    for (const Link::Kind kind : {Link::Kind::follows, Link::Kind::relates})
        if (line.skip(fmt::format("{} #", to_string(kind)))) {
            state.links.push_back({kind, {std::stoll(std::string(line.until(":")))}});
            return true;
        }
    if (line.skip("merged into ")) {
        state.links.push_back({Link::Kind::merged_into, line.ticket()});
        line.by();
    } else if (line.skip("entry ")) {
        line.until(" and what follows it moved to ");
        state.links.push_back({Link::Kind::relates, line.ticket()});
        line.by();
    } else if (line.rest().starts_with('#')) {
        const TicketId number = line.ticket();
        if (line.skip(" was merged into this")) link_once(state, number);
    } else {
        return false;
    }
    return true;
}

void read_timer(Reader& line, State& state, const Entry& entry) {
    if (line.skip("started")) {
        state.timers.push_back(entry.author);
        return line.by();
    }
    if (line.skip("stopped: time ")) {
        std::string_view words = line.rest().substr(0, line.rest().find(" by "));
        line.skip(words);
        const std::size_t of = words.find(" of ");
        std::erase(state.timers, of == std::string_view::npos ? entry.author : std::string(words.substr(of + 4)));
        return line.by();
    }
    line.need("of ");
    const std::string who(line.until(" "));
    if (line.skip("runs on")) {
        state.timers.push_back(who);
    } else {
        line.need("taken back");
        std::erase(state.timers, who);
    }
    line.by();
}

void follow(State& state, const Entry& entry) {
    Reader line(entry);
    if (line.skip("status ")) {
        read_status(line, state, entry.at);
    } else if (line.skip("priority ")) {
        state.priority = config::parse_priority(line.changed()).value();
    } else if (line.skip("category ")) {
        state.category = line.changed();
    } else if (line.skip("client ")) {
        read_client(line, state);
    } else if (line.skip("title ")) {
        read_title(line, state);
    } else if (line.skip("template ")) {
        read_template(line, state);
    } else if (line.skip("assigned to team ")) {
        read_team(line, state);
    } else if (line.skip("team ")) {
        state.team = line.changed();
    } else if (line.skip("assigned to ")) {
        read_assignee(line, state, false);
    } else if (line.skip("assignee ")) {
        read_assignee(line, state, true);
    } else if (line.skip("snoozed until ")) {
        state.snoozed_until = line.time();
    } else if (line.skip("snoozed ")) {
        line.time();
        line.need(" → ");
        state.snoozed_until = line.time();
    } else if (line.skip("no longer snoozed")) {
        state.snoozed_until.reset();
    } else if (line.skip("timer ")) {
        return read_timer(line, state, entry);
    } else {
        read_link(line, state) || read_of_a_person(entry.text, state);
        return;
    }
    line.by();
}

template <class Step>
void read_or_fail(const Entry& entry, Step step) {
    try {
        step();
    } catch (const std::exception& error) {
        ADD_FAILURE() << entry.text << "\n" << error.what();
    }
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
    for (const Entry& entry : history) {
        if (!is_beginning(entry)) continue;
        read_or_fail(entry, [&] {
            Reader line(entry);
            if (line.skip("opened by ")) return begin_opened(line, state);
            line.need("split from ");
            begin_split(line, state);
        });
        break;
    }
    for (const Entry& entry : history)
        if (entry.kind == EntryKind::event && !is_beginning(entry)) read_or_fail(entry, [&] { follow(state, entry); });
    std::sort(state.timers.begin(), state.timers.end());
    return state;
}

}  // namespace desk_test
