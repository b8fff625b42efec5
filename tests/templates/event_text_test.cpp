// Tests the words of each ticket event, in every language.
#include "templates/event_text.hpp"
#include "templates/render.hpp"

#include <gtest/gtest.h>

namespace templates {
namespace {

namespace event = workflow::event;
namespace cause = workflow::cause;

std::string text_in(const char* language, workflow::TicketEvent value, std::string author = "ana") {
    workflow::Entry entry;
    entry.author = std::move(author);
    entry.event = std::move(value);
    static const Texts english = *Texts::load("en");
    static const Texts german = *Texts::load("de");
    const Texts& texts = std::string_view(language) == "de" ? german : english;
    return entry_text(entry, texts.phrases(), nullptr);
}

TEST(EventText, IsInTheLanguageOfTheDesk) {
    const event::StatusChanged changed{config::Status::open, config::Status::in_progress, cause::Command{"wip"}};
    EXPECT_EQ(text_in("en", changed), "status open → in-progress by ana (confirmed): [wip]");
    EXPECT_EQ(text_in("de", changed), "Status offen → in Arbeit durch ana (sicher): [wip]");
    const event::CategoryChanged category{"", "Network", cause::Rule{"net"}};
    EXPECT_EQ(text_in("en", category, "ticketd"), "category none → Network by ticketd: rule \"net\"");
    EXPECT_EQ(text_in("de", category, "ticketd"), "Kategorie — → Network durch ticketd: Regel \"net\"");
}

TEST(EventText, OfAnOldEntryIsItsText) {
    workflow::Entry entry;
    entry.text = "status open → closed by ana (confirmed): [close]";
    EXPECT_EQ(entry_text(entry, Texts::load("de")->phrases(), nullptr), entry.text);
}

TEST(EventText, OfANewerVersionIsItsName) {
    EXPECT_EQ(text_in("en", event::Unknown{"teleported", "{}"}), "teleported");
}

TEST(EventText, HasWordsForEachEventAndCauseInEachLanguage) {
    for (const auto* language : {"en", "de"}) {
        for (const std::string_view name : workflow::event_names()) {
            const auto event = workflow::parse_event("{\"event\":\"" + std::string(name) + "\"}");
            ASSERT_TRUE(event) << name;
            EXPECT_NE(text_in(language, *event), "") << name;
            EXPECT_NE(text_in(language, *event), name) << "it has words";
        }
        for (const workflow::Cause& why : {workflow::Cause(cause::UrgentMail{}),
                                           {cause::DeskAddress{}},
                                           {cause::TheirMail{}},
                                           {cause::TheirAnswer{}},
                                           {cause::TheirUnsubscription{}},
                                           {cause::ClientSaysSolved{}},
                                           {cause::ClientSaysUnsolved{}},
                                           {cause::PublicAnswer{}},
                                           {cause::AnsweredBeforeSplit{}},
                                           {cause::MergedTicket{}},
                                           {cause::CopiedIn{}},
                                           {cause::ReplyTo{}},
                                           {cause::Mentioned{}},
                                           {cause::ResolvedFor{3}},
                                           {cause::SnoozeOver{}},
                                           {cause::TicketDone{}},
                                           {cause::MergedInto{{1}}},
                                           {cause::MergedFrom{{1}}},
                                           {cause::ForeignToken{{1}}},
                                           {cause::NamedByStranger{{1}, "a@b.example"}},
                                           {cause::ClosedLongAgo{{1}, 14}},
                                           {cause::SameMail{}},
                                           {cause::Contract{"gold"}}}) {
            const std::string text = text_in(language, event::Woken{why});
            EXPECT_FALSE(text.ends_with(": ")) << text;
        }
    }
}

TEST(EventText, WithoutWhyEndsWithWhoDidIt) {
    workflow::Entry entry;
    entry.author = "ticketd";
    entry.event = event::PriorityChanged{config::Priority::low, config::Priority::high, cause::Rule{"VIP"}};
    EXPECT_EQ(done_text(entry, Texts::load("en")->phrases(), nullptr), "priority low → high by ticketd");
}

}  // namespace
}  // namespace templates
