#pragma once

#include "config/config.hpp"
#include "workflow/ticket.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace workflow {

class Policy;

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

[[nodiscard]] SlaReport sla_report(const Policy& policy, const ReportFacts& facts, Instant from, Instant to,
                                   std::string_view client, Instant now);

/// The last whole day, week, month or year before `now` in the desk's zone: what `[report week]` asks for. nullopt: no such word.
struct Period {
    Instant from, to;
};
[[nodiscard]] std::optional<Period> last_period(const Policy& policy, std::string_view word, Instant now);

}  // namespace workflow
