// Parses each mail of tests/corpus and compares it with the fields that its .expected names; tests/corpus/README.md lists them.
// Each mail is one test: --gtest_filter='Corpus/*reply_attribution_attribution_de_gmail'.
#include "mail/parse/message_json.hpp"
#include "mail/parse/parse.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

namespace mail {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct CorpusFile {
    fs::path path;
    std::string name;  // "reply_attribution_attribution_de_gmail": gtest accepts only letters, digits and _
};

void PrintTo(const CorpusFile& file, std::ostream* out) {
    *out << file.path.string();
}

std::vector<CorpusFile> corpus_files(const std::string& extension) {
    const auto root = fs::path(TESTS_DIR) / "corpus";
    std::vector<CorpusFile> files;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().extension() != extension) continue;
        auto name = entry.path().lexically_relative(root).replace_extension().string();
        std::replace_if(
            name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
        files.push_back({entry.path(), std::move(name)});
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Adds fields that a ticket needs but the public JSON object does not show.
Json also(const Message& mail, Json shown) {
    shown["quoted_text"] = mail.quoted_text;
    shown["reaction"] = mail.reaction;
    shown["list_id"] = mail.list_id;
    shown["recipients_seen"] = mail.recipients_seen;
    shown["original_message_id"] = mail.bounce ? mail.bounce->original_message_id : "";
    shown["forwarded"] = nullptr;
    if (mail.forwarded) {
        shown["forwarded"] = {{"from", {{"name", mail.forwarded->from.name}, {"address", mail.forwarded->from.address}}},
                              {"subject", mail.forwarded->subject},
                              {"text", mail.forwarded->text}};
        for (const auto& earlier : mail.forwarded->before)
            shown["forwarded_before"].push_back(earlier.address);
        for (const auto& file : mail.forwarded->files)
            shown["forwarded_files"].push_back(file.name);
    }
    shown["attachment_names"] = Json::array();
    for (const auto& each : mail.attachments)
        shown["attachment_names"].push_back(each.name);
    return shown;
}

bool has(const std::string& text, const Json& piece) {
    return text.find(piece.get<std::string>()) != std::string::npos;
}

/// Checks one `text_has`, `text_lacks`, `html_has`, `reply_has`, `reply_lacks` or `defect` row.
void check_pieces(const Message& mail, const std::string& key, const Json& pieces) {
    for (const auto& piece : pieces) {
        if (key == "text_has") {
            EXPECT_TRUE(has(mail.text, piece)) << piece << " in text:\n" << mail.text;
        }
        if (key == "text_lacks") {
            EXPECT_FALSE(has(mail.text, piece)) << piece << " in text:\n" << mail.text;
        }
        if (key == "html_has") {
            EXPECT_TRUE(has(mail.html, piece)) << piece << " in html:\n" << mail.html;
        }
        if (key == "reply_has") {
            EXPECT_TRUE(has(mail.reply_text, piece)) << piece << " in reply:\n" << mail.reply_text;
        }
        if (key == "reply_lacks") {
            EXPECT_FALSE(has(mail.reply_text, piece)) << piece << " in reply:\n" << mail.reply_text;
        }
        if (key == "defect") {
            const auto found =
                std::any_of(mail.defects.begin(), mail.defects.end(), [&](const auto& defect) { return has(defect, piece); });
            EXPECT_TRUE(found) << "no defect with " << piece << " in " << Json(mail.defects);
        }
    }
}

class CorpusMail : public testing::TestWithParam<CorpusFile> {};

TEST_P(CorpusMail, ReadsAsExpected) {
    const auto& path = GetParam().path;
    const auto expected = Json::parse(read_file(fs::path(path).replace_extension(".expected")), nullptr, false);
    ASSERT_TRUE(expected.is_object() && !expected.empty());
    const auto mail = parse(read_file(path), {});
    const auto line = to_json_line(mail);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto read = also(mail, Json::parse(line));
    for (const auto& [key, value] : expected.items()) {
        if (read.contains(key)) {
            EXPECT_EQ(read[key], value) << key;
        } else {
            ASSERT_TRUE(key.ends_with("_has") || key.ends_with("_lacks") || key == "defect") << key;
            check_pieces(mail, key, value);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Corpus, CorpusMail, testing::ValuesIn(corpus_files(".eml")),
                         [](const auto& each) { return each.param.name; });

TEST(CorpusFolder, HoldsAnExpectationForEachMail) {
    const auto mails = corpus_files(".eml");
    EXPECT_GE(mails.size(), 1500U);
    EXPECT_EQ(mails.size(), corpus_files(".expected").size());
}

}  // namespace
}  // namespace mail
