// Tests parsing IMAP responses from text, including nonsense.
#include "mail/imap/imap_response.hpp"
#include "mail/imap/imap_names.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace mail {
namespace {

using Kind = ImapResponse::Kind;
using std::chrono::hours;
using std::chrono::minutes;

/// Inserts the literals at each `@`, as the connection would.
ImapResponse parse(std::string text, const std::vector<std::string>& literals = {}) {
    ImapRaw raw;
    for (const auto& bytes : literals) {
        const auto at = text.find('@');
        text.replace(at, 1, "{" + std::to_string(bytes.size()) + "}");
        raw.literals.push_back({text.find('}', at) + 1, bytes, false});
    }
    raw.text = std::move(text);
    return parse_imap_response(std::move(raw));
}

TEST(ImapResponse, TellsStatusLinesApart) {
    struct Row {
        const char* line;
        Kind kind;
        const char* tag;
        const char* code;
        const char* value;
        const char* text;
    };
    const std::vector<Row> rows{
        {"* OK ready", Kind::ok, "", "", "", "ready"},
        {"* ok [uidvalidity 38] stable", Kind::ok, "", "UIDVALIDITY", "38", "stable"},
        {"t7 OK [READ-WRITE] done", Kind::ok, "t7", "READ-WRITE", "", "done"},
        {"t7 no [AUTHENTICATIONFAILED] wrong", Kind::no, "t7", "AUTHENTICATIONFAILED", "", "wrong"},
        {"t7 BAD what", Kind::bad, "t7", "", "", "what"},
        {"t7 OK", Kind::ok, "t7", "", "", ""},
        {"* BYE see you", Kind::bye, "", "", "", "see you"},
        {"* PREAUTH hello", Kind::preauth, "", "", "", "hello"},
        {"* OK [never closed", Kind::ok, "", "", "", "[never closed"},
        {"+ idling", Kind::go_on, "", "", "", "idling"},
        {"+", Kind::go_on, "", "", "", ""},
        {"t7 WHAT", Kind::other, "", "", "", ""},
        {"* ", Kind::other, "", "", "", ""},
        {"", Kind::other, "", "", "", ""},
        {"HTTP/1.1 400 Bad Request", Kind::other, "", "", "", ""},
    };
    for (const auto& row : rows) {
        const auto response = parse(row.line);
        EXPECT_EQ(response.kind, row.kind) << row.line;
        EXPECT_EQ(response.tag, row.tag) << row.line;
        EXPECT_EQ(response.code, row.code) << row.line;
        EXPECT_EQ(response.code_value, row.value) << row.line;
        EXPECT_EQ(response.text, row.text) << row.line;
    }
}

TEST(ImapResponse, ReadsNumbersAndWords) {
    EXPECT_EQ(parse("* 23 EXISTS").number, 23U);
    EXPECT_EQ(parse("* 23 EXISTS").kind, Kind::exists);
    EXPECT_EQ(parse("* 3 expunge").kind, Kind::expunge);
    EXPECT_EQ(parse("* SEARCH 2 84 882").uids, (std::vector<ImapUid>{2, 84, 882}));
    EXPECT_EQ(parse("* SEARCH").uids, std::vector<ImapUid>{});
    EXPECT_EQ(parse("* SEARCH 4 7 (MODSEQ 917)").uids, (std::vector<ImapUid>{4, 7}));
    EXPECT_EQ(parse("* SEARCH 4 0 99999999999 7").uids, (std::vector<ImapUid>{4, 7})) << "no UID is 0 or past 32 bits";
    EXPECT_EQ(parse("* CAPABILITY IMAP4rev1 idle AUTH=PLAIN").words,
              (std::vector<std::string>{"IMAP4REV1", "IDLE", "AUTH=PLAIN"}));
    EXPECT_EQ(parse("* OK [CAPABILITY IMAP4rev1  MOVE] hi").words, (std::vector<std::string>{"IMAP4REV1", "MOVE"}));
}

TEST(ImapResponse, ReadsWhatAFetchTells) {
    const auto mail =
        parse(
            "* 12 FETCH (UID 77 RFC822.SIZE 4096 MODSEQ (917) INTERNALDATE \" 7-Nov-2026 09:30:00 +0100\" FLAGS (\\Seen "
            "$Junk))")
            .mail;
    EXPECT_EQ(mail.uid, 77U);
    EXPECT_EQ(mail.mod_sequence, 917U);
    EXPECT_EQ(mail.size, 4096);
    const auto nine = std::chrono::sys_days{std::chrono::year{2026} / 11 / 7} + hours{8} + minutes{30};
    EXPECT_EQ(mail.internal_date, config::Instant{nine});
    EXPECT_FALSE(mail.body);
}

TEST(ImapResponse, TakesABodyFromWhereverItStands) {
    struct Row {
        const char* line;
        std::vector<std::string> literals;
    };
    const std::string body = "Subject: )(\" {9}\r\n\r\nx";
    const std::vector<Row> rows{
        {"* 1 FETCH (UID 5 BODY[] @)", {body}},
        {"* 1 FETCH (BODY[] @ UID 5)", {body}},
        {"* 1 FETCH (body[] @ FLAGS () UID 5)", {body}},
        {"* 1 FETCH (RFC822 ~@ UID 5)", {body}},
        {"* 1 FETCH (ENVELOPE (NIL @ ((\"a)\" NIL @ NIL))) X-OTHER @ BODY[] @ UID 5)", {"one", "(((", "\"", body}},
        {"* 1 FETCH (BODY[HEADER.FIELDS (DATE FROM)] @ BODY[] @ UID 5)", {"Date: x\r\n\r\n", body}},
        {"* 1 FETCH  (UID  5  BODY[]  @ )", {body}},
    };
    for (const auto& row : rows) {
        const auto response = parse(row.line, row.literals);
        EXPECT_EQ(response.kind, Kind::fetch) << row.line;
        EXPECT_EQ(response.mail.uid, 5U) << row.line;
        EXPECT_EQ(response.mail.body, body) << row.line;
    }
    EXPECT_EQ(parse("* 1 FETCH (UID 5 BODY[] \"a \\\"b\\\" \\\\\")").mail.body, "a \"b\" \\");
    EXPECT_EQ(parse("* 1 FETCH (UID 5 BODY[] \"\")").mail.body, "");
    EXPECT_FALSE(parse("* 1 FETCH (UID 5 BODY[] NIL)").mail.body) << "NIL is no mail";
    EXPECT_FALSE(parse("* 1 FETCH (UID 5 BODY[HEADER] @)", {"x"}).mail.body) << "a part is no mail";
}

TEST(ImapResponse, KeepsNothingOfWhatWasDropped) {
    ImapRaw raw;
    raw.text = "* 1 FETCH (BODY[] {99999999} UID 5)";
    raw.literals.push_back({raw.text.find('}') + 1, "", true});
    const auto response = parse_imap_response(std::move(raw));
    EXPECT_TRUE(response.mail.too_large);
    EXPECT_FALSE(response.mail.body);
    EXPECT_EQ(response.mail.uid, 5U);
}

TEST(ImapResponse, SurvivesNonsense) {
    const std::vector<std::string> lines{"* 1 FETCH",
                                         "* 1 FETCH (",
                                         "* 1 FETCH )",
                                         "* 1 FETCH (UID",
                                         "* 1 FETCH (UID x)",
                                         "* 1 FETCH (UID 5 BODY[",
                                         "* 1 FETCH (FLAGS (((((",
                                         "* 1 FETCH (X \"open",
                                         "* 1 FETCH (X \"\\",
                                         "* 99999999999999 EXISTS",
                                         "* -1 EXISTS",
                                         "* 1",
                                         "*",
                                         "* SEARCH x",
                                         "* CAPABILITY (",
                                         "* OK [",
                                         "* OK []",
                                         "* 1 FETCH (X {5} UID 5)",
                                         std::string("* 1 FETCH (\0 UID 5)", 19)};
    for (const auto& line : lines)
        EXPECT_FALSE(parse(line).mail.body) << line;
    EXPECT_EQ(parse("* 1 FETCH (X @ UID 5)", {"a"}).mail.uid, 5U);
    // A literal inside quotes belongs to no value.
    ImapRaw raw{"* 1 FETCH (X \"a{1}b\" UID 5)", {{17, "z", false}}};
    EXPECT_EQ(parse_imap_response(std::move(raw)).mail.uid, 5U);
}

TEST(ImapResponse, IsReadInOnePassHoweverDeepOrLong) {
    constexpr std::size_t much = 4'000'000;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(parse("* 1 FETCH (X " + std::string(much, '(') + " UID 5)").mail.uid, 0U);
    EXPECT_EQ(parse("* 1 FETCH (X " + std::string(much, '(') + std::string(much, ')') + " UID 5)").mail.uid, 5U);
    std::string search = "* SEARCH";
    for (int uid = 1; uid <= 500'000; ++uid)
        search += " " + std::to_string(uid);
    EXPECT_EQ(parse(std::move(search)).uids.size(), 500'000U);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes{1}) << "in squares it would be hours";
}

TEST(ImapResponse, RefusesDatesThatAreNone) {
    for (const char* date :
         {"", "7-Nov-2026", "37-Nov-2026 09:30:00 +0100", "07-Nov-2026 24:30:00 +0100", "07-Nox-2026 09:30:00 +0100",
          "07-Nov-2026 09:30:00 01000", "30-Feb-2026 09:30:00 +0000", "xx-Nov-2026 09:30:00 +0100"}) {
        EXPECT_FALSE(parse("* 1 FETCH (UID 5 INTERNALDATE \"" + std::string(date) + "\")").mail.internal_date) << date;
    }
    const auto eastern = parse("* 1 FETCH (INTERNALDATE \"31-Dec-2026 23:30:00 -0230\")").mail.internal_date;
    ASSERT_TRUE(eastern);
    EXPECT_EQ(*eastern, (config::Instant{std::chrono::sys_days{std::chrono::year{2027} / 1 / 1} + hours{2}}));
}

TEST(ImapNames, SeesTheLiteralThatALineAnnounces) {
    const std::vector<std::pair<const char*, std::optional<std::uint64_t>>> rows{{"* 1 FETCH (BODY[] {12}", 12},
                                                                                 {"{12+}", 12},
                                                                                 {"~{0}", 0},
                                                                                 {"{}", std::nullopt},
                                                                                 {"{12", std::nullopt},
                                                                                 {"12}", std::nullopt},
                                                                                 {"{1 2}", std::nullopt},
                                                                                 {"{-1}", std::nullopt},
                                                                                 {"", std::nullopt},
                                                                                 {"{99999999999999999999}", std::nullopt}};
    for (const auto& [line, octets] : rows)
        EXPECT_EQ(announced_literal(line), octets) << line;
}

TEST(ImapNames, WritesFoldersInModifiedUtf7) {
    const std::vector<std::pair<const char*, const char*>> rows{{"INBOX", "INBOX"},
                                                                {"Support/Done", "Support/Done"},
                                                                {"R&D", "R&-D"},
                                                                {"Entw\xc3\xbcrfe", "Entw&APw-rfe"},
                                                                {"\xe5\x8f\xb0\xe5\x8c\x97", "&U,BTFw-"},
                                                                {"a\xf0\x9f\x93\xac", "a&2D3c7A-"},
                                                                {"\xc3\xbc&\xc3\xbc", "&APw-&-&APw-"},
                                                                {"a\r\nb", "a&AA0ACg-b"}};
    for (const auto& [utf8, written] : rows)
        EXPECT_EQ(imap_folder_name(utf8), written) << utf8;
}

TEST(ImapNames, WritesSetsAsRangesAndDaysInEnglish) {
    EXPECT_EQ(imap_uid_set({}), "");
    EXPECT_EQ(imap_uid_set({7}), "7");
    EXPECT_EQ(imap_uid_set({1, 2, 3, 5, 9, 10}), "1:3,5,9:10");
    EXPECT_EQ(imap_uid_set({4294967294U, 4294967295U}), "4294967294:4294967295");
    EXPECT_EQ(imap_day(config::Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 7}}), "7-Nov-2026");
}

}  // namespace
}  // namespace mail
