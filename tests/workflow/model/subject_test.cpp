// Tests reply marks, ticket numbers, brackets and titles of subjects.
#include "workflow/model/subject.hpp"

#include <gtest/gtest.h>

using namespace workflow;

TEST(Subject, ReplyMarksGoHoweverManyAndInWhateverLanguage) {
    const struct {
        std::string_view subject, bare;
    } rows[] = {
        {"Re: printer", "printer"},
        {"RE: AW: Fwd: printer", "printer"},
        {"re[2]: printer", "printer"},
        {"Antw(3): printer", "printer"},
        {"SV: printer", "printer"},
        {"Request: printer", "Request: printer"},
        {"10:30 meeting", "10:30 meeting"},
        {"Re:", ""},
        {"Re[x]: printer", "Re[x]: printer"},
        {"printer: Re: it", "printer: Re: it"},
        {"RÉF : printer", "printer"},
        {"Re\u00A0: printer", "printer"},
        {"回覆：printer", "printer"},
        {"ОТВ: printer", "printer"},
        {"Vast.: printer", "printer"},
        {"Odpowiedź: Re^2: printer", "printer"},
        {"Re-3: printer", "printer"},
        {"Απ: ΣΧΕΤ: printer", "printer"},
        {"[joe@x.example: printer]", "printer"},
        {"[joe: printer]", "[joe: printer]"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(without_reply_marks(row.subject), row.bare) << row.subject;
}

TEST(Subject, TicketTokenIsAHashAndANumber) {
    EXPECT_EQ(ticket_in("Re: [#1234] x")->value, 1234);
    EXPECT_EQ(ticket_in("[EXTERNAL] Re: [#7][resolve]")->value, 7);
    for (const char* none : {"#1234", "[1234]", "[#]", "[#0]", "[#-1]", "[#12a]", "[# 12]", "[#99999999999999999999]", "[#1", ""})
        EXPECT_FALSE(ticket_in(none)) << none;
}

TEST(Subject, EveryTicketTokenCountsOnce) {
    const auto found = tickets_in("[#9] Re: [#12][resolve] x [#9] [12]");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].value, 9);
    EXPECT_EQ(found[1].value, 12);
    std::string many;
    for (int i = 1; i < 100; ++i)
        many += "[#" + std::to_string(i) + "]";
    EXPECT_EQ(tickets_in(many).size(), 8U);
}

TEST(Subject, BracketsMayHoldQuotedBrackets) {
    const auto found = brackets(R"([a] x [title="b ] c"; note] [unclosed)");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].inside, "a");
    EXPECT_EQ(found[1].inside, R"(title="b ] c"; note)");
    EXPECT_EQ(brackets("[it's 5\" wide] x").size(), 1U);
    EXPECT_EQ(brackets("[[x]]").size(), 1U);
    EXPECT_EQ(brackets("[title=\"open ended] x").size(), 1U);
}

TEST(Subject, TitleLosesTokensAndTagsAndKeepsTheRest) {
    const std::string_view subject = "Fwd: [EXTERNAL] Printer  on fire [#3] [high]";
    const auto groups = brackets(subject);
    EXPECT_EQ(title_of(subject, {groups[2]}), "[EXTERNAL] Printer on fire");
    EXPECT_EQ(title_of("[#3]", {}), "");
    EXPECT_LE(title_of(std::string(5000, 'x'), {}).size(), 250U);
}

TEST(Subject, SameSubjectLooksThroughMarksAndTags) {
    EXPECT_TRUE(same_subject("Re: [#5] Printer on fire", "printer  on FIRE"));
    EXPECT_TRUE(same_subject("[EXTERNAL] Aw: Printer", "Printer [resolve]"));
    EXPECT_FALSE(same_subject("Invoice", "Printer"));
}
