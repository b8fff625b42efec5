// Tests mbox separators, quoting, limits, resuming, and finding mails in folders.
#include "mail/parse/mbox.hpp"
#include "mail/parse/mbox_sources.hpp"

#include "tests/mail/smtp/smtp_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace mail {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using testing::TemporaryFolder;

void write(const fs::path& file, const std::string& bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

class Mbox : public ::testing::Test {
protected:
    std::vector<StoredMail> read(const std::string& bytes, std::int64_t position = 0, std::size_t limit = 1'000'000) {
        write(folder_.path() / "box", bytes);
        auto reader = MboxReader::open(folder_.path() / "box", position, limit);
        std::vector<StoredMail> mails;
        while (auto mail = reader->next())
            mails.push_back(std::move(*mail));
        return mails;
    }
    std::vector<std::string> raws(const std::string& bytes) {
        std::vector<std::string> all;
        for (auto& mail : read(bytes, 0, 10'000'000))
            all.push_back(std::move(mail.raw));
        return all;
    }
    TemporaryFolder folder_;
};

const std::string separator = "From ana@contoso.example Mon Nov 23 08:30:00 2026\n";

TEST_F(Mbox, KnowsASeparatorFromALineOfText) {
    for (const char* line :
         {"From ana@contoso.example Mon Nov 23 08:30:00 2026", "From - Mon Nov 23 08:30:00 2026",
          "From ana Mon Nov 23 08:30 2026\r\n", "From \"a b\"@x.example  Mon Nov  3 08:30:00 CET 2026",
          "From 1623@xxx Mon Nov 23 08:30:00 +0000 2026", "From ana@x.example Mon, 23 Nov 2026 08:30:00 +0100"}) {
        EXPECT_TRUE(is_mbox_separator(line)) << line;
    }
    for (const char* line : {"From now on we meet at noon.", "From: ana@contoso.example", ">From ana Mon Nov 23 08:30:00 2026",
                             "From ", "From", "from ana Mon Nov 23 08:30:00 2026", "From Monday to Friday we open at 8", "",
                             "From Mon", "From the Mon Nov meeting"}) {
        EXPECT_FALSE(is_mbox_separator(line)) << line;
    }
}

TEST_F(Mbox, TakesMailsApart) {
    struct Row {
        const char* why;
        std::string file;
        std::vector<std::string> mails;
    };
    const std::vector<Row> rows{
        {"two mails", separator + "A: 1\n\none\n\n" + separator + "A: 2\n\ntwo\n", {"A: 1\n\none\n", "A: 2\n\ntwo\n"}},
        {"the end without a line end", separator + "A: 1\n\none", {"A: 1\n\none"}},
        {"CRLF",
         "From x Mon Nov 23 08:30:00 2026\r\nA: 1\r\n\r\none\r\n\r\nFrom x Mon Nov 23 08:30:00 2026\r\nA: 2\r\n",
         {"A: 1\r\n\r\none\r\n", "A: 2\r\n"}},
        {"a sentence that begins with From",
         separator + "A: 1\n\nx\n\nFrom here on it works\n",
         {"A: 1\n\nx\n\nFrom here on it works\n"}},
        {"a separator in mid-text", separator + "A: 1\n\nx\n" + separator + "y\n", {"A: 1\n\nx\n" + separator + "y\n"}},
        {"quoted", separator + "A: 1\n\n>From me\n>>From you\n> From\n>from\n", {"A: 1\n\nFrom me\n>From you\n> From\n>from\n"}},
        {"blank lines stay but one", separator + "A: 1\n\nx\n\n\n\n" + separator + "A: 2\n", {"A: 1\n\nx\n\n\n", "A: 2\n"}},
        {"something in front", "noise\n\n" + separator + "A: 1\n", {"A: 1\n"}},
        {"no mbox", "Subject: x\n\nFrom me\n", {}},
        {"empty", "", {}},
        {"NULs and bytes", separator + std::string("A: \0\xff\n\nx\n", 9), {std::string("A: \0\xff\n\nx\n", 9)}},
    };
    for (const auto& row : rows)
        EXPECT_EQ(raws(row.file), row.mails) << row.why;
}

TEST_F(Mbox, KeepsTheDateOfDelivery) {
    const auto mails = read(separator + "A: 1\n\n" + "From x Mon Nov 23 xx\n" + "\n" + "From - Fri Feb 30 99:99:99 0000\n" +
                            "Date: Tue, 24 Nov 2026 10:00:00 +0100\n");
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(config::format_rfc3339(mails[0].date.value()), "2026-11-23T08:30:00Z");
    EXPECT_EQ(config::format_rfc3339(mails[1].date.value()), "2026-11-24T09:00:00Z") << "its own date, for want of a better one";
}

TEST_F(Mbox, GoesOnWhereItStopped) {
    const std::string file = separator + "A: 1\n\none\n\n" + separator + "A: 2\n\ntwo\n\n" + separator + "A: 3\n\nthree\n";
    const auto all = read(file);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all.back().end, static_cast<std::int64_t>(file.size()));
    for (std::size_t done = 0; done < all.size(); ++done) {
        const auto rest = read(file, all[done].end);
        ASSERT_EQ(rest.size(), all.size() - done - 1);
        if (!rest.empty()) {
            EXPECT_EQ(rest.front().raw, all[done + 1].raw);
        }
    }
}

TEST_F(Mbox, AMailPastTheLimitIsCutAndTheNextIsWhole) {
    const auto mails = read(separator + std::string(2'000'000, 'x') + "\n\n" + separator + "A: 2\n", 0, 1000);
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_TRUE(mails[0].too_large);
    EXPECT_LT(mails[0].raw.size(), 2000U);
    EXPECT_EQ(mails[1].raw, "A: 2\n");
    EXPECT_FALSE(mails[1].too_large);
    const auto exact = read(separator + std::string(999, 'x') + "\n\n" + separator + std::string(1000, 'x') + "\n", 0, 1000);
    EXPECT_FALSE(exact[0].too_large);
    EXPECT_TRUE(exact[1].too_large);
}

TEST_F(Mbox, LinesLongerThanTheBufferStayWhole) {
    const std::string line(1'000'000, 'y');
    EXPECT_EQ(raws(separator + "A: 1\n\n" + line + "From x\n" + line + "\n\n" + separator + "A: 2\n"),
              (std::vector<std::string>{"A: 1\n\n" + line + "From x\n" + line + "\n", "A: 2\n"}));
}

TEST_F(Mbox, FindsMailsInFilesFoldersAndMaildirs) {
    const auto root = folder_.path();
    write(root / "Mail/cur/100.a:2,S", "A: 1\n");
    write(root / "Mail/new/101.b", "A: 2\n");
    write(root / "Mail/cur/.hidden", "x");
    write(root / "Mail/tmp/102.c", "not there yet");
    write(root / "old/2025/x.eml", "A: 3\n");
    write(root / "old/y.mbox", separator + "A: 4\n");
    write(root / "old/notes.txt", "no mail");
    write(root / "empty/notes.txt", "no mail");
    const auto names = [&](const fs::path& path) {
        std::vector<std::string> found;
        const auto sources = find_mails(path);
        if (sources) {
            for (const auto& source : *sources)
                found.push_back(fs::relative(source.name, root).string());
        }
        return found;
    };
    EXPECT_THAT(names(root / "Mail"), ElementsAre("Mail/100.a", "Mail/101.b")) << "flags are no part of a mail's name";
    EXPECT_THAT(names(root / "old"), ElementsAre("old/2025/x.eml", "old/y.mbox"));
    EXPECT_THAT(names(root / "old/notes.txt"), ElementsAre("old/notes.txt")) << "who names a file means it";
    EXPECT_EQ(find_mails(root / "old")->back().kind, MailSource::Kind::mbox);
    EXPECT_FALSE(find_mails(root / "empty"));
    EXPECT_FALSE(find_mails(root / "nowhere"));
}

TEST_F(Mbox, AFileThatGrewIsTheSameAndOneInItsPlaceIsAnother) {
    const auto fingerprint = [&](const std::string& name, const std::string& bytes) {
        write(folder_.path() / name, bytes);
        return find_mails(folder_.path() / name)->front().fingerprint;
    };
    const std::string first = separator + "Message-ID: <1@x>\n\none\n\n";
    const auto before = fingerprint("a.mbox", first);
    EXPECT_EQ(fingerprint("a.mbox", first + separator + "Message-ID: <2@x>\n\ntwo\n"), before);
    EXPECT_NE(fingerprint("a.mbox", separator + "Message-ID: <3@x>\n\none\n\n"), before);
    EXPECT_NE(fingerprint("a.eml", "A: 1\n\none\n"), fingerprint("a.eml", "A: 1\n\ntwo\n")) << "somebody wrote another text";
}

TEST_F(Mbox, ASingleMailIsReadWhole) {
    const auto file = folder_.path() / "x.eml";
    write(file, "Date: Tue, 24 Nov 2026 10:00:00 +0100\nSubject: x\n\n>From me\n");
    const auto source = find_mails(file)->front();
    const auto mail = read_single(source, 1000);
    EXPECT_THAT(mail->raw, ::testing::EndsWith("\n\n>From me\n"));
    EXPECT_EQ(config::format_rfc3339(mail->date.value()), "2026-11-24T09:00:00Z");
    EXPECT_TRUE(read_single(source, 10)->too_large);
    fs::remove(file);
    EXPECT_FALSE(read_single(source, 1000));
}

}  // namespace
}  // namespace mail
