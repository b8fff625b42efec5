// Tests that names of enumerations and commands can be read back, also those in the manual.
#include "workflow/commands/command_table.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/text/text.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace workflow;

TEST(Words, EveryKindReadsBackFromItsWord) {
    for (int i = 0; i <= static_cast<int>(MailKind::confirmation); ++i) {
        const auto kind = static_cast<MailKind>(i);
        ASSERT_FALSE(to_string(kind).empty()) << i;
        EXPECT_EQ(parse_mail_kind(to_string(kind)), kind);
    }
    for (const Trust trust : {Trust::claimed, Trust::participant, Trust::technician, Trust::confirmed})
        EXPECT_EQ(parse_trust(to_string(trust)), trust);
    for (const EntryKind kind : {EntryKind::comment, EntryKind::note, EntryKind::event})
        EXPECT_EQ(parse_entry_kind(to_string(kind)), kind);
    for (const Link::Kind kind : {Link::Kind::merged_into, Link::Kind::split_from, Link::Kind::follows, Link::Kind::relates})
        EXPECT_EQ(parse_link_kind(to_string(kind)), kind);
}

TEST(Words, AnUnknownWordIsTheWeakestMeaning) {
    EXPECT_EQ(parse_trust("root"), Trust::claimed);
    EXPECT_EQ(parse_entry_kind(""), EntryKind::event);
    EXPECT_EQ(parse_mail_kind("spam"), std::nullopt);
}

TEST(Words, EveryCommandWordIsThereOnceAndFolded) {
    std::set<std::pair<std::string_view, CommandWord::Form>> seen;
    for (const CommandWord& word : command_words()) {
        EXPECT_TRUE(seen.emplace(word.word, word.form).second) << word.word;
        EXPECT_EQ(text::folded(word.word), word.word);
        EXPECT_EQ(command_word(word.word, word.form), &word);
    }
}

TEST(Words, HelpNamesWhatIsInTheTable) {
    for (const CommandHelp& line : command_help()) {
        std::string word = line.tag.substr(1, line.tag.find_first_of("]=+") - 1);
        if (word.ends_with(" …")) word.resize(word.rfind(' '));
        const CommandWord* known = command_word(word, CommandWord::Form::flag);
        if (!known) known = command_word(word, CommandWord::Form::key);
        if (!known) known = command_word(word, CommandWord::Form::list);
        if (!known) known = command_word(word, CommandWord::Form::phrase);
        EXPECT_TRUE(known) << line.tag;
    }
}

TEST(Words, TheManualHasTheSameTable) {
    std::string block;
    for (const auto& [tag, meaning] : command_help()) {
        std::string text(meaning);
        if (text.starts_with("…")) text = "\\&" + text;
        block += ".It Ql " + tag + "\n" + text + "\n";
    }
    for (std::size_t at = block.find("…"); at != std::string::npos; at = block.find("…", at))
        block.replace(at, std::string_view("…").size(), "...");
    std::ifstream file(std::string(SOURCE_DIR) + "/daemon/ctl/ticketctl.1");
    const std::string manual(std::istreambuf_iterator<char>(file), {});
    EXPECT_NE(manual.find(".Bl -tag -width Ds\n" + block + ".El\n"), std::string::npos)
        << "the section Commands of ticketctl(1) is:\n"
        << block;
}

TEST(Text, CutsBetweenCharacters) {
    EXPECT_EQ(text::cut("aü", 2), "a");
    EXPECT_EQ(text::cut("aü", 3), "aü");
    EXPECT_EQ(text::cut("", 3), "");
    EXPECT_EQ(text::squeezed("  a \r\n\t b "), "a b");
    EXPECT_EQ(text::first_line("\n\n one\ntwo"), "one");
}

TEST(Words, CaseDoesNotCountInAnyAlphabetOfTwoBytes) {
    const std::pair<const char*, const char*> rows[] = {
        {"STÖRUNG im BÜRO", "störung im büro"}, {"ŁÓDŹ ŠĎÁŤ ŸĿŽ", "łódź šďáť ÿŀž"}, {"ΌΡΑ ΑΣ", "όρα ας"},
        {"ПРИНТЕР ЁЖ ЇЖАК", "принтер ёж їжак"}, {"×ß€日本 ı", "×ß€日本 ı"},
    };
    for (const auto& [large, small] : rows) {
        EXPECT_EQ(text::folded(large), text::folded(small));
        EXPECT_EQ(text::folded(large).size(), std::string(large).size());
        EXPECT_TRUE(text::same(large, small));
        EXPECT_TRUE(text::contains_folded(std::string("x ") + large + " y", text::folded(small)));
    }
    EXPECT_FALSE(text::same("BÜRO", "BÖRO"));
    EXPECT_EQ(text::folded("cut \xC3"), "cut \xC3");
    EXPECT_EQ(text::folded(std::string("\xC3") + "A"), std::string("\xC3") + "a") << "no letter of two bytes begins here";
}
