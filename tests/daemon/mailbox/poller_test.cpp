// Tests the waits between attempts to read a mailbox, and when the admin is notified of failures.
#include "daemon/mailbox/poller.hpp"

#include <gtest/gtest.h>

namespace ticketd {
namespace {

using namespace std::chrono_literals;

TEST(Poller, WaitsLongerWithEachFailureAndLongestForARefusal) {
    struct Row {
        int failures;
        bool refused;
        std::chrono::milliseconds wait;
    };
    for (const auto& row :
         {Row{1, false, 1s}, Row{2, false, 2s}, Row{5, false, 16s}, Row{9, false, 256s}, Row{10, false, 5min},
          Row{1000, false, 5min}, Row{1, true, 1min}, Row{3, true, 4min}, Row{7, true, 1h}, Row{1000, true, 1h}}) {
        EXPECT_EQ(retry_wait(row.failures, row.refused, 0.5), row.wait) << row.failures;
        EXPECT_EQ(retry_wait(row.failures, row.refused, 0.0), row.wait / 2) << row.failures;
        EXPECT_EQ(retry_wait(row.failures, row.refused, 1.0), row.wait * 3 / 2) << row.failures;
    }
}

TEST(Poller, TheAdminHearsOfARefusalAtOnceAndOfTroubleThatLasts) {
    const Complaint::Time begin{};
    Complaint complaint;
    EXPECT_FALSE(complaint.is_due(false, begin));
    EXPECT_FALSE(complaint.is_due(false, begin + 14min));
    EXPECT_TRUE(complaint.is_due(false, begin + 15min));
    EXPECT_FALSE(complaint.is_due(false, begin + 5h)) << "once";
    EXPECT_FALSE(complaint.is_due(true, begin + 6h)) << "nor for another reason";
    complaint.over();
    EXPECT_TRUE(complaint.is_due(true, begin + 7h));
    EXPECT_FALSE(complaint.is_due(true, begin + 8h));
    complaint.over();
    EXPECT_FALSE(complaint.is_due(false, begin + 9h)) << "what is over does not count";
}

}  // namespace
}  // namespace ticketd
