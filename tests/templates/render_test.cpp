// Renders every kind of mail for clients and technicians, in every language.
#include "templates/render.hpp"

#include "tests/templates/sample.hpp"
#include "templates/report.hpp"
#include "workflow/reports/ticket_list.hpp"
#include "workflow/reports/history.hpp"
#include "workflow/commands/command_table.hpp"
#include "workflow/model/sentence_kinds.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <thread>

namespace templates {
namespace {

using config::Status;
using sample::to_client;
using sample::to_technician;
using std::chrono::hours;
using std::chrono::minutes;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using workflow::MailKind;
using workflow::Trust;

constexpr MailKind all_kinds[] = {MailKind::acknowledgement,
                                  MailKind::notice,
                                  MailKind::client_comment,
                                  MailKind::technician_comment,
                                  MailKind::note,
                                  MailKind::receipt,
                                  MailKind::refusal,
                                  MailKind::resolved_question,
                                  MailKind::warning,
                                  MailKind::breach,
                                  MailKind::delivery_failure,
                                  MailKind::reminder,
                                  MailKind::delay,
                                  MailKind::timer_question,
                                  MailKind::confirmation};

constexpr MailKind client_kinds[] = {MailKind::acknowledgement, MailKind::client_comment, MailKind::resolved_question,
                                     MailKind::refusal,         MailKind::reminder,       MailKind::delay};

/// An address as links have it: some programs read a bare "+" as a blank.
std::string encoded(std::string address) {
    const auto plus = address.find('+');
    return plus == std::string::npos ? address : address.replace(plus, 1, "%2B");
}

class Render : public testing::Test {
protected:
    Render() : texts_(*Texts::load("en")), directory_(sample::config()) {}

    [[nodiscard]] mail::OutgoingMessage render(const workflow::Notification& order) const { return render(order, &entry_); }
    [[nodiscard]] mail::OutgoingMessage render(const workflow::Notification& order, const workflow::Entry* entry) const {
        return texts_.render(directory_, order, order.ticket.is_set() ? &ticket_ : nullptr, entry, addresses_, sample::now);
    }

    static std::string header(const mail::OutgoingMessage& mail, std::string_view name) {
        std::string found;
        for (const auto& [key, value] : mail.headers) {
            if (key != name) continue;
            EXPECT_TRUE(found.empty()) << name << " is there twice";
            found = value;
        }
        return found;
    }
    static std::string everything(const mail::OutgoingMessage& mail) {
        auto out = mail.subject + '\n' + mail.text + '\n' + mail.html + '\n' + mail.from.name + '\n' + mail.reply_to;
        for (const auto& [key, value] : mail.headers)
            out += '\n' + key + ": " + value;
        return out;
    }

    static mail::Attachment file(const std::string& name, std::size_t size) {
        mail::Attachment out;
        out.name = name;
        out.type = "application/pdf";
        out.size = size;
        out.content = std::make_shared<const std::string>(size, 'x');
        return out;
    }

    Texts texts_;
    workflow::Directory directory_;
    workflow::Ticket ticket_ = sample::ticket();
    workflow::Entry entry_ = sample::client_entry();
    Addresses addresses_ = sample::addresses();
};

TEST_F(Render, KnowsItsLanguages) {
    EXPECT_TRUE(Texts::load("en"));
    const auto missing = Texts::load("xx");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().what, HasSubstr("\"xx\""));
}

TEST_F(Render, PutsTheTicketIntoEverySubject) {
    for (const auto kind : all_kinds) {
        for (const auto& order : {to_technician(kind), to_client(kind)}) {
            const auto mail = render(order);
            const std::string title = "[#1234] The printer on the third floor is on fire";
            EXPECT_EQ(mail.subject, kind == MailKind::notice ? title : "Re: " + title) << workflow::to_string(kind);
        }
    }
}

TEST_F(Render, TellsTheAdminWhatNobodyElseIsThereToHear) {
    auto order = to_technician(MailKind::escalation);
    order.lines = {workflow::plain("Ticket #1234 was escalated.")};
    const auto mail = render(order);
    for (const auto& text : {mail.text, mail.html}) {
        EXPECT_THAT(text, HasSubstr("Ticket #1234 needs somebody"));
        EXPECT_THAT(text, HasSubstr("Ticket #1234 was escalated."));
        EXPECT_THAT(text, Not(HasSubstr("configuration")));
    }
}

TEST_F(Render, HasNoEmptyLineForARequesterThereIsNot) {
    ticket_.requester = {};
    for (const auto kind : {MailKind::notice, MailKind::warning, MailKind::breach}) {
        const auto mail = render(to_technician(kind));
        EXPECT_THAT(mail.text, Not(HasSubstr("From:")));
        EXPECT_THAT(mail.html, Not(HasSubstr(" is waiting for us")));
    }
}

TEST_F(Render, SendsFromTheAddressThatWasWrittenTo) {
    EXPECT_EQ(render(to_client(MailKind::acknowledgement)).from.address, "help@desk.example");
    ticket_.desk_address.clear();
    EXPECT_EQ(render(to_client(MailKind::acknowledgement)).from.address, "support@desk.example");
}

TEST_F(Render, SaysWhoIsSpeaking) {
    const auto technician = sample::technician_entry();
    EXPECT_EQ(render(to_client(MailKind::client_comment), &technician).from.name, "Ana Ruiz via Northwind Support");
    EXPECT_EQ(render(to_client(MailKind::resolved_question), &technician).from.name, "Ana Ruiz via Northwind Support");
    EXPECT_EQ(render(to_client(MailKind::resolved_question), nullptr).from.name, "Northwind Support");
    EXPECT_EQ(render(to_client(MailKind::acknowledgement)).from.name, "Northwind Support");
    EXPECT_EQ(render(to_technician(MailKind::technician_comment)).from.name, "Clara Brandt via Northwind Support");
    EXPECT_EQ(render(to_technician(MailKind::warning), nullptr).from.name, "Northwind Support");
    entry_.trust = Trust::claimed;
    EXPECT_EQ(render(to_technician(MailKind::technician_comment)).from.name, "Clara Brandt (not verified) via Northwind Support");
    entry_.author = "ticketd";
    EXPECT_EQ(render(to_technician(MailKind::notice)).from.name, "Northwind Support");
    entry_ = technician;
    entry_.author = "admin";
    EXPECT_EQ(render(to_client(MailKind::client_comment)).from.name, "Northwind Support");
}

TEST_F(Render, KeepsOneThread) {
    auto mail = render(to_client(MailKind::client_comment));
    EXPECT_EQ(mail.in_reply_to, "latest@contoso.example");
    EXPECT_THAT(mail.references, ElementsAre("1234.0.proof@desk.example", "first@contoso.example", "latest@contoso.example"));
    EXPECT_EQ(mail.message_id, "1234.63.proof@desk.example");

    auto order = to_technician(MailKind::receipt);
    order.in_reply_to = "command@desk.example";
    mail = render(order);
    EXPECT_EQ(mail.in_reply_to, "command@desk.example");
    EXPECT_THAT(mail.references, ElementsAre("1234.0.proof@desk.example", "first@contoso.example", "latest@contoso.example",
                                             "command@desk.example"));

    order.in_reply_to = "first@contoso.example";
    ticket_.last_client_id = "first@contoso.example";
    EXPECT_THAT(render(order).references, ElementsAre("1234.0.proof@desk.example", "first@contoso.example"));

    ticket_.root_id.clear();
    ticket_.last_client_id.clear();
    mail = render(to_technician(MailKind::notice));
    EXPECT_EQ(mail.in_reply_to, "1234.0.proof@desk.example");
    EXPECT_THAT(mail.references, ElementsAre("1234.0.proof@desk.example"));
}

TEST_F(Render, TakesAnswersAtTheSignedAddress) {
    for (const auto kind : all_kinds) {
        const auto mail = render(to_technician(kind));
        EXPECT_EQ(mail.reply_to, kind == MailKind::note ? addresses_.note : addresses_.reply) << workflow::to_string(kind);
    }
    const auto mail = render(to_client(MailKind::client_comment));
    EXPECT_EQ(mail.reply_to, addresses_.reply);
    EXPECT_EQ(mail.recipient, "clara@contoso.example");
    EXPECT_THAT(mail.to, ElementsAre(mail::Address{"Clara Brandt", "clara@contoso.example"}));
    EXPECT_EQ(mail.return_path, addresses_.return_path);
    EXPECT_EQ(render(to_client(MailKind::acknowledgement)).return_path, "");
}

TEST_F(Render, MarksWhatAProgramSays) {
    struct Row {
        MailKind kind;
        bool technician;
        bool with_entry;
        const char* word;
    };
    for (const auto& row :
         {Row{MailKind::acknowledgement, false, true, "auto-replied"}, Row{MailKind::notice, true, true, "auto-generated"},
          Row{MailKind::client_comment, false, true, ""}, Row{MailKind::technician_comment, true, true, "auto-generated"},
          Row{MailKind::note, true, true, "auto-generated"}, Row{MailKind::receipt, true, false, "auto-replied"},
          Row{MailKind::refusal, true, false, "auto-replied"}, Row{MailKind::resolved_question, false, true, ""},
          Row{MailKind::resolved_question, false, false, "auto-generated"}, Row{MailKind::warning, true, false, "auto-generated"},
          Row{MailKind::breach, true, false, "auto-generated"}, Row{MailKind::delivery_failure, true, false, "auto-generated"},
          Row{MailKind::reminder, false, false, "auto-generated"}}) {
        const auto mail =
            render(row.technician ? to_technician(row.kind) : to_client(row.kind), row.with_entry ? &entry_ : nullptr);
        EXPECT_EQ(header(mail, "Auto-Submitted"), row.word) << workflow::to_string(row.kind);
        EXPECT_EQ(header(mail, "X-Auto-Response-Suppress"), row.technician ? "" : "All") << workflow::to_string(row.kind);
        EXPECT_EQ(header(mail, "X-Ticketd-Loop"), "loopmark") << workflow::to_string(row.kind);
        EXPECT_EQ(header(mail, "X-Ticketd-Ticket"), "1234") << workflow::to_string(row.kind);
    }
}

TEST_F(Render, TellsTechniciansTheStateAndClientsNothingOfIt) {
    for (const auto kind : all_kinds) {
        const auto technicians = render(to_technician(kind));
        EXPECT_EQ(header(technicians, "X-Ticketd-Status"), "open");
        EXPECT_EQ(header(technicians, "X-Ticketd-Priority"), "high");
        EXPECT_EQ(header(technicians, "X-Ticketd-SLA-Due"), "2026-11-23T13:40:00Z");
        EXPECT_TRUE(technicians.text.starts_with("SLA: First response due in 1 h 40 min (Mon 23 Nov, 14:40 CET"))
            << technicians.text;
        EXPECT_THAT(technicians.html, HasSubstr("First response due in 1 h 40 min"));
    }
    for (const auto kind : client_kinds) {
        const auto clients = everything(render(to_client(kind)));
        for (const auto* secret : {"X-Ticketd-Status", "X-Ticketd-Priority", "SLA", "response due", "Contoso", "Hardware", "high",
                                   "[take]", "%5Btake", "note", "verified"}) {
            // A client's own text may contain any word; here it contains none of these.
            EXPECT_THAT(clients, Not(HasSubstr(secret))) << workflow::to_string(kind);
        }
        EXPECT_THAT(clients, Not(HasSubstr(addresses_.note))) << workflow::to_string(kind);
    }
}

TEST_F(Render, ShowsTheClockAsItStands) {
    struct Row {
        const char* name;
        std::function<void(workflow::Ticket&)> change;
        const char* line;
        const char* color;
    };
    const Row rows[] = {
        {"response runs", [](auto&) {}, "First response due in 1 h 40 min", "#1a7f37"},
        {"response nearly gone", [](auto& t) { t.created_at = sample::now - hours{100}; }, "First response due in 1 h 40 min",
         "#9a6700"},
        {"response late", [](auto& t) { t.clocks.response_due_at = sample::now - minutes{15}; },
         "First response overdue by 15 min", "#cf222e"},
        {"due this second", [](auto& t) { t.clocks.response_due_at = sample::now; }, "First response overdue by 0 min",
         "#cf222e"},
        {"answered, no target", [](auto& t) { t.clocks.responded_at = sample::now; }, "No SLA clock is running", "#57606a"},
        {"waiting",
         [](auto& t) {
             t.status = Status::waiting_customer;
             t.clocks.responded_at = sample::now;
             t.clocks.paused_since = sample::now;
         },
         "SLA clock paused", "#57606a"},
    };
    for (const auto& row : rows) {
        ticket_ = sample::ticket();
        row.change(ticket_);
        const auto mail = render(to_technician(MailKind::notice));
        EXPECT_TRUE(mail.text.starts_with(std::string("SLA: ") + row.line)) << row.name << ": " << mail.text.substr(0, 100);
        EXPECT_THAT(mail.html, HasSubstr(row.color)) << row.name;
    }
}

TEST_F(Render, ShowsTicketsInTables) {
    auto order = to_technician(MailKind::digest);
    order.ticket = {};
    const std::vector<workflow::Ticket> tickets{sample::ticket()};
    order.ticket_lists = {workflow::ticket_list_of(directory_, workflow::TicketList::What::due, tickets, sample::now),
                          workflow::ticket_list_of(directory_, workflow::TicketList::What::late, {}, sample::now)};
    order.ticket_lists[0].tickets[0].title = "Fire & <b>smoke</b>";
    const auto mail = render(order, nullptr);
    EXPECT_EQ(mail.subject, "Your tickets this morning: 0 late, 1 due, 0 that nobody has");
    EXPECT_THAT(mail.text, HasSubstr("Due within a day (1)\n\n#1234  Fire & <b>smoke</b>\n       high · open · nobody · Contoso\n"
                                     "       First response due in 1 h 40 min ("));
    EXPECT_THAT(mail.text, HasSubstr("Late (0)\n\nNone."));
    EXPECT_THAT(mail.html, HasSubstr("Fire &amp; &lt;b&gt;smoke&lt;/b&gt;"));
    EXPECT_THAT(mail.html, HasSubstr("bgcolor=\"#1a7f37\""));
    EXPECT_EQ(header(mail, "Auto-Submitted"), "auto-generated");
    EXPECT_EQ(header(mail, "X-Ticketd-Ticket"), "");
}

TEST_F(Render, GivesEachRowOfAnAnswerItsSignedLinks) {
    auto order = to_technician(MailKind::answer);
    order.ticket = {};
    order.original_subject = "[list]";
    auto mine = sample::ticket();
    mine.number = {7};
    mine.assignee = "ben";
    order.ticket_lists = {
        workflow::ticket_list_of(directory_, workflow::TicketList::What::open, std::vector{sample::ticket(), mine}, sample::now)};
    auto addresses = sample::addresses();
    addresses.rows = {{{1234}, "support+one@desk.example"}, {{7}, "support+two@desk.example"}};
    const auto mail = texts_.render(directory_, order, nullptr, nullptr, addresses, sample::now);
    for (const char* link : {"Take it: mailto:support%2Bone@desk.example?subject=Re:%20%5B%231234%5D%20%5Btake%5D",
                             "Resolve: mailto:support%2Bone@desk.example?subject=Re:%20%5B%231234%5D%20%5Bresolve%5D",
                             "Show: mailto:support%2Bone@desk.example?subject=Re:%20%5B%231234%5D%20%5Bshow%5D",
                             "Show: mailto:support%2Btwo@desk.example?subject=Re:%20%5B%237%5D%20%5Bshow%5D"})
        EXPECT_THAT(mail.text, HasSubstr(link));
    EXPECT_THAT(mail.text, Not(HasSubstr("support+two@desk.example?subject=Re:%20%5B%237%5D%20%5Btake%5D"))) << "it is ben's";
    EXPECT_THAT(mail.html, HasSubstr("<a href=\"mailto:support%2Bone@desk.example?subject=Re:%20%5B%231234%5D%20%5Btake%5D\""));
    EXPECT_THAT(mail.html, HasSubstr("2 tickets"));
    order.ticket_lists = {workflow::ticket_list_of(directory_, workflow::TicketList::What::open, std::vector{mine}, sample::now)};
    EXPECT_THAT(texts_.render(directory_, order, nullptr, nullptr, addresses, sample::now).html, HasSubstr("One ticket"));
}

TEST_F(Render, ShowsATicketWithItsStory) {
    auto order = to_technician(MailKind::history);
    ticket_.watchers = {{"amy@contoso.example", {}}};
    ticket_.links = {{workflow::Link::Kind::follows, {12}}};
    ticket_.efforts = {{.technician = "ana", .worked = 40, .counted = 45}};
    auto said = sample::client_entry();
    said.text = "There is <b>smoke</b>\n\nand fire.";
    said.attachments = {{"plan.pdf", "application/pdf", 34'000, false, {}, {}, {}}};
    auto note = sample::technician_entry();
    note.kind = workflow::EntryKind::note;
    note.text = "The fuse again.";
    workflow::Entry event;
    event.text = "status open → in-progress by ana (confirmed): [wip]";
    workflow::TimeEntry time;
    time.technician = "ana";
    time.minutes = 45;
    time.billable = false;
    time.text = "On the phone";
    order.history = workflow::history_of({said, event, note}, {time});
    const auto mail = render(order, nullptr);
    EXPECT_EQ(mail.subject, "Re: [#1234] The printer on the third floor is on fire");
    for (const char* part :
         {"SLA: First response due in", "high priority", "Watchers: amy@contoso.example\n", "Links: follows #12\n",
          "Time: Ana Ruiz 45m\n", "1. clara@contoso.example (sender verified), ", "    There is <b>smoke</b>\n\n    and fire.\n",
          "[plan.pdf, 34 KB]", "status open → in-progress by ana", "2. Ana Ruiz · note, internal (technician, verified), ",
          "    The fuse again.", "45m · Ana Ruiz · not billable: On the phone", "45m in all", "Take it: mailto:"})
        EXPECT_THAT(mail.text, HasSubstr(part));
    EXPECT_THAT(mail.html, HasSubstr("There is &lt;b&gt;smoke&lt;/b&gt;"));
    EXPECT_THAT(mail.html, HasSubstr("2. Ana Ruiz · note, internal"));
    EXPECT_EQ(header(mail, "Auto-Submitted"), "auto-replied");
    EXPECT_TRUE(mail.attachments.empty());
}

TEST_F(Render, ListsTheCommandsFromTheirTable) {
    auto order = to_technician(MailKind::answer);
    order.ticket = {};
    order.original_subject = "[help]";
    order.help = true;
    const auto mail = render(order, nullptr);
    EXPECT_EQ(mail.subject, "Re: [help]");
    for (const auto& [tag, meaning] : workflow::command_help()) {
        EXPECT_THAT(mail.text, HasSubstr(tag));
        EXPECT_THAT(mail.text, HasSubstr(std::string(meaning)));
        EXPECT_THAT(mail.html, HasSubstr(tag));
    }
}

TEST_F(Render, ARefusalBringsBackWhatIsKeptNowhere) {
    auto order = to_technician(MailKind::refusal);
    order.ticket = {};
    order.lines = {workflow::say("refused.no-ticket", 999)};
    order.returned = "It works <again>.";
    const auto mail = render(order, nullptr);
    EXPECT_THAT(mail.text, HasSubstr("You wrote:\n\nIt works <again>."));
    EXPECT_THAT(mail.html, HasSubstr("It works &lt;again&gt;."));
}

TEST_F(Render, ShowsAReportWithBarsAndReadsWellWithout) {
    auto order = to_technician(MailKind::report);
    order.ticket = {};
    order.original_subject = "Re: [report week]";
    workflow::SlaReport report;
    report.from = sample::now - std::chrono::days{7};
    report.to = sample::now;
    report.rows.resize(1);
    report.rows[0].client = "A, \"B\" & C";
    report.rows[0].priority = config::Priority::high;
    report.rows[0].tickets = 4;
    report.rows[0].response = {3, 1, 0, std::chrono::minutes{30}, std::chrono::hours{3}};
    report.rows[0].reopened = 2;
    report.total = report.rows[0];
    report.backlog[1].tickets = 7;
    report.billed = {{"", 605}, {"A, \"B\" & C", -5}};
    order.report = report;
    const auto mail = render(order, nullptr);
    EXPECT_EQ(mail.subject, "Re: [report week]");
    EXPECT_THAT(mail.text, HasSubstr("A, \"B\" & C · high: 4 Tickets\n  First response    75 % 3 met, 1 missed\n"
                                     "                         half within 30 min, nine of ten within 3 h\n  2 reopened\n"));
    EXPECT_THAT(mail.text, HasSubstr("  1 to 3 days               7 ########################################"));
    EXPECT_THAT(mail.html, HasSubstr("width=\"75%\" height=\"10\" bgcolor=\"#1a7f37\""));
    EXPECT_THAT(mail.html, HasSubstr("A, &quot;B&quot; &amp; C"));
    EXPECT_THAT(report_csv(report), HasSubstr("\r\n\"A, \"\"B\"\" & C\",high,4,3,1,0,1800,10800,0,0,0,,,0,2,\r\n"
                                              ",,,,,,,,,,,,,,,605\r\n\"A, \"\"B\"\" & C\",,,,,,,,,,,,,,,-5\r\n"));
    EXPECT_THAT(mail.text, HasSubstr("Time billed, in hours and minutes\n  no client               10:05\n"
                                     "  A, \"B\" & C              -0:05\n  All                     10:00\n"));
    EXPECT_THAT(mail.html, HasSubstr(">10:05</td>"));
}

TEST_F(Render, ShowsTechniciansHowFarTheSenderIsKnown) {
    struct Row {
        Trust trust;
        const char* phrases;
    };
    for (const auto& row : {Row{Trust::claimed, "sender not verified"}, Row{Trust::participant, "sender verified"},
                            Row{Trust::technician, "technician, verified"}, Row{Trust::confirmed, "technician, confirmed"}}) {
        entry_.trust = row.trust;
        for (const auto kind : {MailKind::notice, MailKind::technician_comment, MailKind::note}) {
            const auto mail = render(to_technician(kind));
            EXPECT_THAT(mail.text, HasSubstr(row.phrases)) << workflow::to_string(kind);
            EXPECT_THAT(mail.html, HasSubstr(row.phrases)) << workflow::to_string(kind);
        }
    }
}

TEST_F(Render, LinksActionsThatOneTapSends) {
    const std::string base = "mailto:" + encoded(addresses_.action) + "?subject=Re:%20%5B%231234%5D%20";
    const auto open = render(to_technician(MailKind::notice));
    for (const auto* part : {"%5Btake%5D", "%5Bresolve%5D", "%5Bwait%5D"}) {
        EXPECT_THAT(open.html, HasSubstr("href=\"" + base + part + "\""));
        EXPECT_THAT(open.text, HasSubstr(base + part));
    }
    EXPECT_THAT(open.html, HasSubstr("mailto:" + encoded(addresses_.note) + "?subject=Re:%20%5B%231234%5D%20%5Bnote%5D"));

    ticket_.assignee = "ben";
    EXPECT_THAT(render(to_technician(MailKind::notice)).html, Not(HasSubstr("%5Btake%5D"))) << "it is the reader's already";
    ticket_.status = Status::waiting_customer;
    EXPECT_THAT(render(to_technician(MailKind::notice)).html, AllOf(Not(HasSubstr("%5Bwait%5D")), HasSubstr("%5Bresolve%5D")));
    ticket_.status = Status::resolved;
    EXPECT_THAT(render(to_technician(MailKind::notice)).html, Not(HasSubstr("%5Bresolve%5D")));
}

TEST_F(Render, OffersToSendWhatWasTypedIntoATap) {
    auto receipt = to_technician(MailKind::receipt);
    receipt.unsent = "The valve was shut.\nAll 100 % open & warm.";
    const auto mail = render(receipt);
    const std::string link = "mailto:" + encoded(addresses_.reply) + "?subject=Re:%20%5B%231234%5D%20";
    EXPECT_THAT(mail.text, HasSubstr(link));
    EXPECT_THAT(mail.text, HasSubstr("&body=The%20valve%20was%20shut.%0D%0AAll%20100%20%25%20open%20%26%20warm."));
    receipt.unsent = std::string(5000, 'x');
    EXPECT_THAT(render(receipt).text, AllOf(HasSubstr("too long for a link"), Not(HasSubstr("&body="))));
}

TEST_F(Render, ShowsWhatATemplateSaysAboveTheMailsOwnText) {
    const std::string list = "1. laptop\n2. keys";
    EXPECT_THAT(render(to_technician(MailKind::notice)).text, Not(HasSubstr("Description")));
    ticket_.description = list + "\n\n" + entry_.text;
    const auto mail = render(to_technician(MailKind::notice));
    EXPECT_THAT(mail.text, HasSubstr("Description:\n" + list + "\n\n"));
    EXPECT_THAT(mail.html, HasSubstr("1. laptop"));
    EXPECT_THAT(render(to_client(MailKind::acknowledgement)).text, Not(HasSubstr("laptop")));
}

TEST_F(Render, AsksForAYesAndSaysNothingOfReplies) {
    auto order = to_technician(MailKind::confirmation);
    const auto mail = render(order, nullptr);
    EXPECT_THAT(mail.text, AllOf(HasSubstr("?subject=yes"), HasSubstr("?subject=no"), Not(HasSubstr("%5Btake%5D"))));
    EXPECT_THAT(mail.html, Not(HasSubstr("goes to everyone")));
    EXPECT_THAT(render(to_technician(MailKind::notice)).html, HasSubstr("goes to everyone"));
}

TEST_F(Render, ThanksNobodyForAMailThatThereWasNot) {
    auto order = to_client(MailKind::acknowledgement);
    order.in_reply_to = "theirs@contoso.example";
    EXPECT_THAT(everything(render(order)), AllOf(HasSubstr("thank you for writing"), Not(HasSubstr("opened"))));
    ticket_.links.push_back({workflow::Link::Kind::follows, config::TicketId{1200}});
    const auto mail = render(order);
    for (const auto& body : {mail.text, mail.html})
        EXPECT_THAT(body, HasSubstr("goes on from request #1200, which was closed"));
    order.in_reply_to.clear();
    EXPECT_THAT(everything(render(order)),
                AllOf(Not(HasSubstr("thank you for writing")), HasSubstr("we have opened ticket #1234")));
}

TEST_F(Render, SaysThatNobodyHasItOnlyWhileSomebodyShould) {
    ticket_.assignee.clear();
    EXPECT_THAT(render(to_technician(MailKind::notice)).text, HasSubstr("nobody has it yet"));
    ticket_.status = Status::closed;
    const auto mail = render(to_technician(MailKind::notice));
    EXPECT_THAT(everything(mail), AllOf(Not(HasSubstr("nobody has it yet")), Not(HasSubstr("%5Btake%5D"))));
}

TEST_F(Render, AsksWhetherItIsSolved) {
    const auto mail = render(to_client(MailKind::resolved_question), nullptr);
    for (const auto& body : {mail.text, mail.html}) {
        EXPECT_THAT(body, HasSubstr("mailto:" + encoded(addresses_.action) + "?subject=Re:%20%5B%231234%5D%20%5Bsolved%5D"));
        EXPECT_THAT(body,
                    HasSubstr("mailto:" + encoded(addresses_.action) + "?subject=Re:%20%5B%231234%5D%20%5Bnot%20solved%5D"));
    }
    addresses_.action.clear();
    const auto without = render(to_client(MailKind::resolved_question), nullptr);
    EXPECT_THAT(everything(without), Not(HasSubstr("mailto:")));
    EXPECT_THAT(without.text, HasSubstr("just reply"));
}

TEST_F(Render, ShowsAnAddressWithoutANameOnce) {
    for (const char* name : {"", "clara@contoso.example"}) {
        ticket_.requester = {name, "clara@contoso.example"};
        for (const auto kind : {MailKind::notice, MailKind::technician_comment}) {
            const auto mail = render(to_technician(kind));
            EXPECT_THAT(mail.text, HasSubstr("clara@contoso.example"));
            EXPECT_THAT(mail.text + mail.html, Not(HasSubstr("<clara@contoso.example>")));
            EXPECT_THAT(mail.text + mail.html, Not(HasSubstr("&lt;clara@contoso.example&gt;")));
        }
    }
    ticket_.requester.name = "Clara Brandt";
    EXPECT_THAT(render(to_technician(MailKind::notice)).text, HasSubstr("Clara Brandt <clara@contoso.example>"));
}

TEST_F(Render, SendsNothingOfAStrangersTextBack) {
    entry_.text = "Buy gold at https://evil.example now";
    entry_.attachments = {file("evil.pdf", 10)};
    ticket_.requester.name = "Evil Gold";
    ticket_.description = entry_.text;
    ticket_.title = "Cheap gold";
    auto order = to_client(MailKind::acknowledgement);
    order.recipient.name = "Evil Gold";
    const auto mail = render(order);
    EXPECT_EQ(mail.subject, "Re: [#1234] Cheap gold");
    EXPECT_TRUE(mail.attachments.empty());
    EXPECT_THAT(mail.text + mail.html, AllOf(Not(HasSubstr("gold")), Not(HasSubstr("Gold")), Not(HasSubstr("evil"))));
    EXPECT_THAT(mail.text, HasSubstr("#1234"));
}

TEST_F(Render, NeverGivesAClientANoteOrAnEvent) {
    for (const auto kind : {workflow::EntryKind::note, workflow::EntryKind::event}) {
        auto secret = sample::technician_entry();
        secret.kind = kind;
        secret.text = "between us: classified";
        secret.attachments = {file("classified.pdf", 10)};
        for (const auto mail_kind : all_kinds) {
            const auto mail = render(to_client(mail_kind), &secret);
            EXPECT_THAT(everything(mail), Not(HasSubstr("classified"))) << workflow::to_string(mail_kind);
            EXPECT_TRUE(mail.attachments.empty());
        }
        EXPECT_THAT(render(to_technician(MailKind::note), &secret).text, HasSubstr("classified"));
    }
}

TEST_F(Render, ShowsTheAnswerAsItWasWritten) {
    auto answer = sample::technician_entry();
    answer.text = "Line one\n  <b>two</b> & https://a.example/?x=1&y=2\n";
    const auto mail = render(to_client(MailKind::client_comment), &answer);
    EXPECT_TRUE(mail.text.starts_with("Line one\n  <b>two</b> & https://a.example/?x=1&y=2\n\nAna Ruiz\n")) << mail.text;
    EXPECT_THAT(mail.html,
                HasSubstr("Line one<br>\n&nbsp; &lt;b&gt;two&lt;/b&gt; &amp; <a href=\"https://a.example/?x=1&amp;y=2\""));
}

TEST_F(Render, EscapesEverythingThatPeopleWrote) {
    const std::string attack = "<script>x</script>\"'&";
    ticket_.title = ticket_.category = ticket_.client = ticket_.requester.name = ticket_.team = attack;
    entry_.text = entry_.author = attack;
    entry_.attachments = {file(attack, 10), file(attack, 6'000'000)};
    for (const auto kind : all_kinds) {
        for (auto order : {to_technician(kind), to_client(kind)}) {
            order.lines = {workflow::plain(attack)};
            order.recipient.name = attack;
            order.original_subject = attack;
            const auto mail = render(order);
            EXPECT_THAT(mail.html, Not(HasSubstr("<script"))) << workflow::to_string(kind);
            EXPECT_THAT(mail.subject, HasSubstr(attack)) << "a subject is no HTML";
        }
    }
}

TEST_F(Render, TakesAttachmentsAlong) {
    const auto names = [](const mail::OutgoingMessage& mail) {
        std::vector<std::string> out;
        for (const auto& part : mail.attachments) {
            EXPECT_TRUE(part.content_id.empty());
            out.push_back(part.name);
        }
        return out;
    };
    auto lost = file("lost.bin", 10);
    lost.content = nullptr;
    lost.size = 30'000'000;
    entry_.attachments = {file("small.pdf", 1000), file("big.pdf", 4'999'500), lost, file("last.pdf", 100)};

    const auto technician = render(to_technician(MailKind::technician_comment));
    EXPECT_THAT(names(technician), ElementsAre("small.pdf", "last.pdf"));
    for (const auto& body : {technician.text}) {
        EXPECT_THAT(body, HasSubstr("Attached: small.pdf (1 KB)"));
        EXPECT_THAT(body, HasSubstr("Not attached, kept with the ticket: big.pdf (5.0 MB)"));
        EXPECT_THAT(body, HasSubstr("lost.bin (30.0 MB)"));
    }
    EXPECT_THAT(technician.html, AllOf(HasSubstr("small.pdf"), HasSubstr("big.pdf"), HasSubstr("lost.bin")));
    EXPECT_THAT(names(render(to_client(MailKind::client_comment))), ElementsAre("small.pdf", "big.pdf", "last.pdf"));
    EXPECT_TRUE(render(to_technician(MailKind::receipt)).attachments.empty());
    EXPECT_TRUE(render(to_client(MailKind::reminder)).attachments.empty());
}

TEST_F(Render, LetsWatchersLeave) {
    EXPECT_EQ(header(render(to_client(MailKind::client_comment)), "List-Unsubscribe"), "");
    addresses_.unsubscribe = "help+u@desk.example";
    const auto mail = render(to_client(MailKind::client_comment));
    EXPECT_EQ(header(mail, "List-Unsubscribe"), "<mailto:help%2Bu@desk.example?subject=unsubscribe>");
    EXPECT_THAT(mail.html, HasSubstr("mailto:help%2Bu@desk.example?subject=unsubscribe"));
}

TEST_F(Render, AnswersWithoutATicket) {
    auto order = to_technician(MailKind::refusal);
    order.ticket = {};
    order.original_subject = "Re: RE: [list mine]";
    order.in_reply_to = "query@desk.example";
    order.lines = {workflow::say("parse.no-command", "lsit")};
    addresses_ = Addresses{};
    addresses_.message_id = "0.1.proof@desk.example";
    addresses_.loop_mark = "loopmark";
    const auto mail = render(order, nullptr);
    EXPECT_EQ(mail.subject, "Re: [list mine]");
    EXPECT_EQ(mail.from.address, "support@desk.example");
    EXPECT_EQ(mail.in_reply_to, "query@desk.example");
    EXPECT_THAT(mail.references, ElementsAre("query@desk.example"));
    EXPECT_EQ(header(mail, "X-Ticketd-Ticket"), "");
    EXPECT_THAT(mail.text, AllOf(HasSubstr("* \"lsit\" is no command."), Not(HasSubstr("SLA")), Not(HasSubstr("ticket #")),
                                 Not(HasSubstr("mailto:"))));
    EXPECT_THAT(mail.html, AllOf(HasSubstr("&quot;lsit&quot;"), Not(HasSubstr("SLA")), Not(HasSubstr("Ticket #"))));
}

TEST_F(Render, TellsWhatCommandsDid) {
    auto order = to_technician(MailKind::receipt);
    order.lines = {workflow::plain("Status: open to resolved."), workflow::plain("30 min noted.")};
    const auto mail = render(order, nullptr);
    EXPECT_THAT(mail.text, HasSubstr("* Status: open to resolved.\n* 30 min noted.\n"));
    EXPECT_THAT(mail.html, AllOf(HasSubstr("Status: open to resolved."), HasSubstr("30 min noted.")));
}

TEST_F(Render, PressesWhenItIsPressing) {
    EXPECT_EQ(header(render(to_technician(MailKind::breach)), "Importance"), "high");
    EXPECT_EQ(header(render(to_technician(MailKind::notice)), "Importance"), "");
    ticket_.priority = config::Priority::critical;
    EXPECT_EQ(header(render(to_technician(MailKind::notice)), "Importance"), "high");
    EXPECT_EQ(header(render(to_client(MailKind::client_comment)), "Importance"), "");
}

TEST_F(Render, MakesMailProgramsShowTheSameEverywhere) {
    for (const auto kind : all_kinds) {
        for (const auto& order : {to_technician(kind), to_client(kind)}) {
            const auto html = render(order).html;
            const auto count = [&](std::string_view what) {
                std::size_t found = 0;
                for (auto at = html.find(what); at != std::string::npos; at = html.find(what, at + 1))
                    ++found;
                return found;
            };
            for (const auto* tag : {"table", "tr", "td", "div", "p", "a", "b", "span"})
                EXPECT_EQ(count(std::string("<") + tag + ">") + count(std::string("<") + tag + " "),
                          count(std::string("</") + tag + ">"))
                    << tag << " in " << workflow::to_string(kind);
            for (const auto* foreign : {"<img", "<script", "<link", "url(", "src=", "{{"})
                EXPECT_EQ(count(foreign), 0U) << foreign << " in " << workflow::to_string(kind);
            EXPECT_LT(html.size(), 12'000U) << "Gmail clips at 102 KB, and most of it is the frame";
        }
    }
}

TEST_F(Render, SpeaksGermanToo) {
    auto german = Texts::load("de");
    ASSERT_TRUE(german) << german.error().what;
    texts_ = std::move(*german);
    const auto client = render(to_client(MailKind::acknowledgement));
    EXPECT_TRUE(client.text.starts_with("Guten Tag,\n")) << client.text;
    EXPECT_THAT(client.html, AllOf(HasSubstr("<html lang=\"de\">"), Not(HasSubstr("thank you"))));
    const auto technician = render(to_technician(MailKind::notice));
    EXPECT_TRUE(technician.text.starts_with("SLA: Erste Antwort fällig in 1 Std. 40 Min. (Mo 23. November, 14:40 CET"))
        << technician.text;
    EXPECT_EQ(technician.from.name, "Clara Brandt über Northwind Support");
    // Tags and headers do not depend on the language.
    EXPECT_THAT(technician.html, HasSubstr("%5Bresolve%5D"));
    EXPECT_EQ(header(technician, "X-Ticketd-Status"), "open");
}

TEST_F(Render, WorksInManyThreadsAtOnce) {
    const auto expected = everything(render(to_technician(MailKind::notice)));
    std::vector<std::thread> threads;
    std::atomic<int> same = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i)
                if (everything(render(to_technician(MailKind::notice))) == expected) ++same;
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(same, 2000);
}

}  // namespace
}  // namespace templates
