// Tests the turns of mails to one domain under a limit per minute.
#include "daemon/send/domain_rates.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace ticketd {
namespace {

using namespace std::chrono_literals;

const config::Instant start{1000h};

TEST(DomainRates, HasNoLimitWithoutOne) {
    DomainRates rates;
    for (int i = 0; i < 10'000; ++i)
        ASSERT_FALSE(rates.turn_of("a.example", 0, false, start));
}

TEST(DomainRates, LetsTenSecondsWorthThroughAtOnceAndGivesTheRestTurns) {
    DomainRates rates;
    std::vector<config::Instant> turns;
    int at_once = 0;
    for (int i = 0; i < 30; ++i) {
        if (const auto turn = rates.turn_of("a.example", 60, false, start)) {
            turns.push_back(*turn);
        } else {
            ++at_once;
        }
    }
    EXPECT_EQ(at_once, 10);
    ASSERT_EQ(turns.size(), 20U);
    for (std::size_t i = 0; i < turns.size(); ++i)
        EXPECT_EQ(turns[i] - start, (i + 1) * 1s);
    EXPECT_FALSE(rates.turn_of("b.example", 60, false, start)) << "another domain does not wait";
}

TEST(DomainRates, WhoComesBackAtItsTurnIsSent) {
    DomainRates rates;
    std::vector<config::Instant> turns;
    for (int i = 0; i < 500; ++i)
        if (const auto turn = rates.turn_of("a.example", 600, false, start)) turns.push_back(*turn);
    ASSERT_EQ(turns.size(), 400U);
    for (const auto turn : turns)
        EXPECT_FALSE(rates.turn_of("a.example", 600, true, turn));
}

TEST(DomainRates, WhoIsNewDoesNotPassThoseThatWait) {
    DomainRates rates;
    config::Instant last{};
    for (int i = 0; i < 30; ++i)
        if (const auto turn = rates.turn_of("a.example", 60, false, start)) last = *turn;
    const auto turn = rates.turn_of("a.example", 60, false, start + 5s);
    ASSERT_TRUE(turn);
    EXPECT_GT(*turn, last);
}

TEST(DomainRates, NeverLetsMoreThroughThanTheLimitSays) {
    for (const int per_minute : {1, 7, 60, 1000}) {
        DomainRates rates;
        int sent = 0;
        std::vector<std::pair<config::Instant, bool>> waiting;  // when it is due, and whether it returns at its turn
        for (int i = 0; i < 3 * per_minute; ++i)
            waiting.emplace_back(start, false);
        for (auto now = start; now < start + 1min; now += 100ms) {
            for (auto& [due, back] : waiting) {
                if (due > now) continue;
                if (const auto turn = rates.turn_of("a.example", per_minute, back, now)) {
                    due = *turn;
                    back = true;
                } else {
                    due = config::Instant::max();
                    ++sent;
                }
            }
        }
        EXPECT_LE(sent, per_minute + std::max(per_minute / 6, 1)) << per_minute;
        EXPECT_GE(sent, per_minute * 9 / 10) << per_minute;
    }
}

}  // namespace
}  // namespace ticketd
