// Tests cleaned text, index keys, lists, base64 and bytea.
#include "storage/sql/db_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace storage_tests {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

struct CleanRow {
    const char* what;
    std::string before;
    std::string after;
};

const std::string bad = "\xEF\xBF\xBD";

}  // namespace

TEST(Text, IsValidUtf8WithoutNulAfterCleaning) {
    const CleanRow rows[] = {
        {"empty", "", ""},
        {"plain, longer than a word", "The scanner is silent.", "The scanner is silent."},
        {"every length", "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x96\xA8z", "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x96\xA8z"},
        {"a NUL among plain characters",
         std::string("0123456\0"
                     "789abcdef",
                     17),
         "0123456789abcdef"},
        {"only NULs", std::string(20, '\0'), ""},
        {"a lone continuation byte", "a\x80z", "a" + bad + "z"},
        {"a sequence that ends early", "\xE2\x82", bad + bad},
        {"an overlong slash", "\xC0\xAF", bad + bad},
        {"an overlong three-byte form", "\xE0\x80\xAF", bad + bad + bad},
        {"an overlong four-byte form", "\xF0\x80\x80\xAF", bad + bad + bad + bad},
        {"a surrogate", "\xED\xA0\x80", bad + bad + bad},
        {"the last code point", "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
        {"one past the last code point", "\xF4\x90\x80\x80", bad + bad + bad + bad},
        {"bytes that are never used", "\xF5\xFF", bad + bad},
        {"windows-1252 between words",
         "Gr\xFC\xDF"
         "e aus K\xF6ln",
         "Gr" + bad + bad + "e aus K" + bad + "ln"},
    };
    for (const CleanRow& row : rows)
        EXPECT_EQ(storage::clean(row.before), row.after) << row.what;
}

TEST(Text, KeepsShortKeysAndNamesLongOnes) {
    EXPECT_EQ(storage::index_key("abc@desk.example"), "abc@desk.example");
    EXPECT_EQ(storage::index_key(std::string(512, 'k')), std::string(512, 'k'));
    const std::string one = storage::index_key(std::string(513, 'k'));
    EXPECT_TRUE(one.starts_with("sha256:"));
    EXPECT_EQ(one.size(), 7U + 64U);
    EXPECT_NE(one, storage::index_key(std::string(514, 'k')));
    // sha256sum of 600 times 'a'.
    EXPECT_EQ(storage::index_key(std::string(600, 'a')),
              "sha256:ba35c170729417f1499e0886e7e12fcdb4ab00ad411110ae1e888c766d4ed70d");
}

TEST(Text, ListsComeBackAsTheyWere) {
    const std::vector<std::string> items{"plain", "with \"quotes\" and \\", "line\nend\r\t", "\x01\x1F", "", "\xC3\xA9"};
    EXPECT_EQ(storage::split_list(storage::join_list(items)), items);
    EXPECT_EQ(storage::join_list({}), "[]");
    EXPECT_THAT(storage::split_list("[]"), IsEmpty());
    EXPECT_THAT(storage::split_list("no list"), IsEmpty());
    EXPECT_THAT(storage::split_list("[\"a\", 5, \"b\"]"), ElementsAre("a", "b"));
}

TEST(Text, Base64FollowsRfc4648) {
    const std::pair<std::string, std::string> rows[] = {
        {"", ""}, {"s", "cw=="}, {"sc", "c2M="}, {"sca", "c2Nh"}, {"scan", "c2Nhbg=="}, {std::string("\xFB\xFF\0", 3), "+/8A"}};
    for (const auto& [bytes, text] : rows) {
        std::string out = "before:";
        storage::append_base64(out, bytes);
        EXPECT_EQ(out, "before:" + text);
    }
}

TEST(Text, ReadsBytea) {
    EXPECT_EQ(storage::from_bytea("\\x"), "");
    EXPECT_EQ(storage::from_bytea("\\x00ff7a0a"), std::string("\0\xFFz\n", 4));
}

}  // namespace storage_tests
