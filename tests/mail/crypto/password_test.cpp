// Tests scrypt password hashes: the RFC 7914 vector, salts, limits, and strings that are not hashes.
#include "mail/crypto/password.hpp"

#include <gtest/gtest.h>

namespace mail {
namespace {

// The fourth vector of RFC 7914 section 12 ("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1), first 32 bytes.
constexpr std::string_view rfc7914 = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI";

TEST(Password, KnowsTheVectorOfTheRfc) {
    EXPECT_TRUE(verify_password("pleaseletmein", rfc7914));
    EXPECT_FALSE(verify_password("pleaseletmeout", rfc7914));
}

TEST(Password, LetsInOnlyTheOneThatWasHashed) {
    const auto hash = hash_password("correct horse \xc3\xa4");
    ASSERT_TRUE(hash.has_value());
    EXPECT_TRUE(hash->starts_with("$scrypt$ln=15,r=8,p=1$")) << *hash;
    EXPECT_TRUE(verify_password("correct horse \xc3\xa4", *hash));
    for (const std::string_view wrong : {"", "correct horse", "Correct horse \xc3\xa4", "correct horse \xc3\xa4 "}) {
        EXPECT_FALSE(verify_password(wrong, *hash)) << wrong;
    }
}

TEST(Password, IsSaltedFreshlyEachTime) {
    EXPECT_NE(hash_password("same").value(), hash_password("same").value());
}

TEST(Password, TakesTo1024BytesAndNotOne) {
    EXPECT_FALSE(hash_password("").has_value());
    const std::string longest(1024, 'x');
    const auto hash = hash_password(longest);
    ASSERT_TRUE(hash.has_value());
    EXPECT_TRUE(verify_password(longest, *hash));
    EXPECT_FALSE(verify_password(longest + "x", *hash));
    EXPECT_FALSE(hash_password(longest + "x").has_value());
}

TEST(Password, NothingElseThanAHashLetsAnybodyIn) {
    const std::string good(rfc7914);
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string changed = good;
        changed.replace(changed.find(from), from.size(), to);
        return changed;
    };
    const std::string rows[] = {
        "",
        "@ANA_HASH@",
        "pleaseletmein",
        "$scrypt$",
        with("ln=14", "ln=40"),  // would need more memory than exists
        with("ln=14", "ln=0"),
        with("ln=14", "ln=-14"),
        with("ln=14", "ln=15"),  // another cost, another key
        with("r=8", "r=1000"),
        with("p=1", "p=99"),
        with("scrypt", "bcrypt"),
        with("U29k", "U2!k"),
        with("U29kaXVtQ2hsb3JpZGU", ""),
        good.substr(0, good.size() - 1),
        good + "A",
        good + "$",
        good.substr(0, good.size() - 1) + "J",  // a bit that base64 does not use is set
        good.substr(0, good.size() - 2) + "gI",
    };
    for (const auto& hash : rows) {
        EXPECT_FALSE(verify_password("pleaseletmein", hash)) << hash;
    }
}

TEST(Password, APlainPasswordIsToldFromAHash) {
    EXPECT_TRUE(is_password_hash(rfc7914));
    for (const char* text : {"", "@ANA_HASH@", "pleaseletmein", "$scrypt$", "$6$salt$hash"})
        EXPECT_FALSE(is_password_hash(text)) << text;
}

}  // namespace
}  // namespace mail
