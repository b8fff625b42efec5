// Tests parsing single mails, and the duplicate key.
#include "mail/parse/dedup_key.hpp"
#include "mail/parse/parse.hpp"

#include "mail/parse/message_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Message read(std::string_view raw) {
    return parse(raw, {});
}

TEST(Parse, ReadsWhatAClientMailed) {
    const auto mail = read(
        "From: =?utf-8?Q?J=C3=B6rg?= <joerg@kunde.example>\r\n"
        "To: support@desk.example\r\n"
        "Subject: Drucker\r\n =?utf-8?B?YnJlbm50?=\r\n"
        "Date: Mon, 23 Nov 2026 09:30:00 +0100\r\n"
        "Message-ID: <a1@kunde.example>\r\n"
        "Content-Type: multipart/mixed; boundary=\"b1\"\r\n"
        "\r\n"
        "--b1\r\n"
        "Content-Type: text/plain; charset=iso-8859-1\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Sch=F6n ist das=\r\n nicht.\r\n"
        "--b1\r\n"
        "Content-Type: image/png; name=\"alt.png\"\r\n"
        "Content-Disposition: attachment; filename*=utf-8''bild%20%C3%BC.png\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "\r\n"
        "aGVsbG8gd29ybGQ=\r\n"
        "--b1--\r\n");
    EXPECT_THAT(mail.from, ElementsAre(Address{"Jörg", "joerg@kunde.example"}));
    EXPECT_EQ(mail.subject, "Drucker brennt");
    EXPECT_EQ(mail.message_id, "a1@kunde.example");
    EXPECT_EQ(config::to_micros(mail.date.value()), 1'795'422'600'000'000);
    EXPECT_EQ(mail.text, "Schön ist das nicht.");
    ASSERT_EQ(mail.attachments.size(), 1U);
    EXPECT_EQ(mail.attachments[0].name, "bild ü.png");
    EXPECT_EQ(mail.attachments[0].size, 11U);
    EXPECT_EQ(*mail.attachments[0].content, "hello world");
    EXPECT_EQ(mail.attachments[0].sha256, "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
    EXPECT_EQ(mail.kind, Kind::human);
    EXPECT_THAT(mail.defects, ElementsAre());
}

TEST(Parse, KeepsTraceInOrderWithLowerCaseNames) {
    const auto mail = read(
        "Received: from a\n by b\n"
        "Authentication-Results: mx.desk.example; dmarc=pass\n"
        "Received: from c by a\n"
        "Delivered-To: support+tok@desk.example\n"
        "From: a@x.example\n"
        "From: b@x.example\n"
        "To: Support <support@desk.example>\n\nhi\n");
    ASSERT_EQ(mail.trace.size(), 6U);
    EXPECT_EQ(mail.trace[0].name, "received");
    EXPECT_EQ(mail.trace[0].value, "from a by b");
    EXPECT_EQ(mail.trace[1].name, "authentication-results");
    EXPECT_EQ(mail.from_fields, 2);
    EXPECT_EQ(mail.hops, 2);
    EXPECT_THAT(mail.from, ElementsAre(Address{"", "a@x.example"}));
    EXPECT_THAT(mail.recipients_seen, ElementsAre("support+tok@desk.example", "support@desk.example"));
}

TEST(Header, IsWholeWhenNothingStandsTwiceAndNothingIsCut) {
    const std::string good = "From: a@x.example\r\nSubject: s\r\nReceived: 1\r\nReceived: 2\r\n";
    EXPECT_TRUE(read(good + "\r\nx").header_whole);
    for (const char* twice : {"Subject: t", "FROM: b@x.example", "Message-ID: <1@x>\r\nMessage-Id: <2@x>",
                              "Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b"})
        EXPECT_FALSE(read(good + twice + "\r\n\r\nx").header_whole) << twice;
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "X: a\r\n";
    EXPECT_FALSE(read("Sender: a@x.example\r\n" + many + "From: b@x.example\r\n\r\nx").header_whole);
}

TEST(Header, SaysThatItIsUrgent) {
    for (const char* field : {"X-Priority: 1 (Highest)", "X-Priority: 2", "Importance: High", "Priority: urgent"})
        EXPECT_TRUE(read(std::string(field) + "\r\n\r\nx").urgent) << field;
    for (const char* field : {"X-Priority: 3", "X-Priority: 5", "Importance: normal", "Priority: non-urgent", "X-Mailer: 1"})
        EXPECT_FALSE(read(std::string(field) + "\r\n\r\nx").urgent) << field;
}

TEST(ReplyText, OfAMailThatNamesATicketIsEmptyWhenOnlyAPhoneSignedIt) {
    const auto reply = [](const std::string& subject) {
        return read("Subject: " + subject + "\r\n\r\nSent from my iPhone\r\n").reply_text;
    };
    EXPECT_EQ(reply("[#12] [take]"), "");
    EXPECT_EQ(reply("[#12 [take]"), "Sent from my iPhone");
    EXPECT_EQ(reply("[#] Printer"), "Sent from my iPhone");
    EXPECT_EQ(reply("Printer"), "Sent from my iPhone");
}

TEST(DuplicateKey, IsTheSameOnEveryRoute) {
    const std::string lf = "From: a@x.example\nDate: x\nSubject: s\nMessage-ID: <1@x>\n\nHello\nWorld\n";
    const std::string crlf =
        "Received: by mx\r\nFrom: a@x.example\r\nDate: x\r\nSubject: s\r\nMessage-ID: <1@x>\r\n\r\nHello\r\nWorld\r\n\r\n";
    EXPECT_EQ(dedup_key(lf), dedup_key(crlf));
    EXPECT_EQ(dedup_key(lf).size(), 64U);
    EXPECT_NE(dedup_key(lf), dedup_key("From: a@x.example\nDate: x\nSubject: s\nMessage-ID: <1@x>\n\nHello\nThere\n"));
    EXPECT_NE(dedup_key(lf), dedup_key("From: a@x.example\nDate: x\nSubject: t\nMessage-ID: <1@x>\n\nHello\nWorld\n"));
}

TEST(MessageJson, IsOneLineOfValidUtf8) {
    const auto line = to_json_line(read("Subject: a\xff\r\n\r\nline\nline\x80\0\n"));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_THAT(line, HasSubstr("\"kind\":\"human\""));
    EXPECT_THAT(line, HasSubstr("\"bounce\":null"));
    EXPECT_THAT(line, HasSubstr("\"date\":null"));
}

}  // namespace
}  // namespace mail
