// Tests what an S/MIME signature covers, and that it counts once.
#include "workflow/inbound/smime_scope.hpp"

#include "tests/workflow/desk.hpp"

using namespace desk_test;

namespace {

constexpr TicketId number{1};

/// ana's mail with her signature and no other proof that it is hers.
InboundMail signed_mail(std::string subject, std::string text, bool subject_too, std::string id = "smime 1") {
    InboundMail inbound = Mail("ana@desk.example", std::move(subject), std::move(text)).inbound();
    inbound.evidence.smime_technician = "ana";
    inbound.evidence.smime_id = std::move(id);
    inbound.evidence.smime_subject = subject_too;
    return inbound;
}

std::string why_not(Desk& desk, const InboundMail& inbound) {
    const auto read = as_signed(desk.directory, desk.snapshot, inbound);
    if (!read) return "no signature";
    return read->evidence.smime_technician.empty() ? worded(read->unsigned_because) : "counts";
}

}  // namespace

TEST(Signing, CoversWhatIsSignedAndNothingElse) {
    Desk desk;
    ASSERT_EQ(desk.opened("Monitor flickers"), number);
    ASSERT_EQ(desk.opened("Another matter"), TicketId{2});
    const struct {
        const char* what;
        InboundMail mail;
        const char* why;
    } rows[] = {
        {"all in a signed subject", signed_mail("Re: [#1] [take] Monitor flickers", "Mine.", true), "counts"},
        {"number and commands in the text", signed_mail("Re: [#1] Monitor flickers", "[#1]\n#take\nMine.", false), "counts"},
        {"the same on one line", signed_mail("Re: [#1] Monitor flickers", "#1 #take", false), "counts"},
        {"the number only in the text", signed_mail("Hello", "[#1]\nMine.", false), "counts"},
        {"no ticket, no command", signed_mail("A new matter", "It stands still.", false), "counts"},
        {"a question in a signed subject", signed_mail("[list]", "", true), "counts"},
        {"a question in the subject outside", signed_mail("[list]", "", false), "it does not cover the subject"},
        {"commands outside", signed_mail("Re: [#1] [take] Monitor flickers", "[#1]\nMine.", false),
         "it does not cover the subject"},
        {"wrong commands outside", signed_mail("Re: [#1] [assign=] Monitor flickers", "[#1]\nMine.", false),
         "it does not cover the subject"},
        {"the number outside", signed_mail("Re: [#1] Monitor flickers", "#take\nMine.", false), "write [#1] at the top"},
        {"the number further down", signed_mail("Re: [#1] Monitor flickers", "Mine.\n[#1]", false), "write [#1] at the top"},
        {"another ticket outside", signed_mail("Re: [#1] Monitor flickers", "[#2]\n#take", false), "write [#1] at the top"},
        {"a signed subject without number", signed_mail("[take]", "Mine.", true), "counts"},
    };
    for (const auto& row : rows)
        EXPECT_NE(why_not(desk, row.mail).find(row.why), std::string::npos) << row.what << ": " << why_not(desk, row.mail);
    EXPECT_EQ(why_not(desk, Mail("ana@desk.example", "Re: [#1] [take] Monitor flickers", "Mine.").inbound()), "no signature");
}

TEST(Signing, ATokenAddressDoesNotCarryASignedMailElsewhere) {
    Desk desk;
    ASSERT_EQ(desk.opened("Monitor flickers"), number);
    ASSERT_EQ(desk.opened("Another matter"), TicketId{2});
    InboundMail mail = signed_mail("Another matter", "#take\nMine.", false);
    mail.evidence.tokens = {{.purpose = mail::Purpose::reply, .ticket = TicketId{2}, .party = "ana@desk.example"}};
    EXPECT_NE(why_not(desk, mail).find("write [#2] at the top"), std::string::npos);
}

TEST(Signing, CountsOnce) {
    Desk desk;
    ASSERT_EQ(desk.opened("Monitor flickers"), number);
    const InboundMail mail = signed_mail("Re: [#1] Monitor flickers", "[#1]\n#take\nMine.", false);
    const Decision first = decide(desk.directory, desk.snapshot, mail, desk.now);
    desk.snapshot.apply(first);
    EXPECT_EQ(desk.ticket(number).assignee, "ana");
    InboundMail again = mail;
    again.message.message_id = "another@desk.example";
    EXPECT_NE(why_not(desk, again).find("counts once"), std::string::npos);
    again.evidence.smime_id = "smime 2";
    EXPECT_EQ(why_not(desk, again), "counts");
}

TEST(Signing, TheNumberOnTopIsNoText) {
    Desk desk;
    ASSERT_EQ(desk.opened("Monitor flickers"), number);
    const auto read = as_signed(desk.directory, desk.snapshot, signed_mail("Hello", "\n [#1] #take\n\nMine.", false));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->message.reply_text, "#take\n\nMine.");
    EXPECT_EQ(read->message.subject, "[#1] Hello");
}
