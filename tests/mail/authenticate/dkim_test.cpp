// Tests signatures made by libopendkim, with keys made by opendkim-genkey, and signatures made by opendkim-testmsg.
#include "mail/authenticate/dkim_verify.hpp"
#include "mail/authenticate/sender_evidence.hpp"
#include "mail/parse/parse.hpp"
#include "tests/mail/smtp/smtp_fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#define _Bool bool  // NOLINT
#include <opendkim/dkim.h>
#undef _Bool

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

namespace mail {
namespace {

using std::chrono::hours;

const config::Instant now = config::from_micros(1'795'435'200'000'000);  // 2026-11-23T12:00:00Z
const std::string head =
    "From: Ana Ruiz <ana@contoso.example>\r\nTo: support@desk.example\r\nSubject: The printer\r\n"
    "Date: Mon, 23 Nov 2026 11:59:00 +0000\r\nMessage-ID: <m1@contoso.example>\r\n";
const std::string body = "It burns.\r\n";

std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A key pair as a site's administrator generates it.
struct KeyPair {
    std::string secret;  // PEM
    std::string record;  // the TXT record of s1._domainkey
};

KeyPair make_keys(int bits) {
    const testing::TemporaryFolder folder;
    const auto command = fmt::format("cd {} && opendkim-genkey -b {} -s s1 -d contoso.example", folder.path().string(), bits);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(cert-env33-c)
    KeyPair out{read(folder.path() / "s1.private"), {}};
    const auto zone = read(folder.path() / "s1.txt");
    const std::regex quoted("\"([^\"]*)\"");
    for (std::sregex_iterator at(zone.begin(), zone.end(), quoted), end; at != end; ++at)
        out.record += (*at)[1];
    return out;
}

const KeyPair& keys_2048() {
    static const KeyPair made = make_keys(2048);
    return made;
}

struct How {
    std::string domain = "contoso.example";
    std::vector<std::string> unsigned_fields;  // fields left out of h=
    bool with_length = false;                  // adds l=
};

/// The DKIM-Signature field for `raw`, with its line end.
std::string signature(const std::string& raw, const KeyPair& keys, const How& how = {}) {
    const auto bytes = [](const std::string& text) {
        return reinterpret_cast<u_char*>(const_cast<char*>(text.data()));  // NOLINT
    };
    DKIM_LIB* library = dkim_init(nullptr, nullptr);
    std::vector<const char*> fields;
    for (const char* one : {"from", "to", "subject", "date", "message-id"})
        if (std::find(how.unsigned_fields.begin(), how.unsigned_fields.end(), one) == how.unsigned_fields.end())
            fields.push_back(one);
    fields.push_back(nullptr);
    dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_SIGNHDRS, fields.data(), sizeof(char**));
    unsigned least = 512;  // weak keys are to be refused by the verifier, not here
    dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_MINKEYBITS, &least, sizeof least);
    if (how.with_length) {
        unsigned flags = DKIM_LIBFLAGS_SIGNLEN;
        dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags);
    }
    DKIM_STAT status = DKIM_STAT_OK;
    DKIM* dkim = dkim_sign(library, bytes("test"), nullptr, bytes(keys.secret), bytes("s1"), bytes(how.domain),
                           DKIM_CANON_RELAXED, DKIM_CANON_RELAXED, DKIM_SIGN_RSASHA256, -1, &status);
    EXPECT_EQ(status, DKIM_STAT_OK);
    const auto end = raw.find("\r\n\r\n");
    for (std::size_t at = 0; at < end;) {
        const auto stop = raw.find("\r\n", at);
        const auto field = raw.substr(at, stop - at);
        dkim_header(dkim, bytes(field), field.size());
        at = stop + 2;
    }
    dkim_eoh(dkim);
    const auto text = raw.substr(end + 4);
    dkim_body(dkim, bytes(text), text.size());
    EXPECT_EQ(dkim_eom(dkim, nullptr), DKIM_STAT_OK);
    u_char* value = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(dkim_getsighdr_d(dkim, 16, &value, &size), DKIM_STAT_OK);
    const auto field = "DKIM-Signature: " + std::string(reinterpret_cast<const char*>(value), size) + "\r\n";  // NOLINT
    dkim_free(dkim);
    dkim_close(library);
    return field;
}

/// The result of our own check of a mail, with the given key in DNS.
std::string checked(const std::string& raw, const std::string& record, config::Instant received_at = now) {
    const DkimVerifier verifier;
    const auto message = parse(raw, {});
    return verifier.verified(raw, dkim_candidates(message, received_at), {{"s1._domainkey.contoso.example", record}});
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(Dkim, AGoodSignatureShowsItsDomain) {
    const auto plain = head + "\r\n" + body;
    const auto raw = signature(plain, keys_2048()) + plain;
    EXPECT_EQ(checked(raw, keys_2048().record), "contoso.example");
    EXPECT_EQ(checked("Received: from a by b; Mon, 23 Nov 2026 12:00:00 +0000\r\n" + raw, keys_2048().record), "contoso.example");
    std::string piped;
    std::remove_copy(raw.begin(), raw.end(), std::back_inserter(piped), '\r');
    EXPECT_EQ(checked(piped, keys_2048().record), "contoso.example") << "a pipe's line ends";
}

TEST(Dkim, ASubdomainAndItsOrganisationAreAligned) {
    const auto plain = replaced(head, "ana@contoso.example", "ana@mail.contoso.example") + "\r\n" + body;
    EXPECT_EQ(checked(signature(plain, keys_2048()) + plain, keys_2048().record), "contoso.example");
}

TEST(Dkim, WhatShowsNothing) {
    const auto& keys = keys_2048();
    const auto plain = head + "\r\n" + body;
    const auto good = signature(plain, keys) + plain;
    const auto with = [&](const std::string& field) { return field + good; };
    const auto signed_from = [&](const std::string& from) {
        const auto text = replaced(head, "ana@contoso.example", from) + "\r\n" + body;
        return signature(text, keys) + text;
    };
    const auto without = [&](const std::string& field) {
        return signature(plain, keys, {.domain = "contoso.example", .unsigned_fields = {field}, .with_length = false}) + plain;
    };
    const std::pair<std::string, std::string> rows[] = {
        {"another body", good + "More.\r\n"},
        {"another subject", replaced(good, "The printer", "[resolve] The printer")},
        {"another From", replaced(good, "ana@contoso.example", "ben@contoso.example")},
        {"a second From above", with("From: ben@contoso.example\r\n")},
        {"a second Subject", with("Subject: [close]\r\n")},
        {"a second Content-Type",
         replaced(with("Content-Type: text/html\r\n"), "\r\nTo:", "\r\nContent-Type: text/plain\r\nTo:")},
        {"somebody else's From, well signed", signed_from("ana@fabrikam.example")},
        {"a look-alike domain", signed_from("ana@contoso-example.example")},
        {"Subject is not signed", without("subject")},
        {"Date is not signed", without("date")},
        {"Message-ID is not signed", without("message-id")},
        {"To is not signed", without("to")},
        {"l= with more text below",
         signature(plain, keys, {.domain = "contoso.example", .unsigned_fields = {}, .with_length = true}) + plain +
             "[close]\r\n"},
        {"l= alone", signature(plain, keys, {.domain = "contoso.example", .unsigned_fields = {}, .with_length = true}) + plain},
        {"a line that is no field", replaced(good, "\r\nTo:", "\r\nno field at all\r\nTo:")},
    };
    for (const auto& [name, raw] : rows)
        EXPECT_EQ(checked(raw, keys.record), "") << name;
    EXPECT_EQ(checked(good, "v=DKIM1; k=rsa; p="), "") << "a revoked key";
    EXPECT_EQ(checked(good, "v=DKIM1; t=y; " + keys.record.substr(keys.record.find("k="))), "") << "a key that is only tried out";
    EXPECT_EQ(checked(good, ""), "") << "no key";
    EXPECT_EQ(checked(good, make_keys(2048).record), "") << "another key";
}

TEST(Dkim, WhatABodyIsReadAsIsSignedOrPlain) {
    const auto& keys = keys_2048();
    const auto signed_text = [&](const std::string& text) {
        const auto plain = head + "\r\n" + text;
        return signature(plain, keys, {.domain = "contoso.example", .unsigned_fields = {"content-type"}, .with_length = false}) +
               plain;
    };
    const auto type = [](const std::string& raw, const std::string& value) {
        return replaced(raw, "\r\nTo:", "\r\nContent-Type: " + value + "\r\nTo:");
    };
    const std::string quoted = "Mallory wrote me this:\r\n--bb\r\n\r\n#resolve\r\n";
    EXPECT_EQ(checked(signed_text(quoted), keys.record), "contoso.example");
    EXPECT_EQ(checked(type(signed_text(quoted), "multipart/mixed; boundary=\"bb\""), keys.record), "")
        << "chosen by who sent it on";
    const std::string parts = "--bb\r\n\r\nHello.\r\n--bb--\r\n";
    EXPECT_EQ(checked(type(signed_text(parts), "multipart/mixed; boundary=bb"), keys.record), "contoso.example");
    EXPECT_EQ(checked(type(signed_text(parts), "multipart/mixed; boundary=b"), keys.record), "");
}

TEST(Dkim, OldSignedMailIsNoProofOfWhoSendsItNow) {
    const auto plain = head + "\r\n" + body;
    const auto raw = signature(plain, keys_2048()) + plain;
    EXPECT_EQ(checked(raw, keys_2048().record, now + hours(24 * 6)), "contoso.example") << "five days in a queue are usual";
    EXPECT_EQ(checked(raw, keys_2048().record, now + hours(24 * 8)), "");
    EXPECT_EQ(checked(raw, keys_2048().record, now - hours(24 * 2)), "") << "dated in days to come";
}

TEST(Dkim, KeysUnder1024BitsShowNothing) {
    const auto keys = make_keys(512);
    const auto plain = head + "\r\n" + body;
    EXPECT_EQ(checked(signature(plain, keys) + plain, keys.record), "");
}

TEST(Dkim, TheSha1OfOpendkimTestmsgShowsNothing) {
    const testing::TemporaryFolder folder;
    const auto path = folder.path().string();
    std::ofstream(folder.path() / "key") << keys_2048().secret;
    std::ofstream(folder.path() / "in") << head + "\r\n" + body;
    const auto command = fmt::format("cd {} && opendkim-testmsg -C -d contoso.example -s s1 -k key < in > out", path);
    ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c)
    const auto raw = read(folder.path() / "out");
    ASSERT_THAT(raw, ::testing::HasSubstr("a=rsa-sha1"));
    EXPECT_TRUE(dkim_candidates(parse(raw, {}), now).empty());
}

TEST(Dkim, IsOurWorkOnlyWhereNoTrustedHeaderSaysHowItIs) {
    const auto plain = head + "\r\n" + body;
    const auto raw = signature(plain, keys_2048()) + plain;
    config::Config config;
    config.desk.address = "support@desk.example";
    config.trust.authserv_id = "mx.desk.example";
    config.trust.hosts = {"mx.desk.example"};
    const auto keys = KeyRing::of({1});
    const auto unchecked = [&](const std::string& results, Route route = Route::deliver, const std::string& login = "") {
        Envelope envelope;
        envelope.route = route;
        envelope.peer_trusted = true;
        envelope.received_at = now;
        envelope.auth_technician = login;
        const auto line = results.empty() ? "" : "Authentication-Results: mx.desk.example; " + results + "\r\n";
        return gather_evidence(config, keys, envelope, parse(line + raw, {}), now).unchecked.size();
    };
    EXPECT_EQ(unchecked(""), 1U);
    EXPECT_EQ(unchecked("spf=pass smtp.mailfrom=contoso.example"), 1U) << "it says nothing of signatures";
    EXPECT_EQ(unchecked("dkim=fail header.d=contoso.example"), 0U) << "our server knows better";
    EXPECT_EQ(unchecked("dmarc=fail header.from=contoso.example"), 0U);
    EXPECT_EQ(unchecked("dmarc=pass header.from=contoso.example"), 0U) << "aligned already";
    EXPECT_EQ(unchecked("", Route::import), 0U);
    EXPECT_EQ(unchecked("", Route::submission, "ana"), 0U);
}

}  // namespace
}  // namespace mail
