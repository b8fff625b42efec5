// Reads each mail of tests/corpus and compares it with the .expected file beside it.
#include "mail/parse/message_json.hpp"
#include "mail/parse/parse.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// tests/corpus holds mails by class, each NAME.eml beside its NAME.expected: a JSON object with the fields that matter for that
// mail, in the form of `ticketctl parse --json`, and the further ones that `also` adds here.
namespace mail {
namespace {

using Json = nlohmann::json;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What the contract's object does not show but a ticket needs.
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
    }
    shown["attachment_names"] = Json::array();
    for (const auto& each : mail.attachments)
        shown["attachment_names"].push_back(each.name);
    return shown;
}

bool has(const std::string& text, const Json& piece) {
    return text.find(piece.get<std::string>()) != std::string::npos;
}

/// One `text_has`, `text_lacks`, `html_has`, `reply_has`, `reply_lacks` or `defect` row.
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

TEST(Corpus, EachMailReadsAsExpected) {
    std::vector<std::filesystem::path> mails;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(TESTS_DIR) / "corpus")) {
        if (entry.path().extension() == ".eml") mails.push_back(entry.path());
    }
    std::sort(mails.begin(), mails.end());
    EXPECT_GE(mails.size(), 300U);
    for (const auto& path : mails) {
        SCOPED_TRACE(path.string());
        const auto expected = Json::parse(read_file(std::filesystem::path(path).replace_extension(".expected")), nullptr, false);
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
}

}  // namespace
}  // namespace mail
