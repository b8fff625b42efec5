// Tests when a deferred mail is tried again, and when it has failed.
#include "daemon/send/delivery_worker.hpp"

#include <gtest/gtest.h>

namespace ticketd {
namespace {

using namespace std::chrono_literals;

TEST(NextTry, DoublesFromAMinuteToFourHours) {
    const config::Instant now{1000h};
    struct Row {
        int attempts;
        std::chrono::minutes wait;
    };
    for (const auto& row : {Row{0, 1min}, Row{1, 2min}, Row{5, 32min}, Row{7, 128min}, Row{8, 240min}, Row{500, 240min}}) {
        EXPECT_EQ(next_try(row.attempts, now, now), now + row.wait) << row.attempts;
    }
}

TEST(NextTry, GivesUpAfterFiveDays) {
    const config::Instant created{1000h};
    EXPECT_TRUE(next_try(30, created, created + 119h));
    EXPECT_FALSE(next_try(30, created, created + 120h));
}

}  // namespace
}  // namespace ticketd
