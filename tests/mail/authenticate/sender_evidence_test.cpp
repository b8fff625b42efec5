// Tests which tokens, Authentication-Results, DKIM signatures and logins prove a sender, and which forgeries do not.
#include "mail/authenticate/sender_evidence.hpp"

#include "mail/authenticate/auth_results.hpp"
#include "mail/authenticate/organizational_domain.hpp"
#include "mail/authenticate/trusted_auth_results.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mail {
namespace {

using config::TicketId;
using std::chrono::hours;
using testing::ElementsAre;

const config::Instant now = config::from_micros(1'795'435'200'000'000);
const KeyRing keys = KeyRing::of({9, 9, 9});

config::Config desk() {
    config::Config config;
    config.desk.address = "support@desk.example";
    config.desk.aliases = {"help@desk.example"};
    config.trust.authserv_id = "mx.desk.example";
    config.trust.trusted_peers = {"127.0.0.1", "10.0.0.7"};
    config.trust.hosts = {"mx.desk.example", "filter.desk.example"};
    config::Technician ana;
    ana.name = "ana";
    ana.email = "ana@desk.example";
    ana.aliases = {"ana.ruiz@desk.example"};
    config.technicians = {ana};
    return config;
}

Message mail_from(const std::string& address) {
    Message message;
    message.from = {{"", address}};
    message.from_fields = 1;
    return message;
}

Envelope by_lmtp() {
    Envelope envelope;
    envelope.route = Route::lmtp;
    envelope.peer_trusted = true;
    return envelope;
}

// Trace fields, short enough for a row.
TraceField received(std::string value) {
    return {"received", std::move(value)};
}
TraceField results(std::string value) {
    return {"authentication-results", std::move(value)};
}
const TraceField ours = received("from mx.desk.example (local) by desk.example with LMTP id 1; Mon, 23 Nov 2026 12:00:00 +0000");
const TraceField border =
    received("from mail.contoso.example (mail.contoso.example [203.0.113.5]) by mx.desk.example (Postfix) with ESMTPS id 2; Mon");
const TraceField foreign = received("from laptop ([192.168.1.2]) by mail.contoso.example with ESMTPSA; Mon");
const TraceField forged_border =
    received("from mail.contoso.example (mail.contoso.example [203.0.113.5]) by mx.desk.example (Postfix); Mon");
const TraceField dmarc = results("mx.desk.example; dmarc=pass (p=reject) header.from=contoso.example");
const TraceField dkim = results("mx.desk.example; dkim=pass header.d=contoso.example");

struct Row {
    const char* name;
    std::vector<TraceField> trace;
    std::string by;  // the method that aligns it; empty: it is not aligned
};

void check(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        auto message = mail_from("clara@contoso.example");
        message.trace = row.trace;
        const auto evidence = gather_evidence(desk(), keys, by_lmtp(), message, now).evidence;
        EXPECT_EQ(evidence.aligned_by, row.by) << row.name;
        EXPECT_EQ(evidence.aligned_domain, row.by.empty() ? "" : "contoso.example") << row.name;
    }
}

TEST(Alignment, BelievesWhatOurOwnServersWrote) {
    check({
        {"between our listener's Received and the border's", {ours, dmarc, border, foreign}, "dmarc"},
        {"a signature alone", {ours, dkim, border, foreign}, "dkim"},
        {"no foreign Received at all", {ours, dmarc, border}, "dmarc"},
        {"no Received but our own", {ours, dmarc}, "dmarc"},
        {"behind a content filter on the same host",
         {ours, received("from localhost (localhost [127.0.0.1]) by mx.desk.example (Postfix); Mon"), dmarc, border, foreign},
         "dmarc"},
        {"behind a filter host",
         {ours, received("from filter.desk.example (filter.desk.example [10.1.1.1]) by mx.desk.example; Mon"), dmarc,
          received("from mail.contoso.example (mail.contoso.example [203.0.113.5]) by filter.desk.example; Mon"), foreign},
         "dmarc"},
        {"behind a trusted peer without a name",
         {ours, received("from x (unknown [10.0.0.7]) by mx.desk.example; Mon"), dmarc, border},
         "dmarc"},
        {"handed on by a program of that host",
         {ours, received("by mx.desk.example (Postfix, from userid 5000) id 1; Mon"), dmarc, border},
         "dmarc"},
        {"two fields, one a method", {ours, results("mx.desk.example; dkim=none"), dmarc, border}, "dmarc"},
        {"two signatures, one good",
         {ours, results("mx.desk.example; dkim=fail header.d=contoso.example; dkim=pass header.d=contoso.example"), border},
         "dkim"},
        {"a signature of a subdomain",
         {ours, results("mx.desk.example; dkim=pass header.d=mail.contoso.example"), border},
         "dkim"},
        {"only the identity is told",
         {ours, results("mx.desk.example; dkim=pass header.i=@contoso.example header.s=k header.b=Ab+/="), border},
         "dkim"},
        {"upper case in words and domains",
         {ours, results("mx.desk.example; DMARC=Pass header.From=Contoso.Example"), border},
         "dmarc"},
        {"comments and quotes everywhere",
         {ours, results("(c) mx.desk.example (d) 1 ; (e) dmarc (f) = (g) pass (h) header (i) . from = \"contoso.example\""),
          border},
         "dmarc"},
        {"no policy, good signature",
         {ours, results("mx.desk.example; dmarc=none header.from=contoso.example; dkim=pass header.d=contoso.example"), border},
         "dkim"},
    });
}

TEST(Alignment, TakesFieldsFromThePlaceWhereTheBorderWrites) {
    using config::ResultsPlace;
    const TraceField fails = results("mx.desk.example; dmarc=fail header.from=contoso.example");
    const struct {
        const char* name;
        ResultsPlace place;
        std::vector<TraceField> trace;
        std::string by;
    } rows[] = {
        {"above", ResultsPlace::above, {ours, dmarc, border, foreign}, "dmarc"},
        {"forged below, nothing above", ResultsPlace::above, {ours, border, dmarc, foreign}, ""},
        {"a forged fail below", ResultsPlace::above, {ours, dmarc, border, fails, foreign}, "dmarc"},
        {"an honest fail above", ResultsPlace::above, {ours, fails, border, dmarc, foreign}, ""},
        {"no Received of the border, above all others", ResultsPlace::above, {ours, dmarc, foreign}, "dmarc"},
        {"no Received of the border, below another", ResultsPlace::above, {ours, foreign, dmarc}, ""},
        {"below", ResultsPlace::below, {ours, border, dmarc, foreign}, "dmarc"},
        {"below, the topmost alone", ResultsPlace::below, {ours, border, dkim, dmarc, foreign}, "dkim"},
        {"below, the topmost says nothing", ResultsPlace::below, {ours, border, results("mx.desk.example; none"), dmarc}, ""},
        {"below, the topmost does not parse", ResultsPlace::below, {ours, border, results("mx.desk.example;;"), dmarc}, ""},
        {"below, forged above", ResultsPlace::below, {ours, dmarc, border, foreign}, ""},
        {"below the next hop", ResultsPlace::below, {ours, border, foreign, dmarc}, ""},
        {"below, without the border", ResultsPlace::below, {ours, foreign, dmarc}, ""},
    };
    for (const auto& row : rows) {
        auto config = desk();
        config.trust.results = row.place;
        auto message = mail_from("clara@contoso.example");
        message.trace = row.trace;
        EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), message, now).evidence.aligned_by, row.by) << row.name;
    }
}

TEST(Alignment, NeedsAFieldThatTheGrammarAllows) {
    using namespace std::string_literals;
    for (const std::string& value :
         {"mx.desk.example;;; dmarc=pass header.from=contoso.example"s,
          "mx.\"desk\".example; dmarc=pass header.from=contoso.example"s,
          "mx.desk.example; dkim=none x.y.z=1; dmarc=pass header.from=contoso.example"s,
          "mx.desk.example; dkim=none reason=; dmarc=pass header.from=contoso.example"s,
          "mx. desk.example; dmarc=pass header.from=contoso.example"s, "mx.desk.example dmarc=pass header.from=contoso.example"s,
          "mx.desk.example\0; dmarc=pass header.from=contoso.example"s,
          "mx.desk.example; dmarc=pass header.from=contoso.example;"s + "; x"s})
        check({{value.c_str(), {ours, results(value), border}, ""}});
}

TEST(Alignment, DoesNotBelieveAForgedField) {
    check({
        {"below a foreign Received", {ours, border, foreign, dmarc}, ""},
        {"below a foreign Received, nothing else", {ours, foreign, dmarc}, ""},
        {"below a forged Received of our border", {ours, border, forged_border, dmarc}, ""},
        {"below a forged Received of our filter", {ours, border, received("from x by filter.desk.example; Mon"), dmarc}, ""},
        {"below a forged Received without from", {ours, border, received("by mx.desk.example; Mon"), dmarc}, ""},
        {"below a client that called itself by our name",
         {ours, received("from mx.desk.example (evil.example [203.0.113.66]) by mx.desk.example; Mon"), forged_border, dmarc},
         ""},
        {"below a client with our name and no reverse name",
         {ours, received("from mx.desk.example (unknown [203.0.113.66]) by mx.desk.example; Mon"), forged_border, dmarc},
         ""},
        {"below a client that called itself a comment",
         {ours, received("from x([127.0.0.1]) (evil.example [203.0.113.66]) by mx.desk.example; Mon"), forged_border, dmarc},
         ""},
        {"below a client that called itself 127.0.0.1, Exim's form",
         {ours, received("from [203.0.113.66] (helo=[127.0.0.1]) by mx.desk.example; Mon"), forged_border, dmarc},
         ""},
        {"below a client that called itself 127.0.0.1, Postfix's form",
         {ours, received("from [127.0.0.1] (evil.example [203.0.113.66]) by mx.desk.example; Mon"), forged_border, dmarc},
         ""},
        {"below a client that called itself \"by\"",
         {ours, received("from by (evil.example [203.0.113.66]) by mx.desk.example; Mon"), forged_border, dmarc},
         ""},
        {"below a name that sendmail doubts",
         {ours, received("from x (mx.desk.example [203.0.113.66] (may be forged)) by mx.desk.example; Mon"), forged_border,
          dmarc},
         ""},
        {"below a Received by a longer name", {ours, received("from localhost by mx.desk.example.evil.example; Mon"), dmarc}, ""},
        {"below a Received with our name in a comment",
         {ours, received("from localhost by evil.example (by mx.desk.example); Mon"), dmarc},
         ""},
        {"below a Received with our name behind",
         {ours, received("from localhost by evil.example by mx.desk.example; Mon"), dmarc},
         ""},
        {"below an empty Received", {ours, received(""), dmarc}, ""},
        {"another authserv-id", {ours, border, results("mx.evil.example; dmarc=pass header.from=contoso.example")}, ""},
        {"our authserv-id in upper case, which a border may not strip",
         {ours, border, results("MX.desk.example; dmarc=pass header.from=contoso.example")},
         ""},
        {"our authserv-id with a tail",
         {ours, border, results("mx.desk.example.evil.example; dmarc=pass header.from=contoso.example")},
         ""},
        {"our authserv-id with a head",
         {ours, border, results("evil.mx.desk.example; dmarc=pass header.from=contoso.example")},
         ""},
        {"our authserv-id in a comment",
         {ours, border, results("evil.example (mx.desk.example); dmarc=pass header.from=contoso.example")},
         ""},
        {"our authserv-id in second place",
         {ours, border, results("evil.example; mx.desk.example; dmarc=pass header.from=contoso.example")},
         ""},
        {"our authserv-id and a blank in quotes",
         {ours, border, results("\"mx.desk.example \"; dmarc=pass header.from=contoso.example")},
         ""},
        {"no authserv-id", {ours, border, results("dmarc=pass header.from=contoso.example")}, ""},
        {"another version", {ours, border, results("mx.desk.example 2; dmarc=pass header.from=contoso.example")}, ""},
        {"an ARC field",
         {ours, border, {"arc-authentication-results", "i=1; mx.desk.example; dmarc=pass header.from=contoso.example"}},
         ""},
        {"an X- field",
         {ours, border, {"x-authentication-results", "mx.desk.example; dmarc=pass header.from=contoso.example"}},
         ""},
        {"below an honest failure",
         {ours, border, results("mx.desk.example; dmarc=fail header.from=contoso.example"), dmarc, dkim},
         ""},
        {"below an honest dkim=none", {ours, border, results("mx.desk.example; dkim=none"), dkim}, ""},
        {"pass only in a comment",
         {ours, border, results("mx.desk.example; dmarc=fail (dmarc=pass header.from=contoso.example)")},
         ""},
        {"pass only in a quoted reason",
         {ours, border, results("mx.desk.example; dkim=fail reason=\"x; dmarc=pass header.from=contoso.example\"")},
         ""},
        {"pass only in a quoted local part",
         {ours, border,
          results("mx.desk.example; spf=pass smtp.mailfrom=\"; dmarc=pass header.from=contoso.example;\"@evil.example")},
         ""},
        {"pass in a comment that is escaped open",
         {ours, border, results("mx.desk.example; spf=fail (x\\) ; dmarc=pass header.from=contoso.example)")},
         ""},
        {"pass in a nested comment",
         {ours, border, results("mx.desk.example; spf=fail (a (b) ; dmarc=pass header.from=contoso.example)")},
         ""},
        {"a quote without an end", {ours, border, results("mx.desk.example; dmarc=pass header.from=contoso.example; x=\"y")}, ""},
        {"a comment without an end", {ours, border, results("mx.desk.example; dmarc=pass header.from=contoso.example (y")}, ""},
        {"another From domain", {ours, border, results("mx.desk.example; dmarc=pass header.from=evil.example")}, ""},
        {"two From domains",
         {ours, border, results("mx.desk.example; dmarc=pass header.from=evil.example header.from=contoso.example")},
         ""},
        {"no From domain", {ours, border, results("mx.desk.example; dmarc=pass")}, ""},
        {"two dmarc results",
         {ours, border,
          results("mx.desk.example; dmarc=pass header.from=contoso.example; dmarc=fail header.from=contoso.example")},
         ""},
        {"not quite pass", {ours, border, results("mx.desk.example; dmarc=bestguesspass header.from=contoso.example")}, ""},
        {"SPF, which shows the return path only",
         {ours, border, results("mx.desk.example; spf=pass smtp.mailfrom=clara@contoso.example")},
         ""},
        {"another organisation's signature", {ours, border, results("mx.desk.example; dkim=pass header.d=evil.example")}, ""},
        {"a look-alike signature", {ours, border, results("mx.desk.example; dkim=pass header.d=notcontoso.example")}, ""},
        {"a public suffix's signature", {ours, border, results("mx.desk.example; dkim=pass header.d=example")}, ""},
        {"our domain under another's",
         {ours, border, results("mx.desk.example; dkim=pass header.d=contoso.example.evil.example")},
         ""},
        {"two signing domains in one result",
         {ours, border, results("mx.desk.example; dkim=pass header.d=contoso.example header.d=evil.example")},
         ""},
        {"an aligned identity of another signer",
         {ours, border, results("mx.desk.example; dkim=pass header.i=@contoso.example header.d=evil.example")},
         ""},
        {"a signature that was not checked",
         {ours, border, results("mx.desk.example; dkim=policy header.d=contoso.example")},
         ""},
        {"somebody's login", {ours, border, results("mx.desk.example; auth=pass smtp.auth=clara@contoso.example")}, ""},
    });
}

TEST(Alignment, NeedsATrustedPeer) {
    struct Case {
        const char* name;
        Route route;
        bool trusted;
        std::string by;
    };
    for (const auto& row : {Case{"our relay", Route::smtp, true, "dmarc"}, Case{"a stranger", Route::smtp, false, ""},
                            Case{"a pipe", Route::deliver, true, "dmarc"}, Case{"an untrusted pipe", Route::deliver, false, ""},
                            Case{"a person's mail program on a trusted host", Route::submission, true, ""}}) {
        auto envelope = by_lmtp();
        envelope.route = row.route;
        envelope.peer_trusted = row.trusted;
        auto message = mail_from("clara@contoso.example");
        message.trace = {dmarc, border, foreign};
        if (row.route != Route::deliver) message.trace.insert(message.trace.begin(), ours);
        EXPECT_EQ(gather_evidence(desk(), keys, envelope, message, now).evidence.aligned_by, row.by) << row.name;
    }
}

TEST(Alignment, TakesAPipedMailsFirstReceivedForWhatItIs) {
    auto envelope = by_lmtp();
    envelope.route = Route::deliver;  // none of our listeners added a Received field at the top
    auto message = mail_from("clara@contoso.example");
    message.trace = {foreign, border, dmarc};
    EXPECT_EQ(gather_evidence(desk(), keys, envelope, message, now).evidence.aligned_by, "");
}

TEST(Alignment, NeedsOneFromAndAConfiguredId) {
    auto message = mail_from("clara@contoso.example");
    message.trace = {ours, dmarc};
    auto config = desk();
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), message, now).evidence.aligned_by, "dmarc");

    auto two_fields = message;
    two_fields.from_fields = 2;
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), two_fields, now).evidence.aligned_by, "");
    auto no_field = message;  // the address came from Sender
    no_field.from_fields = 0;
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), no_field, now).evidence.aligned_by, "");
    auto not_whole = message;
    not_whole.header_whole = false;
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), not_whole, now).evidence.aligned_by, "");
    auto two_people = message;
    two_people.from.push_back({"", "boss@contoso.example"});
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), two_people, now).evidence.aligned_by, "");
    auto nobody = message;
    nobody.from.clear();
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), nobody, now).evidence.aligned_by, "");
    auto no_domain = message;
    no_domain.from = {{"", "clara"}};
    no_domain.trace = {ours, results("mx.desk.example; dmarc=pass header.from=")};
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), no_domain, now).evidence.aligned_domain, "");

    config.trust.authserv_id.clear();
    message.trace = {ours, results("\"\"; dmarc=pass header.from=contoso.example")};
    EXPECT_EQ(gather_evidence(config, keys, by_lmtp(), message, now).evidence.aligned_by, "");
}

TEST(Alignment, KnowsATechnicianByTheirLogin) {
    struct Case {
        const char* from;
        const char* user;
        std::string by;
    };
    for (const auto& row :
         {Case{"ana@desk.example", "ana@desk.example", "auth"}, Case{"Ana@Desk.example", "ANA@desk.example", "auth"},
          Case{"ana.ruiz@desk.example", "ana@desk.example", "auth"}, Case{"ana@desk.example", "ben@desk.example", ""},
          Case{"ana@desk.example", "ana", ""}, Case{"clara@contoso.example", "ana@desk.example", ""},
          Case{"ana@desk.example", "ana@desk.example smtp.auth=ben@desk.example", ""}}) {
        auto message = mail_from(row.from);
        message.trace = {ours, results(fmt::format("mx.desk.example; auth=pass smtp.auth={}", row.user))};
        EXPECT_EQ(gather_evidence(desk(), keys, by_lmtp(), message, now).evidence.aligned_by, row.by)
            << row.from << ' ' << row.user;
    }
}

TEST(Evidence, PassesOnWhoLoggedIn) {
    Envelope envelope;
    envelope.route = Route::submission;
    envelope.auth_technician = "ana";
    auto message = mail_from("ana@desk.example");
    EXPECT_EQ(gather_evidence(desk(), keys, envelope, message, now).evidence.auth_technician, "ana");
    message.from_fields = 0;
    EXPECT_EQ(gather_evidence(desk(), keys, envelope, message, now).evidence.auth_technician, "") << "their address is in Sender";
}

std::string token(Purpose purpose, std::int64_t ticket, const char* party = "clara@contoso.example", int valid_hours = 1) {
    return make_token(keys, purpose, TicketId{ticket}, party, now + hours{valid_hours});
}

std::vector<std::int64_t> tickets_found(const std::vector<std::string>& envelope_to, const std::vector<std::string>& seen) {
    Envelope envelope;
    envelope.recipients = envelope_to;
    auto message = mail_from("clara@contoso.example");
    message.recipients_seen = seen;
    std::vector<std::int64_t> found;
    for (const auto& claim : gather_evidence(desk(), keys, envelope, message, now).evidence.tokens)
        found.push_back(claim.ticket.value);
    return found;
}

TEST(Tokens, AreReadWhereverTheAddressStands) {
    const auto reply = token(Purpose::reply, 7);
    std::string shouted = reply;
    for (auto& c : shouted)
        c = static_cast<char>(std::toupper(c));
    EXPECT_THAT(tickets_found({"support+" + reply + "@desk.example"}, {}), ElementsAre(7));
    EXPECT_THAT(tickets_found({"support@desk.example"}, {"support+" + reply + "@desk.example"}), ElementsAre(7));
    EXPECT_THAT(tickets_found({"help+" + reply + "@desk.example"}, {}), ElementsAre(7)) << "an alias of the desk";
    EXPECT_THAT(tickets_found({"SUPPORT+" + shouted + "@DESK.EXAMPLE"}, {}), ElementsAre(7)) << "folded case";
    EXPECT_THAT(tickets_found({"support+" + reply + "@desk.example"}, {"support+" + reply + "@desk.example"}), ElementsAre(7))
        << "once";
    EXPECT_THAT(tickets_found({"support+" + reply + "@desk.example", "support+" + token(Purpose::note, 8) + "@desk.example"}, {}),
                ElementsAre(7, 8));
}

TEST(Tokens, AreWorthNothingElsewhereOrWhenWrong) {
    const auto reply = token(Purpose::reply, 7);
    auto broken = reply;
    broken[20] = broken[20] == 'a' ? 'b' : 'a';
    const auto foreign_token = make_token(KeyRing::of({1}), Purpose::reply, TicketId{7}, "clara@contoso.example", now + hours{1});
    for (const auto& address : {
             "support+" + reply + "@evil.example",
             "other+" + reply + "@desk.example",
             "support-" + reply + "@desk.example",
             reply + "@desk.example",
             "support+" + reply,
             "support+x+" + reply + "@desk.example",
             "support+" + reply + "x@desk.example",
             "support+" + broken + "@desk.example",
             "support+" + foreign_token + "@desk.example",
             "support+" + token(Purpose::reply, 7, "clara@contoso.example", 0) + "@desk.example",
             std::string("support+@desk.example"),
             "+" + reply + "@desk.example",
             std::string(),
         }) {
        EXPECT_TRUE(tickets_found({address}, {address}).empty()) << address;
    }
}

TEST(Tokens, AreTriedAFewTimesOnly) {
    std::vector<std::string> many;
    for (int i = 0; i < 100'000; ++i)
        many.push_back("support+" + std::string(token_letters, 'a') + "@desk.example");
    many.push_back("support+" + token(Purpose::reply, 7) + "@desk.example");
    EXPECT_TRUE(tickets_found({}, many).empty());
    EXPECT_THAT(tickets_found({many.back()}, many), ElementsAre(7)) << "the envelope is read first";
}

TEST(Tokens, UseTheConfiguredDelimiter) {
    auto config = desk();
    config.desk.recipient_delimiter = "-";
    Envelope envelope;
    envelope.recipients = {"support-" + token(Purpose::reply, 7) + "@desk.example"};
    const auto evidence = gather_evidence(config, keys, envelope, mail_from("a@b.example"), now).evidence;
    ASSERT_EQ(evidence.tokens.size(), 1U);
    EXPECT_EQ(evidence.tokens[0].party_hash, party_hash("clara@contoso.example"));
    EXPECT_EQ(evidence.tokens[0].purpose, Purpose::reply);
}

TEST(OwnIds, ComeFromSignedMessageIdsNearestFirst) {
    auto message = mail_from("clara@contoso.example");
    message.in_reply_to = make_message_id(keys, TicketId{3}, 1, "desk.example");
    message.references = {make_message_id(keys, TicketId{1}, 1, "desk.example"),
                          "x@contoso.example",
                          make_message_id(KeyRing::of({1}), TicketId{99}, 1, "desk.example"),
                          make_message_id(keys, TicketId{2}, 1, "desk.example"),
                          make_message_id(keys, TicketId{3}, 2, "desk.example"),
                          make_message_id(keys, TicketId{}, 2, "desk.example")};
    EXPECT_THAT(gather_evidence(desk(), keys, Envelope{}, message, now).own_ids,
                ElementsAre(TicketId{3}, TicketId{2}, TicketId{1}));
}

TEST(OwnLoop, IsKnownByItsMarkAlone) {
    auto message = mail_from("support@desk.example");
    message.message_id = make_message_id(keys, TicketId{3}, 1, "desk.example");
    EXPECT_FALSE(gather_evidence(desk(), keys, Envelope{}, message, now).own_loop);
    message.loop_header = make_loop_mark(keys, message.message_id);
    EXPECT_TRUE(gather_evidence(desk(), keys, Envelope{}, message, now).own_loop);
    message.message_id = "other@desk.example";
    EXPECT_FALSE(gather_evidence(desk(), keys, Envelope{}, message, now).own_loop);
}

TEST(AuthResults, ReadsWhatServersWrite) {
    struct Case {
        const char* value;
        const char* id;
        std::vector<std::string> results;
    };
    const Case rows[] = {
        {"mx.desk.example; none", "mx.desk.example", {}},
        {"mx.desk.example", "mx.desk.example", {}},
        {"mx.desk.example 1; none", "mx.desk.example", {}},
        {"mx.desk.example; spf=pass smtp.mailfrom=a@b.example", "mx.desk.example", {"spf=pass smtp.mailfrom=a@b.example"}},
        {" mx.desk.example ;\tdkim=pass (2048-bit key; unprotected) header.d=b.example header.i=@b.example header.b=\"Ab/+=\" ;",
         "mx.desk.example",
         {"dkim=pass header.d=b.example header.i=@b.example header.b=Ab/+="}},
        {"mx; dmarc=pass(p=REJECT) header.from=b.example;spf=none smtp.mailfrom=a@b.example",
         "mx",
         {"dmarc=pass header.from=b.example", "spf=none smtp.mailfrom=a@b.example"}},
        {"mx; dkim/1=neutral reason=\"no \\\"key\\\" found\"", "mx", {"dkim=neutral reason=no \"key\" found"}},
        {"mx; dmarc=pass action=none header.from=b.example;compauth=pass reason=100",
         "mx",
         {"dmarc=pass action=none header.from=b.example", "compauth=pass reason=100"}},
        {"mx; spf=pass smtp.mailfrom=\"a b\"@c.example", "mx", {"spf=pass smtp.mailfrom=a b@c.example"}},
    };
    for (const auto& row : rows) {
        const auto parsed = parse_auth_results(row.value);
        ASSERT_TRUE(parsed) << row.value;
        EXPECT_EQ(parsed->authserv_id, row.id);
        std::vector<std::string> shown;
        for (const auto& result : parsed->results) {
            auto text = result.method + "=" + result.result;
            for (const auto& [key, value] : result.properties)
                text += " " + key + "=" + value;
            shown.push_back(text);
        }
        EXPECT_EQ(shown, row.results) << row.value;
    }
}

TEST(AuthResults, RefusesHalfAField) {
    for (const auto* value : {"",
                              ";",
                              "; dkim=pass",
                              "(only a comment)",
                              "mx 2; dkim=pass",
                              "mx extra; dkim=pass",
                              "mx; dkim",
                              "mx; dkim=",
                              "mx; =pass",
                              "mx; dkim=pass header.d",
                              "mx; dkim=pass header.=x",
                              "mx; dkim=pass .d=x",
                              "mx; dkim=pass (open",
                              "mx; dkim=pass header.d=\"open",
                              "mx; dkim=pass (x\\",
                              "mx; dkim=pass header.d=\"x\\",
                              "mx; dkim/2=pass",
                              "mx; dkim.x=pass",
                              "mx; dkim=pass, dmarc=pass",
                              "mx; none; dkim",
                              "\"open; dkim=pass"}) {
        EXPECT_FALSE(parse_auth_results(value)) << value;
    }
}

TEST(AuthResults, AnswersHugeFieldsInOnePass) {
    const std::string deep = "mx; dkim=pass " + std::string(1'000'000, '(');
    EXPECT_FALSE(parse_auth_results(deep));
    std::string many = "mx";
    for (int i = 0; i < 100'000; ++i)
        many += "; dkim=pass";
    EXPECT_FALSE(parse_auth_results(many));
    std::string wide = "mx; dkim=pass";
    for (int i = 0; i < 100'000; ++i)
        wide += " a.b=c";
    EXPECT_FALSE(parse_auth_results(wide));
    EXPECT_TRUE(parse_auth_results("mx; dkim=pass header.d=" + std::string(1'000'000, 'x')));
}

TEST(Received, TellsBothEnds) {
    struct Case {
        const char* value;
        Hop hop;
    };
    const Case rows[] = {
        {"from a.example (b.example [192.0.2.1]) by c.example (Postfix) with ESMTP id 1 for <x@y.example>; Mon",
         {"a.example", "b.example", "192.0.2.1", "c.example"}},
        {"from a.example ([192.0.2.1]) by c.example; Mon", {"a.example", "", "192.0.2.1", "c.example"}},
        {"from a.example ([IPv6:2001:DB8::1]) by C.Example. with SMTP", {"a.example", "", "2001:db8::1", "c.example"}},
        {"from a.example by c.example", {"a.example", "", "", "c.example"}},
        {"from [192.0.2.9] (helo=a.example) by c.example", {"[192.0.2.9]", "", "192.0.2.9", "c.example"}},
        {"from b.example ([192.0.2.1] helo=a.example) by c.example with esmtp (Exim 4)",
         {"b.example", "", "192.0.2.1", "c.example"}},
        {"by c.example (Postfix, from userid 0) id 1; Mon", {"", "", "", "c.example"}},
        {"(qmail 1 invoked by uid 9); Mon", {}},
        {"from a.example (unclosed", {"a.example", "", "", ""}},
        {"from", {}},
        {"by", {}},
        {"", {}},
    };
    for (const auto& row : rows) {
        const auto hop = parse_received(row.value);
        EXPECT_EQ(hop.from, row.hop.from) << row.value;
        EXPECT_EQ(hop.resolved, row.hop.resolved) << row.value;
        EXPECT_EQ(hop.address, row.hop.address) << row.value;
        EXPECT_EQ(hop.by, row.hop.by) << row.value;
    }
}

TEST(Organisation, IsTheNameBelowThePublicSuffix) {
    struct Case {
        const char* a;
        const char* b;
        bool same;
    };
    for (const auto& row :
         {Case{"contoso.com", "mail.contoso.com", true}, Case{"a.contoso.co.uk", "b.contoso.co.uk", true},
          Case{"contoso.co.uk", "northwind.co.uk", false}, Case{"co.uk", "contoso.co.uk", false}, Case{"com", "com", true},
          Case{"com", "contoso.com", false}, Case{"contoso.com", "contoso.org", false},
          Case{"contoso.com", "notcontoso.com", false}, Case{"", "", false}, Case{"", "contoso.com", false},
          Case{"one.github.io", "two.github.io", false}, Case{"desk.example", "mx.desk.example", true}}) {
        EXPECT_EQ(same_organisation(row.a, row.b), row.same) << row.a << ' ' << row.b;
        EXPECT_EQ(same_organisation(row.b, row.a), row.same) << row.b << ' ' << row.a;
    }
}

}  // namespace
}  // namespace mail
