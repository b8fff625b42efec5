// Tests of the server that need several connections, a clock, a restart or a special socket, which dialogs cannot express.
#include "tests/mail/smtp/smtp_fixture.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace mail::testing {
namespace {

using namespace std::chrono_literals;
using Protocol = config::Listen::Protocol;

/// A client that has received the greeting.
Wire greeted(TestServer& server) {
    auto wire = Wire::connect(server.port());
    wire.reply();
    wire.ask("EHLO client.example");
    return wire;
}

std::string line_of(std::size_t length) {
    std::string line(length, 'x');
    line.append("\r\n");
    return line;
}

std::string begin_data(Wire& wire) {
    wire.ask("MAIL FROM:<a@client.example>");
    wire.ask("RCPT TO:<support@desk.example>");
    return wire.ask("DATA");
}

TEST(SmtpServer, RefusesMoreSessionsThanAPeerMayHave) {
    TestServer server;
    server.settings.limits.sessions_per_peer = 2;
    server.start();
    auto first = greeted(server);
    {
        auto second = greeted(server);
        auto third = Wire::connect(server.port());
        EXPECT_EQ(third.line().value_or("").substr(0, 9), "421 4.7.0");
        EXPECT_TRUE(third.at_end());
        EXPECT_EQ(server.backend.counted("too-many"), 1);
        EXPECT_EQ(second.ask("NOOP"), "250 2.0.0 Ok");
    }
    ASSERT_TRUE(server.eventually([&] { return server.server().sessions() == 1; }));
    EXPECT_EQ(greeted(server).ask("NOOP"), "250 2.0.0 Ok");
}

TEST(SmtpServer, AllowsATrustedPeerMoreAndAllTogetherNoMoreThanTheLimit) {
    TestServer server;
    server.settings.trusted_peers = {"::ffff:127.0.0.1"};  // the same address in another form
    server.settings.limits.sessions_per_peer = 1;
    server.settings.limits.sessions_per_trusted_peer = 10;
    server.settings.limits.sessions = 3;
    server.start();
    std::vector<Wire> wires;
    for (int i = 0; i < 3; ++i)
        wires.push_back(greeted(server));
    EXPECT_EQ(wires.back().ask("NOOP"), "250 2.0.0 Ok");
    auto one_too_many = Wire::connect(server.port());
    EXPECT_EQ(one_too_many.line().value_or("").substr(0, 9), "421 4.7.0");
}

TEST(SmtpServer, EndsASessionThatSaysNothingForTheCommandTimeout) {
    TestServer server;
    server.settings.limits.command_seconds = 1;
    server.start();
    auto idle = greeted(server);
    auto trickling = greeted(server);
    for (int i = 0; i < 3; ++i) {  // single bytes do not extend the deadline of the line
        std::this_thread::sleep_for(300ms);
        trickling.send("N");
    }
    EXPECT_EQ(idle.line().value_or("").substr(0, 9), "421 4.4.2");
    EXPECT_TRUE(idle.at_end());
    EXPECT_EQ(trickling.line().value_or("").substr(0, 9), "421 4.4.2");
}

TEST(SmtpServer, WaitsLessLongUnderStress) {
    TestServer server;
    server.settings.limits.sessions = 5;
    server.settings.pace.stressed_command = 300ms;
    server.start();
    std::vector<Wire> calm;
    for (int i = 0; i < 4; ++i)
        calm.push_back(greeted(server));
    std::this_thread::sleep_for(700ms);  // four of five sessions are not enough for stress
    EXPECT_EQ(calm.front().ask("NOOP"), "250 2.0.0 Ok");
    auto fifth = greeted(server);
    EXPECT_EQ(fifth.line().value_or("").substr(0, 9), "421 4.4.2");
}

TEST(SmtpServer, EndsDataThatComesTooSlowlyAndKeepsNothingOfIt) {
    TestServer server;
    server.settings.pace.data_window = 400ms;
    server.settings.pace.data_floor = 500;
    server.start();
    auto slow = greeted(server);
    auto fast = greeted(server);
    ASSERT_EQ(begin_data(slow).substr(0, 3), "354");
    ASSERT_EQ(begin_data(fast).substr(0, 3), "354");
    for (int i = 0; i < 8; ++i) {
        fast.send(line_of(98));  // 1,000 bytes a second
        slow.send("x");
        std::this_thread::sleep_for(100ms);
    }
    EXPECT_EQ(slow.line().value_or("").substr(0, 9), "421 4.4.2");
    EXPECT_EQ(fast.ask(".").substr(0, 9), "250 2.0.0");
    EXPECT_EQ(server.backend.mails().size(), 1U);
    EXPECT_TRUE(server.eventually([&] { return server.backend.reserved() == 0; }));
}

TEST(SmtpServer, EndsASessionAfterItsWholeTimeHoweverBusyItIs) {
    TestServer server;
    server.settings.limits.session_seconds = 1;
    server.start();
    auto wire = greeted(server);
    std::string answer;
    for (int i = 0; i < 200 && !answer.starts_with("421"); ++i) {
        answer = wire.ask("NOOP");
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_EQ(answer.substr(0, 9), "421 4.4.2");
}

TEST(SmtpServer, SlowsDownAfterTooManyErrors) {
    TestServer server;
    server.settings.limits.soft_errors = 2;
    server.settings.pace.tarpit = 900ms;
    server.start();
    auto wire = greeted(server);
    const auto time_of = [&](const char* command) {
        const auto began = std::chrono::steady_clock::now();
        EXPECT_FALSE(wire.ask(command).empty());
        return std::chrono::steady_clock::now() - began;
    };
    time_of("X");
    EXPECT_LT(time_of("X"), 900ms);
    EXPECT_GE(time_of("X"), 900ms);
    EXPECT_LT(time_of("NOOP"), 900ms);
}

TEST(SmtpServer, DelaysTheAnswerToAWrongPassword) {
    TestServer server(Protocol::submission);
    server.listen.plain_auth_on_loopback = true;
    server.settings.pace.auth_failure = 200ms;
    server.start();
    auto wire = greeted(server);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(wire.ask("AUTH PLAIN AGFuYQB3cm9uZw==").substr(0, 3), "535");
    EXPECT_GE(std::chrono::steady_clock::now() - began, 200ms);
    // The log contains neither the name nor the password of a failed login.
    EXPECT_EQ(server.backend.log_text().find("ana"), std::string::npos);
    EXPECT_EQ(server.backend.log_text().find("wrong\n"), std::string::npos);
}

TEST(SmtpServer, DrainsIdleSessionsAtOnceAndLetsDataFinish) {
    TestServer server;
    server.backend.store_takes = 100ms;
    server.start();
    auto idle = greeted(server);
    auto busy = greeted(server);
    ASSERT_EQ(begin_data(busy).substr(0, 3), "354");
    server.on_io([&] {
        server.server().drain();
        EXPECT_FALSE(server.server().drained());
    });
    EXPECT_EQ(idle.line().value_or("").substr(0, 9), "421 4.3.2");
    EXPECT_TRUE(idle.at_end());
    EXPECT_THROW(static_cast<void>(Wire::connect(server.port())), std::runtime_error);
    EXPECT_EQ(busy.ask("last words\r\n.").substr(0, 9), "250 2.0.0");
    EXPECT_EQ(busy.line().value_or("").substr(0, 9), "421 4.3.2");
    idle.close();
    busy.close();
    EXPECT_TRUE(server.eventually([&] { return server.server().drained(); }));
    EXPECT_EQ(server.backend.mails().size(), 1U);
}

TEST(SmtpServer, NewSessionsSeeNewSettingsAndABadCertificateChangesNothing) {
    TestServer server;
    server.start();
    auto old = greeted(server);
    auto changed = server.settings;
    changed.limits.message_bytes = 12345;
    changed.tls = make_certificate(server.folder.path());
    server.on_io([&] { EXPECT_TRUE(server.server().reconfigure(changed)); });
    const auto offers_of = [&](Wire wire) {
        wire.reply();
        wire.send("EHLO client.example\r\n");
        std::string all;
        for (const auto& line : wire.reply())
            all += line + "\n";
        return all;
    };
    EXPECT_NE(offers_of(Wire::connect(server.port())).find("SIZE 12345\n250-8BITMIME"), std::string::npos);
    EXPECT_NE(offers_of(Wire::connect(server.port())).find("STARTTLS"), std::string::npos);
    EXPECT_EQ(old.ask("STARTTLS").substr(0, 3), "502");

    auto broken = changed;
    broken.limits.message_bytes = 1;
    broken.tls.certificate = server.folder.path() / "missing.pem";
    server.on_io([&] {
        const auto refused = server.server().reconfigure(broken);
        ASSERT_FALSE(refused);
        EXPECT_NE(refused.error().what.find("missing.pem"), std::string::npos);
    });
    EXPECT_NE(offers_of(Wire::connect(server.port())).find("SIZE 12345"), std::string::npos);
}

TEST(SmtpServer, SaysWhyItCannotListen) {
    TestServer server;
    server.start();
    server.on_io([&] {
        auto where = server.listen;
        where.at.port = server.port();
        const auto taken = server.server().listen(where, -1);
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().what, "Cannot listen on 127.0.0.1:" + std::to_string(server.port()) + ": Address already in use");
        where.at.host = "no.address";
        EXPECT_FALSE(server.server().listen(where, -1));
        where = {};
        where.at.unix_path = "/" + std::string(200, 'x');
        EXPECT_FALSE(server.server().listen(where, -1));
        where = server.listen;
        where.tls = true;
        const auto bare = server.server().listen(where, -1);
        ASSERT_FALSE(bare);
        EXPECT_NE(bare.error().what.find("no certificate"), std::string::npos);
    });
}

TEST(SmtpServer, RefusesAKeyThatIsNotTheCertificates) {
    TestServer server;
    TemporaryFolder other;
    server.settings.tls = make_certificate(server.folder.path());
    server.settings.tls.key = make_certificate(other.path()).key;
    EXPECT_THROW(server.start(), std::runtime_error);
}

TEST(SmtpServer, SpeaksTlsFromTheFirstByteWhereToldTo) {
    TestServer server(Protocol::submission);
    server.settings.tls = make_certificate(server.folder.path());
    server.listen.tls = true;
    server.start();
    auto wire = Wire::connect(server.port());
    ASSERT_TRUE(wire.start_tls_client());
    EXPECT_EQ(wire.reply().front().substr(0, 3), "220");
    wire.send("EHLO client.example\r\n");
    const auto offers = wire.reply();
    EXPECT_NE(std::find(offers.begin(), offers.end(), "250-AUTH PLAIN LOGIN"), offers.end());
    EXPECT_EQ(std::find(offers.begin(), offers.end(), "250-STARTTLS"), offers.end());
    EXPECT_EQ(wire.ask("AUTH PLAIN AGFuYQByaWdodCBob3JzZQ==").substr(0, 3), "235");
    EXPECT_EQ(wire.ask("QUIT").substr(0, 3), "221");
    EXPECT_TRUE(wire.at_end());
}

TEST(SmtpServer, TakesAUnixSocketOverFromADeadProcessAndRemovesItsOwn) {
    TemporaryFolder folder;
    const auto path = folder.path() / "lmtp.sock";
    {
        const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        path.string().copy(at.sun_path, sizeof(at.sun_path) - 1);
        ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&at), sizeof(at)), 0);
        ::close(dead);
    }
    TestServer server(Protocol::lmtp);
    server.listen.at.host.clear();
    server.listen.at.unix_path = path;
    server.start();
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0660U);
    EXPECT_EQ(Wire::connect(path).reply().front().substr(0, 3), "220");
    TestServer second(Protocol::lmtp);
    second.listen.at = server.listen.at;
    EXPECT_THROW(second.start(), std::runtime_error);
    EXPECT_EQ(Wire::connect(path).reply().front().substr(0, 3), "220") << "the living server keeps its socket";
    server.on_io([&] { server.server().drain(); });
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(SmtpServer, UsesASocketItIsGiven) {
    IoThread io;
    MemoryBackend backend;
    Listener given;
    std::unique_ptr<SmtpServer> server;
    io.run([&] {
        server = std::make_unique<SmtpServer>(io.executor(), SmtpServer::Settings{"mx.desk.example", {}, {}, {}, {}}, backend);
        config::Listen where;
        where.at.host = "127.0.0.1";
        where.at.port = given.port();
        ASSERT_TRUE(server->listen(where, given.fd()));
        EXPECT_EQ(server->ports(), std::vector<std::uint16_t>{given.port()});
        EXPECT_FALSE(server->listen(where, 9999));
    });
    given.release();
    EXPECT_EQ(Wire::connect(given.port()).reply().front().substr(0, 19), "220 mx.desk.example");
    io.run([&] { server.reset(); });
}

TEST(SmtpServer, TakesFromTheBudgetOnlyWhatHasArrived) {
    TestServer server;
    server.start();
    auto wire = greeted(server);
    EXPECT_EQ(wire.ask("MAIL FROM:<a@client.example> SIZE=30000000").substr(0, 3), "250");
    wire.ask("RCPT TO:<support@desk.example>");
    EXPECT_EQ(wire.ask("DATA").substr(0, 3), "354");
    wire.send("Subject: x\r\n\r\n");
    ASSERT_TRUE(server.eventually([&] { return server.backend.reserved() > 0; }));
    EXPECT_LE(server.backend.max_reserved, 65536);
    for (int i = 0; i < 200; ++i)
        wire.send(line_of(998));
    EXPECT_EQ(wire.ask(".").substr(0, 3), "250");
    EXPECT_GE(server.backend.max_reserved, 200'000);
    EXPECT_LE(server.backend.max_reserved, 300'000);
    EXPECT_TRUE(server.eventually([&] { return server.backend.reserved() == 0; }));
}

TEST(SmtpServer, TakesALargeMailWholeAndBinaryClean) {
    TestServer server;
    server.start();
    auto wire = greeted(server);
    std::string body;
    for (int i = 0; body.size() < 5'000'000; ++i) {
        body += std::string(static_cast<std::size_t>(i % 4), '.') +
                std::string(static_cast<std::size_t>(i % 97), static_cast<char>(128 + i % 100)) + "\r\n";
    }
    std::string wire_form;
    for (std::size_t at = 0; at < body.size();) {
        const auto end = body.find("\r\n", at) + 2;
        if (body[at] == '.') wire_form += '.';
        wire_form.append(body, at, end - at);
        at = end;
    }
    ASSERT_EQ(begin_data(wire).substr(0, 3), "354");
    wire.send(wire_form);
    EXPECT_EQ(wire.ask(".").substr(0, 3), "250");
    ASSERT_EQ(server.backend.mails().size(), 1U);
    EXPECT_TRUE(server.backend.mails().front().body() == body);
}

TEST(SmtpServer, GivesEachMailItsOwnWord) {
    TestServer server;
    server.start();
    auto wire = greeted(server);
    std::vector<std::string> words;
    for (int i = 0; i < 20; ++i) {
        begin_data(wire);
        const auto answer = wire.ask(".");
        words.push_back(answer.substr(answer.rfind(' ') + 1));
        EXPECT_NE(server.backend.mails().back().raw.find("id " + words.back()), std::string::npos);
    }
    std::sort(words.begin(), words.end());
    EXPECT_EQ(std::unique(words.begin(), words.end()), words.end());
}

TEST(SmtpServer, SurvivesPeersThatGoAtAnyPoint) {
    TestServer server;
    server.settings.limits.sessions_per_peer = 200;
    server.start();
    const std::string talk =
        "EHLO c.example\r\nMAIL FROM:<a@c.example>\r\nRCPT TO:<support@desk.example>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n";
    for (std::size_t end = 0; end <= talk.size(); end += 3) {
        auto wire = Wire::connect(server.port());
        wire.reply();
        wire.send(talk.substr(0, end));
    }
    EXPECT_TRUE(server.eventually([&] { return server.server().sessions() == 0; }));
    EXPECT_EQ(server.backend.reserved(), 0);
    EXPECT_EQ(greeted(server).ask("NOOP"), "250 2.0.0 Ok");
}

}  // namespace
}  // namespace mail::testing
