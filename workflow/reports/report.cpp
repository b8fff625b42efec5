// Counts met and missed SLA targets over a period.
#include "workflow/reports/report.hpp"

#include "workflow/sla/sla_clocks.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/text/text.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <date/tz.h>

#include <algorithm>
#include <map>

namespace workflow {

namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;

/// The smallest value that `percent` of the values do not exceed.
std::optional<seconds> percentile(const std::vector<seconds>& sorted, std::size_t percent) {
    if (sorted.empty()) return std::nullopt;
    const std::size_t rank = (sorted.size() * percent + 99) / 100;
    return sorted.at(std::max<std::size_t>(rank, 1) - 1);
}

/// Collects the data of one row.
struct Gathering {
    SlaReport::Row row;
    std::vector<seconds> response, resolution;

    void add(const Directory& directory, const Ticket& ticket, Instant now) {
        ++row.tickets;
        count(directory, ticket, Clock::response, ticket.clocks.responded_at.has_value(), row.response, response, now);
        count(directory, ticket, Clock::resolution, is_done(ticket.status), row.resolution, resolution, now);
        if (is_breached(ticket, Clock::update)) ++row.updates_missed;
        row.reopened += reopenings(ticket);
    }

    SlaReport::Row finish() && {
        for (auto [times, into] : {std::pair{&response, &row.response}, std::pair{&resolution, &row.resolution}}) {
            std::sort(times->begin(), times->end());
            into->median = percentile(*times, 50);
            into->p90 = percentile(*times, 90);
        }
        return std::move(row);
    }

private:
    static int reopenings(const Ticket& ticket) {
        int times = 0;
        bool done = false;
        for (const ClockEvent& event : ticket.clocks.log) {
            if (event.kind != ClockEvent::Kind::status) continue;
            if (done && !is_done(event.status)) ++times;
            done = is_done(event.status);
        }
        return times;
    }

    static void count(const Directory& directory, const Ticket& ticket, Clock clock, bool done, SlaReport::Count& into,
                      std::vector<seconds>& times, Instant now) {
        const auto time = elapsed(directory, ticket, clock, now);
        if (done) times.push_back(std::chrono::floor<seconds>(time));
        const auto target = target_of(directory, ticket, clock);
        if (is_breached(ticket, clock) || (target && time > *target)) {
            ++into.breached;
        } else if (target && done) {
            ++into.met;
        } else if (target && !is_done(ticket.status)) {
            // A ticket that ended without an answer before one was due is neither met nor missed.
            ++into.running;
        }
    }
};

sys_days first_day(std::string_view word, sys_days today) {
    const std::chrono::year_month_day date{today};
    if (word == "week") return today - days{std::chrono::weekday{today}.iso_encoding() - 1};
    if (word == "month") return sys_days{date.year() / date.month() / 1};
    if (word == "year") return sys_days{date.year() / 1 / 1};
    return today;
}

}  // namespace

std::optional<int> SlaReport::Count::met_percent() const {
    const int decided = met + breached;
    return decided == 0 ? std::nullopt : std::optional(met * 100 / decided);
}

std::int64_t SlaReport::billed_minutes() const {
    std::int64_t minutes = 0;
    for (const Billed& one : billed)
        minutes += one.minutes;
    return minutes;
}

SlaReport sla_report(const Directory& directory, const ReportFacts& facts, Instant from, Instant to, std::string_view client,
                     Instant now) {
    SlaReport report;
    for (const SlaReport::Billed& one : facts.billed)
        if (client.empty() || text::same(one.client, client)) report.billed.push_back(one);
    report.from = from;
    report.to = to;
    report.client = client;
    std::map<std::pair<std::string, int>, Gathering> rows;
    Gathering all;
    for (const Ticket& ticket : facts.tickets) {
        if (!client.empty() && !text::same(ticket.client, client)) continue;
        if (!is_done(ticket.status)) {
            const auto age = std::chrono::floor<days>(now - ticket.created_at).count();
            const auto older = std::find_if(report.backlog.rbegin(), report.backlog.rend(),
                                            [&](const SlaReport::Age& one) { return one.days <= age; });
            ++(older == report.backlog.rend() ? report.backlog.front() : *older).tickets;
        }
        if (ticket.created_at < from || ticket.created_at >= to) continue;
        // Sorted by client name, then the most urgent first.
        Gathering& row = rows[{ticket.client, -static_cast<int>(ticket.priority)}];
        row.row.client = ticket.client;
        row.row.priority = ticket.priority;
        row.add(directory, ticket, now);
        all.add(directory, ticket, now);
    }
    for (auto& [key, row] : rows)
        report.rows.push_back(std::move(row).finish());
    report.total = std::move(all).finish();
    return report;
}

std::optional<Period> last_period(const Directory& directory, std::string_view word, Instant now) {
    constexpr std::array<std::string_view, 4> words{"day", "week", "month", "year"};
    if (std::find(words.begin(), words.end(), word) == words.end()) return std::nullopt;
    const date::time_zone* zone = directory.config().desk.zone;
    const auto second = std::chrono::floor<seconds>(now);
    const auto today = std::chrono::floor<days>(zone ? second + zone->get_info(second).offset : second);
    const sys_days end = first_day(word, today);
    const auto midnight = [&](sys_days day) -> Instant {
        if (!zone) return day;
        return zone->to_sys(date::local_days{day.time_since_epoch()}, date::choose::earliest);
    };
    return Period{midnight(first_day(word, end - days{1})), midnight(end)};
}

}  // namespace workflow
