// Tests the command table line by line: what each key, flag and alias does, in every spelling.

#include "tests/workflow/desk.hpp"

#include "workflow/commands/command_table.hpp"
#include "workflow/commands/time_commands.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <set>

namespace desk_test {
namespace {

config::Config desk_with_template() {
    config::Config config = small_desk();
    config::TicketTemplate onboarding;
    onboarding.name = "onboarding";
    onboarding.title = "New colleague";
    config.ticket_templates = {onboarding};
    return config;
}

using Check = std::function<bool(const Ticket&)>;

struct Row {
    const char* tag;
    Check holds;
};

Check status_is(Status status) {
    return [=](const Ticket& ticket) { return ticket.status == status; };
}
Check priority_is(Priority priority) {
    return [=](const Ticket& ticket) { return ticket.priority == priority; };
}
Check assignee_is(const char* name) {
    return [=](const Ticket& ticket) { return ticket.assignee == name; };
}
Check worked(int minutes) {
    return [=](const Ticket& ticket) { return minutes_total(ticket) == minutes; };
}
Check watched_by(const char* address) {
    return [=](const Ticket& ticket) {
        return std::any_of(ticket.watchers.begin(), ticket.watchers.end(),
                           [&](const Watcher& watcher) { return watcher.address == address; });
    };
}

const Row rows[] = {
    {"[status=resolved]", status_is(Status::resolved)},
    {"[status:waiting-customer]", status_is(Status::waiting_customer)},
    {"[STATUS=In-Progress]", status_is(Status::in_progress)},
    {"[ status = \"closed\" ]", status_is(Status::closed)},
    {"[resolve]", status_is(Status::resolved)},
    {"[Resolve]", status_is(Status::resolved)},
    {"[close]", status_is(Status::closed)},
    {"[wip]", status_is(Status::in_progress)},
    {"[wait]", status_is(Status::waiting_customer)},
    {"[wait3]", status_is(Status::waiting_third_party)},
    {"[priority=high]", priority_is(Priority::high)},
    {"[prio=p1]", priority_is(Priority::critical)},
    {"[prio:low]", priority_is(Priority::low)},
    {"[low]", priority_is(Priority::low)},
    {"[high]", priority_is(Priority::high)},
    {"[critical]", priority_is(Priority::critical)},
    {"[p1]", priority_is(Priority::critical)},
    {"[p2]", priority_is(Priority::high)},
    {"[p4]", priority_is(Priority::low)},
    {"[assign=ben]", assignee_is("ben")},
    {"[owner=Ben]", assignee_is("ben")},
    {"[assign=be]", assignee_is("ben")},
    {"[assign=\"Ben O\"]", assignee_is("ben")},
    {"[assign=ben@desk.example]", assignee_is("ben")},
    {"[assign=ana@home.example]", assignee_is("ana")},
    {"[assign=team:network]", [](const Ticket& ticket) { return ticket.team == "network" && !ticket.assignee.empty(); }},
    {"[assign=network]", [](const Ticket& ticket) { return ticket.team == "network"; }},
    {"[take]", assignee_is("ana")},
    {"[mine]", assignee_is("ana")},
    {"[time=30m]", worked(30)},
    {"[spend=30m]", worked(30)},
    {"[30m]", worked(30)},
    {"[1h30m]", worked(90)},
    {"[time=07:00-08:15]", worked(75)},
    {"[time=30m;nonbillable;date=2026-02-27]", worked(30)},
    {"[time=30m;with=be]", worked(60)},
    {"[start]", [](const Ticket& ticket) { return ticket.efforts.size() == 1 && ticket.efforts[0].timer_since.has_value(); }},
    {"[category=network]", [](const Ticket& ticket) { return ticket.category == "Network"; }},
    {"[client=fabrikam]", [](const Ticket& ticket) { return ticket.client == "Fabrikam"; }},
    {"[client=none]", [](const Ticket& ticket) { return ticket.client.empty() && ticket.contract.empty(); }},
    {"[cc+=amy@contoso.example]", watched_by("amy@contoso.example")},
    {"[cc+=amy@contoso.example,joe@elsewhere.example]", watched_by("joe@elsewhere.example")},
    {"[template=onboarding]",
     [](const Ticket& ticket) { return ticket.title == "New colleague" && ticket.ticket_template == "onboarding"; }},
    {"[snooze=3d]", [](const Ticket& ticket) { return ticket.snoozed_until == monday_morning + days{3}; }},
    {"[snooze=2026-12-01]", [](const Ticket& ticket) { return ticket.snoozed_until.has_value(); }},
    {"[title=\"A; [b] c\"]", [](const Ticket& ticket) { return ticket.title == "A; [b] c"; }},
    {"[take; p2; 15m; wip]",
     [](const Ticket& ticket) {
         return ticket.assignee == "ana" && ticket.priority == Priority::high && minutes_total(ticket) == 15;
     }},
};

TEST(Grammar, EachTagDoesWhatItsLineSays) {
    for (const Row& row : rows) {
        Desk desk(desk_with_template());
        const TicketId one = desk.opened();
        const Decision& decision = desk.receive(from_ana(one, row.tag));
        EXPECT_TRUE(row.holds(desk.ticket(one))) << row.tag << testing::PrintToString(worded(decision.reasons));
        EXPECT_TRUE(mail_of(decision, MailKind::receipt)) << row.tag << ": everything that ran is confirmed";
        EXPECT_EQ(desk.entries(one, EntryKind::comment).size(), 1U) << row.tag << ": tags alone add no comment";
        EXPECT_EQ(desk.ticket(one).title.find(row.tag), std::string::npos) << row.tag;
    }
}

TEST(Grammar, TheSameItemsRunInABodyAndAtTheShell) {
    for (const Row& row : rows) {
        std::string items = row.tag;
        // Between brackets a value may contain blanks; in a list of items only inside quotes.
        if (items.find(" = ") != std::string::npos) continue;
        items = items.substr(1, items.size() - 2);
        for (const char* mark : {"#", "/"}) {
            Desk desk(desk_with_template());
            const TicketId one = desk.opened();
            const Decision& decision = desk.receive(from_ana(one, "", mark + items));
            EXPECT_TRUE(row.holds(desk.ticket(one))) << mark << items << testing::PrintToString(worded(decision.reasons));
            EXPECT_EQ(desk.entries(one, EntryKind::comment).size(), 1U) << mark << items;
        }
        Desk desk(desk_with_template());
        const TicketId one = desk.opened();
        const Decision& decision = desk.order(one, items, {}, "ana");
        EXPECT_TRUE(row.holds(desk.ticket(one))) << items << testing::PrintToString(worded(decision.reasons));
    }
}

TEST(Grammar, WhatNeedsSomethingBeforeIt) {
    Desk desk;
    const TicketId one = desk.opened();
    const auto run = [&](const char* tag, const std::string& text = {}) -> const Ticket& {
        desk.pass(minutes{5});
        desk.receive(from_ana(one, tag, text));
        return desk.ticket(one);
    };
    run("[close]");
    EXPECT_EQ(run("[reopen]").status, Status::open);
    run("[take]");
    EXPECT_EQ(run("[unassign]").assignee, "");
    run("[p1]");
    EXPECT_EQ(run("[medium]").priority, Priority::medium);
    run("[cc+=amy@contoso.example]");
    EXPECT_TRUE(run("[cc-=amy@contoso.example]").watchers.empty());
    run("[start]");
    EXPECT_EQ(minutes_total(run("[stop]")), 5);
    run("[note]", "Inside one.");
    run("[internal]", "Inside two.");
    run("[note] [public]", "Inside three: internal wins.");
    EXPECT_EQ(desk.entries(one, EntryKind::note).size(), 3U);
    run("[public]", "Outside.");
    EXPECT_EQ(desk.entries(one, EntryKind::comment).size(), 2U);
    const Decision& refused = desk.receive(Mail("ana@desk.example", "Re: [#1] [public] x", "Outside?")
                                               .auth("ana")
                                               .token(one, "ana@desk.example", mail::Purpose::note));
    EXPECT_TRUE(any_has(mail_of(refused, MailKind::refusal)->lines, "[public] was sent to the address for notes"));
}

TEST(Grammar, OnlyKnownWordsCountAndNearOnesAreAskedAbout) {
    const struct {
        const char* subject;
        const char* title;
        const char* refusal;  // nullptr: it is not refused
    } subjects[] = {
        {"[EXTERNAL] Re: [#1] Monitor", "Monitor flickers", nullptr},
        {"Re: [#1] [list-name] Monitor", "Monitor flickers", nullptr},
        {"Re: [#1] [reslove] Monitor", "Monitor flickers", "Did you mean \"resolve\"?"},
        {"Re: [#1] [tkae] Monitor", "Monitor flickers", "Did you mean \"take\"?"},
        {"Re: [#1] [undoo] Monitor", "Monitor flickers", "Did you mean \"undo\"?"},
        {"Re: [#1] [splt=2] Monitor", "Monitor flickers", "Did you mean \"split\"?"},
        {"Re: [#1] [shwo] Monitor", "Monitor flickers", "Did you mean \"show\"?"},
        {"Re: [#1] [take] Monitor [resolve]", "Monitor flickers", nullptr},
        {"Re: [#1] the [take] thing", "Monitor flickers", nullptr},
    };
    for (const auto& row : subjects) {
        Desk desk;
        const TicketId one = desk.opened();
        const Decision& decision =
            desk.receive(Mail("ana@desk.example", row.subject, "Words.").auth("ana").token(one, "ana@desk.example").answers(one));
        EXPECT_EQ(desk.ticket(one).title, row.title) << row.subject;
        const Notification* refusal = mail_of(decision, MailKind::refusal);
        EXPECT_EQ(refusal != nullptr, row.refusal != nullptr) << row.subject;
        if (refusal && row.refusal) {
            EXPECT_TRUE(any_has(refusal->lines, row.refusal)) << worded(refusal->lines.front());
        }
    }
}

TEST(Grammar, EveryWordOfTheTableIsTried) {
    std::set<std::string, std::less<>> tried{
        "reopen",      "unassign",        "medium",        "p3",        "stop",       "note",       "internal",    "public",
        "merge",       "split",           "undo",          "help",      "show",       "show full",  "list",        "list open",
        "list mine",   "list unassigned", "list breached", "list late", "report",     "report day", "report week", "report month",
        "report year", "billable",        "for",           "away",      "away until", "back"};  // here above, or in a test of
                                                                                                // their own
    for (const Row& row : rows) {
        const std::string_view tag(row.tag);
        for (const CommandWord& word : command_words()) {
            std::string folded(tag);
            std::transform(folded.begin(), folded.end(), folded.begin(), [](unsigned char c) { return std::tolower(c); });
            if (folded.find(word.word) != std::string::npos) tried.insert(std::string(word.word));
        }
    }
    for (const CommandWord& word : command_words())
        EXPECT_TRUE(tried.contains(word.word)) << word.word;
}

}  // namespace
}  // namespace desk_test
