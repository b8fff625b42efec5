// Tests OAuth token commands: first line, no shell, timeouts, secrets from files.
#include "mail/imap/token_command.hpp"

#include "tests/mail/smtp/smtp_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace mail {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = config::Error::Kind;

TEST(OAuth, TakesTheFirstLineThatTheCommandPrints) {
    EXPECT_EQ(run_token_command({"printf", "t0ken\r\nsecond\n"}, 5s).value(), "t0ken");
    EXPECT_EQ(run_token_command({"printf", "no-line-end"}, 5s).value(), "no-line-end");
}

TEST(OAuth, NoShellReadsTheArguments) {
    EXPECT_EQ(run_token_command({"printf", "%s", "$(id) `id` ; a\"b"}, 5s).value(), "$(id) `id` ; a\"b");
    EXPECT_EQ(run_token_command({"cat"}, 5s).error().what, "cat printed no token.") << "its standard input is empty";
}

TEST(OAuth, SaysWhyThereIsNoToken) {
    struct Row {
        std::vector<std::string> argv;
        Kind kind;
        const char* says;
    };
    const std::vector<Row> rows{{{"/nonexistent/fetch-token"}, Kind::permanent, "cannot be run"},
                                {{"true"}, Kind::permanent, "printed no token"},
                                {{"sh", "-c", "echo s3cret; exit 3"}, Kind::temporary, "exit status 3"},
                                {{"sh", "-c", "echo s3cret; kill -TERM $$"}, Kind::temporary, "signal 15"},
                                {{"yes", "s3cret"}, Kind::temporary, "no token within"}};
    for (const auto& row : rows) {
        const auto token = run_token_command(row.argv, 5s);
        ASSERT_FALSE(token) << row.says;
        EXPECT_EQ(token.error().kind, row.kind) << row.says;
        EXPECT_THAT(token.error().what, HasSubstr(row.says));
        EXPECT_THAT(token.error().what, Not(HasSubstr("s3cret")));
    }
}

TEST(OAuth, ACommandThatHangsIsEndedWithItsChildren) {
    const testing::TemporaryFolder folder;
    const auto mark = folder.path() / "survived";
    for (const std::string& script : std::vector<std::string>{"sleep 3; touch '" + mark.string() + "'",
                                                              "(sleep 3; touch '" + mark.string() + "') & sleep 60"}) {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_FALSE(run_token_command({"sh", "-c", script}, 200ms));
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    }
    std::this_thread::sleep_for(3200ms);
    EXPECT_FALSE(std::filesystem::exists(mark));
}

TEST(OAuth, ASecretIsTheFirstLineOfItsFile) {
    const testing::TemporaryFolder folder;
    const auto file = folder.path() / "secret";
    EXPECT_FALSE(read_secret(file));
    std::ofstream(file) << "";
    EXPECT_FALSE(read_secret(file));
    std::ofstream(file) << "pass word \r\nnext\n";
    EXPECT_EQ(read_secret(file).value(), "pass word ");
}

}  // namespace
}  // namespace mail
