// Tests pauses, probes and warnings for smarthosts that refuse us or cannot be reached.
#include "daemon/send/smarthosts.hpp"

#include <gmock/gmock.h>

namespace ticketd {
namespace {

using namespace std::chrono_literals;
using mail::DeliveryResult;
using storage::Smarthost;
using What = DeliveryResult::What;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const DeliveryResult refused{What::smarthost_refused, "554 5.7.1 you are on a list"};
const DeliveryResult unreachable{What::unreachable, "cannot connect: Connection refused"};

class WaysTest : public ::testing::Test {
protected:
    WaysTest() { configure({"smtp://first.example:25", "smtp://second.example:25"}); }
    void configure(const std::vector<std::string>& urls) {
        std::vector<config::Outgoing> outgoing;
        for (const auto& url : urls)
            outgoing.emplace_back().url = url;
        smarthosts.configure(outgoing);
    }
    /// The indexes of the usable smarthosts. A probe is negative, counted from -1.
    std::vector<int> usable() {
        std::vector<int> out;
        permits = smarthosts.usable(now);
        for (const auto& permit : permits)
            out.push_back(permit.probe ? -1 - static_cast<int>(permit.smarthost) : static_cast<int>(permit.smarthost));
        return out;
    }
    std::optional<SmarthostHealth::Change> report(std::size_t permit, const DeliveryResult* trouble) {
        return smarthosts.report(permits.at(permit), trouble, now);
    }
    /// Makes the first smarthost fail in this way; the others are not needed.
    SmarthostHealth::Change fails(const DeliveryResult& trouble) {
        static_cast<void>(usable());
        auto change = report(0, &trouble);
        for (std::size_t i = 1; i < permits.size(); ++i)
            smarthosts.give_back(permits[i]);
        EXPECT_TRUE(change);
        return change.value_or(SmarthostHealth::Change{});
    }
    SmarthostHealth smarthosts;
    std::vector<SmarthostHealth::Permit> permits;
    config::Instant now{1'000'000h};
};

TEST_F(WaysTest, AreUsedInTheOrderOfTheConfig) {
    EXPECT_THAT(usable(), ElementsAre(0, 1));
    EXPECT_FALSE(report(0, nullptr)) << "a way that works is no news";
    EXPECT_THAT(usable(), ElementsAre(0, 1));
}

TEST_F(WaysTest, ARefusalPausesOneWayAndTheNextOneStaysInUse) {
    const auto change = fails(refused);
    EXPECT_EQ(change.what, SmarthostHealth::Change::What::paused);
    EXPECT_TRUE(change.tell_admin);
    EXPECT_EQ(change.row.state, Smarthost::State::refused);
    EXPECT_EQ(change.row.reason, refused.reply);
    EXPECT_EQ(change.row.told_at, now);
    EXPECT_THAT(usable(), ElementsAre(1));
    EXPECT_FALSE(smarthosts.is_open(0));
    EXPECT_TRUE(smarthosts.is_open(1));
}

TEST_F(WaysTest, OneProbeAtATimeShowsWhetherItWorksAgain) {
    fails(refused);
    now += 59s;
    EXPECT_THAT(usable(), ElementsAre(1));
    now += 1s;
    EXPECT_THAT(usable(), ElementsAre(-1, 1));
    const auto probe = permits.front();
    EXPECT_THAT(usable(), ElementsAre(1)) << "another lane waits for what the probe shows";
    const auto change = smarthosts.report(probe, nullptr, now);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->what, SmarthostHealth::Change::What::open_again);
    EXPECT_TRUE(change->tell_admin) << "who heard that it is down hears that it is over";
    EXPECT_THAT(usable(), ElementsAre(0, 1));
}

TEST_F(WaysTest, OneLaneThatGetsNoConnectionDoesNotStopTheOthers) {
    static_cast<void>(usable());
    report(0, nullptr);
    now += 9s;
    EXPECT_FALSE(report(0, &unreachable));
    EXPECT_TRUE(smarthosts.is_open(0));
    now += 1s;
    EXPECT_TRUE(report(0, &unreachable));
    EXPECT_FALSE(smarthosts.is_open(0));
}

TEST_F(WaysTest, AProbeThatWasNotNeededMayBeTriedAgain) {
    fails(refused);
    now += 1min;
    EXPECT_THAT(usable(), ElementsAre(-1, 1));
    smarthosts.give_back(permits.front());
    EXPECT_THAT(usable(), ElementsAre(-1, 1));
}

TEST_F(WaysTest, PausesGrowToTheirEnd) {
    struct Row {
        const DeliveryResult* trouble;
        std::vector<std::chrono::seconds> pauses;
    };
    for (const Row& row : {Row{&refused, {1min, 2min, 4min, 8min, 16min, 32min, 1h, 1h}},
                           Row{&unreachable, {5s, 10s, 20s, 40s, 80s, 160s, 5min, 5min}}}) {
        configure({"smtp://another.example:" + row.trouble->reply});
        const auto began = now;
        for (const auto pause : row.pauses) {
            const auto change = fails(*row.trouble);
            EXPECT_EQ(change.row.next_try_at - now, pause);
            EXPECT_EQ(change.row.since, began);
            now += pause;
        }
    }
}

TEST_F(WaysTest, TheAdminHearsOfASmarthostThatIsAwayOnlyWhenItStaysAway) {
    for (bool told = false; !told;) {
        const auto change = fails(unreachable);
        told = change.tell_admin;
        EXPECT_EQ(told, now - change.row.since >= 15min);
        ASSERT_LT(now - change.row.since, 1h);
        now += 5min;
    }
    EXPECT_FALSE(fails(unreachable).tell_admin) << "once is enough";
}

TEST_F(WaysTest, TheAdminIsNotToldOfEachTurnWhenAWayComesAndGoes) {
    int told = 0;
    for (int turn = 0; turn < 60; ++turn, now += 10min) {
        told += fails(refused).tell_admin ? 1 : 0;
        now += 1min;
        static_cast<void>(usable());
        report(0, nullptr);
    }
    EXPECT_EQ(told, 2) << "in eleven hours";
}

TEST_F(WaysTest, WhatAnotherLaneSaysOfTheSameTroubleIsNoSecondOne) {
    static_cast<void>(usable());
    const auto one = permits.front();
    static_cast<void>(usable());
    const auto other = permits.front();
    EXPECT_TRUE(smarthosts.report(one, &refused, now));
    EXPECT_FALSE(smarthosts.report(other, &refused, now));
    EXPECT_FALSE(smarthosts.report(other, nullptr, now)) << "sent before the refusal";
    EXPECT_EQ(smarthosts.state(0).tries, 1);
    EXPECT_FALSE(smarthosts.is_open(0));
}

TEST_F(WaysTest, AnAdminsPauseHoldsUntilItIsTakenBack) {
    Smarthost all;
    all.held = true;
    Smarthost first;
    first.name = "smtp://first.example:25";
    first.held = true;
    smarthosts.learn({first});
    EXPECT_THAT(usable(), ElementsAre(1));
    EXPECT_FALSE(smarthosts.is_open(0));
    smarthosts.learn({all});
    EXPECT_THAT(usable(), IsEmpty());
    EXPECT_FALSE(smarthosts.is_open(1));
    now += 100h;
    EXPECT_THAT(usable(), IsEmpty());
    smarthosts.learn({});
    EXPECT_THAT(usable(), ElementsAre(0, 1));
}

TEST_F(WaysTest, ResumeEndsWhatTheSmarthostCaused) {
    const auto change = fails(refused);
    smarthosts.learn({change.row});
    EXPECT_THAT(usable(), ElementsAre(1));
    smarthosts.learn({});  // the row is gone, because an admin resumed the smarthost
    EXPECT_THAT(usable(), ElementsAre(0, 1));
}

TEST_F(WaysTest, KnowsWhatAnotherDaemonFoundOut) {
    const auto elsewhere = fails(refused).row;
    configure({"smtp://third.example:25"});
    configure({"smtp://second.example:25", "smtp://first.example:25"});
    smarthosts.learn({elsewhere});
    EXPECT_THAT(usable(), ElementsAre(0));
}

TEST_F(WaysTest, WhatIsSaidOfAnOldConfigIsIgnored) {
    static_cast<void>(usable());
    const auto old = permits;
    configure({"smtp://second.example:25"});
    for (const auto& permit : old)
        EXPECT_FALSE(smarthosts.report(permit, &refused, now));
    EXPECT_TRUE(smarthosts.is_open(0));
}

TEST(WayName, TellsUsersOfOneSmarthostApart) {
    config::Outgoing smarthost;
    smarthost.url = "submission://mail.example:587";
    EXPECT_EQ(smarthost_name(smarthost), "submission://mail.example:587");
    smarthost.user = "desk";
    EXPECT_EQ(smarthost_name(smarthost), "submission://desk@mail.example:587");
    smarthost.url = "maildir:out";
    EXPECT_EQ(smarthost_name(smarthost), "maildir:out");
}

}  // namespace
}  // namespace ticketd
