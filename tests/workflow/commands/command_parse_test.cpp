// Tests where tags count, which ones stay title text, and near misses.
#include "workflow/commands/command_parse.hpp"

#include "tests/workflow/desk.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace workflow;
using desk_test::worded;

namespace {

std::string shown(const std::vector<Command>& commands) {
    std::string all;
    for (const Command& command : commands)
        all += fmt::format("{}{}", all.empty() ? "" : " | ", command.shown);
    return all;
}

std::string of_subject(std::string_view subject) {
    const auto parsed = parse_subject(subject);
    return parsed ? shown(parsed->commands) : "error: " + worded(parsed.error());
}

}  // namespace

TEST(CommandParse, OnlyTagsBesideTheTokenOrAtTheEndCount) {
    const struct {
        std::string_view subject, commands;
    } rows[] = {
        {"Re: [#1234] [resolve] Printer on fire", "resolve"},
        {"Re: [#1234][resolve][p1] Printer", "resolve | p1"},
        {"[take] [#1234] Printer", "take"},
        {"Re: [#1234] Printer on fire [resolve]", "resolve"},
        {"Re: [#1234] [take] Printer [resolve] [note]", "take | resolve | note"},
        {"Printer on fire [critical]", "critical"},
        {"[critical] Printer on fire", ""},
        {"Re: [#1234] Printer [resolve] on fire", ""},
        {"Re: [#1234] Printer", ""},
        {"[resolve]", "resolve"},
        {"", ""},
    };
    for (const auto& row : rows)
        EXPECT_EQ(of_subject(row.subject), row.commands) << row.subject;
}

TEST(CommandParse, UnknownBracketsStayTitleText) {
    for (const char* subject :
         {"[EXTERNAL] Re: [#5] x", "Re: [#5] [EXTERNAL] x", "[EXTERNAL][#5] x", "Re: [#5] [list-name] x", "x [list-name]",
          "Re: [#5] [JIRA-17] x", "Re: [#5] [JIRA=17] x", "Printer [urgent]", "Re: [#5] [3d] printing", "x [a;b;c]",
          "Re: [#5] [] x", "Re: [#5] [;] x", "x [list of things]", "[ext] [#5] y"})
        EXPECT_EQ(of_subject(subject), "") << subject;
}

TEST(CommandParse, ATagBetweenTextAndTokenIsReachedOverOtherBrackets) {
    EXPECT_EQ(of_subject("Re: [#5] [EXTERNAL] [resolve] x"), "resolve");
}

TEST(CommandParse, BesideTheTokenANearlyKnownWordIsAnError) {
    const struct {
        std::string_view subject, meant;
    } rows[] = {
        {"Re: [#5] [resolv] x", "resolve"},         {"Re: [#5] [reslove] x", "resolve"},    {"Re: [#5] [tkae] x", "take"},
        {"Re: [#5] [prioritty=low] x", "priority"}, {"Re: [#5] [statsu=open] x", "status"}, {"Re: [#5] [shwo] x", "show"},
        {"Re: [#5] [resolved] x", "resolve"},
    };
    for (const auto& row : rows)
        EXPECT_NE(of_subject(row.subject).find(fmt::format("Did you mean \"{}\"", row.meant)), std::string::npos)
            << of_subject(row.subject);
}

TEST(CommandParse, WhereNothingButBracketsStandsANearlyKnownWordIsAnError) {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"[lst mine]", "Did you mean \"list mine\"?"},           {"[list foo]", "Did you mean \"list open\" or \"list mine\""},
        {"Re: [list foo]", "\"list foo\" is no command"},        {"[report decade]", "or \"report month\" or \"report year\"?"},
        {"[EXTERNAL] [lst mine]", "Did you mean \"list mine\""}, {"[1.5h]", "is no time"},
    };
    for (const auto& [subject, error] : rows)
        EXPECT_NE(of_subject(subject).find(error), std::string_view::npos) << of_subject(subject);
    for (const char* subject : {"[picture]", "[EXTERNAL]", "A report [report of May]"})
        EXPECT_EQ(of_subject(subject), "") << subject;
}

TEST(CommandParse, WhatATitleBringsIsNobodysCommand) {
    const struct {
        std::string_view subject, title, commands;
    } rows[] = {
        {"Re: [#5] [resolve] Printer on fire", "[resolve] Printer on fire", ""},
        {"Re: [#5] [take] [resolve] Printer on fire", "[resolve] Printer on fire", "take"},
        {"Re: [#5] [resolve] [Resolve]  printer on fire", "[resolve] Printer on fire", "Resolve"},
        {"Re: [#5] Printer [close]", "Printer [close]", ""},
        {"Re: [#5] [note] it", "[note] it", ""},
        {"Re: [#5] [resolv] it", "[resolv] it", ""},
        {"Re: [#5] [status] it", "[status] it", ""},
        {"Re: [#5] [resolve]", "[resolve] Printer on fire", "resolve"},
        {"Re: [#5] [resolve]", "[resolve]", "resolve"},
        {"Re: [#5] [resolve] Another thing", "[resolve] Printer on fire", "resolve"},
    };
    for (const auto& row : rows) {
        const auto parsed = parse_subject(row.subject, {row.title, {}});
        ASSERT_TRUE(parsed) << row.subject << ": " << worded(parsed.error());
        EXPECT_EQ(shown(parsed->commands), row.commands) << row.subject;
    }
    EXPECT_TRUE(parse_subject("Re: [#5] [resolv] it", {{}, "[resolv] it"})) << "nor a mistake in what is answered";
}

TEST(CommandParse, ATitleIsShownSoThatNoReplyRunsIt) {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"[resolve] Printer", "(resolve) Printer"},   {"Printer [p1; take] x", "Printer (p1; take) x"},
        {"[[resolve]] x", "[(resolve)] x"},           {"[resolv] x", "(resolv) x"},
        {"[EXTERNAL] Printer", "[EXTERNAL] Printer"}, {"[list-name] x", "[list-name] x"},
        {"[title=a] b\"] x", "(title=a) b\"] x"},     {"no brackets", "no brackets"},
    };
    for (const auto& [title, shown_as] : rows)
        EXPECT_EQ(without_tags(title), shown_as);
}

TEST(CommandParse, NearlyATimeBesideTheTokenIsAnError) {
    for (const char* tag : {"30min", "1.5h", "-30m", "1,5 h", "2 hours"})
        EXPECT_NE(of_subject(fmt::format("Re: [#5] [{}] x", tag)).find("is no time"), std::string::npos) << tag;
    for (const char* tag : {"3d", "2026", "10", "7.1.2", "24x7"})
        EXPECT_EQ(of_subject(fmt::format("Re: [#5] [{}] x", tag)), "") << tag;
}

TEST(CommandParse, OneKnownItemMakesTheWholeBracketATag) {
    EXPECT_EQ(of_subject("Re: x [resolve; take]"), "resolve | take");
    EXPECT_EQ(of_subject("Re: x [resolve; bananas]"), "error: \"bananas\" is no command. [help] lists them.");
    EXPECT_EQ(of_subject("Re: x [resolve=yes]"), "error: resolve takes no value");
    EXPECT_EQ(of_subject("Re: x [status=]"), "error: status needs a value");
    EXPECT_EQ(of_subject("Re: x [cc=a@b.example]"), "error: cc is changed by += or -=, not by =");
    EXPECT_EQ(of_subject("Re: [#5] [assign] x"), "error: assign needs a value: [assign=…]");
}

TEST(CommandParse, ReadsKeysValuesListsAndQuotes) {
    const auto parsed =
        parse_subject(R"(Re: [#5] [STATUS : resolved; cc+= A@b.example ;cc-=c@d.example; title="New; ] title"] x)");
    ASSERT_TRUE(parsed) << worded(parsed.error());
    const auto& commands = parsed->commands;
    ASSERT_EQ(commands.size(), 4U);
    EXPECT_EQ(commands[0], (Command{CommandKind::status, '=', "resolved", "STATUS : resolved"}));
    EXPECT_EQ(commands[1], (Command{CommandKind::watchers, '+', "A@b.example", "cc+= A@b.example"}));
    EXPECT_EQ(commands[2], (Command{CommandKind::watchers, '-', "c@d.example", "cc-=c@d.example"}));
    EXPECT_EQ(commands[3].value, "New; ] title");
    EXPECT_EQ(parsed->tags.size(), 1U);
}

TEST(CommandParse, FirstLinesOfABodyMayHoldItems) {
    const struct {
        std::string_view body, commands, text;
    } rows[] = {
        {"#resolve\nDone.", "resolve", "Done."},
        {"\n/resolve\n#take #p1\n\nDone.\nBye", "resolve | take | p1", "Done.\nBye"},
        {"/assign=ana; note\nlook", "assign=ana | note", "look"},
        {"#title=\"a b\"", "title=\"a b\"", ""},
        {"#away until 2026-12-01\nx", "away until 2026-12-01", "x"},
        {"#list mine", "list mine", ""},
        {"[note]\nsecret", "note", "secret"},
        {"[resolve] [take; p1]\n\nDone.", "resolve | take | p1", "Done."},
        {"[note] secret", "note", "secret"},
        {"[note] [take] secret\nmore", "note | take", "secret\nmore"},
        {"#note the vendor says no\nAsk again.", "note", "the vendor says no\nAsk again."},
        {"#note: the vendor says no", "note", "the vendor says no"},
        {"#intern nur für uns", "intern", "nur für uns"},
        {"#note", "note", ""},
        {"[1] is broken", "", "[1] is broken"},
        {"[picture]", "", "[picture]"},
        {"Done.\n#resolve", "", "Done.\n#resolve"},
        {"#1 is broken", "", "#1 is broken"},
        {"/etc/passwd is readable", "", "/etc/passwd is readable"},
        {"# heading", "", "# heading"},
        {"", "", ""},
    };
    for (const auto& row : rows) {
        const auto parsed = parse_body(row.body);
        ASSERT_TRUE(parsed) << row.body << ": " << worded(parsed.error());
        EXPECT_EQ(shown(parsed->commands), row.commands) << row.body;
        EXPECT_EQ(parsed->text, row.text) << row.body;
    }
}

TEST(CommandParse, ABodyLineThatBeginsAsACommandMustBeOne) {
    for (const char* body :
         {"#resolve thanks everybody", "/resolv", "/close the window", "#status=", "#take #bananas", "[resolve] it works",
          "[noet] he broke it", "#noet he broke it", "#resolv it", "[note he broke it", "【note】x"})
        EXPECT_FALSE(parse_body(body)) << body;
}

TEST(CommandParse, OrdersNeedNoBracketsAndRefuseUnknownWords) {
    const auto parsed = parse_items("resolve assign=ana; title=\"New title\" list mine p1");
    ASSERT_TRUE(parsed) << worded(parsed.error());
    EXPECT_EQ(shown(*parsed), "resolve | assign=ana | title=\"New title\" | list mine | p1");
    EXPECT_TRUE(parse_items("  ")->empty());
    for (const char* wrong : {"bananas", "resolve bananas", "resolv", "=", "status", "\"", "[resolve]", "cc+="})
        EXPECT_FALSE(parse_items(wrong)) << wrong;
}

TEST(CommandParse, FindsItemsOfAnotherSubject) {
    EXPECT_TRUE(has_item("Re: [#5] [Resolve ; take] x", "resolve"));
    EXPECT_TRUE(has_item("x [close]", "close"));
    EXPECT_FALSE(has_item("resolve", "resolve"));
}
