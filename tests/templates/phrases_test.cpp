// Tests the phrases of words.txt: times, lengths, sizes, names.
#include "templates/phrases.hpp"

#include "templates/embedded.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

namespace templates {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::string source() {
    for (const auto& text : embedded_texts())
        if (text.path == "en/words.txt") return std::string(text.content);
    return {};
}

Phrases english() {
    auto phrases = Phrases::parse("words.txt", source());
    EXPECT_TRUE(phrases) << phrases.error().what;
    return *phrases;
}

TEST(Phrases, TellTimeOnTheDesksClock) {
    struct Row {
        const char* time;
        const char* zone;
        const char* text;
    };
    for (const auto& row : {
             Row{"2026-11-23T12:00:00Z", "Europe/Berlin", "Mon 23 Nov, 13:00 CET"},
             Row{"2026-07-05T22:30:59Z", "Europe/Berlin", "Mon 6 Jul, 00:30 CEST"},
             Row{"2026-03-29T01:00:00Z", "Europe/Berlin", "Sun 29 Mar, 03:00 CEST"},
             Row{"2027-01-01T03:00:00Z", "America/New_York", "Thu 31 Dec, 22:00 EST"},
             Row{"2024-02-29T00:05:00Z", "Asia/Kolkata", "Thu 29 Feb, 05:35 IST"},
         }) {
        EXPECT_EQ(english().moment(*config::parse_rfc3339(row.time), date::locate_zone(row.zone)), row.text);
    }
    EXPECT_EQ(english().moment(*config::parse_rfc3339("2026-11-23T12:00:00Z"), nullptr), "Mon 23 Nov, 12:00 UTC");
}

TEST(Phrases, TellHowLong) {
    struct Row {
        seconds length;
        const char* text;
    };
    for (const auto& row : {
             Row{seconds{0}, "0 min"},
             Row{seconds{29}, "0 min"},
             Row{seconds{30}, "1 min"},
             Row{minutes{59}, "59 min"},
             Row{minutes{59} + seconds{59}, "1 h"},
             Row{minutes{61}, "1 h 1 min"},
             Row{hours{8}, "8 h"},
             Row{hours{9} + minutes{59}, "9 h 59 min"},
             Row{hours{10} + minutes{29}, "10 h"},
             Row{hours{10} + minutes{30}, "11 h"},
             Row{hours{47}, "47 h"},
             Row{hours{48}, "2 days"},
             Row{hours{24 * 9 + 13}, "10 days"},
             Row{-minutes{15}, "15 min"},
             Row{-hours{30}, "30 h"},
         }) {
        EXPECT_EQ(english().span(row.length), row.text);
    }
}

TEST(Phrases, CountFilesInThousands) {
    EXPECT_EQ(file_size(0), "0 bytes");
    EXPECT_EQ(file_size(999), "999 bytes");
    EXPECT_EQ(file_size(34'499), "34 KB");
    EXPECT_EQ(file_size(1'234'567), "1.2 MB");
}

TEST(Phrases, NameEveryStatusAndPriority) {
    const auto phrases = english();
    EXPECT_EQ(phrases.status(config::Status::waiting_third_party), "waiting for a third party");
    EXPECT_EQ(phrases.status(config::Status::closed), "closed");
    EXPECT_EQ(phrases.priority(config::Priority::critical), "critical");
    EXPECT_EQ(phrases.trust(workflow::Trust::claimed), "sender not verified");
    EXPECT_EQ(phrases.trust(workflow::Trust::confirmed), "technician, confirmed");
}

TEST(Phrases, FillHolesOnce) {
    EXPECT_EQ(english().fill("from.via", {{"name", "{desk}"}, {"desk", "D"}}), "{desk} via D") << "a value is no phrase";
    EXPECT_EQ(english().fill("from.via", {{"name", "A"}}), "A via ");
}

TEST(Phrases, AreRefusedWithFileAndLine) {
    struct Row {
        std::string text;
        const char* reason;
    };
    for (const auto& row : {
             Row{source() + "nonsense\n", "a line is `name = text`"},
             Row{"status.opne = open\n" + source(), "w:1: \"status.opne\" is not a name"},
             Row{source() + "status.open = again\n", "\"status.open\" is there twice"},
             Row{"status.open =\n", "w:1: \"status.open\" has no text"},
             Row{"status.open = open\n", "w: \"status.in-progress\" is missing"},
             Row{"", "w: \"status.open\" is missing"},
         }) {
        const auto phrases = Phrases::parse("w", row.text);
        ASSERT_FALSE(phrases) << row.reason;
        EXPECT_NE(phrases.error().what.find(row.reason), std::string::npos) << phrases.error().what;
    }
}

}  // namespace
}  // namespace templates
