// Tests Authentication-Results as common servers write them, and the ARC seals of forwarders.

#include "mail/authenticate/sender_evidence.hpp"

#include <gtest/gtest.h>

namespace mail {
namespace {

const config::Instant now = config::from_micros(1'795'435'200'000'000);
const KeyRing keys = KeyRing::of({9, 9, 9});

config::Config desk() {
    config::Config config;
    config.desk.address = "support@desk.example";
    config.trust.authserv_id = "mx.desk.example";
    config.trust.hosts = {"mx.desk.example"};
    config.trust.arc_sealers = {"lists.example", "relay.example"};
    config::Technician ana;
    ana.name = "ana";
    ana.email = "ana@desk.example";
    config.technicians = {ana};
    return config;
}

Envelope by(Route route) {
    Envelope envelope;
    envelope.route = route;
    envelope.peer_trusted = true;
    envelope.received_at = now;
    return envelope;
}

TraceField results(std::string value) {
    return {"authentication-results", std::move(value)};
}
const TraceField ours{"received", "from mx.desk.example (local) by desk.example with LMTP id 1; Mon, 23 Nov 2026 12:00:00 +0000"};
const TraceField border{
    "received",
    "from mail.contoso.example (mail.contoso.example [203.0.113.5]) by mx.desk.example (Postfix) with ESMTPS id 2; Mon"};
const TraceField foreign{"received", "from laptop ([192.168.1.2]) by mail.contoso.example with ESMTPSA; Mon"};

std::string aligned(const config::Config& config, const Envelope& envelope, const char* from, std::vector<TraceField> trace) {
    Message message;
    message.from = {{"", from}};
    message.from_fields = 1;
    message.trace = std::move(trace);
    return gather_evidence(config, keys, envelope, message, now).evidence.aligned_by;
}

struct Written {
    const char* by;
    const char* from;
    std::vector<const char*> fields;  // from the top
    const char* aligned;
};

TEST(WrittenResults, OfMailServersInFrontOfTheDesk) {
    const Written rows[] = {
        {"Postfix and rspamd",
         "clara@contoso.example",
         {"mx.desk.example; dkim=pass header.d=contoso.example header.s=s1 header.b=\"Ab12+c/E\"; dmarc=pass (policy=reject) "
          "header.from=contoso.example; spf=pass (mx.desk.example: domain of clara@contoso.example designates 203.0.113.5 as "
          "permitted sender) smtp.mailfrom=clara@contoso.example"},
         "dmarc"},
        {"rspamd, no policy of the sender",
         "clara@contoso.example",
         {"mx.desk.example; dkim=pass header.d=contoso.example header.s=s1 header.b=Ab12; dmarc=none; spf=none (mx.desk.example: "
          "domain of clara@contoso.example has no SPF policy when checking 203.0.113.5) smtp.mailfrom=clara@contoso.example"},
         "dkim"},
        {"rspamd, soft failure",
         "clara@contoso.example",
         {"mx.desk.example; dkim=none; dmarc=fail reason=\"No valid SPF, No valid DKIM\" header.from=contoso.example "
          "(policy=quarantine); spf=softfail smtp.mailfrom=clara@contoso.example"},
         ""},
        {"rspamd, a user of the site",
         "ana@desk.example",
         {"mx.desk.example; auth=pass smtp.auth=ana@desk.example smtp.mailfrom=ana@desk.example"},
         "auth"},
        {"rspamd, a user of the site in another's name",
         "ana@desk.example",
         {"mx.desk.example; auth=pass smtp.auth=ben@desk.example smtp.mailfrom=ana@desk.example"},
         ""},
        {"opendkim and opendmarc",
         "clara@contoso.example",
         {"mx.desk.example; dmarc=pass (p=reject dis=none) header.from=contoso.example",
          "mx.desk.example; dkim=pass (2048-bit key; unprotected) header.d=contoso.example header.i=@contoso.example "
          "header.a=rsa-sha256 header.s=s1 header.b=Ab12cd3E; dkim-atps=neutral"},
         "dmarc"},
        {"opendkim and opendmarc, no policy",
         "clara@contoso.example",
         {"mx.desk.example; dmarc=none (p=none dis=none) header.from=contoso.example",
          "mx.desk.example; dkim=pass reason=\"2048-bit key; unprotected key\" header.d=contoso.example "
          "header.i=@contoso.example "
          "header.b=Ab12cd3E; dkim-adsp=pass; dkim-atps=neutral"},
         "dkim"},
        {"opendkim and opendmarc, a failure",
         "clara@contoso.example",
         {"mx.desk.example; dmarc=fail (p=none dis=none) header.from=contoso.example",
          "mx.desk.example; dkim=pass (2048-bit key) header.d=evil.example header.i=@evil.example header.b=Ab12cd3E"},
         ""},
        {"opendmarc with SPF",
         "clara@contoso.example",
         {"mx.desk.example; spf=pass smtp.mailfrom=contoso.example", "mx.desk.example; dmarc=pass header.from=contoso.example"},
         "dmarc"},
        {"Postfix with a policy server for SPF",
         "clara@contoso.example",
         {"mx.desk.example; spf=pass (sender SPF authorized) smtp.mailfrom=contoso.example (client-ip=203.0.113.5; "
          "helo=mail.contoso.example; envelope-from=clara@contoso.example; receiver=desk.example)"},
         ""},
    };
    for (const auto& row : rows) {
        std::vector<TraceField> trace{ours};
        for (const auto* field : row.fields)
            trace.push_back(results(field));
        trace.insert(trace.end(), {border, foreign});
        EXPECT_EQ(aligned(desk(), by(Route::lmtp), row.from, trace), row.aligned) << row.by;
    }
}

TEST(WrittenResults, OfHostedMailboxes) {
    auto config = desk();
    config::Mailbox google;
    google.name = "google";
    google.authserv_id = "mx.google.com";
    config::Mailbox microsoft;
    microsoft.name = "microsoft";
    microsoft.authserv_id = "none";
    config.mailboxes = {google, microsoft};
    const TraceField inside{"received",
                            "by 2002:a05:6a10:1234:b0:5f1:aaaa:bbbb with SMTP id a1; Mon, 23 Nov 2026 04:00:00 -0800 (PST)"};
    const TraceField edge{
        "received", "from mail.contoso.example (mail.contoso.example. [203.0.113.5]) by mx.google.com with ESMTPS id b2; Mon"};
    const char* google_pass =
        "mx.google.com; dkim=pass header.i=@contoso.example header.s=s1 header.b=Ab12cd3E; spf=pass (google.com: domain of "
        "clara@contoso.example designates 203.0.113.5 as permitted sender) smtp.mailfrom=clara@contoso.example; dmarc=pass "
        "(p=REJECT sp=REJECT dis=NONE) header.from=contoso.example";
    const char* google_none =
        "mx.google.com; spf=pass (google.com: domain of x@evil.example designates 203.0.113.66 as permitted "
        "sender) smtp.mailfrom=x@evil.example";
    const char* microsoft_pass =
        "spf=pass (sender IP is 203.0.113.5) smtp.mailfrom=contoso.example; dkim=pass (signature was verified) "
        "header.d=contoso.example;dmarc=pass action=none header.from=contoso.example;compauth=pass reason=100";
    const char* microsoft_fail =
        "spf=fail (sender IP is 203.0.113.66) smtp.mailfrom=contoso.example; dkim=none (message not signed) "
        "header.d=none;dmarc=fail action=quarantine header.from=contoso.example;compauth=fail reason=000";
    const char* microsoft_guess =
        "spf=pass (sender IP is 203.0.113.5) smtp.mailfrom=contoso.example; dkim=none (message not signed) "
        "header.d=none;dmarc=bestguesspass action=none header.from=contoso.example;compauth=pass reason=109";
    const struct {
        const char* what;
        const char* mailbox;
        std::vector<TraceField> trace;
        const char* aligned;
    } rows[] = {
        {"Google", "google", {inside, edge, results(google_pass)}, "dmarc"},
        {"Google, and a forged one below", "google", {inside, edge, results(google_none), results(google_pass)}, ""},
        {"Google, forged under another name on top",
         "google",
         {inside, edge, results("mx.desk.example; none"), results(google_pass)},
         ""},
        {"Microsoft 365", "microsoft", {inside, edge, results(microsoft_pass)}, "dmarc"},
        {"Microsoft 365, a failure", "microsoft", {inside, edge, results(microsoft_fail), results(microsoft_pass)}, ""},
        {"Microsoft 365, a guess", "microsoft", {inside, edge, results(microsoft_guess)}, ""},
        {"what is Google's in Microsoft's mailbox", "microsoft", {inside, edge, results(google_pass)}, ""},
        {"what is Microsoft's in Google's mailbox", "google", {inside, edge, results(microsoft_pass)}, ""},
        {"no results at all", "google", {inside, edge}, ""},
    };
    for (const auto& row : rows) {
        auto envelope = by(Route::imap);
        envelope.peer = row.mailbox;
        EXPECT_EQ(aligned(config, envelope, "clara@contoso.example", row.trace), row.aligned) << row.what;
    }
    EXPECT_EQ(aligned(config, by(Route::lmtp), "clara@contoso.example", {ours, border, results(microsoft_pass)}), "")
        << "a field without a name before our own server";
}

TraceField seal(int number, const char* domain) {
    return {"arc-seal", "i=" + std::to_string(number) + "; a=rsa-sha256; t=1795435200; cv=pass; d=" + domain + "; s=arc; b=Ab12"};
}
TraceField signature(int number) {
    return {"arc-message-signature",
            "i=" + std::to_string(number) + "; a=rsa-sha256; c=relaxed/relaxed; d=lists.example; s=arc; h=from:to; bh=Cd; b=Ef"};
}
TraceField told(int number, const std::string& value) {
    return {"arc-authentication-results", "i=" + std::to_string(number) + "; " + value};
}

TEST(Arc, TellsOfTheSenderBeforeAListedForwarder) {
    const std::string pass = "lists.example; dkim=pass header.d=contoso.example; dmarc=pass header.from=contoso.example";
    const std::string late = "relay.example; dmarc=fail header.from=contoso.example; arc=pass";
    const char* failed =
        "mx.desk.example; dmarc=fail (p=none) header.from=contoso.example; arc=pass (\"lists.example:s=arc:i=1\")";
    const std::vector<TraceField> one{seal(1, "lists.example"), signature(1), told(1, pass)};
    const struct {
        const char* what;
        const char* ours;
        std::vector<TraceField> chain;
        const char* aligned;
    } rows[] = {
        {"one forwarder", failed, one, "arc"},
        {"as openarc writes it", "mx.desk.example; arc=pass smtp.remote-ip=203.0.113.5 arc.chain=lists.example", one, "arc"},
        {"as Google's set says it",
         failed,
         {seal(1, "lists.example"), signature(1),
          told(1, "mx.google.com; dmarc=pass (p=REJECT) header.from=contoso.example; arc=none")},
         "arc"},
        {"as Microsoft's set says it",
         failed,
         {seal(1, "lists.example"), signature(1),
          told(1,
               "mx.microsoft.com 1; spf=pass smtp.mailfrom=contoso.example; dmarc=pass action=none header.from=contoso.example; "
               "dkim=pass header.d=contoso.example; arc=none")},
         "arc"},
        {"two forwarders, both listed",
         failed,
         {seal(2, "relay.example"), signature(2), told(2, late), seal(1, "lists.example"), signature(1), told(1, pass)},
         "arc"},
        {"the second is not listed",
         failed,
         {seal(2, "evil.example"), signature(2), told(2, late), seal(1, "lists.example"), signature(1), told(1, pass)},
         ""},
        {"the first is not listed",
         failed,
         {seal(2, "relay.example"), signature(2), told(2, late), seal(1, "evil.example"), signature(1), told(1, pass)},
         ""},
        {"only the second tells of a pass",
         failed,
         {seal(2, "relay.example"), signature(2), told(2, pass), seal(1, "lists.example"), signature(1), told(1, late)},
         ""},
        {"our server found it broken", "mx.desk.example; dmarc=fail header.from=contoso.example; arc=fail", one, ""},
        {"our server did not look", "mx.desk.example; dmarc=fail header.from=contoso.example", one, ""},
        {"our server says two things", "mx.desk.example; dmarc=fail header.from=contoso.example; arc=pass; arc=fail", one, ""},
        {"pass in a comment", "mx.desk.example; dmarc=fail header.from=contoso.example; arc=none (arc=pass)", one, ""},
        {"another server's word", "mx.evil.example; arc=pass", one, ""},
        {"no chain", failed, {}, ""},
        {"no seal", failed, {signature(1), told(1, pass)}, ""},
        {"no signature", failed, {seal(1, "lists.example"), told(1, pass)}, ""},
        {"two seals of one set", failed, {seal(1, "lists.example"), seal(1, "evil.example"), signature(1), told(1, pass)}, ""},
        {"two results of one set", failed, {seal(1, "lists.example"), signature(1), told(1, pass), told(1, pass)}, ""},
        {"a set is missing", failed, {seal(2, "lists.example"), signature(2), told(2, pass)}, ""},
        {"two names in a seal",
         failed,
         {{"arc-seal", "i=1; cv=none; d=lists.example; d=evil.example; b=Ab"}, signature(1), told(1, pass)},
         ""},
        {"a listed name in front of another", failed, {seal(1, "lists.example.evil.example"), signature(1), told(1, pass)}, ""},
        {"a subdomain of a listed one", failed, {seal(1, "a.lists.example"), signature(1), told(1, pass)}, ""},
        {"a number that is none", failed, {{"arc-seal", "i=1x; d=lists.example"}, signature(1), told(1, pass)}, ""},
        {"a number that is too large", failed, {seal(1, "lists.example"), signature(1), told(1, pass), signature(51)}, ""},
        {"DMARC of another domain",
         failed,
         {seal(1, "lists.example"), signature(1), told(1, "lists.example; dmarc=pass header.from=evil.example")},
         ""},
        {"DMARC twice",
         failed,
         {seal(1, "lists.example"), signature(1),
          told(1, "lists.example; dmarc=pass header.from=contoso.example; dmarc=fail header.from=contoso.example")},
         ""},
        {"a signature alone",
         failed,
         {seal(1, "lists.example"), signature(1), told(1, "lists.example; dkim=pass header.d=contoso.example")},
         ""},
    };
    for (const auto& row : rows) {
        std::vector<TraceField> trace{ours, results(row.ours), border};
        trace.insert(trace.end(), row.chain.begin(), row.chain.end());
        EXPECT_EQ(aligned(desk(), by(Route::lmtp), "clara@contoso.example", trace), row.aligned) << row.what;
    }
    auto unlisted = desk();
    unlisted.trust.arc_sealers.clear();
    std::vector<TraceField> trace{ours, results(failed), border};
    trace.insert(trace.end(), one.begin(), one.end());
    EXPECT_EQ(aligned(unlisted, by(Route::lmtp), "clara@contoso.example", trace), "");
    trace.insert(trace.begin() + 1, foreign);
    EXPECT_EQ(aligned(desk(), by(Route::lmtp), "clara@contoso.example", trace), "") << "our server's word below the border";
}

}  // namespace
}  // namespace mail
