// Sentences of workflow/ in words: every one in every language, values of each type, and what events store.
#include "templates/sentence_text.hpp"

#include "templates/event_text.hpp"
#include "templates/render.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace templates {
namespace {

namespace cause = workflow::cause;
namespace event = workflow::event;
using config::Priority;
using config::Status;
using workflow::Clock;
using workflow::say;
using workflow::Sentence;

const config::Instant noon = *config::parse_rfc3339("2026-11-23T12:00:00Z");

std::string text_in(const char* language, const Sentence& sentence) {
    static const std::map<std::string, Texts> all = [] {
        std::map<std::string, Texts> texts;
        for (const auto* one : {"en", "de"})
            texts.emplace(one, std::move(*Texts::load(one)));
        return texts;
    }();
    return sentence_text(sentence, all.at(language).phrases(), date::locate_zone("Europe/Berlin"));
}

std::set<std::string> parts_between(std::string_view text, char open, char close) {
    std::set<std::string> found;
    for (auto at = text.find(open); at != std::string_view::npos; at = text.find(open, at + 1))
        found.emplace(text.substr(at + 1, text.find(close, at) - at - 1));
    return found;
}

TEST(SentenceText, HasWordsForEachSentenceAndAPlaceForEachValueInEachLanguage) {
    for (const auto* language : {"en", "de"}) {
        const auto texts = Texts::load(language);
        ASSERT_TRUE(texts);
        for (const auto& kind : workflow::sentence_kinds) {
            std::set<std::string> holes;
            for (const auto hole : workflow::text::split(kind.holes, ','))
                if (!hole.empty()) holes.emplace(hole);
            EXPECT_EQ(parts_between(texts->phrases()[kind.name], '{', '}'), holes) << language << " " << kind.name;
        }
    }
}

TEST(SentenceText, HasNoSentenceTwice) {
    std::set<std::string_view> names;
    for (const auto& kind : workflow::sentence_kinds)
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
}

TEST(SentenceText, WordsEachTypeOfValue) {
    struct Row {
        Sentence sentence;
        const char* english;
        const char* german;
    };
    const workflow::Who ana{"ana", workflow::Trust::confirmed};
    for (const Row& row : {
             Row{say("refused.no-client", "Acme"), "there is no client \"Acme\".", "Es gibt keinen Kunden \"Acme\"."},
             Row{say("refused.no-ticket", config::TicketId{7}), "there is no ticket 7", "Es gibt kein Ticket 7"},
             Row{say("done.timer-runs", noon), "your timer runs since 2026-11-23 13:00 CET",
                 "Ihre Zeitmessung läuft seit 2026-11-23 13:00 CET"},
             Row{say("refused.status-way", Status::closed, Status::resolved), "a ticket that is closed cannot become resolved",
                 "Ein Ticket mit dem Status \"geschlossen\" kann nicht den Status \"gelöst\" bekommen"},
             Row{say("done.priority-is", Priority::high), "priority is high already", "Die Priorität ist schon \"hoch\""},
             Row{say("sla.time-used", 75, Clock::update), "75 % of the update time are used",
                 "75 % der Frist für den Zwischenstand sind verbraucht"},
             Row{say("notice.critical", ana), "The ticket became critical, by ana (confirmed).",
                 "Das Ticket ist jetzt kritisch, durch ana (sicher)."},
             Row{say("notice.told", cause::Rule{"VIP"}), "You are told by rule \"VIP\".",
                 "Sie werden benachrichtigt durch Regel \"VIP\"."},
             Row{say("held.not-run", std::vector<std::string>{"[a]", "[b]", "[c]"}), "[a], [b] and [c] did not run.",
                 "Nicht ausgeführt: [a], [b] und [c]."},
             Row{say("done.change", workflow::Changes{{event::PriorityChanged{Priority::low, Priority::high, {}}}, ana}),
                 "priority low → high", "Priorität niedrig → hoch"},
             Row{say("done.change",
                     workflow::Changes{{event::WatcherRemoved{"a@b.example", {}}, event::WatcherRemoved{"c@b.example", {}}},
                                       ana}),
                 "a@b.example watches no more and c@b.example watches no more",
                 "a@b.example liest nicht mehr mit und c@b.example liest nicht mehr mit"},
             Row{say("refused.nothing-done", say("refused.no-title")),
                 "Nothing was changed and nothing was sent: a title cannot be empty.",
                 "Es wurde nichts geändert und nichts gesendet: Ein Titel darf nicht leer sein."},
         }) {
        EXPECT_EQ(text_in("en", row.sentence), row.english);
        EXPECT_EQ(text_in("de", row.sentence), row.german);
    }
}

TEST(SentenceText, PutsNoFullStopBehindAnotherMark) {
    const auto question = say("did-you-mean", say("refused.no-client", "Acne"), "Acme");
    EXPECT_EQ(text_in("en", say("refused.nothing-changed", question)),
              "Nothing was changed: there is no client \"Acne\". Did you mean \"Acme\"?");
    EXPECT_EQ(text_in("de", say("refused.nothing-changed", question)),
              "Es wurde nichts geändert: Es gibt keinen Kunden \"Acne\". Meinten Sie \"Acme\"?");
    EXPECT_EQ(text_in("en", say("refused.nothing-changed", say("parse.unknown", "x"))),
              "Nothing was changed: \"x\" is no command. [help] lists them.");
}

TEST(SentenceText, OfAValueIsNoPhrase) {
    EXPECT_EQ(text_in("en", say("refused.no-client", "{name}")), "there is no client \"{name}\".");
    EXPECT_EQ(text_in("en", Sentence{}), "") << "no sentence has no words";
}

TEST(SentenceText, IsTheSameAfterItWasStored) {
    for (const Sentence& sentence : {
             say("refused.timer-end", "25:00", noon),
             say("refused.done-not-snoozed", Status::closed),
             say("done.priority-is", Priority::low),
             say("sla.time-used", 75, Clock::resolution),
             say("refused.ambiguous", "an", std::vector<std::string>{"ana", "anders"}),
             say("notice.critical", workflow::Who{"ana", workflow::Trust::technician}),
             say("refused.no-title"),
             say("refused.nothing-done", say("did-you-mean", say("refused.no-client", "Ac\"ne\n"), "Acme")),
         })
        EXPECT_EQ(workflow::parse_sentence(workflow::stored(sentence)), sentence) << text_in("en", sentence);
}

TEST(SentenceText, OfANewerVersionIsNone) {
    for (const auto* json : {"", "{}", "[]", "{\"name\":\"refused.tomorrow\",\"values\":{}}", "{\"name\":\"refused.no-client\"}",
                             "{\"name\":\"refused.no-client\",\"values\":{}}",
                             "{\"name\":\"refused.no-client\",\"values\":{\"name\":{\"colour\":\"red\"}}}"})
        EXPECT_TRUE(workflow::parse_sentence({json}).empty()) << json;
    std::string deep = R"({"name":"refused.no-title","values":{}})";
    for (int i = 0; i < 1000; ++i)
        deep = R"({"name":"refused.nothing-done","values":{"why":{"sentences":[)" + deep + "]}}}";
    EXPECT_TRUE(workflow::parse_sentence({deep}).empty());
}

TEST(SentenceText, OfARefusedMailStandsInTheHistory) {
    workflow::Entry entry;
    entry.author = "ana";
    entry.trust = workflow::Trust::technician;
    entry.event = event::MailRefused{.refusal = workflow::stored(say("refused.no-category", "Netz"))};
    const auto read = workflow::parse_event(workflow::event_json(*entry.event));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, *entry.event);
    entry.event = read;
    EXPECT_EQ(entry_text(entry, Texts::load("de")->phrases(), nullptr),
              "eine Mail von ana (Techniker) wurde abgelehnt: Es gibt keine Kategorie \"Netz\".");
    entry.event = event::MailRefused{.reason = "the old reason"};
    EXPECT_EQ(entry_text(entry, english(), nullptr), "a mail of ana (technician) was refused: the old reason");
}

}  // namespace
}  // namespace templates
