// Tests delivery into a Maildir.
#include "mail/delivery/maildir.hpp"
#include "tests/mail/smtp/smtp_fixture.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace mail::testing {
namespace {

std::vector<std::string> contents(const std::filesystem::path& folder) {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        all.push_back(text.str());
    }
    std::sort(all.begin(), all.end());
    return all;
}

TEST(Maildir, KeepsEachMailAsAFileWithItsEnvelopeOnTop) {
    TemporaryFolder folder;
    const auto maildir = folder.path() / "deep" / "outgoing";
    const std::vector<Delivery> mails = {{"bounce+x@desk.example", "a@client.example", "Subject: one\r\n\r\n.dot\r\nend\r\n"},
                                         {"", "b@client.example", "Subject: two\r\n\r\nno end"}};
    const auto results = deliver_to_maildir(maildir, mails);
    ASSERT_EQ(results.size(), 2U);
    for (const auto& result : results)
        EXPECT_EQ(result.what, DeliveryResult::What::sent) << result.reply;
    EXPECT_EQ(contents(maildir / "new"),
              (std::vector<std::string>{
                  "Return-Path: <>\nDelivered-To: b@client.example\nSubject: two\n\nno end",
                  "Return-Path: <bounce+x@desk.example>\nDelivered-To: a@client.example\nSubject: one\n\n.dot\nend\n"}));
    EXPECT_TRUE(contents(maildir / "tmp").empty());
    EXPECT_TRUE(std::filesystem::is_directory(maildir / "cur"));
}

TEST(Maildir, GivesManyMailsDifferentNames) {
    TemporaryFolder folder;
    const std::vector<Delivery> mails(70, Delivery{"", "b@client.example", "x\r\n"});
    EXPECT_EQ(deliver_to_maildir(folder.path(), mails).size(), 70U);
    EXPECT_EQ(contents(folder.path() / "new").size(), 70U);
}

TEST(Maildir, LetsNoLineEndIntoItsFields) {
    TemporaryFolder folder;
    static_cast<void>(deliver_to_maildir(folder.path(), std::vector<Delivery>{{"a\nBcc: x@y.example", "b\r\nX: y", "t\r\n"}}));
    EXPECT_EQ(contents(folder.path() / "new").front(), "Return-Path: <a?Bcc: x@y.example>\nDelivered-To: b??X: y\nt\n");
}

TEST(Maildir, SaysLaterWhenTheFolderCannotBe) {
    TemporaryFolder folder;
    std::ofstream(folder.path() / "file") << "x";
    const auto results =
        deliver_to_maildir(folder.path() / "file", std::vector<Delivery>(2, Delivery{"", "b@client.example", "x\r\n"}));
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[1].what, DeliveryResult::What::deferred);
    EXPECT_NE(results[1].reply.find("cannot make"), std::string::npos);
}

TEST(Maildir, SaysLaterAndLeavesNothingWhenAMailCannotBeMoved) {
    TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "tmp");
    std::filesystem::create_directories(folder.path() / "cur");
    std::filesystem::create_directories(folder.path() / "elsewhere");
    std::filesystem::create_directory_symlink("/proc/self", folder.path() / "new");  // nothing can be renamed into it
    const auto results = deliver_to_maildir(folder.path(), std::vector<Delivery>(1, Delivery{"", "b@client.example", "x\r\n"}));
    EXPECT_EQ(results.front().what, DeliveryResult::What::deferred);
    EXPECT_TRUE(contents(folder.path() / "tmp").empty());
}

}  // namespace
}  // namespace mail::testing
