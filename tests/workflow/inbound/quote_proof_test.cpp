// What an answer loses to the ticket's own words, and what it keeps.
#include "workflow/inbound/quote_proof.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
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

std::string shown(const std::string& text, const HeldText& held = pump_ticket()) {
    return cut_by_proof(text, {}, held, pump_facts(), false).shown;
}

}  // namespace

TEST(QuoteProof, AMarkedQuoteGoesWithItsHeading) {
    EXPECT_EQ(shown("Thanks, we wait.\n\n" + std::string(attribution) + "\n\n" + marked(question)), "Thanks, we wait.");
}

TEST(QuoteProof, AQuoteWithoutMarksGoesWithItsFields) {
    EXPECT_EQ(shown("Thanks, we wait.\n\nFrom: Pump Desk <desk@pumps.example>\nSent: Tuesday, November 17, 2026 10:42\n"
                    "To: Jana Novak\nSubject: RE: The pump in hall 3\n\n" +
                    std::string(question)),
              "Thanks, we wait.");
}

TEST(QuoteProof, WithNothingHeldNothingIsLost) {
    const std::string text = "Thanks, we wait.\n\n" + std::string(attribution) + "\n\n" + marked(question);
    const ProvenText out = cut_by_proof(text, {}, HeldText{}, pump_facts(), false);
    EXPECT_EQ(out.shown, "Thanks, we wait.");
    EXPECT_EQ(out.left_out_lines, 0U);
    EXPECT_THAT(out.folded, testing::HasSubstr("> 2. We repair it in your own hall"));
}

TEST(QuoteProof, AnAnswerBetweenKeepsItsQuestion) {
    std::string text = marked(question);
    text.insert(text.find("> ok\n"), "Yes, since noon.\n");
    EXPECT_EQ(shown("Hi Marek,\n\n" + std::string(attribution) + "\n" + text), "Hi Marek,\n\n> Is it running?\nYes, since noon.");
}

TEST(QuoteProof, KnownWordsAboveTheQuoteStay) {
    const std::string own = "You wrote:\nWe repair it in your own hall\nThat is what we want.";
    EXPECT_EQ(shown(own + "\n\n" + std::string(attribution) + "\n\n" + marked(question)), own);
}
