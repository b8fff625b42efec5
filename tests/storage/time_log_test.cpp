// Tests time entries, sums, filters, billed minutes and absences.
#include "storage/time_log.hpp"

#include "storage/absences.hpp"
#include "tests/storage/both.hpp"

#include <gmock/gmock.h>

using namespace storage_tests;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

namespace {

workflow::TimeEntry entry_of(std::int64_t ticket, const char* technician, int minutes, bool billable, Instant to) {
    workflow::TimeEntry entry;
    entry.ticket = {ticket};
    entry.at = monday;
    entry.technician = technician;
    entry.worked = minutes - 1;
    entry.minutes = minutes;
    entry.billable = billable;
    entry.from = to - 1h;
    entry.to = to;
    entry.text = "It's \"done\"; really";
    return entry;
}

class TimeLog : public StoreTest {
protected:
    /// Writes two tickets, the second of a client, with time of two technicians.
    void fill() {
        auto first = outcome_of(ticket_of(1));
        first.decision.time = {entry_of(1, "ana", 30, true, monday), entry_of(1, "ana", -10, true, monday + 1h),
                               entry_of(1, "ben", 20, false, monday)};
        auto ticket = ticket_of(2);
        ticket.client = "Contoso";
        auto second = outcome_of(ticket);
        second.decision.time = {entry_of(2, "ana", 45, true, monday + 24h)};
        const std::array batch{first, second};
        tickets_.write(batch, monday);
    }
    std::int64_t minutes(const storage::TimeFilter& filter) {
        std::int64_t total = 0;
        for (const auto& sum : log_.sums(filter))
            total += sum.minutes;
        return total;
    }
    storage::TimeLog log_{session_};
};

}  // namespace

TEST_P(TimeLog, ComesBackInOrder) {
    fill();
    EXPECT_THAT(log_.of({1}), ElementsAre(entry_of(1, "ana", 30, true, monday), entry_of(1, "ana", -10, true, monday + 1h),
                                          entry_of(1, "ben", 20, false, monday)));
    EXPECT_THAT(log_.of({3}), IsEmpty());
}

TEST_P(TimeLog, SumsByTicketTechnicianAndBilling) {
    fill();
    const auto sums = log_.sums({});
    ASSERT_EQ(sums.size(), 3U);
    EXPECT_EQ(sums[0].technician, "ana");
    EXPECT_EQ(sums[0].minutes, 20);
    EXPECT_EQ(sums[0].worked, 18);
    EXPECT_EQ(sums[0].entries, 2);
    EXPECT_TRUE(sums[0].billable);
    EXPECT_EQ(sums[1].technician, "ben");
    EXPECT_FALSE(sums[1].billable);
    EXPECT_EQ(sums[2].client, "Contoso");
    EXPECT_EQ(sums[2].title, ticket_of(2).title);
}

TEST_P(TimeLog, IsNarrowedByEachFilter) {
    fill();
    const struct {
        storage::TimeFilter filter;
        std::int64_t minutes;
    } rows[] = {
        {{}, 85},
        {{.client = "Contoso", .technician = {}, .ticket = {}, .from = {}, .to = {}}, 45},
        {{.client = {}, .technician = "ben", .ticket = {}, .from = {}, .to = {}}, 20},
        {{.client = {}, .technician = {}, .ticket = TicketId{1}, .from = {}, .to = {}}, 40},
        {{.client = {}, .technician = {}, .ticket = {}, .from = monday + 1h, .to = {}}, 35},
        {{.client = {}, .technician = {}, .ticket = {}, .from = {}, .to = monday + 1h}, 50},
        {{.client = "Contoso", .technician = "ben", .ticket = {}, .from = {}, .to = {}}, 0},
    };
    for (const auto& row : rows)
        EXPECT_EQ(minutes(row.filter), row.minutes);
}

TEST_P(TimeLog, BilledIsWhatIsBillableByClient) {
    fill();
    const auto billed = [&](const storage::TimeFilter& filter) {
        std::vector<std::pair<std::string, std::int64_t>> rows;
        for (const auto& one : log_.billed(filter))
            rows.emplace_back(one.client, one.minutes);
        return rows;
    };
    EXPECT_THAT(billed({}), ElementsAre(Pair(ticket_of(1).client, 20), Pair("Contoso", 45)));
    storage::TimeFilter narrow;
    narrow.from = monday + 1h;
    narrow.to = monday + 2h;
    EXPECT_THAT(billed(narrow), ElementsAre(Pair(ticket_of(1).client, -10)));
    narrow.client = "Contoso";
    EXPECT_THAT(billed(narrow), IsEmpty());
}

TEST_P(TimeLog, AbsencesAreKeptAndEnded) {
    storage::Absences absences(session_);
    absences.write({"ana", monday + 24h});
    absences.write({"ana", monday + 48h});
    auto outcome = outcome_of(ticket_of(1));
    outcome.decision.absences = {{"ben", monday + 1h}};
    write(tickets_, outcome);
    EXPECT_THAT(absences.all(), ElementsAre(Pair("ana", monday + 48h), Pair("ben", monday + 1h)));
    const workflow::ThreadKeys keys;
    EXPECT_EQ(tickets_.load({&keys, 1}, monday).away.at("ben"), monday + 1h);
    absences.write({"ana", std::nullopt});
    EXPECT_THAT(absences.all(), ElementsAre(Pair("ben", monday + 1h)));
}

ON_BOTH_DATABASES(TimeLog);
