// Random answers: no line that somebody typed, and none that the ticket does not hold, is cut.
#include "tests/workflow/inbound/answers.hpp"
#include "workflow/text/words.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <map>

using namespace answers;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* const value = std::getenv(name);
    return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

constexpr std::size_t a_word = sizeof(std::uint64_t);

/// The words of a line as bytes, to tell whether two lines say the same. Empty: it has none, and is like no other.
std::string said(std::string_view line) {
    constexpr std::string_view marks = " >|#\t";
    line.remove_prefix(std::min(line.find_first_not_of(marks), line.size()));
    for (const std::string_view mark : {"Pump>", "Marek>", "Jana>", "Odd>"})
        if (line.starts_with(mark)) line.remove_prefix(std::min(line.find_first_not_of(marks, mark.size()), line.size()));
    std::vector<workflow::text::Word> words;
    workflow::text::append_words(line, words);
    std::string out;
    for (const workflow::text::Word& word : words)
        for (std::size_t byte = 0; byte < a_word; ++byte)
            out += static_cast<char>(word.hash >> (8 * byte) & 0xFFU);
    return out;
}

std::string said_by(const std::string& text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        out += said(std::string_view(text).substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

/// The words of the lines with words right before `line`, `words` at least.
std::string said_above(const Case& each, std::size_t line, std::size_t words) {
    std::string out;
    while (line-- > 0 && out.size() < words * a_word)
        out.insert(0, said(each.lines[line].text));
    return out;
}

/// The first words of what stands below `line`, `words` at most.
std::string said_below(const Case& each, std::size_t line, std::size_t words) {
    std::string out;
    while (++line < each.lines.size() && out.size() < words * a_word)
        out += said(each.lines[line].text);
    return out.substr(0, words * a_word);
}

/// Some text of the ticket has this line word for word between what stands above it and below it in the answer, as it is or with
/// the typed words that are shown left out: nobody can tell that it was typed.
bool goes_on(const Case& each, const workflow::ProvenText& out, const std::string& held, std::size_t line) {
    constexpr std::size_t beside = 4;
    const std::string words = said(each.lines[line].text);
    if (words.empty()) return false;
    const auto holds = [&](const Case& around, std::size_t at) {
        std::string above = said_above(around, at, beside);
        if (above.size() > beside * a_word) above.erase(0, above.size() - beside * a_word);
        return held.find(above + words + said_below(around, at, beside)) != std::string::npos;
    };
    Case quote;  // without what is shown
    std::size_t at = 0;
    for (std::size_t i = 0; i < each.lines.size(); ++i) {
        if (i == line) at = quote.lines.size();
        if (i == line || out.fates[i] == workflow::LineFate::cut || each.lines[i].origin != Origin::typed)
            quote.lines.push_back(each.lines[i]);
    }
    return holds(each, line) || holds(quote, at);
}

/// The lines around those that are told, with what they are and what became of them.
std::string told(const Case& each, const workflow::ProvenText& out, const std::vector<bool>& which) {
    constexpr std::array<std::string_view, 4> fates{"own", "folded", "signature", "cut"};
    constexpr std::array<std::string_view, 5> origins{"typed", "known", "unknown", "heading", ""};
    constexpr std::size_t around = 4;
    std::string text = each.kind + "\n";
    for (std::size_t i = 0; i < each.lines.size(); ++i) {
        bool near = false;
        for (std::size_t at = i > around ? i - around : 0; at < std::min(i + around + 1, which.size()); ++at)
            near = near || which[at];
        if (near)
            text +=
                fmt::format("{} {:8}{:10}{}\n", which[i] ? '*' : ' ', origins.at(static_cast<std::size_t>(each.lines[i].origin)),
                            fates.at(static_cast<std::size_t>(out.fates[i])), each.lines[i].text);
    }
    return text;
}

/// A line right above or below it says the same and stays shown, or the next one says its last words: the reader misses nothing.
bool has_twin(const Case& each, const workflow::ProvenText& out, std::size_t line) {
    const std::string words = said(each.lines[line].text);
    if (words.empty()) return false;
    const auto shows_it = [&](std::size_t i, bool below) {
        const std::string others = said(each.lines[i].text);
        return out.fates[i] != workflow::LineFate::cut && (others == words || (below && words.ends_with(others)));
    };
    std::size_t above = line;
    while (above > 0 && said(each.lines[above - 1].text).empty())
        --above;
    std::size_t below = line + 1;
    while (below < each.lines.size() && said(each.lines[below].text).empty())
        ++below;
    return (above > 0 && shows_it(above - 1, false)) || (below < each.lines.size() && shows_it(below, true));
}

/// The words of the lines that are cut in a row with this one. Too few to prove anything: words that no ticket holds.
std::string said_in_run(const Case& each, const workflow::ProvenText& out, std::size_t line) {
    const auto goes = [&](std::size_t i) {
        return out.fates[i] == workflow::LineFate::cut && each.lines[i].origin == Origin::unknown;
    };
    std::size_t first = line;
    while (first > 0 && (goes(first - 1) || each.lines[first - 1].origin == Origin::blank))
        --first;
    std::string words;
    for (std::size_t i = first; i < each.lines.size() && (i <= line || goes(i) || each.lines[i].origin == Origin::blank); ++i)
        words += said(each.lines[i].text);
    return words.size() < workflow::HeldText::window * a_word ? "nothing" : words;
}

constexpr std::size_t most_told = 5;

struct Count {
    std::size_t known = 0;
    std::size_t kept = 0;
};

}  // namespace

TEST(QuoteProperty, NoTypedLineIsLost) {
    const std::uint64_t cases = setting("ANSWERS", 2000);
    const std::uint64_t first = setting("SEED", 1);
    const bool verbose = setting("SHOW_KEPT", 0) != 0;
    std::size_t lost = 0;
    std::size_t undecidable = 0;
    std::map<std::string, Count> counts;
    for (std::uint64_t n = 0; n < cases; ++n) {
        const std::uint64_t seed = first + n;
        const Case each = random_case(seed);
        const workflow::ProvenText out = workflow::cut_by_proof(each.text, {}, each.held, each.facts, false);
        ASSERT_GE(out.fates.size(), each.lines.size()) << "seed " << seed;
        const std::string held = said_by(each.held_text);
        std::vector<bool> bad(each.lines.size());
        std::vector<bool> stays(each.lines.size());
        std::vector<bool> as_the_text(each.lines.size());
        const bool touched = each.kind.find("untouched") == std::string::npos;
        Count& count = counts[each.edited ? "edited" : touched ? "answered between" : "left alone"];
        for (std::size_t i = 0; i < each.lines.size(); ++i) {
            const bool cut = out.fates[i] == workflow::LineFate::cut;
            const Origin origin = each.lines[i].origin;
            if (origin == Origin::known) ++count.known;
            if (origin == Origin::known && !cut) stays[i] = true;
            // A stranger's mail may say what the ticket says, too.
            const bool is_new = origin == Origin::unknown && held.find(said_in_run(each, out, i)) == std::string::npos;
            const bool must_stay = origin == Origin::typed || is_new;
            if (must_stay && cut && !has_twin(each, out, i)) {
                (goes_on(each, out, held, i) ? as_the_text : bad)[i] = true;
            }
            if (must_stay && !cut) {
                const std::string& part = out.fates[i] == workflow::LineFate::own      ? out.shown
                                          : out.fates[i] == workflow::LineFate::folded ? out.folded
                                                                                       : out.signature;
                EXPECT_NE(part.find(each.lines[i].text), std::string::npos) << "seed " << seed << ": " << each.lines[i].text;
            }
        }
        if (std::count(as_the_text.begin(), as_the_text.end(), true) > 0) {
            ++undecidable;
            if (verbose) std::cout << "seed " << seed << " goes on: " << told(each, out, as_the_text);
        }
        const auto kept = static_cast<std::size_t>(std::count(stays.begin(), stays.end(), true));
        count.kept += kept;
        if (std::count(bad.begin(), bad.end(), true) > 0 && ++lost <= most_told)
            ADD_FAILURE() << "seed " << seed << ": " << told(each, out, bad);
        if (verbose && kept > 0 && !each.edited)
            std::cout << "seed " << seed << " kept " << kept << ": " << told(each, out, stays);
    }
    EXPECT_EQ(lost, 0U) << "answers from seed " << first;
    std::cout << fmt::format("{} answers from seed {}: {} lose a line; in {} one is typed as a text of the ticket goes on\n",
                             cases, first, lost, undecidable);
    EXPECT_LE(undecidable * 1000, cases + 1000) << "one in a thousand";
    for (const auto& [name, count] : counts)
        std::cout << fmt::format(
            "{}: {} of {} known lines stay ({:.2f} %)\n", name, count.kept, count.known,
            100.0 * static_cast<double>(count.kept) / static_cast<double>(std::max<std::size_t>(count.known, 1)));
    EXPECT_LT(counts["left alone"].kept * 100, counts["left alone"].known) << "from seed " << first;
}
