// Tests one unit of work: what it loads, decides and writes, and the effect of a conflict.
#include "daemon/core/clock.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "tests/daemon/runtime_fixture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

namespace ticketd {
namespace {

workflow::AdminRequest request_for(config::TicketId ticket, std::string items) {
    workflow::AdminRequest request;
    request.ticket = ticket;
    request.author = "admin";
    request.items = std::move(items);
    return request;
}

class UnitOfWorkTest : public ::testing::Test {
protected:
    void SetUp() override {
        runtime_ = test::small_desk(folder_.path());
        ASSERT_NE(runtime_, nullptr);
        database_.emplace(runtime_->config().database);
        const auto opened = database_->open();
        ASSERT_TRUE(opened) << opened.error().what;
        auto fresh = request_for({}, "");
        fresh.title = "The printer smokes";
        fresh.requester = {"Jo", "jo@contoso.example"};
        auto unit = begin();
        unit.reserve(stores(), numbers_, 1);
        unit.decide(fresh);
        unit.render(0);
        unit.write(stores(), numbers_);
    }

    Stores& stores() { return database_->stores(); }
    UnitOfWork begin() {
        UnitOfWork unit{.runtime = runtime_, .now = wall_clock()};
        unit.load(stores(), {&keys_, 1});
        return unit;
    }
    /// Does what `ticketctl do` would do, outside the unit under test.
    void somebody_else_does(const std::string& items) {
        auto unit = begin();
        unit.decide(request_for({1}, items));
        unit.write(stores());
    }

    test::TempFolder folder_;
    RuntimePtr runtime_;
    std::optional<Database> database_;
    workflow::ThreadKeys keys_{.tickets = {{1}}, .foreign_ids = {}, .sender = {}};
    TicketNumberPool numbers_;
};

TEST_F(UnitOfWorkTest, AnInputSeesWhatTheOneBeforeItDid) {
    auto unit = begin();
    unit.decide(request_for({1}, "assign=ana"));
    unit.decide(request_for({1}, "priority=high"));
    unit.write(stores());
    const auto ticket = stores().tickets.find({1});
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->assignee, "ana");
    EXPECT_EQ(ticket->priority, config::Priority::high);
}

TEST_F(UnitOfWorkTest, TryingAnInputChangesNothing) {
    const auto unit = begin();
    EXPECT_EQ(unit.try_out(request_for({1}, "assign=ana")).tickets.front().assignee, "ana");
    EXPECT_EQ(unit.snapshot.tickets.at({1}).assignee, "");
    EXPECT_TRUE(unit.outcomes.empty());
}

TEST_F(UnitOfWorkTest, ATicketThatWasChangedMeanwhileIsAConflict) {
    auto unit = begin();
    unit.decide(request_for({1}, "assign=ana"));
    somebody_else_does("assign=ben");
    EXPECT_THROW(unit.write(stores()), storage::Conflict);
    EXPECT_EQ(stores().tickets.find({1})->assignee, "ben");
}

TEST_F(UnitOfWorkTest, NumbersThatNoTicketTookServeTheNextUnit) {
    auto unit = begin();
    unit.reserve(stores(), numbers_, 3);
    const auto reserved = unit.snapshot.numbers;
    ASSERT_EQ(reserved.size(), 3u);
    unit.write(stores(), numbers_);
    EXPECT_EQ(numbers_.take_all(), reserved);
}

TEST_F(UnitOfWorkTest, TheWholeIsDecidedAgainAfterAConflict) {
    int rounds = 0;
    run_blocking(stores(), runtime_, {&keys_, 1}, [&](UnitOfWork& unit) {
        if (++rounds == 1) somebody_else_does("assign=ben");
        unit.decide(request_for({1}, "priority=high"));
        return true;
    });
    EXPECT_EQ(rounds, 2);
    const auto ticket = stores().tickets.find({1});
    EXPECT_EQ(ticket->assignee, "ben");
    EXPECT_EQ(ticket->priority, config::Priority::high);
}

TEST_F(UnitOfWorkTest, TheWholeGivesUpWhenEveryRoundIsAConflict) {
    int rounds = 0;
    const auto run = [&] {
        run_blocking(stores(), runtime_, {&keys_, 1}, [&](UnitOfWork& unit) {
            somebody_else_does(++rounds % 2 == 1 ? "assign=ben" : "assign=ana");
            unit.decide(request_for({1}, "priority=high"));
            return true;
        });
    };
    EXPECT_THROW(run(), storage::Conflict);
    EXPECT_EQ(rounds, max_conflict_rounds);
}

TEST_F(UnitOfWorkTest, TheWholeWritesNothingWhenItIsToldSo) {
    run_blocking(stores(), runtime_, {&keys_, 1}, [&](UnitOfWork& unit) {
        unit.decide(request_for({1}, "assign=ana"));
        return false;
    });
    EXPECT_EQ(stores().tickets.find({1})->assignee, "");
}

}  // namespace
}  // namespace ticketd
