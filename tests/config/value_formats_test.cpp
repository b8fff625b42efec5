// Tests the textual forms of config values, each with good and bad rows.
#include "config/value_formats.hpp"

#include "config/suggest.hpp"

#include <gtest/gtest.h>

namespace config {
namespace {

TEST(Words, OfPrioritiesAndStatusesAreReadAsTheyAreWritten) {
    for (const auto priority : {Priority::low, Priority::medium, Priority::high, Priority::critical}) {
        EXPECT_EQ(parse_priority(to_string(priority)), priority);
    }
    for (const auto status : {Status::open, Status::in_progress, Status::waiting_customer, Status::waiting_third_party,
                              Status::resolved, Status::closed}) {
        EXPECT_EQ(parse_status(to_string(status)), status);
    }
    EXPECT_EQ(to_string(Status::waiting_third_party), "waiting-third-party");
    EXPECT_EQ(to_string(Priority::critical), "critical");
    EXPECT_EQ(parse_priority("urgent"), std::nullopt);
    EXPECT_EQ(parse_status("in_progress"), std::nullopt);
    EXPECT_EQ(parse_status(""), std::nullopt);
}

TEST(Addresses, AreTakenInLowerCase) {
    struct Row {
        std::string_view text;
        std::string_view address;  // empty: refused
    };
    const std::string local64(64, 'a');
    const std::string long_local = local64 + "@a.example";
    const std::string too_long_local = "a" + local64 + "@a.example";
    const std::string long_label = "a@" + std::string(64, 'b') + ".example";
    std::string long_domain = "a@b";
    while (long_domain.size() <= 2 + 255)
        long_domain += ".b";
    const Row rows[] = {
        {"Ana@Desk.Example", "ana@desk.example"},
        {"a+b_c=d@localhost", "a+b_c=d@localhost"},
        {"o'neil@b-c.example", "o'neil@b-c.example"},
        {"z\xc3\xbc@b\xc3\xbc.example", "z\xc3\xbc@b\xc3\xbc.example"},
        {long_local, long_local},
        {too_long_local, ""},
        {long_label, ""},
        {long_domain, ""},
        {"", ""},
        {"@", ""},
        {"ana", ""},
        {"ana@", ""},
        {"@desk.example", ""},
        {"ana@desk@example", ""},
        {"ana @desk.example", ""},
        {"<ana@desk.example>", ""},
        {".ana@desk.example", ""},
        {"ana..ruiz@desk.example", ""},
        {"ana@desk..example", ""},
        {"ana@-desk.example", ""},
        {"ana@desk-.example", ""},
        {"ana@desk.example.", ""},
        {"\"ana\"@desk.example", ""},
        {"ana@[127.0.0.1]", ""},
        {"ana,ben@desk.example", ""},
    };
    for (const auto& row : rows)
        EXPECT_EQ(parse_address(row.text).value_or(""), row.address) << row.text;
}

TEST(Handles, CanStandInTagsAndAddresses) {
    for (const std::string_view good : {"a", "ana", "ana.ruiz", "2nd-line", "t_1", "abcdefghijklmnopqrstuvwxyz012345"}) {
        EXPECT_TRUE(parse_handle(good).has_value()) << good;
    }
    for (const std::string_view bad :
         {"", "Ana", "an a", "-a", ".a", "a+b", "a;b", "abcdefghijklmnopqrstuvwxyz0123456", "\xc3\xa4"}) {
        EXPECT_FALSE(parse_handle(bad).has_value()) << bad;
    }
}

TEST(Endpoints, AreIpAndPortOrAUnixPath) {
    struct Row {
        std::string_view text;
        std::string_view host;
        int port;
        std::string_view unix_path;
    };
    const Row good[] = {{"127.0.0.1:25", "127.0.0.1", 25, ""},
                        {"0.0.0.0:0", "0.0.0.0", 0, ""},
                        {"[::1]:65535", "::1", 65535, ""},
                        {"unix:run/lmtp.sock", "", 0, "run/lmtp.sock"},
                        {"unix:/run/a:b", "", 0, "/run/a:b"}};
    for (const auto& row : good) {
        const auto at = parse_endpoint(row.text);
        ASSERT_TRUE(at.has_value()) << row.text;
        EXPECT_EQ(at->host, row.host);
        EXPECT_EQ(at->port, row.port);
        EXPECT_EQ(at->unix_path, row.unix_path);
    }
    for (const std::string_view bad :
         {"", ":", "25", ":25", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:25", "[127.0.0.1]:25", "[]:25",
          "unix:", "mail.example:25", "127.0.0.256:25", "127.0.0.1:25 "}) {
        EXPECT_FALSE(parse_endpoint(bad).has_value()) << bad;
    }
}

TEST(Loopback, IsKnownInBothFamilies) {
    EXPECT_TRUE(is_loopback("127.0.0.1"));
    EXPECT_TRUE(is_loopback("127.255.1.2"));
    EXPECT_TRUE(is_loopback("::1"));
    for (const std::string_view other : {"", "128.0.0.1", "0.0.0.0", "::", "::2", "localhost"})
        EXPECT_FALSE(is_loopback(other)) << other;
}

TEST(Urls, AreTakenApart) {
    struct Row {
        std::string_view text;
        std::string_view parts;  // scheme|user|host|port|path; empty: refused
    };
    const Row rows[] = {
        {"smtp://mail.example", "smtp||mail.example|0|"},
        {"SMTPS://Mail.Example:465", "smtps||mail.example|465|"},
        {"smtp://[::1]:2525", "smtp||::1|2525|"},
        {"smtp://[::1]", "smtp||::1|0|"},
        {"imaps://desk@a.example@imap.example/INBOX", "imaps|desk@a.example|imap.example|0|INBOX"},
        {"imaps://desk%40a.example@imap.example:1993/Help%20Desk/In", "imaps|desk@a.example|imap.example|1993|Help Desk/In"},
        {"imap://u@127.0.0.1:143/100%", "imap|u|127.0.0.1|143|100%"},
        {"imap://u@h/a%2", "imap|u|h|0|a%2"},
        {"imap://u@h/%zz%2F", "imap|u|h|0|%zz/"},
        {"mail.example", ""},
        {"://mail.example", ""},
        {"smtp://", ""},
        {"smtp://mail.example:0", ""},
        {"smtp://mail.example:70000", ""},
        {"smtp://mail.example:x", ""},
        {"smtp://mail example", ""},
        {"smtp://[mail]", ""},
    };
    for (const auto& row : rows) {
        const auto url = parse_url(row.text);
        const auto parts =
            url ? url->scheme + "|" + url->user + "|" + url->host + "|" + std::to_string(url->port) + "|" + url->path : "";
        EXPECT_EQ(parts, row.parts) << row.text;
    }
}

TEST(Fingerprints, AreTakenAsOpensslPrintsThem) {
    std::string colons, plain;
    for (int i = 0; i < 32; ++i) {
        colons += i == 0 ? "A7" : ":A7";
        plain += "a7";
    }
    EXPECT_EQ(parse_fingerprint(colons).value_or(""), plain);
    EXPECT_EQ(parse_fingerprint(plain).value_or(""), plain);
    EXPECT_FALSE(parse_fingerprint(plain + "a7").has_value());
    EXPECT_FALSE(parse_fingerprint(plain.substr(1) + "g").has_value());
}

TEST(Suggestions, NameTheNearestWord) {
    const std::vector<std::string_view> words{"address",  "aliases",          "name", "mon", "message_bytes",
                                              "sessions", "sessions_per_peer"};
    struct Row {
        std::string_view word;
        std::string_view nearest;  // the expected result of closest()
        std::string_view suggested;
    };
    const Row rows[] = {
        {"adress", "address", "address"},
        {"addresses", "address", "address"},
        {"nmae", "name", "name"},  // a transposition is one mistake
        {"Name", "name", "name"},
        {"nxxe", "", ""},  // two mistakes are too many in a short word
        {"mesage_byte", "message_bytes", "message_bytes"},
        {"monday", "", "mon"},
        {"message", "", "message_bytes"},
        {"sess", "", ""},  // two words begin with it
        {"colour", "", ""},
        {"", "", ""},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(closest(row.word, words), row.nearest) << row.word;
        const auto expected = row.suggested.empty() ? "" : " Did you mean \"" + std::string(row.suggested) + "\"?";
        EXPECT_EQ(did_you_mean(row.word, words), expected) << row.word;
    }
}

TEST(Suggestions, CountEditsBothWays) {
    struct Row {
        std::string_view a, b;
        std::size_t distance;
    };
    const Row rows[] = {{"", "", 0},       {"", "abc", 3},    {"abc", "abc", 0},
                        {"abc", "acb", 1}, {"abc", "abd", 1}, {"kitten", "sitting", 3}};
    for (const auto& row : rows) {
        EXPECT_EQ(edit_distance(row.a, row.b), row.distance);
        EXPECT_EQ(edit_distance(row.b, row.a), row.distance);
    }
}

}  // namespace
}  // namespace config
