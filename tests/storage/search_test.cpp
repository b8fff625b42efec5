// Tests the full-text index: words, phrases, snippets, bounded steps.
#include "storage/search.hpp"

#include "tests/storage/both.hpp"

#include <gmock/gmock.h>

using namespace storage_tests;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

workflow::Entry entry_of(std::int64_t ticket, workflow::EntryKind kind, const std::string& text) {
    workflow::Entry entry;
    entry.ticket = {ticket};
    entry.at = monday;
    entry.kind = kind;
    entry.author = "ana";
    entry.text = text;
    return entry;
}

class Search : public StoreTest {
protected:
    using Kind = workflow::EntryKind;

    void open(std::int64_t number, const std::string& title, const std::vector<std::pair<Kind, std::string>>& texts) {
        auto ticket = ticket_of(number);
        ticket.title = title;
        auto outcome = outcome_of(ticket);
        for (const auto& [kind, text] : texts)
            outcome.decision.entries.push_back(entry_of(number, kind, text));
        tickets_.write({&outcome, 1}, monday);
    }
    std::vector<std::int64_t> found(std::string_view words, std::size_t most = 20) {
        search_.take_in_all();
        std::vector<std::int64_t> numbers;
        for (const auto& one : search_.find(storage::search_phrases(words), most))
            numbers.push_back(one.ticket.value);
        return numbers;
    }
    storage::Search search_{session_};
};

}  // namespace

TEST(SearchPhrases, AreWordsAndWhatStandsInQuotes) {
    const struct {
        const char* text;
        std::vector<std::string> phrases;
    } rows[] = {
        {"vpn  printer", {"vpn", "printer"}},
        {R"("vpn is down" today)", {"vpn is down", "today"}},
        {R"(open "quote stays)", {"open", "quote stays"}},
        {R"(a"b c"d)", {"a", "b c", "d"}},
        {"  -- \"\" * : ", {}},
        {"10.0.0.1 Ärger", {"10.0.0.1", "Ärger"}},
    };
    for (const auto& row : rows)
        EXPECT_EQ(storage::search_phrases(row.text), row.phrases) << row.text;
}

TEST_P(Search, FindsWordsAndPhrasesInTitlesAndTexts) {
    open(1, "The printer in Zürich",
         {{Kind::comment, "It says PC LOAD LETTER. Mail joe.doe@contoso.example about 10.0.0.1"},
          {Kind::note, "He is rude"},
          {Kind::event, "opened by nobody"}});
    open(2, "VPN", {{Kind::comment, "the printer does not print; It's \"odd\" -- drop table ticket"}});
    const struct {
        const char* words;
        std::vector<std::int64_t> tickets;
    } rows[] = {
        {"printer", {2, 1}},
        {"PRINTER", {2, 1}},
        {"zurich", {1}},
        {"ZÜRICH", {1}},
        {"printer letter", {1}},  // one word in the title, one in a text
        {"printer zürich odd", {}},
        {"\"load letter\"", {1}},
        {"\"letter load\"", {}},
        {"rude", {1}},
        {"nobody", {}},
        {"contoso", {1}},
        {"joe.doe@contoso.example", {1}},
        {"10.0.0.1", {1}},
        {"it's", {2}},
        // None of these is treated as syntax.
        {"printer OR vpn", {}},
        {"title:vpn", {}},
        {"prin*", {}},
        {"printer AND (", {}},
        {"NEAR(the printer)", {}},
        {"' or 1=1 --", {}},
        {"-vpn", {2}},
        {"vpn:*", {2}},
        {"!vpn | printer & <->", {2}},
    };
    for (const auto& row : rows)
        EXPECT_EQ(found(row.words), row.tickets) << row.words;
    EXPECT_EQ(found("printer", 1), std::vector<std::int64_t>{2});
}

TEST_P(Search, ShowsWhereItStands) {
    std::string text;
    for (int i = 0; i < 200; ++i)
        text += "some words ";
    open(1, "x", {{Kind::comment, "needle first"}, {Kind::comment, text + "a Needle in hay " + text}});
    search_.take_in_all();
    const std::vector<std::string> phrases{"needle"};
    const auto all = search_.find(phrases, 20);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_THAT(all[0].snippet, HasSubstr("Needle in hay"));
    EXPECT_LT(all[0].snippet.size(), 400U);
}

TEST_P(Search, ATitleIsTheLatestOne) {
    open(1, "first", {});
    EXPECT_EQ(found("first"), std::vector<std::int64_t>{1});
    auto ticket = *tickets_.find({1});
    ticket.title = "second";
    const auto outcome = outcome_of(ticket);
    tickets_.write({&outcome, 1}, monday);
    EXPECT_THAT(found("first"), IsEmpty());
    EXPECT_EQ(found("second"), std::vector<std::int64_t>{1});
}

TEST_P(Search, TakesInBoundedStepsAndLetsMailsGoFirst) {
    const std::string large(40'000, 'a');
    open(1, "x", {{Kind::comment, large}, {Kind::comment, large}, {Kind::comment, large + " end"}});
    EXPECT_EQ(search_.take_in(false), 3U) << "the title and two texts";
    EXPECT_EQ(search_.take_in(false), 1U);
    EXPECT_EQ(search_.take_in(false), 0U);
    open(2, "y", {});
    const auto mail = mail_of("key", "raw");
    ASSERT_FALSE(inbox_.append({&mail, 1}).empty());
    EXPECT_EQ(search_.take_in(true), 0U);
    EXPECT_EQ(search_.take_in(false), 1U);
}

ON_BOTH_DATABASES(Search);
