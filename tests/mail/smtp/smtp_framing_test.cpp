// Tests dots, command lines and replies in pieces of any size.
#include "mail/smtp/smtp_framing.hpp"

#include "mail/net/sasl.hpp"
#include "mail/smtp/smtp_reply.hpp"

#include <gtest/gtest.h>

namespace mail {
namespace {

using namespace std::string_literals;

struct Read {
    std::string data;
    std::string rest;
    bool done = false;
    bool bare = false;
    std::int64_t size = 0;
};

/// Passes `wire` in pieces of `step` bytes, as packets would.
Read read_dots(std::string_view wire, std::size_t step, bool keep = true) {
    Read read;
    DotReader dots;
    std::string waiting;
    while (!wire.empty() && !read.done) {
        waiting += wire.substr(0, step);
        wire.remove_prefix(std::min(step, wire.size()));
        const auto taken = dots.take(waiting, read.data, keep);
        waiting.erase(0, taken.used);
        EXPECT_LE(taken.done ? 0 : waiting.size(), 2U) << "at most two bytes wait for the next piece";
        read.done = taken.done;
    }
    read.rest = waiting + std::string(wire);
    read.bare = dots.saw_bare();
    read.size = dots.size();
    return read;
}

TEST(DotReader, ReadsTheSameInPiecesOfAnySize) {
    struct Row {
        std::string wire, data, rest;
        bool done, bare;
    };
    const Row rows[] = {
        {".\r\n", "", "", true, false},
        {"a\r\n.\r\nQUIT\r\n", "a\r\n", "QUIT\r\n", true, false},
        {"..a\r\n...\r\n.\r\n", ".a\r\n..\r\n", "", true, false},
        {".a\r\n.\r\n", "a\r\n", "", true, false},
        {"a\r\n\r\n\r\n.\r\n", "a\r\n\r\n\r\n", "", true, false},
        {"a\n.\n.\r\n\r\n.\r\n", "a\n.\n.\r\n\r\n", "", true, true},
        {"a\r.\r\r\n.\r\n", "a\r.\r\r\n", "", true, true},
        {"\r\n.\n\r\n.\r\n", "\r\n\n\r\n", "", true, true},
        {"\r\n.\rx\r\n.\r\n", "\r\n\rx\r\n", "", true, true},
        {"\0\r\n.\r\n"s, "\0\r\n"s, "", true, true},
        {"a\r\n.\r\n\0"s, "a\r\n", "\0"s, true, false},
        {"\r\r\n.\r\n", "\r\r\n", "", true, true},
        {"\n\r\n.\r\n", "\n\r\n", "", true, true},
        {"no end\r\n", "no end\r\n", "", false, false},
        {"no end\r\n.", "no end\r\n", ".", false, false},
        {"no end\r\n.\r", "no end\r\n", ".\r", false, false},
        {"no end\r", "no end", "\r", false, false},
    };
    for (const auto& row : rows) {
        for (std::size_t step = 1; step <= row.wire.size(); ++step) {
            SCOPED_TRACE(::testing::PrintToString(row.wire) + " by " + std::to_string(step));
            const auto read = read_dots(row.wire, step);
            EXPECT_EQ(read.data, row.data);
            EXPECT_EQ(read.rest, row.rest);
            EXPECT_EQ(read.done, row.done);
            EXPECT_EQ(read.bare, row.bare);
            EXPECT_EQ(read.size, static_cast<std::int64_t>(row.data.size()));
        }
    }
}

TEST(DotReader, CountsWhatItDoesNotKeep) {
    const auto read = read_dots("..abc\r\n.\r\n", 3, false);
    EXPECT_TRUE(read.done);
    EXPECT_EQ(read.data, "");
    EXPECT_EQ(read.size, 6);
}

std::string stuffed(std::string_view data, std::size_t step) {
    DotWriter dots;
    std::string wire;
    for (std::size_t at = 0; at < data.size(); at += step)
        dots.add(data.substr(at, step), wire);
    dots.finish(wire);
    return wire;
}

TEST(DotWriter, StuffsDotsAndMendsLineEndsInPiecesOfAnySize) {
    const std::pair<std::string, std::string> rows[] = {
        {"", ".\r\n"},
        {"a", "a\r\n.\r\n"},
        {"a\r\n", "a\r\n.\r\n"},
        {".\r\n", "..\r\n.\r\n"},
        {"..a\r\nb.c\r\n.d", "...a\r\nb.c\r\n..d\r\n.\r\n"},
        {"a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"},
        {"a\r.\rb", "a\r\n..\r\nb\r\n.\r\n"},
        {"a\r\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n"},
        {"a\n\r.", "a\r\n\r\n..\r\n.\r\n"},
        {"\r\n\r\n", "\r\n\r\n.\r\n"},
        {"end\r", "end\r\n.\r\n"},
    };
    for (const auto& [data, wire] : rows) {
        for (std::size_t step = 1; step <= data.size() + 1; ++step) {
            SCOPED_TRACE(::testing::PrintToString(data) + " by " + std::to_string(step));
            EXPECT_EQ(stuffed(data, step), wire);
        }
    }
}

TEST(DotWriter, WhatItWritesIsReadBackWholeAndEndsOnce) {
    // Every text of up to seven of these bytes is tried: no combination may end the data early.
    const std::string alphabet = "\r\n.x";
    std::vector<std::string> texts{""};
    for (int length = 0; length < 7; ++length) {
        std::vector<std::string> longer;
        for (const auto& text : texts) {
            for (const char c : alphabet)
                longer.push_back(text + c);
        }
        texts = std::move(longer);
    }
    for (const auto& text : texts) {
        const auto wire = stuffed(text, 3);
        const auto read = read_dots(wire, wire.size());
        ASSERT_TRUE(read.done && read.rest.empty() && !read.bare) << ::testing::PrintToString(text);
    }
}

std::string exes(std::size_t count, std::string_view behind = "") {
    std::string text(count, 'x');
    text.append(behind);
    return text;
}

TEST(CommandReader, CutsLinesAndDropsBadOnesToTheirEnd) {
    using What = CommandReader::What;
    struct Row {
        std::string wire;
        std::vector<std::pair<What, std::string>> lines;
    };
    const Row rows[] = {
        {"A\r\nB\r\n", {{What::line, "A"}, {What::line, "B"}}},
        {"A\nB\r\nC\r\n", {{What::bare, ""}, {What::line, "C"}}},
        {"A\rB\r\nC\r\n", {{What::bare, ""}, {What::line, "C"}}},
        {"A\0B\r\nC\r\n"s, {{What::bare, ""}, {What::line, "C"}}},
        {"\nA\n\nB\r\nC\r\n", {{What::bare, ""}, {What::line, "C"}}},
        {"\r\n", {{What::line, ""}}},
        {exes(14, "\r\nC\r\n"), {{What::line, exes(14)}, {What::line, "C"}}},
        {exes(15, "\r\nC\r\n"), {{What::too_long, ""}, {What::line, "C"}}},
        {exes(50, "\nQUIT\r\nC\r\n"), {{What::too_long, ""}, {What::line, "C"}}},
        {"half", {}},
    };
    for (const auto& row : rows) {
        for (std::size_t step = 1; step <= row.wire.size(); ++step) {
            SCOPED_TRACE(::testing::PrintToString(row.wire) + " by " + std::to_string(step));
            ReceiveBuffer buffer(128);
            CommandReader reader;
            std::vector<std::pair<What, std::string>> lines;
            for (std::size_t at = 0; at < row.wire.size(); at += step) {
                const auto piece = row.wire.substr(at, step);
                const auto room = buffer.space();
                ASSERT_GE(room.size(), piece.size());
                piece.copy(room.data(), piece.size());
                buffer.commit(piece.size());
                for (auto next = reader.next(buffer, 16); next.what != What::nothing_yet; next = reader.next(buffer, 16))
                    lines.emplace_back(next.what, next.text);
            }
            EXPECT_EQ(lines, row.lines);
        }
    }
}

TEST(ReplyReader, ReadsRepliesAndTellsWhatIsNone) {
    using What = ReplyReader::What;
    struct Row {
        std::string wire;
        What what;
        int code;
        std::string printable;
    };
    const Row rows[] = {
        {"250 2.0.0 Ok\r\n", What::reply, 250, "250 2.0.0 Ok"},
        {"250-a\r\n250-b\r\n250 c\r\n", What::reply, 250, "250 c"},
        {"250\r\n", What::reply, 250, "250"},
        {"250-a\n250 b\n", What::reply, 250, "250 b"},
        {"550 a\tb\x01\r\n", What::reply, 550, "550 a?b?"},
        {"550 \xff\r\n", What::reply, 550, "550 \xef\xbf\xbd"},
        {"250-a\r\n", What::nothing_yet, 0, ""},
        {"250 a", What::nothing_yet, 0, ""},
        {"250-a\r\n550 b\r\n", What::malformed, 0, ""},
        {"hello\r\n", What::malformed, 0, ""},
        {"25\r\n", What::malformed, 0, ""},
        {"250+a\r\n", What::malformed, 0, ""},
        {"150 a\r\n", What::malformed, 0, ""},
        {"\r\n", What::malformed, 0, ""},
        {std::string(4096, '2'), What::malformed, 0, ""},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(::testing::PrintToString(row.wire.substr(0, 60)));
        ReceiveBuffer buffer(8192);
        row.wire.copy(buffer.space().data(), row.wire.size());
        buffer.commit(row.wire.size());
        ReplyReader reader;
        SmtpReply reply;
        EXPECT_EQ(reader.next(buffer, reply), row.what);
        EXPECT_EQ(reply.code, row.code);
        EXPECT_EQ(row.what == What::reply ? reply.printable() : "", row.printable);
    }
}

TEST(ReplyReader, GivesUpOnAReplyWithoutEnd) {
    ReceiveBuffer buffer(8192);
    ReplyReader reader;
    SmtpReply reply;
    auto what = ReplyReader::What::nothing_yet;
    int lines = 0;
    for (; what == ReplyReader::What::nothing_yet && lines < 1000; ++lines) {
        std::string("250-more\r\n").copy(buffer.space().data(), 10);
        buffer.commit(10);
        what = reader.next(buffer, reply);
    }
    EXPECT_EQ(what, ReplyReader::What::malformed);
    EXPECT_LT(lines, 200);
}

TEST(ServerOffers, AreReadFromTheAnswerToEhlo) {
    const auto offers = read_offers({250, {"mx SIZE 5", "size 1000", "PIPELINING", "AUTH LOGIN CRAM-MD5 plain", "X-SMTPUTF8"}});
    EXPECT_TRUE(offers.pipelining && offers.size && offers.auth_login && offers.auth_plain);
    EXPECT_EQ(offers.max_size, 1000);
    EXPECT_FALSE(offers.smtputf8 || offers.starttls || offers.eight_bit);
    const auto others = read_offers({250, {"mx", "SIZE", "AUTH=LOGIN", "STARTTLS", "8BITMIME", "SMTPUTF8"}});
    EXPECT_TRUE(others.size && others.auth_login && others.starttls && others.eight_bit && others.smtputf8);
    EXPECT_FALSE(others.auth_plain || others.pipelining);
    EXPECT_EQ(others.max_size, 0);
}

TEST(Sasl, DecodesCanonicalBase64Only) {
    EXPECT_EQ(decode_sasl("AGFuYQBw"), "\0ana\0p"s);
    EXPECT_EQ(decode_sasl("YQ=="), "a");
    EXPECT_EQ(decode_sasl(""), "");
    for (const char* bad : {"YQ", "YQ=", "YQ==\n", " YQ=", "Y=Q=", "====", "YQ==YQ==", "Y*==", "-_=="})
        EXPECT_EQ(decode_sasl(bad), std::nullopt) << bad;
    EXPECT_EQ(encode_sasl("\0ana\0p"s), "AGFuYQBw");
    EXPECT_EQ(encode_sasl(""), "");
}

TEST(Sasl, TakesPlainApart) {
    const auto found = read_plain("\0ana\0right horse"s);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->user, "ana");
    EXPECT_EQ(found->password, "right horse");
    EXPECT_TRUE(read_plain("ana\0ana\0x"s));
    for (const auto& bad : {"ana"s, "\0ana"s, "ben\0ana\0x"s, "\0\0x"s, "\0ana\0x\0y"s, ""s})
        EXPECT_FALSE(read_plain(bad)) << ::testing::PrintToString(bad);
}

}  // namespace
}  // namespace mail
