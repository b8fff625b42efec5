// Tests plain text as HTML, mailto: links, excerpts.
#include "templates/html_text.hpp"

#include <gtest/gtest.h>

namespace templates {
namespace {

struct Row {
    std::string text;
    std::string out;
};

std::string link(const std::string& href, const std::string& shown) {
    return "<a href=\"" + href + "\" style=\"color:#0b57d0\">" + shown + "</a>";
}

TEST(ToHtml, ShowsPlainTextAsItWasWritten) {
    const Row rows[] = {
        {"", ""},
        {"one", "one"},
        {"one\ntwo\r\nthree\n\n\n", "one<br>\ntwo<br>\nthree"},
        {"<script>alert('x')</script> & \"q\"", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;"},
        {"  indented  twice", "&nbsp; indented&nbsp; twice"},
        {"> quoted", "<span class=\"soft\" style=\"color:#6b7280\">&gt; quoted</span>"},
        {"see https://a.example/x?a=1&b=2.",
         "see " + link("https://a.example/x?a=1&amp;b=2", "https://a.example/x?a=1&amp;b=2") + "."},
        {"(http://a.example)", "(" + link("http://a.example", "http://a.example") + ")"},
        {"http://a.example/x_(y)", link("http://a.example/x_(y)", "http://a.example/x_(y)")},
        {"<https://a.example>", "&lt;" + link("https://a.example", "https://a.example") + "&gt;"},
        {"https://a.example\" onclick=\"x", link("https://a.example", "https://a.example") + "&quot; onclick=&quot;x"},
        {"javascript:alert(1) data:text/html,x file:///etc", "javascript:alert(1) data:text/html,x file:///etc"},
        {"xhttp://a.example http:/a httpd://x", "xhttp://a.example http:/a httpd://x"},
        {"two http://a.example https://b.example",
         "two " + link("http://a.example", "http://a.example") + " " + link("https://b.example", "https://b.example")},
        {"ünï", "ünï"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(to_html(row.text), row.out) << row.text;
}

TEST(ToHtml, TakesOnePassOverHugeTexts) {
    EXPECT_GT(to_html(std::string(5'000'000, '<')).size(), 5'000'000U);
    std::string blanks(5'000'000, ' ');
    blanks += 'x';
    EXPECT_GT(to_html(blanks).size(), blanks.size());
    std::string links;
    for (int i = 0; i < 200'000; ++i)
        links += "http://a ";
    EXPECT_GT(to_html(links).size(), links.size());
    std::string almost;
    for (int i = 0; i < 500'000; ++i)
        almost += "httphttp";
    EXPECT_EQ(to_html(almost), almost);
}

TEST(Mailto, EncodesWhatALinkCannotHold) {
    EXPECT_EQ(mailto("support+abc@desk.example", "Re: [#12] [take]"),
              "mailto:support%2Babc@desk.example?subject=Re:%20%5B%2312%5D%20%5Btake%5D");
    EXPECT_EQ(mailto("a?b&c@desk.example", "100% & more=ü"),
              "mailto:a%3Fb%26c@desk.example?subject=100%25%20%26%20more%3D%C3%BC");
}

TEST(Excerpt, EndsAtAWord) {
    const Row rows[] = {
        {"", ""},
        {"  a\n\n b\t c ", "a b c"},
        {"one two three four", "one two…"},
        {"onetwothreefourfive", "onetwothree…"},
        {"ääääääääääää", "äääääääääää…"},
        {"eleven char", "eleven char"},
        {"eleven chars", "eleven…"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(excerpt(row.text, 11), row.out) << row.text;
}

}  // namespace
}  // namespace templates
