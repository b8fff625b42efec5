// Tests @names in texts: whom they name and what they cause.
#include "tests/workflow/desk.hpp"
#include "workflow/commands/mentions.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

TEST(Mentions, AreFoundAsPeopleWriteThem) {
    const struct {
        const char* text;
        std::vector<std::string> names;
    } rows[] = {
        {"@ben please look", {"ben"}},
        {"Ask @Ben.", {"ben"}},
        {"(@ben, @cleo!)", {"ben", "cleo"}},
        {"@ben @ben", {"ben"}},
        {"line\n@cleo- later", {"cleo"}},
        {"ben@desk.example wrote", {}},
        {"@benjamin", {}},
        {"@", {}},
        {"me@ben", {}},
        {"> @ben look\n  > @cleo too\nnot @ben > this", {"ben"}},
        {"@ben@social.example", {}},
        {"@network", {}},
        {"https://host.example/@ben/x", {}},
        {"@ben = Keyboard.new(1)", {}},
        {"line\n    @ben.call", {}},
    };
    const Directory directory(small_desk());
    for (const auto& row : rows) {
        std::vector<std::string> names;
        for (const auto* technician : mentioned(directory, row.text))
            names.push_back(technician->name);
        EXPECT_EQ(names, row.names) << row.text;
    }
}

TEST(Mentions, BringTheTextAndWhatFollows) {
    for (const char* tags : {"[note]", ""}) {
        Desk desk;
        const TicketId number = desk.opened_and("[take]");
        const auto kind = *tags ? "note to cleo@desk.example" : "technician-comment to cleo@desk.example";
        const auto& decision = desk.receive(from_ana(number, tags, "@cleo do you know this one?"));
        EXPECT_THAT(mails(decision), Contains(kind));
        EXPECT_THAT(mails(decision), Not(Contains("note to ben@desk.example")));
        EXPECT_TRUE(any_has(desk.events(number), "cleo@desk.example watches by ana (confirmed): mentioned"));
        EXPECT_THAT(mails(desk.receive(Mail("boss@contoso.example", "Re: x", "And now?").aligned().answers(number))),
                    Contains("technician-comment to cleo@desk.example"));
        EXPECT_TRUE(mail_of(desk.receive(from_ana(number, "[note]", "Nobody else.")), MailKind::note));
    }
}

TEST(Mentions, OfOrdersAndNewTicketsCountToo) {
    Desk desk;
    const TicketId number = desk.opened_and("[take]");
    EXPECT_THAT(mails(desk.order(number, "note", "@ben: see the log", "ana")), Contains("note to ben@desk.example"));
    const auto& opened = desk.receive(Mail("ana@desk.example", "Lamp [take]", "@cleo has the key").auth("ana"));
    EXPECT_EQ(desk.ticket(opened.landed).watchers.size(), 1U);
    EXPECT_THAT(mails(opened), Contains("notice to cleo@desk.example"));
}

TEST(Mentions, AreOfNoUseToClientsAndInQuotedText) {
    Desk desk;
    const TicketId number = desk.opened_and("[take]");
    desk.receive(Mail("boss@contoso.example", "Re: x", "@cleo come at once").aligned().answers(number));
    Mail quoting = from_ana(number, "[note]", "As he says.");
    quoting.message().quoted_text = "> @cleo come at once";
    desk.receive(quoting);
    EXPECT_THAT(desk.ticket(number).watchers, IsEmpty());
}

TEST(Mentions, OfTheAssigneeOrOneselfAddNobody) {
    Desk desk;
    const TicketId number = desk.opened_and("[assign=ben]");
    desk.receive(from_ana(number, "[note]", "@ben and @ana, we should talk"));
    EXPECT_THAT(desk.ticket(number).watchers, IsEmpty());
}
