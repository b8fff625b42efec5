// Measures the cost of promised times: computing with a calendar, and a tick over many tickets, from the query for
// due tickets to the commit of the mails about them. PostgreSQL runs with fsync on.
//   sla_bench [--tickets N] [--only sqlite|postgresql]
#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/pipeline/outgoing_renderer.hpp"
#include "storage/sql/schema.hpp"
#include "tests/storage/cluster.hpp"
#include "workflow/model/business_time.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/decide.hpp"

#include <benchmark/benchmark.h>
#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using config::Instant;
using std::chrono::microseconds;

const Instant monday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 8h};
const Instant friday_noon = monday - 68h;
constexpr std::size_t max_due = 200;  // tickets in one round, as in the daemon

/// An office with a lunch break and eleven holidays a year.
config::Calendar office() {
    config::Calendar calendar;
    calendar.name = "office";
    calendar.zone = date::locate_zone("Europe/Berlin");
    for (std::size_t day = 0; day < 5; ++day)
        calendar.week[day] = {{9h, 12h}, {13h, 18h}};
    for (int year = 2020; year < 2100; ++year)
        for (unsigned i = 0; i < 11; ++i)
            calendar.holidays.push_back(std::chrono::sys_days{std::chrono::year{year} / 1 / 1} + std::chrono::days{i * 33});
    return calendar;
}

/// Nanoseconds per call, the best of several rounds, because other work on the machine can only add to it.
template <class Work>
double nanoseconds(Work work) {
    constexpr int calls = 200'000;
    double best = 1e12;
    for (int round = 0; round < 7; ++round) {
        const auto before = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i)
            work(i);
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - before;
        best = std::min(best, took.count() / calls);
    }
    return best;
}

void measure_calendar() {
    const workflow::BusinessCalendar table(office());
    const microseconds ten_years = workflow::business_time_between(table, monday, monday + std::chrono::days{3652});
    const auto start_of = [](int i) { return monday + std::chrono::minutes{i * 37 % 525'600}; };
    const auto print = [](const char* what, double took) { fmt::print("{:58} {:8.0f} ns\n", what, took); };
    print("add_business_time, ten years (target 200)",
          nanoseconds([&](int i) { benchmark::DoNotOptimize(workflow::add_business_time(table, start_of(i), ten_years)); }));
    print("add_business_time, a day",
          nanoseconds([&](int i) { benchmark::DoNotOptimize(workflow::add_business_time(table, start_of(i), 8h)); }));
    print("business_time_between, ten years", nanoseconds([&](int i) {
              const Instant start = start_of(i);
              benchmark::DoNotOptimize(workflow::business_time_between(table, start, start + std::chrono::days{3652}));
          }));
}

config::Config config_of(const std::filesystem::path& folder) {
    config::Config config;
    config.file = folder / "ticketd.toml";
    config.desk.name = "Northwind Support";
    config.desk.address = "support@desk.example";
    config.desk.key_file = folder / "keys";
    config.desk.zone = date::locate_zone("Europe/Berlin");
    for (const char* name : {"ana", "ben"}) {
        auto& technician = config.technicians.emplace_back();
        technician.name = technician.display_name = name;
        technician.email = std::string(name) + "@desk.example";
    }
    auto& gold = config.contracts.emplace_back();
    gold.name = "gold";
    gold.calendar = gold.critical_calendar = office();
    return config;
}

class Bench {
public:
    Bench(const char* name, const config::Database& where, const std::filesystem::path& folder)
        : name_(name), desk_(*ticketd::Runtime::make(config_of(folder))), stores_(where) {
        if (const auto migrated = storage::migrate(stores_.session); !migrated) throw std::runtime_error(migrated.error().what);
    }

    /// Adds open tickets up to `tickets`, each with a warning some time from now.
    void fill(std::size_t tickets) {
        constexpr std::size_t at_once = 1000;
        for (; filled_ < tickets; filled_ += at_once) {
            std::vector<storage::Outcome> outcomes(1);
            for (const config::TicketId number : stores_.tickets.reserve(at_once))
                outcomes[0].decision.tickets.push_back(ticket_of(number, monday + 1h));
            stores_.tickets.write(outcomes, monday);
        }
    }

    void ticks() {
        const Instant now = monday + 1min;
        microseconds best = 1h;
        for (int i = 0; i < 100; ++i)
            best = std::min(best, time([&] { (void)stores_.tickets.due(now, max_due); }));
        fmt::print("{:10} {:>9} tickets  a tick with none due (target 1000) {:10} us\n", name_, filled_, best.count());

        // Adds a thousand tickets that were opened on Friday, five business hours ago. Half of their eight hours has
        // passed, so the first warning is due.
        constexpr std::size_t due = 1000;
        std::vector<storage::Outcome> outcomes(1);
        for (const config::TicketId number : stores_.tickets.reserve(due))
            outcomes[0].decision.tickets.push_back(ticket_of(number, friday_noon));
        stores_.tickets.write(outcomes, monday);
        std::size_t mails = 0;
        std::size_t told = 0;
        const auto took = time([&] {
            while (const std::size_t some = round(monday + 1min, mails))
                told += some;
        });
        fmt::print("{:10} {:>9} tickets  {} due, {} mails {:10.1f} us a ticket\n", name_, filled_, told, mails,
                   static_cast<double>(took.count()) / static_cast<double>(told));
        std::fflush(stdout);
    }

private:
    template <class Work>
    static microseconds time(Work work) {
        const auto before = std::chrono::steady_clock::now();
        work();
        return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - before);
    }

    /// One round of the daemon's ticker.
    std::size_t round(Instant now, std::size_t& mails) {
        const auto due = stores_.tickets.due(now, max_due);
        if (due.empty()) return 0;
        workflow::ThreadKeys keys;
        keys.tickets = due;
        auto snapshot = stores_.tickets.load({&keys, 1}, now);
        std::vector<storage::Outcome> outcomes;
        for (const auto number : due) {
            auto& outcome = outcomes.emplace_back();
            outcome.decision = workflow::decide(desk_->directory(), snapshot, workflow::Tick{number}, now);
            snapshot.apply(outcome.decision);
            outcome.outgoing = ticketd::render_outgoing(*desk_, snapshot, outcome.decision, now);
            mails += outcome.outgoing.size();
        }
        stores_.tickets.write(outcomes, now);
        return due.size();
    }

    [[nodiscard]] workflow::Ticket ticket_of(config::TicketId number, Instant created) const {
        workflow::Ticket ticket;
        ticket.number = number;
        ticket.title = "The scanner on the second floor is silent";
        ticket.description = "It neither beeps nor blinks, and the lamp at its side is dark since the morning.";
        ticket.client = "Contoso";
        ticket.contract = "gold";
        ticket.requester = {"A Person", fmt::format("person{}@contoso.example", number.value % 50'000)};
        ticket.assignee = "ana";
        ticket.desk_address = "support@desk.example";
        ticket.created_at = ticket.updated_at = ticket.active_at = created;
        workflow::start_clocks(desk_->directory(), ticket);
        ticket.next_due_at =
            created < monday ? monday : workflow::time_at_percent(desk_->directory(), ticket, workflow::Clock::response, 50);
        return ticket;
    }

    const char* name_;
    ticketd::RuntimePtr desk_;
    ticketd::Stores stores_;
    std::size_t filled_ = 0;
};

void measure(Bench&& bench, std::size_t tickets) {
    bench.fill(std::min<std::size_t>(tickets, 10'000));
    bench.ticks();
    if (tickets <= 10'000) return;
    bench.fill(tickets);
    bench.ticks();
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t tickets = 1'000'000;
    std::string only;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        if (option == "--tickets") tickets = std::stoul(argv[i + 1]);
        if (option == "--only") only = argv[i + 1];
    }
    try {
        measure_calendar();
        const storage_tests::TemporaryFolder folder;
        if (only != "postgresql") {
            config::Database where;
            where.file = folder.path() / "bench.db";
            measure(Bench("sqlite", where, folder.path()), tickets);
        }
        if (only != "sqlite") {
            storage_tests::Cluster cluster(true);
            measure(Bench("postgresql", cluster.fresh(), folder.path()), tickets);
        }
    } catch (const std::exception& error) {
        fmt::print(stderr, "sla_bench: {}\n", error.what());
        return 1;
    }
}
