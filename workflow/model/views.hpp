#pragma once

#include "config/config.hpp"
#include "workflow/model/ticket.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What mails, tables and `show` tell of tickets, as values.
namespace workflow {

/// How a ticket's clocks stand, as people see it: by the running one that is due first.
struct SlaView {
    enum class State {
        none,  // no clock runs
        paused,
        green,
        amber,  // three quarters are used
        red     // over its time
    };
    State state = State::none;
    std::optional<int> used_percent;  // nullopt: none runs
    std::optional<Instant> due_at;
    std::optional<Clock> clock;
    std::chrono::microseconds left{0};  // in its business hours; negative: over it
    bool paused = false;
};
[[nodiscard]] std::string_view to_string(SlaView::State state);  // "green"

/// A ticket as one line of a table tells it.
struct ListedTicket {
    TicketId number;
    std::string title;
    std::string client;
    std::string requester;
    std::string assignee;
    Status status = Status::open;
    Priority priority = Priority::medium;
    SlaView sla;
};

/// A table of tickets in a mail.
struct TicketList {
    enum class What { late, due, open, unassigned, team, mine, breached, all };
    What what = What::open;
    std::vector<ListedTicket> tickets;
    std::size_t left_out = 0;  // further ones, when there are too many for a mail
};
[[nodiscard]] std::string_view to_string(TicketList::What what);          // "late"
[[nodiscard]] TicketList::What parse_ticket_list(std::string_view word);  // an unknown word is What::open

/// How the tickets that were opened in some time were served.
struct SlaReport {
    struct Count {  // of one clock
        int met = 0;
        int breached = 0;
        int running = 0;                             // neither yet
        std::optional<std::chrono::seconds> median;  // of the business time used, of those that are done
        std::optional<std::chrono::seconds> p90;
        [[nodiscard]] std::optional<int> met_percent() const;  // of those decided
    };
    struct Row {
        std::string client;  // empty: none is known
        Priority priority = Priority::medium;
        int tickets = 0;
        Count response, resolution;
        int updates_missed = 0;
        int reopened = 0;  // how often
    };
    struct Age {
        int days = 0;  // at least so old
        int tickets = 0;
    };

    struct Billed {
        std::string client;        // empty: none is known
        std::int64_t minutes = 0;  // as the contracts count them
    };

    Instant from, to;    // opened in [from, to)
    std::string client;  // of this client only; empty: of all
    std::vector<Row> rows;
    Row total;
    std::array<Age, 5> backlog{{{0, 0}, {1, 0}, {3, 0}, {7, 0}, {30, 0}}};  // not resolved at the time it is made
    std::vector<Billed> billed;                                             // worked in [from, to), on whatever ticket
    [[nodiscard]] std::int64_t billed_minutes() const;
};

/// What a report is made of.
struct ReportFacts {
    std::vector<Ticket> tickets;            // opened in the time, and all that are open
    std::vector<SlaReport::Billed> billed;  // in the time, by client
};

/// A ticket's story as `show` tells it.
struct HistoryView {
    struct Line {
        int number = 0;  // of a comment or note, from 1: what split=K means; 0: an event
        Entry entry;
    };
    std::vector<Line> lines;
    std::vector<TimeEntry> time;
    std::size_t left_out = 0;  // earlier lines, when there are too many for a mail
};

}  // namespace workflow
