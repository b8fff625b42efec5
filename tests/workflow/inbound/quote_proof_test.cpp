// What an answer loses to the ticket's own words, and what it keeps.
#include "workflow/inbound/quote_proof.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <string_view>
#include <vector>

using namespace workflow;

namespace {

/// What the desk wrote, as the ticket holds it.
constexpr std::string_view question =
    "Hello Jana,\n\n"
    "the pump was checked this morning and one of its seals has to be replaced.\n"
    "Is it running?\n"
    "ok\n"
    "Which model do you have at the moment, P200 or P400?\n"
    "Please choose one of these:\n"
    "1. Send the pump to us by parcel service\n"
    "2. We repair it in your own hall\n"
    "3. You take a new one at half the price\n"
    "We begin as soon as we hear from you.\n\n"
    "Kind regards\n"
    "Marek Dvorak\n";

constexpr std::string_view attribution = "On Tue, 17 Nov 2026 at 10:42, Pump Desk <desk@pumps.example> wrote:";

TicketFacts pump_facts() {
    return {{"Pump Desk desk@pumps.example", "Marek Dvorak marek@pumps.example", "Jana Novak jana@mill.example"},
            {"The pump in hall 3"},
            "Jana Novak jana@mill.example"};
}

HeldText pump_ticket() {
    HeldText out;
    out.add_writer(
        "Good morning, the pump in hall 3 has been leaking since Friday evening.\n\nJana Novak\nMill and Sons\n12 Harbour "
        "Street\n");
    out.add(question);
    return out;
}

std::string marked(std::string_view text, std::string_view mark = "> ") {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        out.append(mark).append(text.substr(0, end)) += '\n';
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

std::string gmail(const std::string& text) {
    return std::string(attribution) + "\n\n" + marked(text);
}

std::string outlook(const std::string& text) {
    return "From: Pump Desk <desk@pumps.example>\nSent: Tuesday, November 17, 2026 10:42\nTo: Jana Novak\nSubject: RE: The pump "
           "in hall 3\n\n" +
           text;
}

const std::string original(question);

/// The question with `added` before its line `line`, or in place of it.
std::string with(const std::string& text, std::string_view line, std::string_view added, bool replaces = false) {
    std::string out = text;
    const auto at = out.find(line);
    if (at == std::string::npos) {
        ADD_FAILURE() << line << " is in the text";
        return out;
    }
    const auto begin = out.rfind('\n', at) + 1;
    const auto end = out.find('\n', at) + 1;
    return out.replace(begin, replaces ? end - begin : 0, added);
}

/// The lines wrapped at `width`.
std::string narrow(std::string text, std::size_t width) {
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        const auto blank = text.rfind(' ', begin + width);
        if (end - begin <= width || blank == std::string::npos || blank <= begin) {
            begin = end + 1;
        } else {
            text[blank] = '\n';
            begin = blank + 1;
        }
    }
    return text;
}

ProvenText proven(const std::string& text, const HeldText& held = pump_ticket()) {
    return cut_by_proof(text, {}, held, pump_facts(), false);
}

std::string shown(const std::string& text, const HeldText& held = pump_ticket()) {
    return cut_by_proof(text, {}, held, pump_facts(), false).shown;
}

struct Row {
    std::string_view name;
    std::string text;
    std::string shown;
};

void expect_rows(const std::vector<Row>& rows) {
    for (const Row& row : rows)
        EXPECT_EQ(shown(row.text), row.shown) << row.name;
}

}  // namespace

TEST(QuoteProof, KnownQuotesGo) {
    const std::string own = "Thanks, we wait.";
    expect_rows({
        {"marks", own + "\n\n" + gmail(original), own},
        {"no blank line above", own + "\n" + gmail(original), own},
        {"Outlook", own + "\n\n" + outlook(original), own},
        {"Outlook, no blank line above", own + "\n" + outlook(original), own},
        {"below", gmail(original) + "\n" + own, own},
        {"Outlook, below", outlook(original) + "\n" + own, own},
        {"original message", own + "\n\n-----Original Message-----\n" + outlook(original), own},
        {"German",
         own +
             "\n\nVon: Pump Desk <desk@pumps.example>\nGesendet: Dienstag, 17. November 2026 10:42\nAn: Jana Novak\nBetreff: AW: "
             "The pump in hall 3\n\n" +
             original,
         own},
        {"Hungarian",
         own + "\n\nPump Desk <desk@pumps.example> ezt írta (időpont: 2026. nov. 17., K, 10:42):\n\n" + marked(question), own},
        {"Hungarian fields",
         own +
             "\n\nFeladó: Pump Desk <desk@pumps.example>\nElküldve: 2026. november 17., kedd 10:42\nTárgy: RE: The pump in hall "
             "3\n\n" +
             original,
         own},
        {"a language nobody knows", own + "\n\n2026 qib 17 10:42 Pump Desk <desk@pumps.example> ulapeb:\n\n" + marked(question),
         own},
        {"another name in the address book",
         own + "\n\nOn Tue, 17 Nov 2026 at 10:42, Desk (pumps) Leeds <desk@pumps.example> wrote:\n\n" + marked(question), own},
        {"bars", own + "\n\n" + marked(question, "| "), own},
        {"a tab", own + "\n\nPump Desk <desk@pumps.example> wrote on 2026-11-17 10:42:\n\n" + marked(question, "\t"), own},
        {"initials", own + "\n\n" + marked(question, "PD> "), own},
        {"a name", own + "\n\n" + marked(question, "    Marek> "), own},
        {"a list's footer", own + "\n\n" + gmail(original) + "\n_______________\nhall3 mailing list\nhall3@lists.example\n",
         own + "\n\n_______________\nhall3 mailing list\nhall3@lists.example"},
    });
}

TEST(QuoteProof, WhatProgramsDoToTextChangesNothing) {
    HeldText held = pump_ticket();
    held.add(
        "The guide \"pump & seal\" is at https://www.pumps.example/guide?id=7 and we'll gladly help you.\n"
        "Der Müller prüft die Größe der Dichtung über dem Rahmen, naïve café é.\nНасос стоит и ещё не работает с пятницы.\n");
    const std::string own = "Thanks, we wait.\n\n";
    const auto heading = std::string(attribution) + "\n\n";
    for (const std::string_view quote : {
             "> The guide \u201cpump & seal\u201d is at https://www.pumps.example/guide?id=7 and we\u2019ll gladly help you.",
             "> The guide \"pump & seal\" is at\n> "
             "https://eur01.safelinks.protection.outlook.com/"
             "?url=https%3A%2F%2Fwww.pumps.example%2Fguide%3Fid%3D7&data=05%7C01\n> and we'll gladly help you.",
             "> The guide *\"pump & seal\"* is at https://urldefense.com/v3/__https://www.pumps.example/guide?id=7__;!!Ab!Cd$ "
             "and we'll gladly help you.",
             "> The\u00a0guide \"pump & s\u200beal\" is at www.pumps.example/guide?id=7 and we'll gladly help you.",
             "> Der Mu\u0308ller pru\u0308ft die Gro\u0308ße der Dichtung u\u0308ber dem Rahmen, nai\u0308ve cafe\u0301 e\u0301.",
             "> Der M\u00c3\u00bcller pr\u00c3\u00bcft die Gr\u00c3\u00b6\u00c3\u009fe der Dichtung \u00c3\u00bcber dem Rahmen, "
             "na\u00c3\u00afve caf\u00c3\u00a9.",
             "> Der M?ller pr?ft die Gr??e der Dichtung ?ber dem Rahmen, na?ve caf?.",
             "> Насос стоит и еще\u0308 не работает с пятницы.",
         })
        EXPECT_NE(cut_by_proof(own + heading + std::string(quote), {}, held, pump_facts(), false).left_out_lines, 0U) << quote;
    EXPECT_EQ(shown(own + heading + marked(narrow(original, 40))), "Thanks, we wait.") << "wrapped at 40";
}

TEST(QuoteProof, CopiedWordsStay) {
    const std::string sentence = "We repair it in your own hall";
    const std::string again = "It says again:\n   Active: failed (code=exited, status=203)\n   Main PID: 4711 (code=exited)";
    HeldText held = pump_ticket();
    held.add(again);
    expect_rows({
        {"a line of its own", sentence + "\n\n" + gmail(original), sentence},
        {"in a line", "Yes: " + sentence + ", please.\n\n" + gmail(original), "Yes: " + sentence + ", please."},
        {"below the quote", gmail(original) + "\n" + sentence, sentence},
        {"below an Outlook quote", outlook(original) + "\n" + sentence, sentence},
        {"with a mark, below a line that is no heading", "You wrote today at 9:15:\n> " + sentence + "\nDo that.",
         "You wrote today at 9:15:\n> " + sentence + "\nDo that."},
    });
    EXPECT_EQ(shown(original), cut_by_proof(original, {}, HeldText{}, pump_facts(), false).shown) << "all of it";
    EXPECT_EQ(shown(again, held), again) << "a log, without a quote";
    EXPECT_EQ(shown(again + "\n\n" + gmail(original), held), again) << "a log, above the quote";
}

TEST(QuoteProof, ShortAnswersStay) {
    for (const std::string answer : {"yes", "ok", "P200", "12345", "+1", "-", "👍", "???", "é", "5.2.1", "да", "はい",
                                     "Marek Dvorak:", "+43 732 5550 118"}) {
        EXPECT_EQ(shown(answer + "\n" + gmail(original)), answer) << "above";
        EXPECT_EQ(shown(answer + "\n" + outlook(original)), answer) << "above fields";
        EXPECT_EQ(shown(answer + "\nPump Desk <desk@pumps.example> wrote:\n\n" + marked(question)).substr(0, answer.size()),
                  answer);
        EXPECT_THAT(shown(gmail(with(original, "Which model", answer + "\n"))), testing::HasSubstr(answer)) << "between";
        EXPECT_THAT(shown(outlook(with(original, "Which model", answer + "\n"))), testing::HasSubstr(answer))
            << "between, Outlook";
        EXPECT_THAT(shown(outlook(with(original, "We begin", "We begin as soon as we hear from you. " + answer + "\n", true))),
                    testing::HasSubstr(answer))
            << "behind";
    }
}

TEST(QuoteProof, AnAnswerBetweenKeepsItsQuestion) {
    EXPECT_EQ(shown("Hi Marek,\n\n" + std::string(attribution) + "\n" + with(marked(question), "> ok", "Yes, since noon.\n")),
              "Hi Marek,\n\n> Is it running?\nYes, since noon.");
    EXPECT_EQ(shown(outlook(with(original, "ok\nWhich", "Yes, since noon.\n"))), "> Is it running?\nYes, since noon.");
    EXPECT_EQ(shown(gmail(with(with(original, "Please choose", "The old one.\n"), "We begin", "The second.\n"))),
              "> Which model do you have at the moment, P200 or P400?\n> The old one.\n\n> 3. You take a new one at half the "
              "price\n> The second.");
}

TEST(QuoteProof, AnEditedQuoteStaysBesideTheEdit) {
    const auto one_left = [](std::string text) {
        text = with(text, "1. Send", "", true);
        return with(text, "3. You take", "", true);
    };
    for (const std::string& text : {outlook(one_left(original)), gmail(one_left(original))}) {
        const ProvenText out = proven("Hello,\n\n" + text);
        EXPECT_THAT(out.shown, testing::HasSubstr("2. We repair it in your own hall"));
        EXPECT_TRUE(out.edited);
    }
    const ProvenText copied = proven(outlook(with(original, "We begin", "1. Send the pump to us by parcel service\n")));
    EXPECT_THAT(copied.shown, testing::HasSubstr("1. Send the pump to us by parcel service")) << "a choice below its list";
    const ProvenText picked = proven("Thanks\n\n" + gmail("We repair it in your own hall"));
    EXPECT_THAT(picked.shown, testing::HasSubstr("> We repair it in your own hall")) << "one line picked by hand";
    EXPECT_FALSE(proven("Thanks\n\n" + gmail(original)).edited);
}

TEST(QuoteProof, TwinsBothStay) {
    const ProvenText out = proven(gmail("").substr(0, attribution.size()) + "\n\n" + with(marked(question), "> ok", "> ok\n"));
    const auto first = out.shown.find("> ok");
    ASSERT_NE(first, std::string::npos) << out.shown;
    EXPECT_NE(out.shown.find("> ok", first + 1), std::string::npos) << out.shown;
}

TEST(QuoteProof, OneSideProvesNoShortLine) {
    const std::string text =
        std::string(attribution) + "\n\n" + with(with(marked(question), "> ok", "", true), "> Which model", "> ok\n> P200\n");
    EXPECT_THAT(shown(text), testing::HasSubstr("> P200"));
}

/// A line is typed where one text of the ticket has it and another goes on without it.
TEST(QuoteProof, WhatTwoTextsSayDifferentlyStays) {
    const std::string before = "The filter of the big press was cleaned on Monday and is dry again.\n";
    const std::string after = "Our fitter comes to your workshop in the first week of March.\n";
    const std::string text = before + after + "Nobody has to wait for him at the gate.\n";
    HeldText held = pump_ticket();
    held.add(text);
    EXPECT_EQ(shown("Good.\n\n" + gmail(text), held), "Good.");
    for (const std::string between : {"Very well.", "ok", "That suits us well."}) {
        HeldText both = held;
        both.add("Good day.\n" + before + between + "\n" + after);
        EXPECT_THAT(shown("Good.\n\n" + gmail(with(text, "Our fitter", between + "\n")), both), testing::HasSubstr(between));
        EXPECT_THAT(shown("Good.\n\n" + outlook(with(text, "Our fitter", between + "\n")), both), testing::HasSubstr(between));
        EXPECT_EQ(shown("Good.\n\n" + gmail(text), both), "Good.") << "without it, " << between;
    }
    HeldText greeting = held;
    greeting.add("Hello everybody,\n\n" + after);
    EXPECT_THAT(shown("Good.\n\n" + outlook(with(text, "Our fitter", "> Hello everybody,\n")), greeting),
                testing::HasSubstr("> Hello everybody,"))
        << "marked, where a text begins";
    HeldText behind = pump_ticket();
    behind.add(original + text);
    behind.add("It was cleaned on Monday and is dry again.\nyes\nAnd the belt?");
    std::string answered = with(original + text, "The filter", before.substr(0, before.size() - 1) + " yes\n", true);
    answered = with(answered, "Our fitter", after.substr(0, after.size() - 1) + " ???\n", true);
    EXPECT_THAT(shown("Good.\n\n" + gmail(answered), behind), testing::HasSubstr("dry again. yes\n> Our")) << "behind a line";
    HeldText link = held;
    const std::string list =
        "The parts that we need are in the list\nhttps://files.press.example/parts\nand I can print it for you.\n";
    link.add(list);
    EXPECT_EQ(shown("Good.\n\n" + gmail(list), link), "Good.") << "a text is known without its links, too";
}

TEST(QuoteProof, ALineRepeatedOnceMoreStays) {
    const std::string same = "Send us the old belt by parcel service";
    const std::string text =
        "We see two ways to go on from here:\n1. " + same + "\n2. " + same + " today\n3. Come and bring it to the hall\n";
    HeldText held = pump_ticket();
    held.add(text + "\nYou wrote last week: " + same + " and nothing came.\n");
    EXPECT_EQ(shown("Good.\n\n" + gmail(text), held), "Good.");
    EXPECT_THAT(shown("Good.\n\n" + gmail(with(text, "2. Send", "1. " + same + "\n")), held), testing::HasSubstr("> 1. " + same));
}

TEST(QuoteProof, ALineTwiceInARowStaysTwice) {
    const std::string text = "The fitter is in your town on Monday.\nWho has the key?\nHe needs it at eight in the morning.\n";
    HeldText held = pump_ticket();
    held.add(text);
    held.add("Once more: Who has the key? Who has the key? Nobody has told us.");
    EXPECT_EQ(shown(outlook(text) + "\nGood.", held), "Good.");
    EXPECT_THAT(shown(outlook(with(text, "Who has", "> Who has the key?\n")) + "\nGood.", held),
                testing::HasSubstr("> Who has the key?\nWho has the key?"));
    EXPECT_THAT(
        shown(gmail(with(with(text, "Who has", "Who has the\nkey?\n", true), "He needs", "> Who has the key?\n")) + "\nGood.",
              held),
        testing::HasSubstr("> > Who has the key?"))
        << "below a line that is wrapped";
}

TEST(QuoteProof, AKnownLineBelowTypedOnesStaysAtAGap) {
    HeldText held = pump_ticket();
    held.add(
        "The day is known now.\n"
        "We repair it in your own hall\nWhich model do you have at the moment, P200 or P400?\n");
    EXPECT_THAT(shown(outlook(with(original, "Which model", "No, it stands.\n> We repair it in your own hall\n")), held),
                testing::HasSubstr("No, it stands.\n> We repair it in your own hall"));
}

TEST(QuoteProof, AFewKnownLinesAmongTypedOnesStay) {
    const std::string footer = "This letter is only for the person that it was sent to.\n";
    HeldText held = pump_ticket();
    held.add(original + footer + "Tell us when you got it by mistake.\n");
    EXPECT_THAT(shown(gmail(original) + "as you write\n> " + footer + "as you write\n", held),
                testing::HasSubstr("as you write\n> This letter is only"))
        << "typed outside of the marks";
    held.add("To all our customers.\n" + footer +
             "Choose the day that suits you best.\n"
             "We come in the morning or at noon.\nThe gate of the hall is open.\nNobody works on Sunday.\n");
    const std::string letter =
        "From: Odd Vendor <odd@vendor.example>\nSent: Tuesday, November 17, 2026 10:42\nTo: Jana Novak\n"
        "Subject: RE: The pump in hall 3\n\nA seal of this kind is not made any more.\n";
    const std::string answered = letter + footer +
                                 "Only in an emergency.\nChoose the day that suits you best.\nFriday.\n"
                                 "We come in the morning or at noon.\nAt noon.\nThe gate of the hall is open.\nIt is not.\n";
    const ProvenText out = proven("See what they say.\n\n" + answered, held);
    EXPECT_TRUE(out.cut.find("Choose the day") == std::string::npos && out.cut.find("The gate") == std::string::npos) << out.cut;
}

TEST(QuoteProof, WhatTheTicketDoesNotHoldFolds) {
    const std::string letter =
        "Dear customer,\nthe seal of your pump is made of a rubber that we have not sold since 2019, and the\nnew one is sent on "
        "Thursday from our store in Graz.\nOdd Vendor\n";
    const std::string heading = "On Mon, 16 Nov 2026 at 08:11, Odd Vendor <odd@vendor.example> wrote:\n\n";
    const ProvenText folded = proven("See what they say.\n\n" + heading + marked(letter));
    EXPECT_EQ(folded.shown, "See what they say.");
    EXPECT_THAT(folded.folded, testing::AllOf(testing::HasSubstr("not sold since 2019"), testing::HasSubstr("Odd Vendor <odd@")));
    EXPECT_TRUE(folded.cut.empty());
    EXPECT_EQ(proven(heading + marked(letter)).folded, "") << "with nothing above it is all there is";
    const ProvenText forward = proven(
        "See below.\n\n---------- Forwarded message ---------\nFrom: Odd Vendor <odd@vendor.example>\nDate: Mon, 16 Nov 2026 at "
        "08:11\nSubject: Seal\n\n" +
        letter);
    EXPECT_THAT(forward.shown, testing::HasSubstr("not sold since 2019"));
    const ProvenText known = proven("Please read it again.\n\n---------- Forwarded message ---------\n" + outlook(original));
    EXPECT_THAT(known.shown, testing::HasSubstr("We repair it in your own hall")) << "forwarded on purpose";
}

TEST(QuoteProof, ThreeDeepQuotesGo) {
    const std::string first =
        "Good morning, the pump in hall 3 has been leaking since Friday evening.\n\nJana Novak\nMill and Sons\n12 Harbour "
        "Street\n";
    const std::string second =
        original + "\nOn Mon, 16 Nov 2026 at 07:30, Jana Novak <jana@mill.example> wrote:\n\n" + marked(first);
    EXPECT_EQ(shown("So be it.\n\n" + gmail(second)), "So be it.");
    EXPECT_EQ(shown("So be it.\n\n" + outlook(original +
                                              "\nFrom: Jana Novak <jana@mill.example>\nSent: Monday, November 16, 2026 "
                                              "07:30\nTo: Pump Desk\nSubject: The pump in hall 3\n\n" +
                                              first)),
              "So be it.");
    HeldText last;
    last.add(question);
    EXPECT_THAT(shown("So be it.\n\n" + gmail(second), last), testing::StartsWith("So be it.")) << "only the last is known";
    EXPECT_THAT(cut_by_proof("So be it.\n\n" + gmail(second), {}, last, pump_facts(), false).cut,
                testing::Not(testing::HasSubstr("leaking")));
}

TEST(QuoteProof, SignaturesFoldByTwoSigns) {
    const std::string signature = "Jana Novak\nMill and Sons\n12 Harbour Street";
    const auto parts = [&](const std::string& text) {
        const ProvenText out = proven(text);
        return std::pair(out.shown, out.signature);
    };
    using Parts = std::pair<std::string, std::string>;
    EXPECT_EQ(parts("It runs.\n\n" + signature + "\n\n" + gmail(original)), Parts("It runs.", signature)) << "known";
    EXPECT_EQ(parts("It runs.\n\n-- \n" + signature + "\n"), Parts("It runs.", "-- \n" + signature)) << "no quote";
    EXPECT_EQ(parts(outlook(original) + "\nIt runs.\n\n" + signature), Parts("It runs.", signature)) << "below the quote";
    EXPECT_EQ(parts("It runs.\n\n" + signature + "\nP.S. It leaks again.\n\n" + gmail(original)).first,
              "It runs.\n\n" + signature + "\nP.S. It leaks again.")
        << "with words below";
    EXPECT_EQ(shown("It runs.\n\nJana Novak\n7 Other Street\nGraz\n\n" + gmail(original)),
              "It runs.\n\nJana Novak\n7 Other Street\nGraz")
        << "new";
    EXPECT_EQ(parts("It runs.\n-- \nJana Novak\n7 Other Street\n\n" + gmail(original)),
              Parts("It runs.", "-- \nJana Novak\n7 Other Street"))
        << "dashes and the name";
    EXPECT_EQ(shown("It built.\n-- \nLinking C executable\n-- \nDone in 3 s"),
              "It built.\n-- \nLinking C executable\n-- \nDone in 3 s");
}

TEST(QuoteProof, TextThatLooksLikeAQuoteStays) {
    for (const std::string text : {
             "# systemctl status pump\n# journalctl -u pump",
             "From: Pump Desk <desk@pumps.example>\nTo: Jana Novak\nReceived: from mx.pumps.example by mill.example; Tue, 17 Nov "
             "2026 10:42:00 +0100\nX-Spam: no",
             "diff --git a/pump.c b/pump.c\n--- a/pump.c\n+++ b/pump.c\n@@ -1,3 +1,3 @@\n-> old\n+> new",
             "Disclaimer: I have not tried it.",
             "> I typed this mark myself.\nAnd this not.",
             "On 17 Nov 2026 at 10:42, Marek Dvorak wrote:\nnothing that I could read.",
         })
        EXPECT_EQ(shown(text), text);
}

TEST(QuoteProof, ShortAndRepeatingOriginals) {
    HeldText held;
    held.add("ok");
    held.add("It fails.\nIt fails.\nIt fails.\nIt fails.\nIt fails.\nIt fails.\nWhat now?");
    EXPECT_EQ(shown("Good.\n\n" + gmail("ok"), held), "Good.");
    EXPECT_EQ(shown("No idea.\n\n" + gmail("It fails.\nIt fails.\nIt fails.\nIt fails.\nIt fails.\nIt fails.\nWhat now?"), held),
              "No idea.");
}

TEST(QuoteProof, NothingLeftIsShownWhole) {
    const std::string text = gmail(original);
    EXPECT_THAT(proven(text).shown, testing::HasSubstr("> 2. We repair it in your own hall"));
    EXPECT_EQ(cut_by_proof(text, {}, pump_ticket(), pump_facts(), true).shown, "") << "a file is an answer";
    EXPECT_THAT(shown(std::string(attribution) + "\n\n> We take the second one.\n"),
                testing::HasSubstr("> We take the second one."))
        << "typed into the emptied quote";
}

TEST(QuoteProof, GuessesOfTheReadersOpenAndDoNotCut) {
    using Kind = mail::QuoteCandidate::Kind;
    const std::string text = "Thanks, we wait.\n\nPump Desk, some time ago\n" + original;
    EXPECT_THAT(shown(text), testing::HasSubstr("We begin as soon as we hear from you.")) << "no heading by facts";
    const std::vector guess{mail::QuoteCandidate{Kind::attribution, 2, 1}};
    EXPECT_EQ(cut_by_proof(text, guess, pump_ticket(), pump_facts(), false).shown,
              "Thanks, we wait.\n\nPump Desk, some time ago");
    const std::vector mark{mail::QuoteCandidate{Kind::html_quote, 3, 0}};
    EXPECT_EQ(cut_by_proof(text, mark, pump_ticket(), pump_facts(), false).shown, "Thanks, we wait.\n\nPump Desk, some time ago");
    const std::vector wrong{mail::QuoteCandidate{Kind::html_quote, 0, 0}, mail::QuoteCandidate{Kind::attribution, 900, 4}};
    EXPECT_EQ(cut_by_proof("Thanks, we wait.\nSoon.", wrong, pump_ticket(), pump_facts(), false).shown,
              "Thanks, we wait.\nSoon.");
}

TEST(QuoteProof, EachLineHasOneFate) {
    const std::string text = "It runs.\n\n" + gmail(original);
    const ProvenText out = proven(text);
    EXPECT_EQ(out.fates.size(), static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
    EXPECT_EQ(out.fates.front(), LineFate::own);
    EXPECT_EQ(out.left_out_lines, 13U);
    EXPECT_EQ(proven("").fates, std::vector<LineFate>{LineFate::own});
}
