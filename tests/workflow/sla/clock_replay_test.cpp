// Tests that the replay of a clock's log agrees with the clock that is updated step by step.
#include "workflow/sla/clock_replay.hpp"

#include "workflow/model/business_time.hpp"

#include "tests/workflow/desk.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <random>

using namespace desk_test;

namespace {

config::Calendar office_calendar(const char* zone, hours from, hours to) {
    config::Calendar office;
    office.name = "office";
    office.zone = date::locate_zone(zone);
    for (std::size_t day = 0; day < 5; ++day)
        office.week[day] = {{from, hours{12}}, {hours{13}, to}};
    return office;
}

/// Three clients under contracts that differ in everything a clock can depend on.
config::Config contracts_desk() {
    auto config = small_desk();
    config.contracts[0].calendar = office_calendar("Europe/Berlin", hours{9}, hours{18});
    config.contracts[0].update = {hours{16}, hours{8}, hours{4}, hours{1}};
    config::Contract silver = config.contracts[0];
    silver.name = "silver and tin";
    silver.calendar = office_calendar("America/New_York", hours{8}, hours{17});
    silver.calendar.holidays = {std::chrono::sys_days{std::chrono::year{2026} / 3 / 5}};
    silver.critical_calendar = silver.calendar;
    silver.response = {hours{40}, hours{16}, hours{4}, hours{1}};
    silver.reopen = config::Contract::Reopen::anew;
    config.contracts.push_back(silver);
    config.clients[1].contract = {"silver and tin"};
    return config;
}

/// Compares the result of the log alone with the clocks that were updated step by step.
void expect_the_same(const Desk& desk, TicketId number) {
    const Ticket& ticket = desk.ticket(number);
    for (const Clock clock : all_clocks) {
        SCOPED_TRACE(to_string(clock));
        const Replay replay = replay_clock(desk.directory, ticket.clocks.log, clock, desk.now);
        EXPECT_EQ(replay.used, elapsed(desk.directory, ticket, clock, desk.now));
        Ticket anew = ticket;
        recompute(desk.directory, anew, desk.now);
        EXPECT_EQ(due_of(anew, clock), due_of(ticket, clock));
        EXPECT_EQ(anew.clocks.progress(clock), ticket.clocks.progress(clock));
    }
    EXPECT_EQ(parse_clock_log(to_text(ticket.clocks.log)), ticket.clocks.log);
}

}  // namespace

TEST(Replay, RandomEventsGiveTheSameClocksStepByStepAndFromTheLog) {
    const char* orders[] = {"wait",      "wait3",      "wip",        "resolve", "close",          "reopen",
                            "p1",        "p2",         "p3",         "p4",      "client=contoso", "client=fabrikam",
                            "snooze=2d", "assign=ben", "status=open"};
    for (unsigned seed = 1; seed <= 300 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        std::mt19937 random(seed);
        const auto below = [&](int end) { return std::uniform_int_distribution<int>(0, end - 1)(random); };
        Desk desk(contracts_desk());
        desk.now += minutes{below(10'000)} + std::chrono::microseconds{below(60'000'000)};
        const TicketId number = desk.opened();
        for (int step = 0; step < 40 && !testing::Test::HasFailure(); ++step) {
            const auto span = std::chrono::microseconds{minutes{below(below(3) == 0 ? 5000 : 120)}} +
                              std::chrono::microseconds{below(60'000'000)};
            if (below(2) == 0) {
                desk.pass(span);
            } else {
                desk.now += span;
            }
            const int what = below(20);
            SCOPED_TRACE(fmt::format("step {} does {}", step, what));
            if (what < 15) {
                desk.order(number, orders[what]);
            } else if (what < 17) {
                desk.order(number, "", "An answer.", "ana");
            } else if (what == 17) {
                desk.undelivered(number, "boss@contoso.example", "550 gone");
            } else if (what == 18) {
                desk.receive(Mail("boss@contoso.example", "Re: x", "More").answers(number).aligned());
            } else {
                desk.order(number, "note", "A note.", "ben");
            }
            expect_the_same(desk, number);
        }
    }
}

TEST(Replay, HasEverySpanAndWhyItCounted) {
    Desk desk(contracts_desk());
    const TicketId number = desk.opened();  // Monday 10:00 in Berlin
    desk.now += hours{1};
    desk.receive(from_ana(number, "[wait]", "Which monitor?"));
    desk.now += hours{4};
    desk.receive(Mail("boss@contoso.example", "Re: x", "The left one").answers(number).aligned());
    desk.now += minutes{30};
    desk.order(number, "p1");
    desk.now += hours{12};
    const Replay replay = replay_clock(desk.directory, desk.ticket(number).clocks.log, Clock::resolution, desk.now);
    std::vector<std::string> lines;
    for (const ClockSpan& span : replay.spans)
        lines.push_back(fmt::format("{} {} {} {}", (span.to - span.from) / minutes{1}, span.time / minutes{1}, span.why,
                                    to_string(span.priority)));
    EXPECT_THAT(lines, testing::ElementsAre("60 60 open medium", "240 0 waits for the customer medium", "30 30 open medium",
                                            "720 720 open critical"));
    EXPECT_EQ(replay.used, minutes{810});
    const Replay response = replay_clock(desk.directory, desk.ticket(number).clocks.log, Clock::response, desk.now);
    ASSERT_EQ(response.spans.size(), 1U);
    EXPECT_EQ(response.used, hours{1});
}
