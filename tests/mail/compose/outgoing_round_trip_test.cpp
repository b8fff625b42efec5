// Parses composed mails again, and checks that parse keeps every field that gather_evidence needs.

#include "mail/authenticate/sender_evidence.hpp"
#include "mail/compose/compose.hpp"
#include "mail/parse/parse.hpp"
#include "mail/crypto/token.hpp"

#include <gtest/gtest.h>

namespace mail {
namespace {

const config::Instant now = config::from_micros(1'795'435'200'000'000);

TEST(RoundTrip, GivesBackEveryWordAndByte) {
    OutgoingMessage out;
    out.from = {"Ana Ruíz via Northwind, Support", "support@desk.example"};
    out.to = {{"Zoë \"Zo\" Müller", "zoe@contoso.example"}, {"Отдел поддержки и снабжения", "dept@contoso.example"}};
    out.reply_to = "support+abc@desk.example";
    out.subject = "Re: [#1234] Der Drucker läuft heiß und es riecht schon sehr lange nach verbranntem Gummi 🔥 [ok]";
    out.message_id = "1234.63.proof@desk.example";
    out.in_reply_to = "first@contoso.example";
    out.references = {"1234.0.proof@desk.example", "first@contoso.example"};
    out.date = now;
    out.text = "Grüße,\nFrom the start = always.  \n.\n> quoted\n" + std::string(300, 'x') + "\n";
    out.html = "<p>Grüße</p>\n<p>" + std::string(2000, 'y') + "</p>\n";
    out.attachments = {{"Bär & Größe mit einem wirklich sehr langen Namen, der nicht in eine Zeile passt.png", "image/png", "",
                        std::string("\x89PNG\r\n\0\xff", 8)},
                       {"logo.png", "image/png", "logo@desk.example", "inline"}};
    const auto in = parse(compose(out), {});
    EXPECT_TRUE(in.defects.empty()) << in.defects.front();
    EXPECT_EQ(in.from, std::vector{out.from});
    EXPECT_EQ(in.to, out.to);
    ASSERT_EQ(in.reply_to.size(), 1U);
    EXPECT_EQ(in.reply_to[0].address, out.reply_to);
    EXPECT_EQ(in.subject, out.subject);
    EXPECT_EQ(in.message_id, out.message_id);
    EXPECT_EQ(in.in_reply_to, out.in_reply_to);
    EXPECT_EQ(in.references, out.references);
    EXPECT_EQ(in.date, now);
    EXPECT_NE(in.text.find("From the start = always."), std::string::npos) << in.text;
    EXPECT_NE(in.text.find(std::string(300, 'x')), std::string::npos);
    EXPECT_NE(in.html.find(std::string(2000, 'y')), std::string::npos);
    ASSERT_EQ(in.attachments.size(), 2U);
    for (const auto& attachment : in.attachments) {
        const auto& sent = out.attachments[attachment.is_inline ? 1 : 0];
        EXPECT_EQ(attachment.name, sent.name);
        EXPECT_EQ(attachment.type, sent.type);
        EXPECT_EQ(attachment.content_id, sent.content_id);
        ASSERT_TRUE(attachment.content);
        EXPECT_EQ(*attachment.content, sent.content);
    }
}

TEST(RoundTrip, KeepsWhatATrustedServerWrote) {
    const auto keys = KeyRing::of({3});
    config::Config config;
    config.desk.address = "support@desk.example";
    config.trust.authserv_id = "mx.desk.example";
    config.trust.hosts = {"mx.desk.example"};
    const auto token = make_token(keys, Purpose::reply, {7}, "clara@contoso.example", now + std::chrono::hours{1});
    const auto own_id = make_message_id(keys, {7}, 5, "desk.example");
    const std::string raw =
        "Received: from mx.desk.example (local)\r\n\tby desk.example with LMTP id 1;\r\n\tMon, 23 Nov 2026 12:00:00 +0000\r\n"
        "Authentication-Results: mx.desk.example;\r\n\tdkim=pass (2048-bit key) header.d=contoso.example;\r\n"
        "\tdmarc=pass (p=reject) header.from=contoso.example\r\n"
        "Received: from mail.contoso.example (mail.contoso.example [203.0.113.5])\r\n\tby mx.desk.example (Postfix) with ESMTPS "
        "id 2;\r\n"
        "\tMon, 23 Nov 2026 12:00:00 +0000\r\n"
        "Received: from laptop (unknown [192.168.1.2])\r\n\tby mail.contoso.example with ESMTPSA; Mon, 23 Nov 2026 11:59:00 "
        "+0000\r\n"
        "Delivered-To: support+" +
        token +
        "@desk.example\r\n"
        "From: Clara <clara@contoso.example>\r\nTo: support@desk.example\r\nSubject: Re: [#7] x\r\n"
        "In-Reply-To: <" +
        own_id + ">\r\nMessage-ID: <a@contoso.example>\r\n\r\nhello\r\n";
    Envelope envelope;
    envelope.route = Route::lmtp;
    envelope.peer_trusted = true;
    envelope.recipients = {"support@desk.example"};
    const auto gathered = gather_evidence(config, keys, envelope, parse(raw, {}), now);
    EXPECT_EQ(gathered.evidence.aligned_by, "dmarc");
    EXPECT_EQ(gathered.evidence.aligned_domain, "contoso.example");
    ASSERT_EQ(gathered.evidence.tokens.size(), 1U);
    EXPECT_EQ(gathered.evidence.tokens[0].ticket, config::TicketId{7});
    EXPECT_EQ(gathered.own_ids, std::vector{config::TicketId{7}});
}

TEST(RoundTrip, KnowsOurOwnMailByItsMark) {
    const auto keys = KeyRing::of({3});
    OutgoingMessage out;
    out.from = {"Northwind", "support@desk.example"};
    out.to = {{"", "support@desk.example"}};
    out.message_id = make_message_id(keys, {7}, 5, "desk.example");
    out.headers = {{"X-Ticketd-Loop", make_loop_mark(keys, out.message_id)}};
    out.text = "hello\n";
    const auto in = parse(compose(out), {});
    EXPECT_TRUE(gather_evidence({}, keys, {}, in, now).own_loop);
    EXPECT_FALSE(gather_evidence({}, KeyRing::of({4}), {}, in, now).own_loop);
}

}  // namespace
}  // namespace mail
