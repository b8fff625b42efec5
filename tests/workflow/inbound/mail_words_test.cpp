// What of a technician's answer stays with us, and what PGP sets around a text.
#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

namespace {

using namespace desk_test;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* vendor_quote =
    "> The spare part for your pump left our stock in Lyon today and should reach you\n"
    "> by Thursday; its price for you alone is forty euro below the list of this year.\n";

Mail quoting(const std::string& tags, const std::string& text) {
    Mail mail = from_ana(TicketId{1}, tags, text);
    mail.message().quote_candidates = {{mail::QuoteCandidate::Kind::attribution, 2, 1}};
    return mail;
}

std::string with_quote(const std::string& words) {
    return words + "\n\nOn Mon, 2 Mar 2026 at 09:00, Vera Blanc <vera@vendor.example> wrote:\n" + vendor_quote;
}

TEST(MailWords, TheAuthorOfAnAnswerLearnsThatItsNewQuoteWasNotSent) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.snapshot.texts[number] = {};
    const Decision decision = desk.receive(quoting("", with_quote("It comes on Thursday.")));
    const Entry answer = desk.entries(number, EntryKind::comment).back();
    EXPECT_EQ(answer.text, "It comes on Thursday.");
    EXPECT_THAT(answer.quoted_new, HasSubstr("forty euro below"));
    const Notification* receipt = mail_of(decision, MailKind::receipt);
    ASSERT_TRUE(receipt);
    EXPECT_THAT(worded(receipt->lines), Contains(HasSubstr("was not sent to the client")));
    EXPECT_EQ(receipt->unsent, answer.quoted_new);
}

TEST(MailWords, ANoteWithAQuoteNeedsNoReceipt) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.snapshot.texts[number] = {};
    const Decision decision = desk.receive(quoting("[note]", with_quote("It comes on Thursday.")));
    const Notification* receipt = mail_of(decision, MailKind::receipt);
    EXPECT_TRUE(!receipt || receipt->unsent.empty());
}

constexpr const char* signed_in_place =
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nPlease reset my key.\nIt is lost.\n"
    "-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----\n";

TEST(MailWords, LinesOfPgpAreNoWords) {
    Desk desk;
    const TicketId number = desk.opened("Key", signed_in_place);
    const Entry first = desk.entries(number, EntryKind::comment).front();
    EXPECT_EQ(first.text, "Please reset my key.\nIt is lost.");
    EXPECT_THAT(first.quoted, HasSubstr("Hash: SHA256"));

    desk.snapshot.texts[number] = {};
    desk.receive(Mail("boss@contoso.example", "Re: [#1] Key", std::string("It was found!\n\n") + signed_in_place)
                     .aligned()
                     .token(number, "boss@contoso.example"));
    const Entry answer = desk.entries(number, EntryKind::comment).back();
    EXPECT_THAT(answer.text, HasSubstr("It was found!"));
    EXPECT_THAT(answer.text, HasSubstr("Please reset my key."));
    EXPECT_THAT(answer.text, Not(HasSubstr("PGP")));
    EXPECT_THAT(answer.quoted, HasSubstr("END PGP SIGNATURE"));
}

TEST(MailWords, WhatOnlyBeginsLikeASignatureOfPgpIsText) {
    Desk desk;
    const std::string text = "The file begins so:\n-----BEGIN PGP SIGNATURE-----\nand then nothing more comes.";
    EXPECT_EQ(desk.entries(desk.opened("Key", text), EntryKind::comment).front().text, text);
}

}  // namespace
