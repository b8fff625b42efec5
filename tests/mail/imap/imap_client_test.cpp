// Tests the IMAP client against a scripted server, step by step.
#include "mail/imap/imap_client.hpp"

#include "tests/mail/imap/imap_fixture.hpp"
#include "mail/net/sasl.hpp"

#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mail {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ImapSession;
using testing::ScriptedImap;
using Kind = config::Error::Kind;

/// A client of a scripted server, whose steps are run one by one.
class ImapClientTest : public ::testing::Test {
protected:
    ImapClient& client(std::uint16_t port, bool tls = false, bool plain_allowed = true) {
        settings.host = "127.0.0.1";
        settings.port = port;
        settings.tls = tls;
        settings.plain_allowed = plain_allowed;
        client_ = std::make_unique<ImapClient>(io_.get_executor(), settings);
        return *client_;
    }
    template <class Value>
    Value run(asio::awaitable<Value> step) {
        return testing::run_to_end(io_, std::move(step));
    }
    /// A client that is connected and has selected a folder.
    ImapClient& in_folder(std::uint16_t port) {
        auto& one = client(port);
        EXPECT_TRUE(run(one.connect()));
        EXPECT_TRUE(run(one.login("ana", "secret")));
        EXPECT_TRUE(run(one.select("INBOX")));
        return one;
    }

    ImapClient::Settings settings;
    asio::io_context io_;
    std::unique_ptr<ImapClient> client_;
};

/// The server's part of greeting, login and SELECT, with these capabilities.
void open_folder(ImapSession& session, const std::string& capabilities) {
    session.send("* OK [CAPABILITY IMAP4rev1 " + capabilities + "] hello");
    session.expect({"* CAPABILITY IMAP4rev1 " + capabilities});
    session.expect({"* 3 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [UIDNEXT 12] ok", "* OK [HIGHESTMODSEQ 99] ok"},
                   "OK [READ-WRITE] in");
}

TEST_F(ImapClientTest, LogsInSelectsAndFetches) {
    ScriptedImap server([](ImapSession& session) {
        open_folder(session, "IDLE CONDSTORE");
        session.expect({"* SEARCH 5 9", "* SEARCH 7"});
        session.expect({"* 1 FETCH (UID 5 RFC822.SIZE 21 INTERNALDATE \"07-Nov-2026 09:30:00 +0000\" MODSEQ (88))",
                        "* 9 FETCH (UID 4000 RFC822.SIZE 1)", "* 2 FETCH (FLAGS (\\Seen))"});
        session.command();
        session.raw("* 1 FETCH (UID 9 BODY[] {3}\r\nxyz)\r\n* 1 FETCH (UID 5 BODY[] {6}\r\nab\r\ncd)\r\n");
        session.ok();
    });
    auto& client = in_folder(server.port());
    EXPECT_TRUE(client.offers("IDLE"));
    EXPECT_FALSE(client.offers("MOVE"));
    EXPECT_THAT(*run(client.search("UID 5:*")), ElementsAre(5, 7, 9));
    const auto seen = run(client.fetch_metadata({5, 7, 9}));
    ASSERT_EQ(seen->size(), 1U) << "a mail that was not asked for is not taken";
    EXPECT_EQ(seen->front().size, 21);
    EXPECT_EQ(seen->front().mod_sequence, 88U);
    EXPECT_TRUE(seen->front().internal_date);
    const auto mails = run(client.fetch({5, 9}, 9));
    ASSERT_EQ(mails->size(), 2U);
    EXPECT_EQ(mails->at(0).body, "ab\r\ncd");
    EXPECT_EQ(mails->at(1).body, "xyz");
    EXPECT_THAT(server.commands(),
                ElementsAre("LOGIN \"ana\" \"secret\"", "SELECT \"INBOX\" (CONDSTORE)", "UID SEARCH UID 5:*",
                            "UID FETCH 5,7,9 (UID RFC822.SIZE INTERNALDATE MODSEQ)", "UID FETCH 5,9 (UID BODY.PEEK[])"));
}

TEST_F(ImapClientTest, SelectTellsWhatTheFolderIs) {
    ScriptedImap server([](ImapSession& session) {
        session.send("* PREAUTH [CAPABILITY IMAP4rev1] you are in");
        session.expect({"* 3 EXISTS", "* OK [UIDVALIDITY 4294967295] ok", "* OK [HIGHESTMODSEQ 715194045007] ok"},
                       "OK [READ-ONLY] look only");
        session.expect({"* 3 EXISTS"});
        session.expect({}, "NO [NONEXISTENT] no such folder");
    });
    auto& client = this->client(server.port());
    ASSERT_TRUE(run(client.connect()));
    ASSERT_TRUE(run(client.login("ana", "secret"))) << "the server let us in already";
    const auto folder = run(client.select("Entw\xc3\xbcrfe"));
    ASSERT_TRUE(folder);
    EXPECT_EQ(folder->uid_validity, 4294967295U);
    EXPECT_EQ(folder->uid_next, 0U);
    EXPECT_EQ(folder->mails, 3U);
    EXPECT_EQ(folder->mod_sequence, 715194045007U);
    EXPECT_TRUE(folder->read_only);
    const auto without_uids = run(client.select("x"));
    ASSERT_FALSE(without_uids);
    EXPECT_THAT(without_uids.error().what, HasSubstr("UIDVALIDITY"));
    const auto missing = run(client.select("y"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, Kind::permanent);
    EXPECT_THAT(server.commands(), ElementsAre("SELECT \"Entw&APw-rfe\"", "SELECT \"x\"", "SELECT \"y\""));
}

TEST_F(ImapClientTest, ChoosesTheWayToLogIn) {
    struct Row {
        const char* capabilities;
        std::string user, password;
        std::vector<std::string> said;  // lines of the client after the greeting; the text after a "+" is a line of its own
    };
    const std::string umlaut = "p\xc3\xa4ss";
    const std::vector<Row> rows{
        {"AUTH=PLAIN SASL-IR", "ana", "x\"y", {"AUTHENTICATE PLAIN " + encode_sasl(std::string("\0ana\0x\"y", 8))}},
        {"AUTH=PLAIN", "ana", "pw", {"AUTHENTICATE PLAIN", encode_sasl(std::string("\0ana\0pw", 7))}},
        {"", "a\\b", "x\"y", {R"(LOGIN "a\\b" "x\"y")"}},
        {"", "ana", umlaut, {"LOGIN \"ana\" {5}", umlaut}},
        {"", umlaut, "two\twords", {"LOGIN {5}", umlaut + " {9}", "two\twords"}},
    };
    for (const auto& row : rows) {
        std::vector<std::string> said;
        ScriptedImap server([&](ImapSession& session) {
            session.send(std::string("* OK [CAPABILITY IMAP4rev1 ") + row.capabilities + "] hello");
            said.push_back(session.command());
            while (said.size() < row.said.size()) {
                session.send("+ ");
                said.push_back(session.line());
            }
            session.answer("OK [CAPABILITY IMAP4rev1 MOVE] in");
        });
        auto& client = this->client(server.port());
        ASSERT_TRUE(run(client.connect()));
        EXPECT_TRUE(run(client.login(row.user, row.password)));
        server.commands();
        EXPECT_EQ(said, row.said);
        EXPECT_TRUE(client.offers("MOVE")) << "capabilities change with the login";
        EXPECT_FALSE(client.offers("AUTH=PLAIN"));
    }
}

TEST_F(ImapClientTest, SaysWhoItIsWhereThatIsAsked) {
    ScriptedImap server([](ImapSession& session) {
        session.send("* OK [CAPABILITY IMAP4rev1 ID] hello");
        session.expect({}, "OK [CAPABILITY IMAP4rev1 ID] in");
        session.expect({"* ID NIL"});
    });
    auto& client = this->client(server.port());
    ASSERT_TRUE(run(client.connect()));
    EXPECT_TRUE(run(client.login("ana", "secret")));
    EXPECT_THAT(server.commands()[1], HasSubstr("ID (\"name\" \"ticketd\" \"version\""));
}

TEST_F(ImapClientTest, ARefusedLoginIsFinalAndOneOnlyPostponedIsNot) {
    for (const auto& [answer, kind] : {std::pair{"NO [AUTHENTICATIONFAILED] wrong", Kind::permanent},
                                       {"NO wrong", Kind::permanent},
                                       {"BAD what", Kind::permanent},
                                       {"NO [UNAVAILABLE] the backend sleeps", Kind::temporary},
                                       {"NO [INUSE] somebody else is in", Kind::temporary}}) {
        ScriptedImap server([&, said = answer](ImapSession& session) {
            session.send("* OK [CAPABILITY IMAP4rev1] hello");
            session.expect({}, said);
        });
        auto& client = this->client(server.port());
        ASSERT_TRUE(run(client.connect()));
        const auto refused = run(client.login("ana", "secret"));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, kind) << answer;
        EXPECT_EQ(server.commands().size(), 1U) << "one attempt";
        EXPECT_THAT(refused.error().what, ::testing::Not(HasSubstr("secret")));
    }
}

TEST_F(ImapClientTest, ShowsATokenAndHearsWhyItIsRefused) {
    std::string first, last;
    ScriptedImap server([&](ImapSession& session) {
        session.send("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] hello");
        first = session.command();
        session.send("+ eyJzdGF0dXMiOiI0MDEifQ==");
        last = session.line();
        session.answer("NO [AUTHENTICATIONFAILED] expired");
    });
    auto& client = this->client(server.port());
    ASSERT_TRUE(run(client.connect()));
    const auto refused = run(client.login_with_token("ana@desk.example", "t0ken"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::permanent);
    server.commands();
    EXPECT_EQ(first, "AUTHENTICATE XOAUTH2 " + encode_sasl("user=ana@desk.example\x01"
                                                           "auth=Bearer t0ken\x01\x01"));
    EXPECT_EQ(last, "") << "an empty answer to the challenge, so that the server says why";
}

TEST_F(ImapClientTest, SaysNoPasswordWhereNoneIsTaken) {
    ScriptedImap server([](ImapSession& session) {
        session.send("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello");
        EXPECT_TRUE(session.at_end());
    });
    auto& client = this->client(server.port());
    ASSERT_TRUE(run(client.connect()));
    EXPECT_EQ(run(client.login("ana", "secret")).error().kind, Kind::permanent);
    EXPECT_EQ(run(client.login_with_token("ana", "t")).error().kind, Kind::permanent);
    client_.reset();
    EXPECT_TRUE(server.commands().empty());
}

TEST_F(ImapClientTest, NeedsTlsAndACertificateThatLeadsToItsCa) {
    const testing::TemporaryFolder folder;
    const auto tls = testing::make_certificate(folder.path(), "imap.desk.example");
    enum class Way { from_start, starttls };
    for (const auto way : {Way::from_start, Way::starttls}) {
        for (const bool trusted : {true, false}) {
            ScriptedImap server([&](ImapSession& session) {
                if (way == Way::starttls) {
                    session.send("* OK [CAPABILITY IMAP4rev1 STARTTLS X-PLAIN] hello");
                    session.expect({"* CAPABILITY IMAP4rev1 STARTTLS X-PLAIN"});
                    session.command();
                    session.ok();
                }
                if (session.start_tls(tls) != trusted) return;
                if (!trusted) return;
                if (way == Way::from_start) session.send("* OK hello");
                session.expect({"* CAPABILITY IMAP4rev1 X-SECRET"});
                session.expect();
            });
            settings.tls_ca = trusted ? tls.ca : std::filesystem::path();
            auto& client = this->client(server.port(), way == Way::from_start, false);
            const auto connected = run(client.connect());
            EXPECT_EQ(connected.has_value(), trusted) << (connected ? "" : connected.error().what);
            if (trusted) {
                EXPECT_TRUE(client.is_tls());
                EXPECT_TRUE(client.offers("X-SECRET"));
                EXPECT_FALSE(client.offers("X-PLAIN")) << "what was said in the clear is forgotten";
                EXPECT_TRUE(run(client.noop()));
            } else {
                EXPECT_EQ(connected.error().kind, Kind::permanent);
                EXPECT_THAT(connected.error().what, HasSubstr("certificate"));
            }
            client_.reset();
        }
    }
}

TEST_F(ImapClientTest, NothingThatCameBeforeTlsSurvivesIt) {
    const testing::TemporaryFolder folder;
    const auto tls = testing::make_certificate(folder.path());
    settings.tls_ca = tls.ca;
    struct Row {
        const char* why;
        std::function<void(ImapSession&)> script;
        const char* says;
    };
    const std::vector<Row> rows{
        {"a response slipped in behind the OK",
         [](ImapSession& session) {
             session.send("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello");
             session.expect({"* CAPABILITY IMAP4rev1 STARTTLS"});
             session.command();
             session.raw("t2 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n");
         },
         "between STARTTLS and TLS"},
        {"no STARTTLS",
         [](ImapSession& session) {
             session.send("* OK [CAPABILITY IMAP4rev1] hello");
             session.expect({"* CAPABILITY IMAP4rev1"});
         },
         "no STARTTLS"},
        {"refused",
         [](ImapSession& session) {
             session.send("* OK hello");
             session.expect({"* CAPABILITY IMAP4rev1 STARTTLS"});
             session.expect({}, "NO not today");
         },
         "refuses STARTTLS"},
        {"logged in before TLS", [](ImapSession& session) { session.send("* PREAUTH [CAPABILITY IMAP4rev1] in"); }, "before TLS"},
    };
    for (const auto& row : rows) {
        ScriptedImap server([&](ImapSession& session) {
            row.script(session);
            EXPECT_TRUE(session.line().empty()) << row.why;
        });
        auto& client = this->client(server.port(), false, false);
        const auto connected = run(client.connect());
        ASSERT_FALSE(connected) << row.why;
        EXPECT_EQ(connected.error().kind, Kind::permanent) << row.why;
        EXPECT_THAT(connected.error().what, HasSubstr(row.says));
        client_.reset();
    }
}

TEST_F(ImapClientTest, AServerThatHangsOrTricklesLosesUsAtTheDeadline) {
    settings.step = 300ms;
    struct Row {
        const char* why;
        std::function<void(ImapSession&)> script;
    };
    const auto trickle = [](ImapSession& session, const std::string& bytes) {
        for (const char c : bytes) {
            session.raw(std::string(1, c));
            std::this_thread::sleep_for(100ms);  // each byte comes well within the deadline, but all of them do not
        }
    };
    const std::vector<Row> rows{
        {"no greeting", [](ImapSession& session) { EXPECT_TRUE(session.at_end()); }},
        {"a greeting byte by byte", [&](ImapSession& session) { trickle(session, "* OK hel"); }},
        {"a greeting that never ends its line",
         [&](ImapSession& session) {
             session.raw("* OK " + std::string(20'000, 'x'));
             EXPECT_TRUE(session.at_end());
         }},
    };
    for (const auto& row : rows) {
        ScriptedImap server(row.script);
        auto& client = this->client(server.port());
        const auto begin = std::chrono::steady_clock::now();
        const auto connected = run(client.connect());
        ASSERT_FALSE(connected) << row.why;
        EXPECT_EQ(connected.error().kind, Kind::temporary) << row.why;
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 15s) << row.why;
        client_.reset();
    }
    ScriptedImap server([&](ImapSession& session) {
        open_folder(session, "");
        session.command();
        session.raw("* 1 FETCH (UID 5 BODY[] {1000}\r\n");
        trickle(session, "Subject:");
    });
    auto& client = in_folder(server.port());
    const auto fetched = run(client.fetch({5}, 1000));
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().kind, Kind::temporary);
    EXPECT_FALSE(run(client.noop())) << "the connection is of no more use";
}

TEST_F(ImapClientTest, AServerThatLiesOrLeavesIsNoHarm) {
    settings.body_bytes = 1000;
    struct Row {
        const char* why;
        std::string said;   // the reply to FETCH for 5 and 6
        std::size_t mails;  // how many mails are returned
        bool usable;        // whether FETCH succeeds
    };
    const std::string most = std::string(1000, 'a');
    const std::vector<Row> rows{
        {"a mail twice", "* 1 FETCH (UID 5 BODY[] {1}\r\na)\r\n* 1 FETCH (UID 5 BODY[] {1}\r\nb)\r\n$ OK\r\n", 1, true},
        {"more than asked for", "* 1 FETCH (UID 8 BODY[] {1}\r\na)\r\n* 1 FETCH (UID 5 BODY[] {1}\r\nb)\r\n$ OK\r\n", 1, true},
        {"nothing at all", "$ OK\r\n", 0, true},
        {"a NIL", "* 1 FETCH (UID 5 BODY[] NIL)\r\n$ OK\r\n", 0, true},
        {"the largest that is kept", "* 1 FETCH (UID 5 BODY[] {1000}\r\n" + most + ")\r\n$ OK\r\n", 1, true},
        {"larger than it said",
         "* 1 FETCH (UID 5 BODY[] {1001}\r\n" + most + "b)\r\n* 2 FETCH (UID 6 BODY[] {1}\r\nb)\r\n$ OK\r\n", 2, true},
        {"the end in mid-mail", "* 1 FETCH (UID 5 BODY[] {900}\r\nab", 0, false},
        {"the end in mid-line", "* 1 FETCH (UID 5 BO", 0, false},
        {"an absurd size", "* 1 FETCH (UID 5 BODY[] {99999999999999}\r\nab", 0, false},
        {"goodbye", "* BYE going down\r\n", 0, false},
        {"another's tag", "* 1 FETCH (UID 5 BODY[] {1}\r\na)\r\nx99 OK\r\n", 0, false},
        {"a question", "+ go on\r\n+ go on\r\n+ go on\r\n+ go on\r\n+ go on\r\n", 0, false},
        {"NO", "* 1 FETCH (UID 5 BODY[] {1}\r\na)\r\n$ NO not all of them\r\n", 0, false},
    };
    for (const auto& row : rows) {
        ScriptedImap server([&](ImapSession& session) {
            open_folder(session, "");
            session.command();
            auto said = row.said;
            if (const auto at = said.rfind('$'); at != std::string::npos) {
                session.raw(said.substr(0, at));
                session.answer(said.substr(at + 2, said.size() - at - 4));
            } else {
                session.raw(said);
            }
        });
        auto& client = in_folder(server.port());
        const auto mails = run(client.fetch({5, 6}, 10));
        EXPECT_EQ(mails.has_value(), row.usable) << row.why;
        if (mails) {
            EXPECT_EQ(mails->size(), row.mails) << row.why;
        }
        if (mails && mails->size() == 2) {
            EXPECT_TRUE(mails->front().too_large);
            EXPECT_FALSE(mails->front().body);
        }
        client_.reset();
    }
}

TEST_F(ImapClientTest, AServerThatSendsFarMoreThanItSaidFillsNoMemory) {
    settings.body_bytes = 1000;
    ScriptedImap server([](ImapSession& session) {
        open_folder(session, "IDLE");
        std::vector<std::string> mails;
        for (int uid = 1; uid <= 5; ++uid)
            mails.push_back("* 1 FETCH (UID " + std::to_string(uid) + " BODY[] {600}\r\n" + std::string(600, 'x') + ")");
        session.expect(mails);
    });
    auto& client = in_folder(server.port());
    const auto mails = run(client.fetch({1, 2, 3, 4, 5}, 500));
    ASSERT_TRUE(mails);
    EXPECT_EQ(mails->size(), 2U) << "what was said, and a mail's size more";
}

TEST_F(ImapClientTest, MovesAndMakesTheFolderWhenItIsMissing) {
    ScriptedImap server([](ImapSession& session) {
        open_folder(session, "MOVE UIDPLUS");
        session.expect({}, "NO [TRYCREATE] no such folder");
        session.expect();
        session.expect();
    });
    EXPECT_TRUE(run(in_folder(server.port()).move({5, 6}, "Done")));
    EXPECT_THAT(server.commands(), ElementsAre(HasSubstr("LOGIN"), HasSubstr("SELECT"), "UID MOVE 5:6 \"Done\"",
                                               "CREATE \"Done\"", "UID MOVE 5:6 \"Done\""));
}

TEST_F(ImapClientTest, CopiesAndRemovesWithoutMoveAndNeverExpungesWhatOthersMarked) {
    for (const bool uidplus : {true, false}) {
        ScriptedImap server([&](ImapSession& session) {
            open_folder(session, uidplus ? "UIDPLUS" : "");
            for (int i = 0; i < (uidplus ? 3 : 2); ++i)
                session.expect();
        });
        EXPECT_TRUE(run(in_folder(server.port()).move({5}, "Done")));
        client_.reset();
        auto commands = server.commands();
        commands.erase(commands.begin(), commands.begin() + 2);
        std::vector<std::string> wanted{"UID COPY 5 \"Done\"", "UID STORE 5 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 5"};
        if (!uidplus) wanted.pop_back();
        EXPECT_EQ(commands, wanted);
    }
}

TEST_F(ImapClientTest, AMoveThatStaysRefusedIsAnErrorAndRemovesNothing) {
    ScriptedImap server([](ImapSession& session) {
        open_folder(session, "UIDPLUS");
        session.expect({}, "NO [OVERQUOTA] full");
        session.expect({}, "NO [ALREADYEXISTS] it is there");
        session.expect({}, "NO [OVERQUOTA] full");
    });
    EXPECT_FALSE(run(in_folder(server.port()).move({5}, "Done")));
    client_.reset();
    EXPECT_EQ(server.commands().back(), "UID COPY 5 \"Done\"");
}

TEST_F(ImapClientTest, IdlesUntilMailComesTimePassesOrSomebodyInterrupts) {
    enum class By { mail, time, interrupt, mail_before_idle };
    for (const auto by : {By::mail, By::time, By::interrupt, By::mail_before_idle}) {
        std::string done;
        ScriptedImap server([&](ImapSession& session) {
            open_folder(session, "IDLE");
            session.command();
            session.send("* OK still here");
            if (by == By::mail_before_idle) session.send("* 4 EXISTS");
            session.send("+ idling");
            if (by == By::mail) session.send("* 4 EXISTS");
            done = session.line();
            session.ok();
            session.expect();
        });
        auto& client = in_folder(server.port());
        asio::steady_timer later(io_, 50ms);
        if (by == By::interrupt) later.async_wait([&](auto) { client.interrupt(); });
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_TRUE(run(client.idle(by == By::time ? 100ms : 20'000ms)));
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 15s);
        EXPECT_EQ(client.mail_arrived(), by == By::mail || by == By::mail_before_idle);
        EXPECT_FALSE(client.mail_arrived());
        EXPECT_TRUE(run(client.noop())) << "the connection is as good as before";
        client_.reset();
        server.commands();
        EXPECT_EQ(done, "DONE");
    }
}

TEST_F(ImapClientTest, AServerThatDoesNotComeOutOfIdleOrIntoItIsLeft) {
    settings.step = 200ms;
    enum class Row { never_in, never_out, refused, gone };
    for (const auto row : {Row::never_in, Row::never_out, Row::refused, Row::gone}) {
        ScriptedImap server([&](ImapSession& session) {
            open_folder(session, "IDLE");
            session.command();
            if (row == Row::gone) return;
            if (row == Row::refused) session.answer("BAD what");
            if (row == Row::never_out) session.send("+ idling");
            if (row == Row::never_out) session.line();
            EXPECT_TRUE(session.at_end());
        });
        auto& client = in_folder(server.port());
        const auto idled = run(client.idle(100ms));
        ASSERT_FALSE(idled);
        EXPECT_EQ(idled.error().kind, Kind::temporary);
        client_.reset();
    }
}

TEST_F(ImapClientTest, NobodyListeningIsATemporaryError) {
    std::uint16_t port = 0;
    {
        const testing::Listener gone;
        port = gone.port();
    }
    const auto connected = run(client(port).connect());
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().kind, Kind::temporary);
}

}  // namespace
}  // namespace mail
