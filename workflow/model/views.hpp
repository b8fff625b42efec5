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

// The data that mails, tables and `show` display, as values.
namespace workflow {

/// The SLA state of a ticket as people see it. It is that of the running clock which is due first.
struct SlaView {
    enum class State {
        none,  // no clock runs
        paused,
        green,
        amber,  // three quarters of the time have been used
        red     // the clock is overdue
    };
    State state = State::none;
    std::optional<int> used_percent;  // nullopt: no clock is running
    std::optional<Instant> due_at;
    std::optional<Clock> clock;
    std::chrono::microseconds left{0};  // business time left; negative when overdue
    bool paused = false;
};
[[nodiscard]] std::string_view to_string(SlaView::State state);  // "green"

/// A ticket as one row of a table.
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
    std::size_t left_out = 0;  // number of further tickets that do not fit into a mail
};
[[nodiscard]] std::string_view to_string(TicketList::What what);          // "late"
[[nodiscard]] TicketList::What parse_ticket_list(std::string_view word);  // an unknown word means What::open

/// SLA results of the tickets that were opened in a period.
struct SlaReport {
    struct Count {  // for one clock
        int met = 0;
        int breached = 0;
        int running = 0;                             // neither met nor breached yet
        std::optional<std::chrono::seconds> median;  // business time used by finished clocks
        std::optional<std::chrono::seconds> p90;
        [[nodiscard]] std::optional<int> met_percent() const;  // percentage of met among met and breached
    };
    struct Row {
        std::string client;  // empty: unknown
        Priority priority = Priority::medium;
        int tickets = 0;
        Count response, resolution;
        int updates_missed = 0;
        int reopened = 0;  // number of reopenings
    };
    struct Age {
        int days = 0;  // minimum age
        int tickets = 0;
    };

    struct Billed {
        std::string client;        // empty: unknown
        std::int64_t minutes = 0;  // after the contracts' rounding
    };

    Instant from, to;    // opened in [from, to)
    std::string client;  // only this client; empty: all
    std::vector<Row> rows;
    Row total;
    std::array<Age, 5> backlog{{{0, 0}, {1, 0}, {3, 0}, {7, 0}, {30, 0}}};  // unresolved when the report is made
    std::vector<Billed> billed;                                             // work in [from, to) on any ticket
    [[nodiscard]] std::int64_t billed_minutes() const;
};

/// The data of a report.
struct ReportFacts {
    std::vector<Ticket> tickets;            // opened in the period, and all open ones
    std::vector<SlaReport::Billed> billed;  // work in the period, by client
};

/// A ticket's history as `show` displays it.
struct HistoryView {
    struct Line {
        int number = 0;  // number of a comment or note for split=K, from 1; 0: an event
        Entry entry;
    };
    std::vector<Line> lines;
    std::vector<TimeEntry> time;
    bool full = false;         // with the text that was cut from the mails
    std::size_t left_out = 0;  // number of earlier lines that do not fit into a mail
};

}  // namespace workflow
