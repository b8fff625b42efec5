// Tests the mustache compiler: tags, blank lines, escaping, refusals, and agreement with kainjow.
#include "templates/template.hpp"

#include "templates/catalog.hpp"

#include <gtest/gtest.h>
#include <kainjow/mustache.hpp>

namespace templates {
namespace {

TemplateValues view_of(const std::string& title, const std::vector<std::string>& lines) {
    TemplateValues values;
    values[Key::title] = title;
    values[Key::number] = "7";
    for (const auto& line : lines)
        values[List::lines].push_back({line, {}});
    values[List::files] = {{"a.txt", "1 KB"}, {"b.txt", "2 KB"}};
    return values;
}

std::string rendered(const std::string& source, const TemplateValues& values, Template::Escape escape = Template::Escape::none) {
    const auto compiled = Template::compile("t", source, escape);
    if (!compiled) return "error: " + compiled.error().what;
    std::string out;
    compiled->render(values, out);
    return out;
}

TEST(Template, FillsItsTags) {
    struct Row {
        const char* source;
        const char* text;
    };
    const auto values = view_of("Fire & <smoke>", {"one", "two"});
    for (const auto& row : {
             Row{"", ""},
             Row{"plain", "plain"},
             Row{"#{{number}} {{ title }}!", "#7 Fire & <smoke>!"},
             Row{"{{{title}}}|{{&title}}", "Fire & <smoke>|Fire & <smoke>"},
             Row{"{{#title}}yes{{/title}}{{^title}}no{{/title}}", "yes"},
             Row{"{{#client}}yes{{/client}}{{^client}}no{{/client}}", "no"},
             Row{"{{#lines}}<{{line}}>{{/lines}}", "<one><two>"},
             Row{"{{#lines}}{{number}}{{line}} {{/lines}}", "7one 7two "},
             Row{"{{#files}}{{name}}={{size}};{{/files}}", "a.txt=1 KB;b.txt=2 KB;"},
             Row{"{{^actions}}none{{/actions}}{{^lines}}none{{/lines}}", "none"},
             Row{"{{#lines}}{{#title}}{{line}}{{/title}}{{/lines}}", "onetwo"},
             Row{"{{#title}}{{#client}}x{{/client}}y{{/title}}", "y"},
             Row{"a{{! said to nobody }}b", "ab"},
             Row{"{ {title} } }}", "{ {title} } }}"},
         }) {
        EXPECT_EQ(rendered(row.source, values), row.text) << row.source;
    }
}

TEST(Template, LeavesOutLinesThatHoldOnlyTags) {
    struct Row {
        const char* source;
        const char* text;
    };
    const auto values = view_of("T", {"one", "two"});
    for (const auto& row : {
             Row{"a\n{{#title}}\nb\n{{/title}}\nc\n", "a\nb\nc\n"},
             Row{"a\n{{#client}}\nb\n{{/client}}\nc\n", "a\nc\n"},
             Row{"a\n  {{#client}}b{{/client}}  \nc\n", "a\nc\n"},
             Row{"a\n{{! words }}\nc\n", "a\nc\n"},
             Row{"{{#lines}}\n* {{line}}\n{{/lines}}\nend", "* one\n* two\nend"},
             Row{"a\n\n{{#client}}\n{{/client}}\n\nc", "a\n\n\nc"},
             Row{"a\n{{client}}\nc", "a\n\nc"},
             Row{"a {{#client}}b{{/client}}\nc", "a \nc"},
             Row{"a\n{{#client}}b{{/client}}", "a\n"},
             Row{"{{#title}}\n\n{{/title}}\nx", "\nx"},
         }) {
        EXPECT_EQ(rendered(row.source, values), row.text) << row.source;
    }
}

TEST(Template, EscapesForHtml) {
    const auto values = view_of("<a href=\"x\" id='y'>&amp;", {"<b>"});
    EXPECT_EQ(rendered("{{title}}", values, Template::Escape::html), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;");
    EXPECT_EQ(rendered("{{{title}}}", values, Template::Escape::html), "<a href=\"x\" id='y'>&amp;");
    EXPECT_EQ(rendered("{{#lines}}{{line}}{{/lines}}", values, Template::Escape::html), "&lt;b&gt;");
}

TEST(Template, NeverReadsTagsInAValue) {
    EXPECT_EQ(rendered("{{title}}", view_of("{{number}} {{#lines}}", {})), "{{number}} {{#lines}}");
    EXPECT_EQ(rendered("{{#lines}}{{line}}{{/lines}}", view_of("", {"{{title}}\n{{/lines}}"})), "{{title}}\n{{/lines}}");
}

TEST(Template, RefusesWhatItCannotFill) {
    struct Row {
        const char* source;
        const char* reason;
    };
    for (const auto& row : {
             Row{"{{titel}}", "t: {{titel}} is no value of a mail"},
             Row{"{{#nothing}}x{{/nothing}}", "t: {{#nothing}} is no value"},
             Row{"{{line}}", "t: {{line}} is no value"},
             Row{"{{#lines}}{{name}}{{/lines}}", "t: {{name}} is no value"},
             Row{"{{#lines}}{{#files}}{{/files}}{{/lines}}", "t: list {{#files}} stands inside a list"},
             Row{"{{#title}}", "Unclosed section"},
             Row{"{{/title}}", "Unopened section"},
             Row{"{{#title}}{{/number}}", "Unclosed section"},
             Row{"{{title", "Unclosed tag"},
             Row{"{{{title}}", "Unclosed tag"},
             Row{"{{}}", "an empty tag"},
             Row{"{{>part}}", "no part"},
             Row{"{{=<% %>=}}", "tag marks"},
         }) {
        const auto compiled = Template::compile("t", row.source, Template::Escape::none);
        ASSERT_FALSE(compiled) << row.source;
        EXPECT_NE(compiled.error().what.find(row.reason), std::string::npos) << compiled.error().what;
    }
}

/// The same values for kainjow, which uses the same syntax.
kainjow::mustache::data kainjow_data(const TemplateValues& values) {
    kainjow::mustache::data out;
    for (std::size_t i = 0; i < key_count; ++i) {
        const auto key = static_cast<Key>(i);
        if (!values[key].empty()) out.set(std::string(to_string(key)), values[key]);
    }
    for (std::size_t i = 0; i < list_count; ++i) {
        const auto list = static_cast<List>(i);
        const auto [first, second] = row_names(list);
        kainjow::mustache::data rows{kainjow::mustache::data::type::list};
        for (const auto& row : values[list]) {
            kainjow::mustache::data each;
            each.set(std::string(first), row.first);
            if (!second.empty()) each.set(std::string(second), row.second);
            rows << each;
        }
        out.set(std::string(to_string(list)), rows);
    }
    return out;
}

std::string without_empty_lines(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        if (line.find_first_not_of(" \t") != std::string::npos) out += line + "\n";
        at = end + 1;
    }
    return out;
}

TEST(Template, SaysWhatKainjowSaysSaveForEmptyLines) {
    const std::string sources[] = {
        "{{title}}\n{{#lines}}\n* {{line}}\n{{/lines}}\n{{^lines}}none{{/lines}}\n{{#client}}of {{client}}{{/client}}\n",
        "{{#title}}{{#lines}}[{{line}} {{title}}]{{/lines}}{{/title}}\n  {{#number}}\n  #{{number}}\n  {{/number}}\nend",
        "<p>{{#files}}<b>{{name}}</b> ({{size}}){{/files}}</p>{{! c }}{{^client}}nobody{{/client}} {{&title}} {{{title}}}",
        "{{#actions}}{{label}}: {{url}}\n{{/actions}}{{^actions}}\nno action\n{{/actions}}\n",
    };
    auto full = view_of("Smoke & fire", {"first", "second \"line\""});
    full[Key::client] = "Contoso <Ltd>";
    full[List::actions] = {{"Take", "mailto:a@b.example?subject=x&body=y"}};
    for (const auto& source : sources) {
        for (const auto& values : {TemplateValues{}, view_of("T", {}), view_of("", {"x"}), full}) {
            kainjow::mustache::mustache other{source};
            other.set_custom_escape([](const std::string& text) { return text; });
            EXPECT_EQ(without_empty_lines(rendered(source, values)), without_empty_lines(other.render(kainjow_data(values))))
                << source;
        }
    }
}

}  // namespace
}  // namespace templates
