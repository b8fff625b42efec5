// Where a quote may begin: what the reply extractor hands over besides the text that it cut.
#include "mail/reply/reply_extractor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace mail {
namespace {

using Kind = QuoteCandidate::Kind;

bool has(const CutReply& cut, const QuoteCandidate& wanted) {
    return std::find(cut.candidates.begin(), cut.candidates.end(), wanted) != cut.candidates.end();
}

CutReply cut(std::string_view text) {
    ReplyContext context;
    context.subject = "Re: Toner";
    context.is_reply = true;
    return cut_reply(text, context);
}

TEST(QuoteCandidates, StandAtEveryDepth) {
    const auto found =
        cut("Fine.\n\nOn Mon, 23 Nov 2026 at 09:15, Mia Holt <mia@desk.example> wrote:\n> Good?\n>\n"
            "> Am 22.11.2026 um 10:00 schrieb Jon Bell\n> <jon@client.example>:\n>> Empty.\n");
    EXPECT_TRUE(has(found, {Kind::attribution, 2, 1}));
    EXPECT_TRUE(has(found, {Kind::attribution, 5, 2}));
    EXPECT_EQ(found.candidates.size(), 2U);
}

TEST(QuoteCandidates, AreBlocksMarkersForwardsAndSignatures) {
    const auto found =
        cut("Fine.\n\n-- \nJon Bell\n\n-----Original Message-----\nFrom: Mia Holt <mia@desk.example>\n"
            "Sent: Monday, November 23, 2026 9:15 AM\nTo: Jon Bell\nSubject: Toner\n\nGood?\n\n"
            "---------- Forwarded message ---------\nText\n");
    EXPECT_TRUE(has(found, {Kind::signature, 2, 2}));
    EXPECT_TRUE(has(found, {Kind::marker, 5, 1}));
    EXPECT_TRUE(has(found, {Kind::header_block, 6, 4}));
    EXPECT_TRUE(has(found, {Kind::forward, 13, 1}));
}

TEST(QuoteCandidates, AreOfferedThoughNothingIsCutThere) {
    const auto found = cut("From: Oslo\nTo: Bergen\nSeats: 2\n");
    EXPECT_TRUE(has(found, {Kind::header_block, 0, 2}));
    EXPECT_EQ(found.reply, "From: Oslo\nTo: Bergen\nSeats: 2");
}

TEST(QuoteCandidates, AreBoundedInNumber) {
    std::string text;
    for (int i = 0; i < 20000; ++i)
        text += "-----Original Message-----\n";
    EXPECT_EQ(cut(text).candidates.size(), 5000U);
}

TEST(QuoteCandidates, HoldAllLinesOfASignatureByTwoSigns) {
    const auto found =
        cut("Fine.\n\n-- \nJon Bell\n\nBell Ltd\n\nOn Mon, 23 Nov 2026 at 09:15, Mia Holt <mia@desk.example> wrote:\n> Good?\n");
    EXPECT_TRUE(has(found, {Kind::signature, 2, 4}));
    EXPECT_TRUE(has(found, {Kind::attribution, 7, 1}));
    EXPECT_EQ(found.signature_line, std::nullopt) << "a quote stands below it";
}

TEST(EmptyAnswer, IsShownWholeUnlessAFileSaysAll) {
    const std::string quote = "On Mon, 23 Nov 2026 at 09:15, Mia Holt <mia@desk.example> wrote:\n> Good?";
    ReplyContext context;
    context.is_reply = true;
    EXPECT_EQ(cut_reply(quote, context).reply, quote);
    context.has_file = true;
    EXPECT_EQ(cut_reply(quote, context).reply, "");
}

TEST(SignatureLine, IsWhereNothingButTheSignatureFollows) {
    EXPECT_EQ(cut("Fine.\n\n-- \nJon Bell\nBell Ltd\n").signature_line, 2U);
    EXPECT_EQ(cut("Fine.\n\nSent from my iPhone\n").signature_line, 2U);
    EXPECT_EQ(cut("Fine.\n\nSent from my iPhone\n\n-- \nlamps mailing list\nTo unsubscribe write to us\n").signature_line, 2U);
    EXPECT_EQ(cut("Fine.\n\n> Good?\n").signature_line, std::nullopt);
    EXPECT_EQ(cut("Fine.\n\nJon Bell\n").signature_line, std::nullopt);
    EXPECT_EQ(cut("-- \nJon Bell\n").signature_line, std::nullopt);
}

}  // namespace
}  // namespace mail
