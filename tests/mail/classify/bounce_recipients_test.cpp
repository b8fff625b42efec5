// Which addresses a line holds, which of them are mailboxes, and whom a report is about when its witnesses disagree.
#include "mail/classify/bounce_recipients.hpp"
#include "mail/classify/delivery_status.hpp"
#include "mail/classify/freeform_bounce.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace mail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> found_in(std::string_view line) {
    std::vector<std::string> out;
    for (const auto& each : addresses_in(line))
        out.emplace_back(each.address);
    return out;
}

TEST(BounceAddresses, StandInBracketsQuotesAndSentences) {
    EXPECT_THAT(found_in("<ina@north.example>: no"), ElementsAre("ina@north.example"));
    EXPECT_THAT(found_in("554 ina@north.example... gone"), ElementsAre("ina@north.example"));
    EXPECT_THAT(found_in("'ina@north.example' and 'd'arcy@north.example'"),
                ElementsAre("ina@north.example", "d'arcy@north.example"));
    EXPECT_THAT(found_in("Mail to ina@north.example."), ElementsAre("ina@north.example"));
    EXPECT_THAT(found_in("orig_to=ina@north.example"), ElementsAre("ina@north.example"));
    EXPECT_THAT(found_in("list-bounces+ina=north.example@lists.example"),
                ElementsAre("list-bounces+ina=north.example@lists.example"));
}

TEST(BounceAddresses, EndWhereWordsWithoutBlanksBegin) {
    EXPECT_THAT(found_in("宛先ina@north.exampleへ送信できません"), ElementsAre("ina@north.example"));
    EXPECT_THAT(found_in("收件人（ina@north.example）不存在"), ElementsAre("ina@north.example"));
    EXPECT_THAT(found_in("用户@例子.example"), ElementsAre("用户@例子.example"));
    EXPECT_THAT(found_in("jörg@bücher.example"), ElementsAre("jörg@bücher.example"));
}

TEST(BounceAddresses, AreNotMadeOfPieces) {
    EXPECT_THAT(found_in("see https://north.example/?who=ina@north.example"), IsEmpty());
    EXPECT_THAT(found_in("@north.example, ina@, a@b, @@@@ ina @north.example"), IsEmpty());
    EXPECT_THAT(
        found_in("a@b.example c@d.example e@f.example g@h.example i@j.example k@l.example m@n.example o@p.example q@r.example"),
        testing::SizeIs(8));
}

TEST(BounceAddresses, AMailboxHasTwoPartsAndIsNoProgram) {
    for (const auto* good : {"ina@north.example", "ina+a@north.example", "\"i n a\"@north.example", "ина@север.example"})
        EXPECT_TRUE(is_mailbox(good)) << good;
    for (const auto* bad : {"", "ina", "@north.example", "ina@", "|/bin/sort@x.example", "/S=ina/O=north/C=de/", "/var/mail/ina",
                            "IMCEAEX-_O=NORTH_CN=INA@north.example"})
        EXPECT_FALSE(is_mailbox(bad)) << bad;
}

struct FieldRow {
    std::string_view value;
    std::string_view address;
};

TEST(BounceAddresses, AreReadFromRecipientFields) {
    constexpr FieldRow rows[] = {{"rfc822; ina@north.example", "ina@north.example"},
                                 {"RFC822;<ina@north.example> (first try)", "ina@north.example"},
                                 {"Ina Nord <ina@north.example>", "ina@north.example"},
                                 {"ina@north.example", "ina@north.example"},
                                 {"unknown; mailto:ina@north.example;", "ina@north.example"},
                                 {"rfc822;ina+40north.example", "ina@north.example"},
                                 {"rfc822;ina+40@north.example", "ina+40@north.example"},
                                 {"utf-8; \\x{438}\\x{43D}\\x{430}@north.example", "ина@north.example"},
                                 {"utf-8; \\x{zz}@north.example", "\\x{zz}@north.example"},
                                 {"rfc822;", ""}};
    for (const auto& row : rows)
        EXPECT_EQ(recipient_address(row.value), row.address) << row.value;
}

TEST(BounceRecipients, TheBestWitnessDecidesAndOfEqualOnesTheFirst) {
    BounceRecipients recipients;
    recipients.offer("said@north.example", RecipientSource::mentioned);
    recipients.offer("first@north.example", RecipientSource::listed);
    recipients.offer("second@north.example", RecipientSource::listed);
    EXPECT_EQ(recipients.best(), "first@north.example");
    recipients.offer("field@north.example", RecipientSource::failed_field);
    EXPECT_EQ(recipients.best(), "field@north.example");
    recipients.offer("SAID@north.example", RecipientSource::original_recipient);
    EXPECT_EQ(recipients.best(), "said@north.example");
}

TEST(BounceRecipients, WhoSentTheMailDidNotMissIt) {
    BounceRecipients recipients;
    recipients.offer("desk+t1.abc@help.example", RecipientSource::listed);
    EXPECT_TRUE(recipients.has(RecipientSource::listed));
    recipients.disown("Desk@help.example");
    EXPECT_FALSE(recipients.has(RecipientSource::mentioned));
    EXPECT_EQ(recipients.best(), "");
    recipients.offer("ina@north.example", RecipientSource::mentioned);
    EXPECT_EQ(recipients.best(), "ina@north.example");
    // A field of the report is believed where it names nobody else.
    BounceRecipients to_itself;
    to_itself.disown("desk@help.example");
    to_itself.offer("desk@help.example", RecipientSource::final_recipient);
    EXPECT_EQ(to_itself.best(), "desk@help.example");
}

TEST(BounceRecipients, MailSystemsComeLast) {
    BounceRecipients recipients;
    recipients.reported_by("gateway@north.example");
    recipients.offer("mailer-daemon@north.example", RecipientSource::listed);
    EXPECT_EQ(recipients.best(), "");
    recipients.offer("gateway@north.example", RecipientSource::mentioned);
    EXPECT_EQ(recipients.best(), "");
    recipients.offer("postmaster@north.example", RecipientSource::listed);
    EXPECT_EQ(recipients.best(), "postmaster@north.example");
    recipients.offer("ina@north.example", RecipientSource::mentioned);
    EXPECT_EQ(recipients.best(), "ina@north.example");
}

TEST(DeliveryStatus, AGroupThatNamesAMailboxSpeaksFirst) {
    const auto read = read_delivery_status(
        "Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822;/dev/null\r\nAction: failed\r\n\r\n"
        "final-recipient : rfc822 ; ina@north.example\r\naction : FAILED (expired)\r\nstatus:5.4.7\r\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->recipient, "ina@north.example");
    EXPECT_EQ(read->action, "failed");
    EXPECT_EQ(read->status, "5.4.7");
}

TEST(DeliveryStatus, AProgramIsNobody) {
    const auto read = read_delivery_status("Final-Recipient: rfc822;|/bin/sort\r\nAction: failed\r\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->recipient, "");
}

TEST(FreeformBounce, ReadsAtMostTheFirst64KiB) {
    std::string text = "Your message could not be delivered to:\n\n";
    while (text.size() < 64U * 1024U)
        text += "some line\n";
    text += "<late@north.example>\n";
    BounceHints hints;
    hints.null_sender = true;
    hints.from = "mailer-daemon@north.example";
    BounceRecipients recipients;
    ASSERT_TRUE(read_bounce_text(text, hints, recipients));
    EXPECT_EQ(recipients.best(), "");
}

}  // namespace
}  // namespace mail
