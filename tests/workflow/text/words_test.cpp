// The words of a mail, whatever programs did to its text.
#include "workflow/text/words.hpp"

#include "workflow/text/characters.hpp"
#include "workflow/text/link_target.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

using namespace workflow;

namespace {

std::vector<std::uint64_t> hashes(std::string_view line) {
    std::vector<text::Word> words;
    text::append_words(line, words);
    std::vector<std::uint64_t> out;
    for (const text::Word& word : words)
        if (word.kind != text::WordKind::image) out.push_back(word.hash);
    return out;
}

struct Pair {
    std::string_view one;
    std::string_view other;
};

}  // namespace

TEST(MailWords, WhatProgramsChangeIsNoWord) {
    for (const auto& [one, other] : std::vector<Pair>{
             {"Is it \"on\"?", "Is it \u201con\u201d"},
             {"a b", "a\u00a0b"},
             {"Password", "Pass\u00adwo\u200brd"},
             {"M\u00fcller fr\u00fch", "Mu\u0308ller fru\u0308h"},
             {"M\u00fcller", "M?ller"},
             {"M\u00fcller", "M\u00c3\u00bcller"},
             {"y\u1ebfn", "ye\u0302\u0301n"},
             {"\u0439\u043e\u0434", "\u0438\u0306\u043e\u0434"},
             {"\u03ac\u03bb\u03c6\u03b1", "\u03b1\u0301\u03bb\u03c6\u03b1"},
             {"Please *do* this", "Please do this"},
             {"1. Repair it", "\t2)  Repair it"},
             {"- Repair it", "o\u00a0\u00a0 Repair it"},
             {"| Kim | 12 |", "Kim 12"},
             {"kim@x.example<mailto:kim@x.example>", "kim@x.example"},
             {"[cid:a@b] yes <image001.png>", "yes"},
             {"https://x.example/a?b=1", "http://X.example/a?b=1#c."},
         })
        EXPECT_EQ(hashes(one), hashes(other)) << one << " / " << other;
}

TEST(MailWords, WhatPeopleWriteIs) {
    for (const auto& [one, other] : std::vector<Pair>{
             {"yes", "Yes"},
             {"1.5", "15"},
             {"12 boxes", "13 boxes"},
             {"\u65e5\u6708", "\u6708\u65e5"},
             {"\u2610 red", "\u2611 red"},
             {"https://x.example/a", "https://x.example/b"},
             {"\U0001F44D", "\U0001F44E"},
             {"2.", ""},
             {"on the go", "onthego"},
         })
        EXPECT_NE(hashes(one), hashes(other)) << one << " / " << other;
    EXPECT_EQ(hashes("\u65e5\u6708").size(), 2U) << "each character is a word";
    EXPECT_EQ(hashes("\u0e01\u0e02").size(), 2U) << "Thai has no blanks";
    EXPECT_EQ(hashes("\u0434\u043e\u043c \u043d\u0435").size(), 2U);
}

TEST(MailWords, MarksAreTakenOff) {
    const auto depth = [](std::string_view line) { return text::without_marks(line).depth; };
    EXPECT_EQ(depth("> > > x"), 3U);
    EXPECT_EQ(depth(">>> x"), 3U);
    EXPECT_EQ(depth("  > x"), 1U);
    EXPECT_EQ(depth("\uff1ex"), 1U);
    EXPECT_EQ(depth("a > b"), 0U);
    EXPECT_EQ(text::without_marks(">  x").body, " x");
}

TEST(MailWords, SignsAlone) {
    const auto sign = [](std::string_view line) {
        std::vector<text::Word> words;
        text::append_words(line, words);
        return text::last_sign(line, words);
    };
    EXPECT_EQ(sign("Is it on?"), 0U);
    EXPECT_EQ(sign("Is it (on)."), 0U);
    EXPECT_NE(sign("Is it on? ???"), 0U);
    EXPECT_NE(sign("Is it on? -"), sign("Is it on? +"));
    EXPECT_EQ(sign("we go \u2013"), sign("we go -"));
    EXPECT_EQ(sign("il va \u00e0"), sign("il va a\u0300")) << "decomposed";
}

TEST(MailWords, RewrittenLinksAreTheirTargets) {
    for (const std::string_view link : {
             "https://www.x.example/a/b?c=d",
             "http://www.x.example/a/b?c=d#part",
             "https://WWW.x.example/a/b?c=d).",
             "https://eur01.safelinks.protection.outlook.com/"
             "?url=https%3A%2F%2Fwww.x.example%2Fa%2Fb%3Fc%3Dd&data=05%7C01&reserved=0",
             "https://urldefense.com/v3/__https://www.x.example/a/b?c=d__;!!abc!de$",
             "https://urldefense.com/v3/__https://www.x.example/a/b*c=d__;Pw!!abc!de$",
             "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.x.example_a_b-3Fc-3Dd&d=DwMF&c=x",
             "https://click.news.example/f?a=1&u=https%3A%2F%2Fwww.x.example%2Fa%2Fb%3Fc%3Dd",
             "https://r.mail.example/L0/https:%2F%2Fwww.x.example%2Fa%2Fb%3Fc%3Dd/1/0100",
         })
        EXPECT_EQ(text::link_target(link), "www.x.example/a/b?c=d") << link;
    EXPECT_EQ(text::link_target("https://x.example/%"), "x.example/%");
    EXPECT_EQ(text::link_target("https://"), "");
}

TEST(MailWords, RulesAndBlankLines) {
    for (const std::string_view line : {"", "___", "--", "\u2500\u2500", " \u00a0", "|", "> --"})
        EXPECT_TRUE(text::is_bar(line)) << line;
    for (const std::string_view line : {"-", "\u2013", "*", "\u00e9", "???", "\U0001F44D", "-a-", "| -"})
        EXPECT_FALSE(text::is_bar(line)) << line;
    EXPECT_TRUE(text::is_invisible(" \u00a0\u200b\ufeff\t"));
    EXPECT_FALSE(text::is_invisible("."));
}
