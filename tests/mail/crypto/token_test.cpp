// Tests reply tokens, Message-IDs and loop marks, and the key file that they depend on.
#include "mail/crypto/token.hpp"

#include "mail/message/address.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <sys/stat.h>
#include <thread>

namespace mail {
namespace {

using config::Instant;
using config::TicketId;
using std::chrono::hours;
using std::chrono::minutes;

const Instant noon = config::from_micros(1'795'435'200'000'000);  // 2026-11-23T12:00:00Z

KeyRing ring(unsigned char seed) {
    std::array<unsigned char, 32> secret{};
    for (std::size_t i = 0; i < secret.size(); ++i)
        secret[i] = static_cast<unsigned char>(seed + i * 7);
    return KeyRing::of(secret);
}

std::string upper(std::string text) {
    for (auto& c : text)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

/// 100,000 tokens, each with one to eight of its 260 bits flipped: a nearly correct guess must be worthless.
TEST(ReplyToken, DoesNotSurviveOneTurnedBit) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    const auto keys = ring(7);
    std::mt19937_64 random(20261123);  // NOLINT: the same run each time
    const Purpose purposes[] = {Purpose::reply, Purpose::note, Purpose::action, Purpose::confirm, Purpose::unsubscribe};
    std::size_t verified = 0;
    for (int i = 0; i < 100'000; ++i) {
        const TicketId ticket{static_cast<std::int64_t>(random() % 5'000'000 + 1)};
        const auto good =
            make_token(keys, purposes[random() % std::size(purposes)], ticket, "ana@desk.example", noon + hours{24});
        auto bad = good;
        for (auto turned = random() % 8 + 1; turned > 0; --turned) {
            auto& letter = bad[random() % bad.size()];
            letter = alphabet[alphabet.find(letter) ^ (std::size_t{1} << random() % 5)];
        }
        if (i % 2 == 0) bad = upper(bad);
        if (upper(bad) == upper(good)) continue;  // flipped back again
        ASSERT_FALSE(read_token(keys, bad, noon)) << good << " became " << bad;
        if (const auto claim = read_token(keys, i % 3 == 0 ? upper(good) : good, noon))
            verified += claim->ticket == ticket ? 1 : 0;
    }
    EXPECT_GT(verified, 99'000U) << "the tokens were good before";
}

class KeyFile : public testing::Test {
protected:
    KeyFile() {
        std::string pattern = testing::TempDir() + "ticketd-keys-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
    }
    ~KeyFile() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::filesystem::path write(const std::string& text, mode_t mode = 0600) const {
        const auto file = folder_ / "keys";
        std::ofstream(file) << text;
        ::chmod(file.c_str(), mode);
        return file;
    }

    std::filesystem::path folder_;
};

TEST(Token, GivesBackWhatItWasMadeFor) {
    const auto keys = ring(1);
    struct Row {
        Purpose purpose;
        std::int64_t ticket;
        const char* party;
    };
    const Row rows[] = {
        {Purpose::reply, 1, "clara@contoso.example"},      {Purpose::note, 1234, "ana@desk.example"},
        {Purpose::action, 99'999'999, "ana@desk.example"}, {Purpose::confirm, 7, ""},
        {Purpose::return_path, 0, "x@y.example"},          {Purpose::unsubscribe, 17'179'869'183, "a@b.example"},
    };
    for (const auto& row : rows) {
        const auto token = make_token(keys, row.purpose, TicketId{row.ticket}, row.party, noon + hours{5});
        EXPECT_EQ(token.size(), token_letters);
        EXPECT_EQ(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos) << token;
        const auto claim = read_token(keys, token, noon);
        ASSERT_TRUE(claim) << row.ticket;
        EXPECT_EQ(claim->purpose, row.purpose);
        EXPECT_EQ(claim->ticket.value, row.ticket);
        EXPECT_EQ(claim->party_hash, party_hash(row.party));
        EXPECT_EQ(claim->expires, noon + hours{5});
    }
}

TEST(Token, FitsTheLocalPartOfAnOrdinaryDesk) {
    const auto token = make_token(ring(1), Purpose::reply, TicketId{1}, "a@b.example", noon);
    EXPECT_LE(std::string("support+").size() + token.size(), 64U);
    EXPECT_LE(std::string("servicedesk+").size() + token.size(), 64U);
}

TEST(Token, SurvivesFoldedCase) {
    const auto keys = ring(2);
    const auto token = make_token(keys, Purpose::note, TicketId{42}, "ana@desk.example", noon + hours{1});
    EXPECT_TRUE(read_token(keys, upper(token), noon));
    auto mixed = token;
    mixed[3] = upper(mixed)[3];
    EXPECT_TRUE(read_token(keys, mixed, noon));
}

TEST(Token, NamesThePartyWhateverTheCase) {
    EXPECT_EQ(party_hash("Clara@Contoso.Example"), party_hash("clara@contoso.example"));
    EXPECT_NE(party_hash("clara@contoso.example"), party_hash("clara@contoso.examp1e"));
}

TEST(Token, ExpiresAtTheFullHourAfterItsTime) {
    const auto keys = ring(3);
    const auto token = make_token(keys, Purpose::confirm, TicketId{5}, "ana@desk.example", noon + minutes{30});
    EXPECT_TRUE(read_token(keys, token, noon + minutes{30}));
    EXPECT_TRUE(read_token(keys, token, noon + minutes{59}));
    EXPECT_FALSE(read_token(keys, token, noon + hours{1}));
    EXPECT_FALSE(read_token(keys, token, noon + hours{24 * 400}));
}

TEST(Token, KeepsATimePastItsRangeAtTheEndOfTheRange) {
    const auto keys = ring(3);
    const auto far = make_token(keys, Purpose::reply, TicketId{5}, "a@b.example", noon + hours{24 * 365 * 200});
    EXPECT_TRUE(read_token(keys, far, noon + hours{24 * 365 * 50}));
    const auto before_the_epoch = make_token(keys, Purpose::reply, TicketId{5}, "a@b.example", config::from_micros(-1));
    EXPECT_FALSE(read_token(keys, before_the_epoch, noon));
}

TEST(Token, RefusesATicketNumberThatDoesNotFit) {
    EXPECT_THROW((void)make_token(ring(1), Purpose::reply, TicketId{std::int64_t{1} << 34}, "a@b.example", noon),
                 std::out_of_range);
    EXPECT_THROW((void)make_token(ring(1), Purpose::reply, TicketId{-1}, "a@b.example", noon), std::out_of_range);
}

TEST(Token, IsWorthNothingUnderAnotherKey) {
    const auto token = make_token(ring(1), Purpose::reply, TicketId{1}, "a@b.example", noon + hours{1});
    EXPECT_TRUE(read_token(ring(1), token, noon));
    EXPECT_FALSE(read_token(ring(2), token, noon));
}

TEST(Token, FallsWithAnyChangedLetter) {
    const auto keys = ring(4);
    const auto token = make_token(keys, Purpose::reply, TicketId{77}, "a@b.example", noon + hours{100});
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (const char letter : std::string("abcdefghijklmnopqrstuvwxyz234567018=_ -\xc3")) {
            auto changed = token;
            if (changed[at] == letter) continue;
            changed[at] = letter;
            EXPECT_FALSE(read_token(keys, changed, noon)) << at << ' ' << letter;
        }
    }
}

TEST(Token, IsNotFoundInOtherForms) {
    const auto keys = ring(4);
    const auto token = make_token(keys, Purpose::reply, TicketId{77}, "a@b.example", noon + hours{100});
    const auto id = make_message_id(keys, TicketId{77}, 1, "desk.example");
    for (const auto& text : {std::string(), token + "a", token.substr(1), "a" + token, token + token, std::string(52, 'a'),
                             std::string(52, '\0'), id, make_loop_mark(keys, id), std::string(1'000'000, 'q')}) {
        EXPECT_FALSE(read_token(keys, text, noon)) << text.substr(0, 80);
    }
}

TEST(Token, IsNotGuessed) {
    const auto keys = ring(5);
    std::mt19937_64 random(20261123);
    for (int i = 0; i < 100'000; ++i) {
        auto token = make_token(keys, Purpose::reply, TicketId{i}, "a@b.example", noon + hours{1});
        const auto at = random() % token.size();
        const char other = "abcdefghijklmnopqrstuvwxyz234567"[random() % 32];
        if (token[at] == other) continue;
        token[at] = other;
        ASSERT_FALSE(read_token(keys, token, noon)) << token;
    }
}

TEST(Token, IsMadeAndReadByManyThreadsAtOnce) {
    const auto keys = ring(6);
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&keys, &good, t] {
            for (int i = 0; i < 2000; ++i) {
                const TicketId ticket{t * 10'000 + i};
                const auto claim =
                    read_token(keys, make_token(keys, Purpose::reply, ticket, "a@b.example", noon + hours{1}), noon);
                if (claim && claim->ticket == ticket) ++good;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(good, 8000);
}

TEST(MessageId, NamesItsTicketAndNothingElse) {
    const auto keys = ring(7);
    const auto id = make_message_id(keys, TicketId{1234}, 0xfeed'beefULL, "Desk.Example");
    EXPECT_EQ(read_message_id(keys, id), TicketId{1234});
    EXPECT_EQ(read_message_id(keys, upper(id)), TicketId{1234});
    EXPECT_EQ(domain_of(id), "desk.example");
    EXPECT_LT(id.size(), 80U);
    EXPECT_FALSE(read_message_id(ring(8), id));
}

TEST(MessageId, DiffersWithTicketUniqueAndDomain) {
    const auto keys = ring(7);
    std::set<std::string> ids;
    for (const auto& domain : {"desk.example", "help.example"}) {
        for (std::int64_t ticket = 1; ticket <= 10; ++ticket) {
            for (std::uint64_t unique = 0; unique < 10; ++unique)
                ids.insert(make_message_id(keys, TicketId{ticket}, unique, domain));
        }
    }
    EXPECT_EQ(ids.size(), 200U);
}

TEST(MessageId, CannotBeMadeUp) {
    const auto keys = ring(7);
    const auto id = make_message_id(keys, TicketId{1234}, 99, "desk.example");
    const auto proof = id.substr(id.rfind('.', id.find('@')) + 1);
    for (const auto& forged :
         {"1235" + id.substr(4), id.substr(0, id.find('@')) + "@evil.example", "1234.64." + proof, id + "x", "<" + id + ">",
          std::string("1234.63@desk.example"), std::string("1234@desk.example"), std::string("@"), std::string("..@"),
          std::string(), std::string("-1.0.aa@desk.example"), std::string(100'000, '1') + "@desk.example",
          std::string("99999999999999999999.1.aaaa@desk.example"),
          make_token(keys, Purpose::reply, TicketId{1234}, "a@b.example", noon) + "@desk.example"}) {
        EXPECT_FALSE(read_message_id(keys, forged)) << forged.substr(0, 100);
    }
}

TEST(LoopMark, HoldsForItsOwnMailOnly) {
    const auto keys = ring(9);
    const auto id = make_message_id(keys, TicketId{1}, 1, "desk.example");
    const auto mark = make_loop_mark(keys, id);
    EXPECT_TRUE(is_own_loop_mark(keys, mark, id));
    EXPECT_TRUE(is_own_loop_mark(keys, " " + upper(mark) + " ", id));
    EXPECT_FALSE(is_own_loop_mark(keys, mark, make_message_id(keys, TicketId{1}, 2, "desk.example")));
    EXPECT_FALSE(is_own_loop_mark(ring(1), mark, id));
    EXPECT_FALSE(is_own_loop_mark(keys, "", id));
    EXPECT_FALSE(is_own_loop_mark(keys, mark.substr(1), id));
    EXPECT_FALSE(is_own_loop_mark(keys, id.substr(0, id.find('@')), id));
}

TEST_F(KeyFile, IsMadeOnceForItsOwnerAlone) {
    const auto file = folder_ / "keys";
    const auto first = KeyRing::open_or_create(file);
    ASSERT_TRUE(first) << first.error().what;
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0600U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "no temporary file stays";

    const auto second = KeyRing::open_or_create(file);
    ASSERT_TRUE(second);
    const auto token = make_token(*first, Purpose::reply, TicketId{3}, "a@b.example", noon + hours{1});
    EXPECT_TRUE(read_token(*second, token, noon));
    const auto other = KeyRing::open_or_create(folder_ / "others");
    ASSERT_TRUE(other);
    EXPECT_FALSE(read_token(*other, token, noon));
}

TEST_F(KeyFile, IsTheSameForAllWhoStartAtOnce) {
    const auto file = folder_ / "keys";
    std::vector<std::string> tokens(8);
    std::vector<std::thread> threads;
    for (auto& token : tokens) {
        threads.emplace_back([&token, &file] {
            const auto keys = KeyRing::open_or_create(file);
            if (keys) token = make_token(*keys, Purpose::reply, TicketId{1}, "a@b.example", noon);
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(std::set<std::string>(tokens.begin(), tokens.end()).size(), 1U);
    EXPECT_EQ(tokens[0].size(), token_letters);
}

const std::string secret_a(64, 'a');
const std::string secret_b(64, 'B');

TEST_F(KeyFile, VerifiesWithEveryListedKeyAndSignsWithTheFirst) {
    const auto old_ring = KeyRing::open_or_create(write("1 1700000000 " + secret_a + "\n"));
    ASSERT_TRUE(old_ring);
    const auto old_token = make_token(*old_ring, Purpose::reply, TicketId{1}, "a@b.example", noon + hours{1});
    const auto rotated =
        KeyRing::open_or_create(write("# newest first\n2 1790000000 " + secret_b + "\n\n1 1700000000 " + secret_a));
    ASSERT_TRUE(rotated) << rotated.error().what;
    EXPECT_EQ(rotated->newest().id, 2);
    EXPECT_EQ(rotated->newest().created, 1'790'000'000);
    EXPECT_TRUE(read_token(*rotated, old_token, noon));
    const auto new_token = make_token(*rotated, Purpose::reply, TicketId{1}, "a@b.example", noon + hours{1});
    EXPECT_FALSE(read_token(*old_ring, new_token, noon));
    EXPECT_EQ(rotated->find(3), nullptr);
}

TEST_F(KeyFile, IsRefusedWithAReason) {
    struct Row {
        std::string text;
        mode_t mode;
        const char* reason;
    };
    const Row rows[] = {
        {"1 1700000000 " + secret_a + "\n", 0640, "chmod 600"},
        {"1 1700000000 " + secret_a + "\n", 0604, "chmod 600"},
        {"1 1700000000 " + secret_a + "\n", 0660, "chmod 600"},
        {"", 0600, "holds no key"},
        {"# only a word\n", 0600, "holds no key"},
        {"1 1700000000 " + secret_a.substr(2) + "\n", 0600, ":1: a key is"},
        {"1 1700000000 " + secret_a + "aa\n", 0600, ":1: a key is"},
        {"1 1700000000 " + secret_a + " more\n", 0600, ":1: a key is"},
        {"256 1700000000 " + secret_a + "\n", 0600, ":1: a key is"},
        {"one 1700000000 " + secret_a + "\n", 0600, ":1: a key is"},
        {"1 yesterday " + secret_a + "\n", 0600, ":1: a key is"},
        {"1 1700000000 " + std::string(64, 'g') + "\n", 0600, ":1: a key is"},
        {"1 1 " + secret_a + "\n1 2 " + secret_b + "\n", 0600, ":2: key 1 is there twice"},
        {std::string(100'000, '#'), 0600, "too large"},
    };
    for (const auto& row : rows) {
        const auto keys = KeyRing::open_or_create(write(row.text, row.mode));
        ASSERT_FALSE(keys) << row.reason;
        EXPECT_EQ(keys.error().kind, config::Error::Kind::permanent);
        EXPECT_NE(keys.error().what.find(row.reason), std::string::npos) << keys.error().what;
        EXPECT_EQ(keys.error().what.find(secret_a.substr(0, 20)), std::string::npos) << "a secret in a message";
    }
}

TEST_F(KeyFile, CannotBeMadeWhereThereIsNoFolder) {
    const auto keys = KeyRing::open_or_create(folder_ / "missing" / "keys");
    ASSERT_FALSE(keys);
    EXPECT_NE(keys.error().what.find("No such file"), std::string::npos) << keys.error().what;
    EXPECT_FALSE(KeyRing::open_or_create(folder_)) << "a folder is no key file";
}

}  // namespace
}  // namespace mail
