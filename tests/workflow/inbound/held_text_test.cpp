// What a ticket holds, as windows of words.
#include "workflow/inbound/held_text.hpp"

#include "workflow/text/words.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

using namespace workflow;

namespace {

std::vector<std::uint64_t> words(std::string_view line) {
    std::vector<text::Word> found;
    text::append_words(line, found);
    std::vector<std::uint64_t> out;
    for (const text::Word& word : found)
        out.push_back(word.hash);
    return out;
}

bool holds(const HeldText& held, std::string_view five, unsigned times = 1) {
    const auto hashes = words(five);
    EXPECT_EQ(hashes.size(), HeldText::window) << five;
    return held.holds(HeldText::Window(hashes.data(), HeldText::window), times);
}

}  // namespace

TEST(HeldText, HoldsFiveWordsInTheirOrder) {
    HeldText held;
    held.add("> one two three\n> four five\n> six");
    EXPECT_TRUE(holds(held, "one two three four five"));
    EXPECT_TRUE(holds(held, "two three four five six"));
    EXPECT_FALSE(holds(held, "one two three five four"));
    EXPECT_FALSE(holds(held, "One two three four five"));
}

TEST(HeldText, CountsInOneText) {
    HeldText held;
    held.add("a b c d e\na b c d e");
    held.add("a b c d e");
    EXPECT_TRUE(holds(held, "a b c d e", 2));
    EXPECT_FALSE(holds(held, "a b c d e", 3));
    held.add("a b c d e a b c d e a b c d e a b c d e");
    EXPECT_TRUE(holds(held, "a b c d e", 3));
    EXPECT_TRUE(holds(held, "a b c d e", 9)) << "three stands for more";
}

TEST(HeldText, KnowsWhereTextsBeginAndEnd) {
    HeldText held;
    held.add("x y");
    const auto both = words("x y");
    const std::vector<std::uint64_t> begin{HeldText::begin_word, HeldText::begin_word, HeldText::begin_word, both[0], both[1]};
    const std::vector<std::uint64_t> end{HeldText::begin_word, HeldText::begin_word, both[0], both[1], HeldText::end_word};
    EXPECT_TRUE(held.holds(HeldText::Window(begin.data(), HeldText::window)));
    EXPECT_TRUE(held.holds(HeldText::Window(end.data(), HeldText::window)));
}

TEST(HeldText, HoldsLinksAndTheTextWithoutThem) {
    HeldText held;
    held.add("see the guide https://x.example/a for all of it");
    EXPECT_TRUE(holds(held, "see the guide for all"));
    EXPECT_TRUE(holds(held, "the guide https://x.example/a for all"));
    EXPECT_TRUE(held.holds_link(words("http://x.example/a/")[0]));
    EXPECT_FALSE(held.holds_link(words("http://x.example/b")[0]));
}

TEST(HeldText, OnlyTheWritersMailsKnowHisSignature) {
    HeldText held;
    held.add("a b c d e");
    held.add_writer("f g h i j");
    const auto other = words("a b c d e");
    const auto own = words("f g h i j");
    EXPECT_FALSE(held.writer_holds(HeldText::Window(other.data(), HeldText::window)));
    EXPECT_TRUE(held.writer_holds(HeldText::Window(own.data(), HeldText::window)));
    EXPECT_TRUE(holds(held, "f g h i j"));
}

TEST(WindowSet, StaysQuickWhenHashesCrowd) {
    WindowSet set;
    constexpr std::uint64_t many = 3000;
    for (std::uint64_t i = 1; i <= many; ++i)
        EXPECT_TRUE(set.insert(i << 32U));  // all belong to one slot
    EXPECT_FALSE(set.insert(7ULL << 32U));
    EXPECT_FALSE(set.insert(many << 32U));
    EXPECT_EQ(set.size(), many);
    EXPECT_TRUE(set.has(many << 32U));
    EXPECT_FALSE(set.has((many + 1) << 32U));
    EXPECT_TRUE(set.insert(0));
    EXPECT_TRUE(set.has(0));
}
