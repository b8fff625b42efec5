// Tests how the SMTP client starts TLS and logs in.
#include "tests/mail/delivery/smtp_script.hpp"

#include <fstream>

namespace mail::testing {
namespace {

const Script offers_tls = {"S: 220 hi",   "C: EHLO",   "S: 250-mx", "S: 250-STARTTLS", "S: 250 AUTH PLAIN LOGIN",
                           "C: STARTTLS", "S: 220 go", "TLS"};

TEST(SmtpClient, TakesTlsWhenItIsOfferedAndAnyCertificateForPlainSmtp) {
    TemporaryFolder folder;
    ScriptedServer server({offers_tls + Script{"C: EHLO", "S: 250 mx"} + mail_slowly}, make_certificate(folder.path()));
    Client client(server.port());  // knows no CA
    EXPECT_EQ(client.send_one(mail_to("a@client.example")).what, What::sent);
    client.close();
}

TEST(SmtpClient, GoesOnInTheClearForPlainSmtpWhenTlsDoesNotWork) {
    auto broken = offers_tls;
    broken.back() = "PAUSE";  // otherwise the reply arrives before the handshake, which is another case
    ScriptedServer server({broken + Script{"S: 500 no handshake here", "CLOSE"},
                           Script{"S: 220 hi", "C: EHLO", "S: 250-mx", "S: 250 STARTTLS"} + mail_slowly});
    Client client(server.port());
    EXPECT_EQ(client.send_one(mail_to("a@client.example")).what, What::sent);
    client.close();
}

TEST(SmtpClient, VerifiesTheCertificateOfASubmissionServer) {
    TemporaryFolder folder;
    const auto right = make_certificate(folder.path());
    TemporaryFolder other_folder;
    const auto other = make_certificate(other_folder.path());
    struct Row {
        std::string name;
        std::filesystem::path ca;
        std::string host;
        What what;
    };
    const Row rows[] = {
        {"right", right.ca, "127.0.0.1", What::sent},
        {"right by name", right.ca, "localhost", What::sent},
        {"signed by another", other.ca, "127.0.0.1", What::smarthost_refused},
        {"system roots", {}, "127.0.0.1", What::smarthost_refused},
        {"another name", right.ca, "127.0.0.2", What::smarthost_refused},
        {"no such CA file", "/nonexistent.pem", "127.0.0.1", What::smarthost_refused},
    };
    for (const auto kind : {Kind::submission, Kind::smtps}) {
        for (const auto& row : rows) {
            SCOPED_TRACE(row.name + (kind == Kind::smtps ? " smtps" : " submission"));
            TestServer server;
            server.settings.tls = right;
            server.listen.tls = kind == Kind::smtps;
            server.listen.at.host = "0.0.0.0";
            server.start();
            Client client(server.port());
            client.where_.kind = kind;
            client.where_.host = row.host;
            client.tls_.ca = row.ca;
            const auto result = client.send_one(mail_to("support@desk.example"));
            EXPECT_EQ(result.what, row.what) << result.reply;
            client.close();
            ASSERT_EQ(server.backend.mails().size(), row.what == What::sent ? 1U : 0U);
            if (row.what != What::sent) continue;
            EXPECT_TRUE(server.backend.mails().front().envelope.tls);
        }
    }
}

TEST(SmtpClient, TrustsNothingThatCameBeforeTls) {
    TemporaryFolder folder;
    auto injected = offers_tls;
    injected[6] = "S: 220 go\r\n250-mx\r\n250 AUTH PLAIN";
    injected.back() = "HANG";
    ScriptedServer server({injected}, make_certificate(folder.path()));
    Client client(server.port());
    const auto result = client.send_one(mail_to("a@client.example"));
    EXPECT_EQ(result.what, What::unreachable);
    EXPECT_EQ(result.reply, "data before the TLS handshake");
    client.close();
}

class SmtpClientLogin : public ::testing::Test {
protected:
    void set_password(Client& client, const std::string& text) const {
        const auto file = folder_.path() / "password";
        std::ofstream(file) << text;
        client.where_.user = "ana";
        client.where_.password_file = file;
    }
    TemporaryFolder folder_;
};

TEST_F(SmtpClientLogin, WorksOverTlsWithPlain) {
    TestServer server(config::Listen::Protocol::submission);
    server.settings.tls = make_certificate(server.folder.path());
    server.start();
    Client client(server.port());
    client.where_.kind = Kind::submission;
    client.tls_.ca = server.settings.tls.ca;
    set_password(client, "right horse\n");
    const auto result = client.send_one(mail_to("support@desk.example"));
    EXPECT_EQ(result.what, What::sent) << result.reply;
    ASSERT_EQ(server.backend.mails().size(), 1U);
    EXPECT_EQ(server.backend.mails().front().envelope.auth_technician, "ana");
}

TEST_F(SmtpClientLogin, IsRefusedWithTheWrongPasswordAndTellsItToNobody) {
    TestServer server(config::Listen::Protocol::submission);
    server.listen.plain_auth_on_loopback = true;
    server.start();
    Client client(server.port());
    set_password(client, "secret-word");
    const auto result = client.send_one(mail_to("support@desk.example"));
    EXPECT_EQ(result.what, What::smarthost_refused);
    EXPECT_EQ(result.reply, "535 5.7.8 Wrong user or password");
}

TEST_F(SmtpClientLogin, UsesLoginWhenThereIsNoPlain) {
    ScriptedServer server({Script{"S: 220 hi", "C: EHLO", "S: 250-mx", "S: 250 AUTH LOGIN", "C: AUTH LOGIN",
                                  "S: 334 VXNlcm5hbWU6", "C: YW5h", "S: 334 UGFzc3dvcmQ6", "C: cmlnaHQgaG9yc2U=", "S: 235 ok"} +
                           mail_slowly});
    Client client(server.port());
    set_password(client, "right horse");
    EXPECT_EQ(client.send_one(mail_to("a@client.example")).what, What::sent);
    client.close();
}

TEST_F(SmtpClientLogin, StopsWhereItCannotBeDone) {
    struct Row {
        std::string name;
        Script script;
        std::string password;
        What what;
    };
    const Script plain = {"S: 220 hi", "C: EHLO", "S: 250-mx", "S: 250 AUTH PLAIN"};
    const Row rows[] = {
        {"nothing we know", {"S: 220 hi", "C: EHLO", "S: 250-mx", "S: 250 AUTH CRAM-MD5"}, "x", What::smarthost_refused},
        {"no AUTH", slow_hello, "x", What::smarthost_refused},
        {"empty password file", plain, "", What::smarthost_refused},
        {"454", plain + Script{"C: AUTH PLAIN AGFuYQB4", "S: 454 4.7.0 not now"}, "x", What::unreachable},
        {"535", plain + Script{"C: AUTH PLAIN AGFuYQB4", "S: 535 5.7.8 no"}, "x", What::smarthost_refused},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        ScriptedServer server({row.script});
        Client client(server.port());
        set_password(client, row.password);
        const auto result = client.send_one(mail_to("a@client.example"));
        EXPECT_EQ(result.what, row.what) << result.reply;
        client.close();
    }
}

}  // namespace
}  // namespace mail::testing
