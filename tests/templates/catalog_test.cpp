// Tests that every language compiles, and that an error names the text.
#include "templates/catalog.hpp"

#include <gtest/gtest.h>
#include <set>

namespace templates {
namespace {

std::vector<EmbeddedText> texts() {
    return {embedded_texts().begin(), embedded_texts().end()};
}

/// English with one file replaced by `content`; empty content removes the file.
config::Result<Catalog> english_with(std::string_view path, std::string_view content) {
    auto all = texts();
    for (auto& text : all)
        if (text.path == path) text = {content.empty() ? "gone" : path, content};
    return Catalog::load("en", all);
}

TEST(Catalog, HasEveryLanguageWhole) {
    std::set<std::string> languages;
    for (const auto& text : texts())
        if (text.path.ends_with("/words.txt")) languages.insert(std::string(text.path.substr(0, text.path.find('/'))));
    EXPECT_TRUE(languages.contains("en"));
    for (const auto& language : languages) {
        const auto catalog = Catalog::load(language, embedded_texts());
        ASSERT_TRUE(catalog) << catalog.error().what;
        for (int kind = 0; kind <= static_cast<int>(workflow::MailKind::confirmation); ++kind)
            EXPECT_TRUE(catalog->mails.contains(static_cast<workflow::MailKind>(kind))) << language << ' ' << kind;
    }
}

TEST(Catalog, SaysWhichTextIsWrong) {
    struct Row {
        const char* path;
        const char* content;
        const char* reason;
    };
    for (const auto& row : {
             Row{"en/notice.txt.mustache", "", "en/notice.txt.mustache: there is no such text"},
             Row{"en/note.html.mustache", "", "en/note.html.mustache: there is no such text"},
             Row{"shared/frame.html.mustache", "", "en/frame.html.mustache: there is no such text"},
             Row{"en/words.txt", "", "no texts in the language \"en\""},
             Row{"en/words.txt", "status.open = open", "en/words.txt: \"status.in-progress\" is missing"},
             Row{"en/notice.txt.mustache", "Hello\n", "begins with \"Subject: …\""},
             Row{"en/notice.txt.mustache", "Subject: x\nHello\n", "begins with \"Subject: …\""},
             Row{"en/notice.txt.mustache", "Subject: x\nPreview: y\nHello\n", "an empty line belongs"},
             Row{"en/notice.txt.mustache", "Subject: {{titel}}\nPreview: y\n\nHello\n",
                 "en/notice.txt.mustache: {{titel}} is no value"},
             Row{"en/notice.txt.mustache", "Subject: x\nPreview: {{#title}}\n\nHello\n",
                 "en/notice.txt.mustache: Unclosed section"},
             Row{"shared/notice.html.mustache", "{{>nowhere}}", "en/nowhere.html.mustache: there is no such text"},
             Row{"shared/notice.html.mustache", "<b>{{#title}}</b>", "en/notice.html.mustache: Unclosed section"},
             Row{"en/files.html.mustache", "{{>files}}", "a part contains itself"},
         }) {
        const auto catalog = english_with(row.path, row.content);
        ASSERT_FALSE(catalog) << row.path << ' ' << row.reason;
        EXPECT_NE(catalog.error().what.find(row.reason), std::string::npos) << catalog.error().what;
        EXPECT_EQ(catalog.error().kind, config::Error::Kind::permanent);
    }
}

TEST(Catalog, KnowsNoOtherLanguage) {
    for (const auto* language : {"", "xx", "EN", "en/", "../en", "shared"})
        EXPECT_FALSE(Catalog::load(language, embedded_texts())) << language;
}

}  // namespace
}  // namespace templates
