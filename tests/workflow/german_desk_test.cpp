// What technicians of a German desk read: refusals, receipts and notices are German, from the mail that comes to the mail that
// goes.
#include "tests/workflow/desk.hpp"

#include "templates/event_text.hpp"
#include "templates/render.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace desk_test;
using testing::HasSubstr;
using testing::Not;

namespace {

class GermanDesk : public testing::Test {
protected:
    GermanDesk() : desk_(german_config()), texts_(*templates::Texts::load("de")), number_(desk_.opened()) {}

    static config::Config german_config() {
        config::Config config = small_desk();
        config.desk.language = "de";
        config.desk.zone = date::locate_zone("Europe/Berlin");
        return config;
    }

    /// The text of the mail of that kind to `address`; empty: the decision ordered none.
    std::string text(const Decision& decision, MailKind kind, std::string_view address) {
        for (const Notification& one : decision.mails)
            if (one.kind == kind && one.recipient.address == address)
                return texts_
                    .render(desk_.directory, one, one.ticket.is_set() ? &desk_.ticket(one.ticket) : nullptr,
                            one.entry ? &decision.entries[*one.entry] : nullptr, {}, desk_.now)
                    .text;
        return {};
    }
    std::string refusal_of(const std::string& tags) {
        return text(desk_.receive(from_ana(number_, tags, "Wir sehen nach.")), MailKind::refusal, "ana@desk.example");
    }

    Desk desk_;
    templates::Texts texts_;
    TicketId number_;
};

TEST_F(GermanDesk, RefusesInGerman) {
    struct Row {
        const char* tags;
        const char* line;
    };
    for (const Row& row : {
             Row{"[status=reslved]", "\"reslved\" ist kein Status. Meinten Sie \"resolved\"?"},
             Row{"[assign=benn]", "Es gibt weder einen Techniker noch ein Team \"benn\". Meinten Sie \"ben\"?"},
             Row{"[client=Contosso]", "Es gibt keinen Kunden \"Contosso\". Meinten Sie \"Contoso\"?"},
             Row{"[cc+=nobody]", "\"nobody\" ist keine Mailadresse."},
             Row{"[resolve] [close]", "Zweimal angegeben: der Status."},
             Row{"[rseolve]", "\"rseolve\" ist kein Befehl. Meinten Sie \"resolve\"?"},
             Row{"[status]", "status braucht einen Wert: [status=…]."},
             Row{"[stop]", "Auf diesem Ticket läuft keine Zeitmessung von ana."},
             Row{"[time=-1h]", "1h lassen sich nicht zurücknehmen: ana hat auf diesem Ticket 0m."},
             Row{"[undo]", "gibt es nichts, was ana zurücknehmen könnte."},
             Row{"[merge=99]", "Es gibt kein Ticket 99, mit dem zusammengeführt werden könnte."},
             Row{"[split=7]", "\"7\" ist keiner der "},
         }) {
        const std::string mail = refusal_of(row.tags);
        EXPECT_THAT(mail, HasSubstr("* Es wurde nichts geändert und nichts gesendet: ")) << row.tags;
        EXPECT_THAT(mail, HasSubstr(row.line)) << row.tags;
        EXPECT_THAT(mail, Not(HasSubstr("there is"))) << row.tags;
    }
}

TEST_F(GermanDesk, ConfirmsInGerman) {
    const Decision decision = desk_.receive(from_ana(number_, "[assign=ben] [high] [time=30m] [wip]", "Wir sehen nach."));
    const std::string receipt = text(decision, MailKind::receipt, "ana@desk.example");
    for (const char* line :
         {"* Zeit 30m\n", "* zugewiesen an ben\n", "* Priorität mittel → hoch\n", "* Status offen → in Arbeit\n",
          "* Was an boss@contoso.example geht, lässt sich nicht zurücknehmen: Es ist unterwegs\n",
          "* [undo] nimmt das zurück, solange es niemand wieder geändert hat\n"})
        EXPECT_THAT(receipt, HasSubstr(line));
    const std::string again = text(desk_.receive(from_ana(number_, "[high]")), MailKind::receipt, "ana@desk.example");
    EXPECT_THAT(again, HasSubstr("* Die Priorität ist schon \"hoch\"\n"));
}

TEST_F(GermanDesk, TellsTechniciansInGerman) {
    const Decision given = desk_.receive(from_ana(number_, "[assign=ben]"));
    EXPECT_THAT(text(given, MailKind::notice, "ben@desk.example"),
                HasSubstr("* Das Ticket wurde Ihnen von ana (sicher) zugewiesen.\n"));
    const Decision failed = desk_.undelivered(number_, "boss@contoso.example", "550 5.1.1 unbekannt");
    EXPECT_THAT(text(failed, MailKind::delivery_failure, "ben@desk.example"),
                HasSubstr("* nicht zustellbar an boss@contoso.example: 550 5.1.1 unbekannt.\n"));
    desk_.receive(from_ana(number_, "[snooze=2h]"));
    desk_.pass(hours{3});
    std::string woken;
    for (const Decision& decision : desk_.log)
        if (std::string one = text(decision, MailKind::notice, "ben@desk.example");
            one.find("zurückgestellt") != std::string::npos)
            woken = one;
    EXPECT_THAT(woken, HasSubstr("* Das Ticket ist wieder da: Es war bis jetzt zurückgestellt.\n"));
}

TEST_F(GermanDesk, WarnsInGerman) {
    desk_.pass(days{4});
    std::string warnings, breaches;
    for (const Decision& decision : desk_.log) {
        warnings += text(decision, MailKind::warning, "ana@desk.example");
        breaches += text(decision, MailKind::breach, "ana@desk.example");
    }
    EXPECT_THAT(warnings, HasSubstr("% der Frist für die erste Antwort sind verbraucht; sie endet am 2026-03-0"));
    EXPECT_THAT(breaches, HasSubstr("Die Frist für die erste Antwort endete am 2026-03-0"));
    EXPECT_THAT(warnings + breaches, Not(HasSubstr("target")));
}

TEST_F(GermanDesk, AsksAndHoldsInGerman) {
    Mail forged("ana@desk.example", fmt::format("Re: [#{}] [resolve] Monitor flickers", number_.value), "Ist gelöst.");
    const Decision held = desk_.receive(forged.answers(number_));
    const std::string question = text(held, MailKind::confirmation, "ana@desk.example");
    EXPECT_THAT(question, HasSubstr("* In Ihrem Namen kam eine Mail, und zu wenig spricht dafür, dass sie von Ihnen ist: die "
                                    "Adresse eines Technikers, ohne "));
    EXPECT_THAT(question, HasSubstr("* Nicht ausgeführt: [resolve].\n"));
    EXPECT_THAT(question,
                HasSubstr(fmt::format("* [resolve] für #{} wartet bis 2026-03-02 10:30 CET auf Ihr yes.\n", number_.value)));
}

TEST_F(GermanDesk, KeepsTheRefusalInTheHistoryAsAValue) {
    refusal_of("[status=reslved]");
    std::string history;
    for (const Entry& entry : desk_.log.back().entries)
        if (entry.event) history += templates::entry_text(entry, texts_.phrases(), nullptr) + "\n";
    EXPECT_THAT(history, HasSubstr("wurde abgelehnt: \"reslved\" ist kein Status. Meinten Sie \"resolved\"?"));
}

}  // namespace
