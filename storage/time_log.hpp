#pragma once

#include "storage/sql/session.hpp"
#include "storage/tickets.hpp"
#include "workflow/model/views.hpp"
#include "workflow/model/ticket.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

struct Sql;

/// The filters of a time report. Empty fields match everything.
struct TimeFilter {
    std::string client;
    std::string technician;
    std::optional<config::TicketId> ticket;
    std::optional<config::Instant> from, to;  // bounds on the end of the work: from <= end < to
};

/// The time of one technician on one ticket; billable and other time have separate rows.
struct TimeSum {
    config::TicketId ticket;
    std::string title;
    std::string client;
    std::string technician;
    bool billable = true;
    std::int64_t worked = 0;   // minutes
    std::int64_t minutes = 0;  // after the contract's rounding and minimum
    std::int64_t entries = 0;
};

/// The time log. `Tickets::write` appends to it.
class TimeLog {
public:
    explicit TimeLog(Session& session) : session_(session) {}
    [[nodiscard]] std::vector<workflow::TimeEntry> of(config::TicketId ticket);  // in the order in which they were logged
    [[nodiscard]] std::vector<TimeSum> sums(const TimeFilter& filter);           // by ticket, technician, billable first
    [[nodiscard]] std::vector<workflow::SlaReport::Billed> billed(const TimeFilter& filter);  // by client's name

private:
    Session& session_;
};

/// Runs inside the transaction that writes the decisions.
void write_time(const Sql& sql, std::span<const Outcome* const> outcomes);

}  // namespace storage
