// Loads a whole desk and checks every section of it.
#include "tests/config/temp_folder.hpp"

#include <date/tz.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Config loaded_or_fail(const std::filesystem::path& file) {
    const auto loaded = load(file);
    EXPECT_TRUE(loaded.has_value()) << told(loaded);
    return loaded.value_or(Config{});
}

Config load_with(std::string_view sections) {
    const TempFolder folder;
    return loaded_or_fail(folder.write("ticketd.toml", desk_with(sections)));
}

/// Loads the complete desk with which end-to-end tests start.
class WholeDesk : public testing::Test {
protected:
    const std::filesystem::path folder = std::filesystem::path(TESTS_DIR) / "config";
    const Config config = loaded_or_fail(folder / "desk.toml");
};

TEST_F(WholeDesk, KnowsItself) {
    EXPECT_EQ(config.file, folder / "desk.toml");
    EXPECT_EQ(config.desk.name, "Northwind Support");
    EXPECT_EQ(config.desk.address, "support@desk.example");
    EXPECT_THAT(config.desk.aliases, ElementsAre("help@desk.example"));
    EXPECT_EQ(config.desk.admin, "postmaster@desk.example");
    EXPECT_EQ(config.desk.language, "en");
    ASSERT_NE(config.desk.zone, nullptr);
    EXPECT_EQ(config.desk.zone->name(), "Europe/Berlin");
    EXPECT_EQ(config.desk.key_file, folder / "keys");
    EXPECT_EQ(config.desk.recipient_delimiter, "+");
    EXPECT_EQ(config.desk.reopen_days, 14);
    EXPECT_EQ(config.desk.close_resolved_days, 5);
    EXPECT_EQ(config.database.kind, Database::Kind::sqlite);
    EXPECT_EQ(config.database.file, folder / "ticketd.db");
}

TEST_F(WholeDesk, KnowsItsWaysInAndOut) {
    ASSERT_EQ(config.listen.size(), 3U);
    EXPECT_EQ(config.listen[0].protocol, Listen::Protocol::smtp);
    EXPECT_EQ(config.listen[0].at.host, "127.0.0.1");
    EXPECT_EQ(config.listen[0].at.port, 2525);
    EXPECT_FALSE(config.listen[0].plain_auth_on_loopback);
    EXPECT_EQ(config.listen[1].protocol, Listen::Protocol::submission);
    EXPECT_TRUE(config.listen[1].plain_auth_on_loopback);
    EXPECT_EQ(config.listen[2].protocol, Listen::Protocol::lmtp);
    EXPECT_EQ(config.listen[2].at.unix_path, folder / "lmtp.sock");
    ASSERT_EQ(config.outgoing.size(), 1U);
    EXPECT_EQ(config.outgoing[0].kind, Outgoing::Kind::maildir);
    EXPECT_EQ(config.outgoing[0].maildir, folder / "outgoing");
    ASSERT_TRUE(config.metrics.address.has_value());
    EXPECT_EQ(config.metrics.address->port, 9464);
    EXPECT_THAT(config.mailboxes, IsEmpty());
    EXPECT_FALSE(config.dkim.has_value());
}

TEST_F(WholeDesk, KnowsWhomToTrust) {
    EXPECT_EQ(config.trust.technician, Trust::Technician::token_and_domain);
    EXPECT_EQ(config.trust.authserv_id, "mx.desk.example");
    EXPECT_THAT(config.trust.trusted_peers, ElementsAre("127.0.0.1", "::1"));
    EXPECT_THAT(config.trust.hosts, ElementsAre("mx.desk.example"));
}

TEST_F(WholeDesk, KnowsItsPeople) {
    ASSERT_EQ(config.teams.size(), 1U);
    EXPECT_EQ(config.teams[0].lead, "ana");
    EXPECT_EQ(config.teams[0].assign, Team::Assign::round_robin);
    EXPECT_THAT(config.teams[0].members, ElementsAre("ana", "ben"));
    ASSERT_EQ(config.technicians.size(), 2U);
    EXPECT_EQ(config.technicians[0].display_name, "Ana Ruiz");
    EXPECT_EQ(config.technicians[1].email, "ben@desk.example");
    EXPECT_EQ(config.technicians[1].password_hash, "@BEN_HASH@");
    ASSERT_EQ(config.clients.size(), 1U);
    EXPECT_THAT(config.clients[0].domains, ElementsAre("contoso.example"));
    EXPECT_THAT(config.clients[0].contacts, ElementsAre("boss@private.example"));
    EXPECT_THAT(config.clients[0].contract, ElementsAre("gold"));
}

TEST_F(WholeDesk, KnowsWhatWasPromised) {
    ASSERT_EQ(config.contracts.size(), 1U);
    const Contract& gold = config.contracts[0];
    EXPECT_THAT(gold.response, ElementsAre(24h, 8h, 2h, 15min));
    EXPECT_THAT(gold.resolution, ElementsAre(72h, 24h, 8h, 4h));
    EXPECT_THAT(gold.warn_at, ElementsAre(50, 75, 90));
    EXPECT_EQ(gold.rounding, 15min);
    EXPECT_EQ(gold.calendar.name, "office");
    EXPECT_THAT(gold.calendar.week[0], ElementsAre(Span{540min, 720min}, Span{780min, 1080min}));
    EXPECT_THAT(gold.calendar.week[4], ElementsAre(Span{540min, 900min}));
    EXPECT_THAT(gold.calendar.week[5], IsEmpty());
    EXPECT_EQ(gold.calendar.holidays.size(), 2U);
    EXPECT_TRUE(gold.critical_calendar.always);
}

TEST_F(WholeDesk, KnowsItsRulesInOrder) {
    ASSERT_EQ(config.rules.size(), 3U);
    EXPECT_THAT(config.rules[0].on, ElementsAre(Rule::On::created));
    EXPECT_THAT(config.rules[0].when.category, ElementsAre("Network"));
    EXPECT_EQ(config.rules[0].then.assign, "team:network");
    EXPECT_THAT(config.rules[1].when.subject_contains, ElementsAre("outage", "everything is down"));
    EXPECT_EQ(config.rules[1].then.priority, Priority::critical);
    EXPECT_THAT(config.rules[1].then.notify, ElementsAre("team:network"));
    EXPECT_THAT(config.rules[2].when.status, ElementsAre(Status::waiting_customer));
    EXPECT_THAT(config.rules[2].when.idle_business_days, ElementsAre(2, 5, 10));
    EXPECT_TRUE(config.rules[2].then.remind);
    ASSERT_EQ(config.categories.size(), 2U);
    EXPECT_THAT(config.categories[0].keywords, ElementsAre("vpn", "wifi", "router"));
    EXPECT_EQ(config.categories[0].team, "network");
    ASSERT_EQ(config.ticket_templates.size(), 1U);
    EXPECT_EQ(config.ticket_templates[0].title, "New colleague: {{subject}}");
    EXPECT_EQ(config.ticket_templates[0].priority, Priority::low);
    EXPECT_EQ(config.limits, Limits{});
}

TEST(Load, FillsInDefaults) {
    const auto config = load_with("");
    EXPECT_EQ(config.desk.admin, "postmaster@a.example");
    EXPECT_NE(config.desk.zone, nullptr);
    EXPECT_TRUE(config.desk.key_file.is_absolute());
    EXPECT_EQ(config.database.kind, Database::Kind::sqlite);
    EXPECT_EQ(config.database.file.filename(), "ticketd.db");
    EXPECT_THAT(config.listen, IsEmpty());
    EXPECT_FALSE(config.metrics.address.has_value());
    EXPECT_FALSE(config.retention.raw_mail.has_value());
    EXPECT_EQ(config.limits, Limits{});
}

TEST(Load, TakesPostgresqlUrlsAsTheyAre) {
    for (const std::string url : {"postgresql://ticketd@/ticketd?host=/run/postgresql", "postgres://db.example/ticketd"}) {
        const auto config = load_with("[database]\nurl = \"" + url + "\"\n");
        EXPECT_EQ(config.database.kind, Database::Kind::postgresql);
        EXPECT_EQ(config.database.conninfo, url);
    }
}

TEST(Load, TakesDeskWideKeysAtTheTopAndInTheDesk) {
    const std::string keys =
        "recipient_delimiter = \"-\"\ntls_certificate = \"c.pem\"\ntls_key = \"/k.pem\"\ntls_ca = \"ca.pem\"\n"
        "spam_header = \"X-Spam\"\n";
    const std::string head = "[desk]\nname = \"Desk\"\naddress = \"desk@a.example\"\n";
    const std::string tail = "[outgoing]\nurl = \"smtp://mail.example\"\n";
    const TempFolder folder;
    for (const auto& text : {keys + head + tail, head + keys + tail}) {
        const auto config = loaded_or_fail(folder.write("ticketd.toml", text));
        EXPECT_EQ(config.desk.recipient_delimiter, "-");
        EXPECT_EQ(config.tls.certificate, folder.path() / "c.pem");
        EXPECT_EQ(config.tls.key, "/k.pem");
        EXPECT_EQ(config.tls.ca, folder.path() / "ca.pem");
        EXPECT_EQ(config.spam_header, "X-Spam");
    }
}

TEST(Load, KeepsSmarthostsInOrder) {
    const TempFolder folder;
    const auto config = loaded_or_fail(folder.write("ticketd.toml", R"(
[desk]
name = "Desk"
address = "desk@a.example"

[[outgoing]]
url = "submission://one.example"
user = "desk"
password_file = "one.password"
dkim = { domain = "A.example", selector = "s1", key_file = "dkim.pem" }

[[outgoing]]
url = "smtps://[::1]:4650"
connections = 8

[[outgoing]]
url = "smtp://three.example"
)"));
    ASSERT_EQ(config.outgoing.size(), 3U);
    EXPECT_EQ(config.outgoing[0].kind, Outgoing::Kind::submission);
    EXPECT_EQ(config.outgoing[0].host, "one.example");
    EXPECT_EQ(config.outgoing[0].port, 587);
    EXPECT_EQ(config.outgoing[0].user, "desk");
    EXPECT_EQ(config.outgoing[0].password_file, folder.path() / "one.password");
    EXPECT_EQ(config.outgoing[1].kind, Outgoing::Kind::smtps);
    EXPECT_EQ(config.outgoing[1].host, "::1");
    EXPECT_EQ(config.outgoing[1].port, 4650);
    EXPECT_EQ(config.outgoing[1].connections, 8);
    EXPECT_EQ(config.outgoing[2].port, 25);
    ASSERT_TRUE(config.dkim.has_value());
    EXPECT_EQ(config.dkim->domain, "a.example");
    EXPECT_EQ(config.dkim->selector, "s1");
    EXPECT_EQ(config.dkim->key_file, folder.path() / "dkim.pem");
}

TEST(Load, ReadsMailboxes) {
    const auto config = load_with(R"(
[[mailbox]]
name = "main"
url = "imaps://desk@a.example@imap.example"
password_file = "/secret"

[[mailbox]]
name = "second"
url = "imap://desk@imap.example:1143/Help%20Desk"
oauth2 = ["fetch-token", "desk"]
after = "move:Done"
poll = "5m"
backlog = "all"
authserv_id = "imap.example"
tls_ca = "/ca.pem"

[[mailbox]]
name = "third"
url = "imaps://third@imap.example"
oauth2 = "/token"
after = "delete"
backlog = "none"
)");
    ASSERT_EQ(config.mailboxes.size(), 3U);
    const Mailbox& main = config.mailboxes[0];
    EXPECT_EQ(main.user, "desk@a.example");
    EXPECT_EQ(main.host, "imap.example");
    EXPECT_EQ(main.port, 993);
    EXPECT_TRUE(main.tls);
    EXPECT_EQ(main.folder, "INBOX");
    EXPECT_EQ(main.password_file, "/secret");
    EXPECT_EQ(main.after, Mailbox::After::seen);
    EXPECT_EQ(main.poll, 60s);
    EXPECT_EQ(main.backlog, 24h);
    const Mailbox& second = config.mailboxes[1];
    EXPECT_EQ(second.port, 1143);
    EXPECT_FALSE(second.tls);
    EXPECT_EQ(second.folder, "Help Desk");
    EXPECT_THAT(second.oauth2_command, ElementsAre("fetch-token", "desk"));
    EXPECT_EQ(second.after, Mailbox::After::move);
    EXPECT_EQ(second.move_to, "Done");
    EXPECT_EQ(second.poll, 5min);
    EXPECT_EQ(second.backlog, std::nullopt);
    EXPECT_EQ(second.authserv_id, "imap.example");
    EXPECT_EQ(second.tls_ca, "/ca.pem");
    EXPECT_EQ(config.mailboxes[2].oauth2_token_file, "/token");
    EXPECT_EQ(config.mailboxes[2].after, Mailbox::After::remove);
    EXPECT_EQ(config.mailboxes[2].backlog, 0s);
}

TEST(Load, ReadsEveryTrustWord) {
    const std::pair<std::string, Trust::Technician> rows[] = {{"token+domain", Trust::Technician::token_and_domain},
                                                              {"domain", Trust::Technician::domain},
                                                              {"token", Trust::Technician::token},
                                                              {"signed", Trust::Technician::signed_only}};
    for (const auto& [word, meaning] : rows) {
        EXPECT_EQ(load_with("[trust]\ntechnician = \"" + word + "\"\n").trust.technician, meaning) << word;
    }
}

TEST(Load, FindsTheClientOfAContactByEveryAddress) {
    const auto config = load_with(R"(
[[contact]]
name = "Kim"
addresses = ["Kim@Private.example", "kim@contoso.example"]
client = "Contoso"

[[client]]
name = "Contoso"
contacts = ["kim@contoso.example"]
)");
    ASSERT_EQ(config.clients.size(), 1U);
    EXPECT_THAT(config.clients[0].contacts, ElementsAre("kim@contoso.example", "kim@private.example"));
    ASSERT_EQ(config.contacts.size(), 1U);
    EXPECT_THAT(config.contacts[0].addresses, ElementsAre("kim@private.example", "kim@contoso.example"));
}

TEST(Load, ReadsFormsByAddressDomainOrName) {
    const auto config = load_with(R"(
[[form]]
from = ["Kiosk@Shop.example", "forms.example", "Web@"]

[[form]]
from = "bank.example"
requester = "from"
)");
    ASSERT_EQ(config.forms.size(), 2U);
    EXPECT_THAT(config.forms[0].from, ElementsAre("kiosk@shop.example", "forms.example", "web@"));
    EXPECT_EQ(config.forms[0].requester, Form::Requester::reply_to);
    EXPECT_EQ(config.forms[1].requester, Form::Requester::from);
}

TEST(Load, TakesOneWordWhereSeveralMayStand) {
    const auto config = load_with(R"(
[[technician]]
name = "ana"
email = "ana@a.example"
aliases = "ana.ruiz@a.example"

[[rule]]
name = "page"
on = "tick"
when = { priority = "critical", idle_business_days = 1, sla_used = 75, age = "1h", sender = ["b.example", "Kim@c.example"] }
then = { notify = "ana", escalate = true, note = "two\nlines" }
stop = true
)");
    ASSERT_EQ(config.rules.size(), 1U);
    EXPECT_THAT(config.technicians.at(0).aliases, ElementsAre("ana.ruiz@a.example"));
    EXPECT_THAT(config.rules[0].on, ElementsAre(Rule::On::tick));
    EXPECT_THAT(config.rules[0].when.priority, ElementsAre(Priority::critical));
    EXPECT_THAT(config.rules[0].when.idle_business_days, ElementsAre(1));
    EXPECT_THAT(config.rules[0].when.sender, ElementsAre("b.example", "kim@c.example"));
    EXPECT_EQ(config.rules[0].when.sla_used, 75);
    EXPECT_EQ(config.rules[0].when.age, 1h);
    EXPECT_THAT(config.rules[0].then.notify, ElementsAre("ana"));
    EXPECT_EQ(config.rules[0].then.note, "two\nlines");
    EXPECT_TRUE(config.rules[0].then.escalate);
    EXPECT_TRUE(config.rules[0].stop);
}

TEST(Load, KeepsTheOtherTargetsWhenOneIsGiven) {
    const auto config = load_with("[[contract]]\nname = \"gold\"\nresponse = { high = \"1h\" }\nwarn_at = []\n");
    ASSERT_EQ(config.contracts.size(), 1U);
    EXPECT_THAT(config.contracts[0].response, ElementsAre(24h, 8h, 1h, 15min));
    EXPECT_THAT(config.contracts[0].resolution, ElementsAre(std::nullopt, std::nullopt, std::nullopt, std::nullopt));
    EXPECT_THAT(config.contracts[0].warn_at, IsEmpty());
}

TEST(Load, TakesRelativePathsFromTheFolderOfTheFile) {
    const TempFolder folder;
    folder.write("etc/ticketd.toml", desk_with("[[listen]]\nprotocol = \"lmtp\"\naddress = \"unix:../run/lmtp.sock\"\n"));
    const auto config = loaded_or_fail(folder.path() / "etc/../etc/ticketd.toml");
    ASSERT_EQ(config.listen.size(), 1U);
    EXPECT_EQ(config.listen[0].at.unix_path, folder.path() / "run/lmtp.sock");
    EXPECT_EQ(config.desk.key_file, folder.path() / "etc/keys");
}

TEST(Load, AllowsSeveralListenersOnPortsOfTheSystemsChoice) {
    const auto config = load_with(
        "[[listen]]\nprotocol = \"smtp\"\naddress = \"127.0.0.1:0\"\n[[listen]]\nprotocol = \"lmtp\"\naddress = "
        "\"127.0.0.1:0\"\n");
    EXPECT_EQ(config.listen.size(), 2U);
}

}  // namespace
}  // namespace config
