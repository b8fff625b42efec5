// Tests sending mails with the SMTP client, against scripted servers and against our own.
#include "tests/mail/delivery/smtp_script.hpp"

namespace mail::testing {
namespace {

using namespace std::chrono_literals;

TEST(SmtpClient, PipelinesMailsWithOneRoundTripEach) {
    // The second group follows right after the first dot, before its reply.
    ScriptedServer server({hello + group + Script{"D"} + Script{"C: MAIL FROM:<> SIZE=", "C: RCPT TO:<b@", "C: DATA"} +
                           Script{"S: 250 2.0.0 first", "S: 250 ok", "S: 250 ok", "S: 354 go"} + taken + Script{"C: QUIT"}});
    Client client(server.port());
    auto second = mail_to("b@client.example", ".dots\r\n..and more");
    second.return_path.clear();
    const auto results = client.send({mail_to("a@client.example"), second});
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].what, What::sent);
    EXPECT_EQ(results[0].reply, "250 2.0.0 first");
    EXPECT_EQ(results[1].what, What::sent);
    client.close();
    EXPECT_EQ(server.finish(),
              (std::vector<std::string>{"Subject: x\r\n\r\ntext\r\n", "Subject: x\r\n\r\n..dots\r\n...and more\r\n"}));
}

TEST(SmtpClient, SpeaksOneCommandAtATimeToAnOldServer) {
    ScriptedServer server({{"S: 220 hi",   "C: EHLO",
                            "S: 502 what", "C: HELO desk.example",
                            "S: 250 mx",   "C: MAIL FROM:<bounce+t@desk.example>",
                            "S: 250 ok",   "C: RCPT TO:<a@client.example>",
                            "S: 250 ok",   "C: DATA",
                            "S: 354 go",   "D",
                            "S: 250 ok",   "C: MAIL FROM:<bounce+t@desk.example>",
                            "S: 250 ok",   "C: RCPT TO:<b@",
                            "S: 550 no",   "C: RSET",
                            "S: 250 ok",   "C: MAIL",
                            "S: 450 busy", "C: QUIT"}});
    Client client(server.port());
    const auto results = client.send({mail_to("a@client.example"), mail_to("b@client.example"), mail_to("c@client.example")});
    EXPECT_EQ(results[0].what, What::sent);
    EXPECT_EQ(results[1].what, What::failed);
    EXPECT_EQ(results[2].what, What::deferred);
    client.close();
    server.finish();
    for (const auto& line : server.lines())
        EXPECT_EQ(line.find("SIZE"), std::string::npos) << "no parameter that was not offered";
}

TEST(SmtpClient, TurnsEachRefusalIntoItsResultAndGoesOnWithTheNextMail) {
    struct Row {
        std::string name;
        Script answers;
        What what;
        std::string reply;
        Script next;  // what the client must send before the next mail's MAIL
    };
    const Row rows[] = {
        {"rcpt 5xx", {"S: 250 ok", "S: 550 5.1.1 nobody", "S: 503 none"}, What::failed, "550 5.1.1 nobody", {"C: RSET"}},
        {"rcpt 4xx", {"S: 250 ok", "S: 450 4.2.1 grey", "S: 503 none"}, What::deferred, "450 4.2.1 grey", {"C: RSET"}},
        {"rcpt 5xx, data 354",
         {"S: 250 ok", "S: 550 no", "S: 354 go", "C: .", "S: 554 none"},
         What::failed,
         "550 no",
         {"C: RSET"}},
        {"data 5xx", {"S: 250 ok", "S: 250 ok", "S: 554 5.7.1 policy"}, What::failed, "554 5.7.1 policy", {"C: RSET"}},
        {"data 4xx", {"S: 250 ok", "S: 250 ok", "S: 451 later"}, What::deferred, "451 later", {"C: RSET"}},
        {"mail 4xx", {"S: 451 4.3.0 busy", "S: 503 no", "S: 503 no"}, What::deferred, "451 4.3.0 busy", {"C: RSET"}},
        {"mail 552", {"S: 552 5.3.4 large", "S: 503 no", "S: 503 no"}, What::failed, "552 5.3.4 large", {"C: RSET"}},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const Script reset = row.next.empty() ? Script{} : Script{"S: 250 reset"};
        ScriptedServer server({hello + Script{"C: MAIL", "C: RCPT", "C: DATA"} + row.answers + row.next +
                               Script{"C: MAIL", "C: RCPT", "C: DATA"} + reset + Script{"S: 250 ok", "S: 250 ok", "S: 354 go"} +
                               taken});
        Client client(server.port());
        const auto results = client.send({mail_to("a@client.example"), mail_to("b@client.example")});
        EXPECT_EQ(results[0].what, row.what);
        EXPECT_EQ(results[0].reply, row.reply);
        EXPECT_EQ(results[1].what, What::sent) << results[1].reply;
        client.close();
        EXPECT_EQ(server.finish().size(), 1U);
    }
}

TEST(SmtpClient, TurnsTheAnswerToTheDotIntoTheResult) {
    const std::tuple<std::string, What> rows[] = {{"250 ok", What::sent},
                                                  {"554 5.6.0 no", What::failed},
                                                  {"451 4.3.0 later", What::deferred},
                                                  {"421 4.3.2 bye", What::deferred}};
    for (const auto& [reply, what] : rows) {
        ScriptedServer server({hello + group + Script{"D", "S: " + reply}});
        Client client(server.port());
        const auto result = client.send_one(mail_to("a@client.example"));
        EXPECT_EQ(result.what, what);
        EXPECT_EQ(result.reply, reply);
        client.close();
    }
}

TEST(SmtpClient, TellsWhenTheSmarthostIsDownForAll) {
    const std::tuple<std::string, Script, What> rows[] = {
        {"greeting 554", {"S: 554 5.7.1 go away"}, What::smarthost_refused},
        {"greeting 421", {"S: 421 busy"}, What::unreachable},
        {"no greeting", {"CLOSE"}, What::unreachable},
        {"not SMTP", {"S: SSH-2.0-x"}, What::unreachable},
        {"EHLO and HELO 5xx", {"S: 220 hi", "C: EHLO", "S: 550 no", "C: HELO", "S: 550 no"}, What::smarthost_refused},
        {"EHLO 4xx", {"S: 220 hi", "C: EHLO", "S: 450 no"}, What::unreachable},
        {"MAIL 5xx", hello + Script{"C: MAIL", "C: RCPT", "C: DATA", "S: 550 5.7.1 not from you", "S: 503 x", "S: 503 x"},
         What::smarthost_refused},
    };
    for (const auto& [name, script, what] : rows) {
        SCOPED_TRACE(name);
        ScriptedServer server({script});
        Client client(server.port());
        const auto results = client.send({mail_to("a@client.example"), mail_to("b@client.example"), mail_to("c@client.example")});
        ASSERT_EQ(results.size(), 3U);
        for (const auto& result : results)
            EXPECT_EQ(result.what, what) << result.reply;
        EXPECT_EQ(results[0].tried, name == "MAIL 5xx") << "only that mail was refused; the others were not shown";
        EXPECT_FALSE(results[1].tried || results[2].tried);
        client.close();
    }
}

TEST(SmtpClient, AMailThatEndsItsConnectionDoesNotHoldUpTheOthers) {
    const Script poison = hello + Script{"C: MAIL", "C: RCPT", "C: DATA", "S: 250 ok", "CLOSE"};
    ScriptedServer server({poison, hello + group + taken});
    Client client(server.port());
    const auto results = client.send({mail_to("a@client.example"), mail_to("b@client.example")});
    EXPECT_EQ(results[0].what, What::deferred);
    EXPECT_TRUE(results[0].tried);
    EXPECT_EQ(results[1].what, What::sent) << results[1].reply;
    client.close();
    EXPECT_EQ(server.finish().size(), 1U);
}

TEST(SmtpClient, GivesUpAfterThreeConnectionsThatEndedInVain) {
    const Script enough = hello + Script{"C: MAIL", "C: RCPT", "C: DATA", "S: 421 4.7.0 enough", "CLOSE"};
    ScriptedServer server({enough, enough, enough});
    Client client(server.port());
    const auto results = client.send(std::vector<Delivery>(5, mail_to("a@client.example")));
    for (std::size_t i = 0; i < results.size(); ++i) {
        EXPECT_EQ(results[i].what, i < 3 ? What::deferred : What::unreachable);
        EXPECT_EQ(results[i].tried, i < 3);
        EXPECT_EQ(results[i].reply, "421 4.7.0 enough");
    }
    client.close();
}

TEST(SmtpClient, AsksForReportsWhereTheyAreOffered) {
    struct Row {
        std::string return_path, recipient, mail, rcpt;
    };
    const Row rows[] = {
        {"support+t@desk.example", "Kim=A+b@client.example", "MAIL FROM:<support+t@desk.example> RET=HDRS ENVID=ticketd-7+2B",
         "RCPT TO:<Kim=A+b@client.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;Kim+3DA+2Bb@client.example"},
        {"", "kim@client.example", "MAIL FROM:<> RET=HDRS ENVID=ticketd-7+2B", "RCPT TO:<kim@client.example> NOTIFY=NEVER"},
        {"support+t@desk.example", "\xc3\xa9@client.example",
         "MAIL FROM:<support+t@desk.example> SMTPUTF8 RET=HDRS ENVID=ticketd-7+2B",
         "RCPT TO:<\xc3\xa9@client.example> NOTIFY=FAILURE,DELAY"},
    };
    for (const auto& row : rows) {
        ScriptedServer server({Script{"S: 220 hi", "C: EHLO", "S: 250-mx", "S: 250-SMTPUTF8", "S: 250 DSN", "C: MAIL",
                                      "S: 250 ok", "C: RCPT", "S: 250 ok", "C: DATA", "S: 354 go"} +
                               taken});
        Client client(server.port());
        Delivery mail{row.return_path, row.recipient, "Subject: x\r\n\r\ny\r\n"};
        mail.envelope_id = "ticketd-7+";
        EXPECT_EQ(client.send_one(mail).what, What::sent);
        client.close();
        server.finish();
        EXPECT_EQ(server.lines().at(1), row.mail);
        EXPECT_EQ(server.lines().at(2), row.rcpt);
    }
}

TEST(SmtpClient, SaysSoWhenNobodyListens) {
    std::uint16_t port = 0;
    {
        const Listener closed;
        port = closed.port();
    }
    Client client(port);
    const auto result = client.send_one(mail_to("a@client.example"));
    EXPECT_EQ(result.what, What::unreachable);
    EXPECT_NE(result.reply.find("Connection refused"), std::string::npos);
}

TEST(SmtpClient, TakesAnotherConnectionWhenOneThatServedHasEnded) {
    const Script enough = {"C: MAIL", "C: RCPT", "C: DATA", "S: 421 4.7.0 enough for one connection", "CLOSE"};
    // The 421 replaces the reply to a MAIL that has already been sent.
    ScriptedServer server(
        {hello + group + Script{"D"} + Script{"C: MAIL", "C: RCPT", "C: DATA", "S: 250 one", "S: 421 4.7.0 enough", "CLOSE"},
         hello + group + taken});
    Client client(server.port());
    const auto results = client.send({mail_to("a@client.example"), mail_to("b@client.example")});
    EXPECT_EQ(results[0].reply, "250 one");
    EXPECT_EQ(results[1].what, What::sent) << results[1].reply;
    client.close();
    EXPECT_EQ(server.finish().size(), 2U);
}

TEST(SmtpClient, KeepsItsConnectionForTheNextCallAndLooksWhetherItStillStands) {
    ScriptedServer server(
        {hello + group + taken + group + taken + Script{"S: 421 4.4.2 idle too long", "CLOSE"}, hello + group + taken});
    Client client(server.port());
    EXPECT_EQ(client.send_one(mail_to("a@client.example")).what, What::sent);
    EXPECT_EQ(client.send_one(mail_to("b@client.example")).what, What::sent);
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(client.send_one(mail_to("c@client.example")).what, What::sent);
    client.close();
    EXPECT_EQ(server.finish().size(), 3U);
}

TEST(SmtpClient, ClosesAConnectionThatIsNotUsed) {
    ScriptedServer server({hello + group + taken + Script{"C: QUIT"}});
    Client client(server.port());
    client.timeouts_.idle = 50ms;
    EXPECT_EQ(client.send_one(mail_to("a@client.example")).what, What::sent);
    server.finish();  // returns only after the client has closed by itself
    EXPECT_EQ(server.lines().back(), "QUIT");
}

TEST(SmtpClient, NeverSendsAgainWhatMayHaveBeenTaken) {
    ScriptedServer server({hello + group + Script{"D", "CLOSE"}, hello + group + taken});
    Client client(server.port());
    const auto results = client.send({mail_to("a@client.example")});
    EXPECT_EQ(results[0].what, What::deferred);
    EXPECT_EQ(client.send_one(mail_to("b@client.example")).what, What::sent);
    client.close();
    EXPECT_EQ(server.finish().size(), 2U);
}

TEST(SmtpClient, HearsTheReplyOfAServerThatClosesInMidData) {
    ScriptedServer server({slow_hello + Script{"C: MAIL", "S: 250 ok", "C: RCPT", "S: 250 ok", "C: DATA", "S: 354 go",
                                               "C: Subject", "S: 552 5.3.4 more than I want", "CLOSE"}});
    Client client(server.port());
    const auto results = client.send({mail_to("a@client.example", std::string(8'000'000, 'x'))});
    EXPECT_EQ(results[0].what, What::failed);
    EXPECT_EQ(results[0].reply, "552 5.3.4 more than I want");
}

TEST(SmtpClient, GivesUpOnAServerThatHangsInAnyStep) {
    const std::pair<std::string, Script> rows[] = {
        {"greeting", {"HANG"}},
        {"EHLO", {"S: 220 hi", "C: EHLO", "HANG"}},
        {"half a reply", {"S: 220 hi", "C: EHLO", "S: 250-mx", "HANG"}},
        {"MAIL", hello + Script{"C: MAIL", "C: RCPT", "C: DATA", "HANG"}},
        {"the dot", hello + group + Script{"D", "HANG"}},
    };
    for (const auto& [name, script] : rows) {
        SCOPED_TRACE(name);
        ScriptedServer server({script});
        Client client(server.port());
        auto& timeouts = client.timeouts_;
        timeouts.greeting = timeouts.command = timeouts.data_start = timeouts.data_end = 100ms;
        const auto result = client.send_one(mail_to("a@client.example"));
        EXPECT_EQ(result.what, name == "MAIL" || name == "the dot" ? What::deferred : What::unreachable);
        EXPECT_EQ(result.reply, "timeout");
        client.close();
    }
}

TEST(SmtpClient, EndsACallInItsTimeEvenWhenEachStepIsInTime) {
    Script trickle = slow_hello;
    for (int i = 0; i < 40; ++i)
        trickle.insert(trickle.end(), {"C: MAIL", "S: 250 ok", "C: RCPT", "S: 550 no", "C: RSET", "S: 250 ok"});
    trickle.push_back("HANG");
    ScriptedServer server({trickle});
    Client client(server.port());
    client.timeouts_.call = 200ms;
    const auto began = std::chrono::steady_clock::now();
    const auto results = client.send(std::vector<Delivery>(100, mail_to("a@client.example")));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
    EXPECT_FALSE(results.back().tried);
    client.close();
}

TEST(SmtpClient, AsksNothingOfTheServerThatItCannotDo) {
    const std::tuple<std::string, Delivery, std::string> rows[] = {
        {"too large", mail_to("a@client.example", std::string(200'000, 'x')), "552"},
        {"UTF-8 address", mail_to("r\xc3\xa9mi@client.example"), "553 5.6.7"},
        {"command in the address", mail_to("a@client.example>\r\nRSET\r\nMAIL FROM:<"), "553 5.1.3"},
        {"blank in the address", mail_to("a b@client.example"), "553 5.1.3"},
        {"empty", mail_to(""), "553 5.1.3"},
    };
    for (const auto& [name, mail, reply] : rows) {
        SCOPED_TRACE(name);
        ScriptedServer server({hello + group + taken + Script{"C: QUIT"}});
        Client client(server.port());
        const auto results = client.send({mail, mail_to("b@client.example"), mail});
        EXPECT_EQ(results[0].what, What::failed);
        EXPECT_EQ(results[0].reply.substr(0, reply.size()), reply);
        EXPECT_EQ(results[1].what, What::sent);
        EXPECT_EQ(results[2].what, What::failed);
        client.close();
        EXPECT_EQ(server.finish().size(), 1U);
    }
}

TEST(SmtpClient, TellsParametersOnlyWhenTheMailNeedsThem) {
    const std::tuple<Delivery, std::string> rows[] = {
        {Delivery{"", "a@client.example", "S: x\r\n\r\nplain\r\n"}, "MAIL FROM:<> SIZE=15"},
        {Delivery{"", "a@client.example", "S: x\r\n\r\n\xc3\xa9\r\n"}, "MAIL FROM:<> SIZE=12 BODY=8BITMIME"},
        {Delivery{"", "\xc3\xa9@client.example", "S: x\r\n\r\nx\r\n"}, "MAIL FROM:<> SIZE=11 SMTPUTF8"},
        {Delivery{"", "a@client.example", "S: \xc3\xa9\r\n\r\nx\r\n"}, "MAIL FROM:<> SIZE=12 BODY=8BITMIME SMTPUTF8"},
    };
    for (const auto& [mail, command] : rows) {
        ScriptedServer server(
            {{"S: 220 hi", "C: EHLO", "S: 250-mx", "S: 250-8BITMIME", "S: 250-SIZE", "S: 250 SMTPUTF8", "C: MAIL", "S: 450 x"}});
        Client client(server.port());
        static_cast<void>(client.send_one(mail));
        client.close();
        server.finish();
        EXPECT_EQ(server.lines().back(), command);
    }
}

TEST(SmtpClient, BringsEverythingWholeToOurOwnServer) {
    TestServer server;
    server.start();
    Client client(server.port());
    std::vector<Delivery> mails;
    for (int i = 0; i < 200; ++i) {
        std::string text;
        for (int line = 0; line < i * 20; ++line)
            text += std::string(static_cast<std::size_t>(line % 5), '.') + std::to_string(line) + "\r\n";
        mails.push_back(mail_to(i % 10 == 3 ? "nobody@desk.example" : "u" + std::to_string(i) + "@desk.example", text));
    }
    const auto results = client.send(mails);
    ASSERT_EQ(results.size(), mails.size());
    const auto kept = server.backend.mails();
    ASSERT_EQ(kept.size(), 180U);
    std::size_t next = 0;
    for (std::size_t i = 0; i < mails.size(); ++i) {
        ASSERT_EQ(results[i].what, i % 10 == 3 ? What::failed : What::sent) << i << " " << results[i].reply;
        if (results[i].what != What::sent) continue;
        EXPECT_TRUE(kept[next].body() == mails[i].raw) << i;
        EXPECT_EQ(kept[next].envelope.recipients, std::vector<std::string>{mails[i].recipient});
        ++next;
    }
}

TEST(SmtpClient, SendsALargeMailInBlocksWhileTheServerReads) {
    TestServer server;
    server.start();
    Client client(server.port());
    std::string text;
    while (text.size() < 8'000'000)
        text += ".a line that begins with a dot, as some do\r\n";
    const auto mail = mail_to("support@desk.example", text);
    EXPECT_EQ(client.send_one(mail).what, What::sent);
    ASSERT_EQ(server.backend.mails().size(), 1U);
    EXPECT_TRUE(server.backend.mails().front().body() == mail.raw);
}

}  // namespace
}  // namespace mail::testing
