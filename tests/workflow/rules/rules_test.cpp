// Tests conditions, actions, order and idempotence of rules.
#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using enum config::Status;

namespace {

config::Config with_rules(std::vector<Rule> rules) {
    auto config = small_desk();
    config.rules = std::move(rules);
    return config;
}

Rule rule(Rule::On on, Rule::When when, Rule::Then then, bool stop = false) {
    return {.name = "a rule", .on = {on}, .when = std::move(when), .then = std::move(then), .stop = stop};
}

Rule::When when(const std::function<void(Rule::When&)>& set) {
    Rule::When made;
    set(made);
    return made;
}

Rule::Then then(const std::function<void(Rule::Then&)>& set) {
    Rule::Then made;
    set(made);
    return made;
}

Rule::Then makes_it_high() {
    return then([](auto& t) { t.priority = Priority::high; });
}

}  // namespace

TEST(Rules, EachConditionHoldsOrNot) {
    const struct {
        const char* what;
        Rule::When condition;
        bool holds;
    } rows[] = {
        {"none", {}, true},
        {"category", when([](auto& w) { w.category = {"network"}; }), true},
        {"other category", when([](auto& w) { w.category = {"Hardware"}; }), false},
        {"one of two categories", when([](auto& w) {
             w.category = {"Hardware", "Network"};
         }),
         true},
        {"client", when([](auto& w) { w.client = {"Contoso"}; }), true},
        {"other client", when([](auto& w) { w.client = {"Fabrikam"}; }), false},
        {"priority", when([](auto& w) { w.priority = {Priority::medium}; }), true},
        {"other priority", when([](auto& w) { w.priority = {Priority::low}; }), false},
        {"status", when([](auto& w) { w.status = {open}; }), true},
        {"other status", when([](auto& w) {
             w.status = {closed, resolved};
         }),
         false},
        {"sender", when([](auto& w) { w.sender = {"boss@contoso.example"}; }), true},
        {"sender's domain", when([](auto& w) { w.sender = {"contoso.example"}; }), true},
        {"sender's domain with @", when([](auto& w) { w.sender = {"@contoso.example"}; }), true},
        {"other sender", when([](auto& w) { w.sender = {"toso.example"}; }), false},
        {"subject", when([](auto& w) {
             w.subject_contains = {"nothing", "IS DOWN"};
         }),
         true},
        {"other subject", when([](auto& w) { w.subject_contains = {"outage"}; }), false},
        {"age", when([](auto& w) { w.age = hours{1}; }), false},
        {"no age", when([](auto& w) { w.age = std::chrono::seconds{0}; }), true},
        {"sla", when([](auto& w) { w.sla_used = 10; }), false},
        {"idle days", when([](auto& w) { w.idle_business_days = {1}; }), false},
        {"all at once", when([](auto& w) { w.category = {"Network"}, w.client = {"Fabrikam"}; }), false},
    };
    for (const auto& row : rows) {
        Desk desk(with_rules({rule(Rule::On::created, row.condition, makes_it_high())}));
        const TicketId number = desk.opened("The VPN is down");
        EXPECT_EQ(desk.ticket(number).priority == Priority::high, row.holds) << row.what;
        EXPECT_EQ(any_has(desk.events(number), "priority medium → high by ticketd: rule \"a rule\""), row.holds) << row.what;
    }
}

TEST(Rules, EachActionDoesItsWork) {
    auto config = with_rules({rule(Rule::On::created, {}, then([](auto& t) {
                                       t.assign = "team:network";
                                       t.priority = Priority::low;
                                       t.status = in_progress;
                                       t.category = "Hardware";
                                       t.notify = {"cleo", "lead", "assignee", "team:network"};
                                       t.note = "Look at the cable first.";
                                       t.ticket_template = "onboarding";
                                   }))});
    config.ticket_templates = {{.name = "onboarding",
                                .language = {},
                                .title = "New: {{subject}}",
                                .description = "Account.",
                                .category = "Network",
                                .priority = Priority::high,
                                .assign = {},
                                .addresses = {}}};
    Desk desk(config);
    const auto& decision = desk.receive(Mail("boss@contoso.example", "Zoe", "From Monday").aligned());
    const Ticket& ticket = desk.ticket(decision.landed);
    EXPECT_EQ(ticket.assignee, "ana");
    EXPECT_EQ(ticket.team, "network");
    EXPECT_EQ(ticket.priority, Priority::low);
    EXPECT_EQ(ticket.status, in_progress);
    EXPECT_EQ(ticket.category, "Hardware");
    EXPECT_EQ(ticket.title, "New: Zoe");
    EXPECT_EQ(ticket.description, "Account.\n\nFrom Monday");
    EXPECT_EQ(desk.entries(ticket.number, EntryKind::note).at(0).text, "Look at the cable first.");
    EXPECT_THAT(mails(decision), UnorderedElementsAre("acknowledgement to boss@contoso.example", "notice to ana@desk.example",
                                                      "notice to ben@desk.example", "notice to cleo@desk.example"));
}

TEST(Rules, RoundRobinTakesTurnsAndLeastOpenTakesTheIdle) {
    auto config = with_rules({rule(Rule::On::created, {}, then([](auto& t) { t.assign = "team:network"; }))});
    const auto assignees = [](Desk& desk, int count) {
        std::vector<std::string> found;
        for (int i = 0; i < count; ++i)
            found.push_back(desk.ticket(desk.opened("Lamp " + std::to_string(i))).assignee);
        return found;
    };
    Desk turns(config);
    EXPECT_THAT(assignees(turns, 5), ElementsAre("ana", "ben", "ana", "ben", "ana"));

    config.teams[0].assign = config::Team::Assign::least_open;
    Desk loads(config);
    EXPECT_THAT(assignees(loads, 3), ElementsAre("ana", "ben", "ana"));
    loads.order({1}, "resolve");
    loads.order({3}, "close");
    EXPECT_THAT(assignees(loads, 2), ElementsAre("ana", "ana"));
}

TEST(Rules, AnUpdateDoesNotPassATicketAround) {
    Desk desk(with_rules({rule(Rule::On::updated, {}, then([](auto& t) { t.assign = "team:network"; }))}));
    const TicketId number = desk.opened();
    for (int i = 0; i < 4; ++i)
        desk.receive(Mail("boss@contoso.example", "Re: x", "More").aligned().answers(number));
    EXPECT_EQ(desk.ticket(number).assignee, "ana");
}

TEST(Rules, StopEndsTheListAndOrderCounts) {
    const auto low = then([](auto& t) { t.priority = Priority::low; });
    Desk stops(with_rules({rule(Rule::On::created, {}, makes_it_high(), true), rule(Rule::On::created, {}, low)}));
    EXPECT_EQ(stops.ticket(stops.opened()).priority, Priority::high);
    Desk goes_on(with_rules({rule(Rule::On::created, {}, makes_it_high()), rule(Rule::On::created, {}, low)}));
    EXPECT_EQ(goes_on.ticket(goes_on.opened()).priority, Priority::low);
}

TEST(Rules, DoNotUndoWhatATechnicianAskedFor) {
    Desk desk(with_rules({rule(Rule::On::created, {}, then([](auto& t) {
                                   t.priority = Priority::low;
                                   t.assign = "cleo";
                                   t.category = "Hardware";
                               }))}));
    const auto& decision = desk.receive(Mail("ana@desk.example", "Hot [p2; take; category=network]", "x").auth("ana"));
    const Ticket& ticket = desk.ticket(decision.landed);
    EXPECT_EQ(ticket.priority, Priority::high);
    EXPECT_EQ(ticket.assignee, "ana");
    EXPECT_EQ(ticket.category, "Network");
}

TEST(Rules, ACriticalTicketPagesAllTechnicians) {
    Desk desk(with_rules({rule(Rule::On::created, when([](auto& w) { w.subject_contains = {"outage"}; }),
                               then([](auto& t) { t.priority = Priority::critical; }))}));
    EXPECT_THAT(mails(desk.receive(Mail("boss@contoso.example", "VPN outage", "x").aligned())),
                Contains("notice to cleo@desk.example"));
    EXPECT_THAT(mails(desk.receive(Mail("boss@contoso.example", "VPN slow", "x").aligned())),
                Not(Contains("notice to cleo@desk.example")));
}

TEST(Rules, RemindOnEachIdleDayOnceAndStopWhenTheClientAnswers) {
    Desk desk(with_rules({rule(Rule::On::tick, when([](auto& w) {
                                   w.status = {waiting_customer}, w.idle_business_days = {2, 5, 10};
                               }),
                               then([](auto& t) { t.remind = true; }))}));
    const TicketId number = desk.opened_and("[wait]");
    const auto reminders = [&] { return mails_of(desk.log, MailKind::reminder).size(); };
    desk.pass(days{2} - minutes{1});
    EXPECT_EQ(reminders(), 0U);
    desk.pass(minutes{1});
    EXPECT_EQ(reminders(), 1U);
    desk.pass(days{4});
    EXPECT_EQ(reminders(), 2U);
    desk.receive(Mail("boss@contoso.example", "Re: x", "Here it is").aligned().answers(number));
    desk.pass(days{30});
    EXPECT_EQ(reminders(), 2U);
    desk.order(number, "wait");
    desk.pass(days{30});
    EXPECT_EQ(reminders(), 5U);
    for (const auto& address : mails_of(desk.log, MailKind::reminder))
        EXPECT_EQ(address, "boss@contoso.example");
}

TEST(Rules, IdleDaysBeginAnewWithWhatReachesTheClientOnly) {
    const struct {
        const char *tags, *text;
        bool anew;
    } rows[] = {
        {"[time=5m]", "", false}, {"[note]", "They never answer.", false}, {"[p1]", "", false},
        {"[take]", "", false},    {"", "Did you find it?", true},          {"[wait3]", "", true},
    };
    for (const bool by_mail : {true, false}) {
        for (const auto& row : rows) {
            SCOPED_TRACE(std::string(row.tags) + row.text + (by_mail ? " by mail" : " by order"));
            Desk desk(with_rules({rule(Rule::On::tick, when([](auto& w) {
                                           w.status = {waiting_customer, waiting_third_party}, w.idle_business_days = {2};
                                       }),
                                       then([](auto& t) { t.remind = true; }))}));
            const TicketId number = desk.opened_and("[wait]");
            desk.pass(days{1});
            if (by_mail) {
                desk.receive(from_ana(number, row.tags, row.text));
            } else {
                const std::string_view tags(row.tags);
                desk.order(number, std::string(tags.empty() ? tags : tags.substr(1, tags.size() - 2)), row.text, "ana");
            }
            desk.pass(days{1});
            EXPECT_EQ(mails_of(desk.log, MailKind::reminder).empty(), row.anew);
            desk.pass(days{1});
            EXPECT_FALSE(mails_of(desk.log, MailKind::reminder).empty());
        }
    }
}

TEST(Rules, AfterATimeDownOneReminderSpeaksForAll) {
    Desk desk(with_rules({rule(Rule::On::tick, when([](auto& w) {
                                   w.status = {waiting_customer}, w.idle_business_days = {2, 5, 10};
                               }),
                               then([](auto& t) { t.remind = true; }))}));
    const TicketId number = desk.opened_and("[wait]");
    desk.now += days{6};
    const Decision late = decide(desk.directory, desk.snapshot, Tick{number}, desk.now);
    EXPECT_TRUE(mail_of(late, MailKind::reminder));
    desk.snapshot.apply(late);
    EXPECT_THAT(decide(desk.directory, desk.snapshot, Tick{number}, desk.now).mails, IsEmpty());
}

TEST(Rules, OnTicksRunOnceWhenAgeOrSlaAreReached) {
    for (const auto& condition : {when([](auto& w) { w.age = hours{2}; }), when([](auto& w) { w.sla_used = 25; })}) {
        Desk desk(with_rules({rule(Rule::On::tick, condition, then([](auto& t) { t.escalate = true, t.notify = {"cleo"}; }))}));
        const TicketId number = desk.opened("The VPN");
        desk.order(number, "assign=ben");
        desk.pass(hours{2} - minutes{1});
        EXPECT_FALSE(any_has(desk.events(number), "escalated"));
        desk.pass(minutes{1});
        EXPECT_THAT(mails(desk.log.back()), UnorderedElementsAre("notice to ana@desk.example", "notice to cleo@desk.example"));
        desk.pass(days{20});
        int escalated = 0;
        for (const auto& event : desk.events(number))
            escalated += event.find("escalated") != std::string::npos ? 1 : 0;
        EXPECT_EQ(escalated, 1);
    }
}

TEST(Rules, ThatResolveHaveTheClientAsked) {
    Desk desk(with_rules(
        {rule(Rule::On::tick, when([](auto& w) { w.age = hours{1}; }), then([](auto& t) { t.status = Status::resolved; }))}));
    const TicketId number = desk.opened();
    desk.pass(hours{2});
    ASSERT_EQ(desk.ticket(number).status, Status::resolved);
    const Notification* question = nullptr;
    for (const Decision& decision : desk.log)
        if (const Notification* mail = mail_of(decision, MailKind::resolved_question)) question = mail;
    ASSERT_NE(question, nullptr);
    EXPECT_EQ(question->recipient.address, "boss@contoso.example");
    EXPECT_FALSE(desk.ticket(number).clocks.responded_at) << "nobody has answered";
}

TEST(Rules, OnTicksRunOnceAlsoWhenTheirNameHoldsAnAddress) {
    auto noted = rule(Rule::On::tick, {}, then([](auto& t) { t.note = "Once."; }));
    noted.name = "mail of boss@contoso.example";
    Desk desk(with_rules({noted}));
    const TicketId number = desk.opened();
    desk.pass(hours{1});
    desk.receive(Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "Still.").aligned().answers(number));
    desk.pass(hours{1});
    EXPECT_EQ(desk.entries(number, EntryKind::note).size(), 1U);
}

TEST(Rules, CloseWhatStaysIdle) {
    Desk desk(with_rules({rule(Rule::On::tick, when([](auto& w) { w.status = {waiting_customer}, w.idle_business_days = {12}; }),
                               then([](auto& t) { t.close = true; }))}));
    const TicketId number = desk.opened_and("[wait]");
    desk.pass(days{12});
    EXPECT_EQ(desk.ticket(number).status, closed);
}

TEST(Rules, TheLastReminderSaysWhenTheTicketWillBeClosed) {
    const auto idle = [](std::vector<int> steps) {
        return when([&](auto& w) { w.status = {waiting_customer}, w.idle_business_days = std::move(steps); });
    };
    auto reminds = rule(Rule::On::tick, idle({2, 5, 10}), then([](auto& t) { t.remind = true; }));
    auto closes = rule(Rule::On::tick, idle({12}), then([](auto& t) { t.close = true; }));
    closes.name = "the end";
    for (const bool will_close : {true, false}) {
        Desk desk(with_rules(will_close ? std::vector{reminds, closes} : std::vector{reminds}));
        const TicketId number = desk.opened_and("[wait]");
        desk.pass(days{30});
        std::vector<std::optional<Instant>> told;
        for (const Decision& decision : desk.log)
            if (const Notification* mail = mail_of(decision, MailKind::reminder)) told.push_back(mail->closes_at);
        const auto at = will_close ? std::optional(monday_morning + days{12}) : std::nullopt;
        EXPECT_THAT(told, ElementsAre(std::nullopt, std::nullopt, at));
        EXPECT_EQ(desk.ticket(number).status, will_close ? closed : waiting_customer);
        EXPECT_EQ(desk.ticket(number).closed_at, at);
    }
}

TEST(Rules, AfterATimeDownTheLastReminderLeavesADayToAnswer) {
    const auto idle = [](std::vector<int> steps) {
        return when([&](auto& w) { w.status = {waiting_customer}, w.idle_business_days = std::move(steps); });
    };
    auto reminds = rule(Rule::On::tick, idle({2, 5, 10}), then([](auto& t) { t.remind = true; }));
    auto closes = rule(Rule::On::tick, idle({12}), then([](auto& t) { t.close = true; }));
    closes.name = "the end";
    for (const auto& rules : {std::vector{reminds, closes}, std::vector{closes, reminds}}) {
        for (const int down : {11, 12, 30}) {
            SCOPED_TRACE(rules.front().name + " first, down for days: " + std::to_string(down));
            Desk desk(with_rules(rules));
            const TicketId number = desk.opened_and("[wait]");
            desk.now += days{down};
            const Instant back = desk.now;
            desk.pass(hours{23});
            EXPECT_EQ(desk.ticket(number).status, waiting_customer);
            std::vector<std::optional<Instant>> told;
            for (const Decision& decision : desk.log)
                if (const Notification* mail = mail_of(decision, MailKind::reminder)) told.push_back(mail->closes_at);
            ASSERT_EQ(told.size(), 1U);
            ASSERT_TRUE(told[0]);
            EXPECT_GE(*told[0], back + days{1});
            EXPECT_LE(*told[0], back + days{2});
            desk.pass(days{3});
            EXPECT_EQ(desk.ticket(number).closed_at, told[0]) << "as it was said";
        }
    }
}

TEST(Rules, OnTicksAStopKeepsTheLaterOnesThatAreDueWithIt) {
    const auto after = [](hours age) { return when([=](auto& w) { w.age = age; }); };
    auto first = rule(Rule::On::tick, after(hours{1}), then([](auto& t) { t.note = "first"; }), true);
    auto second = rule(Rule::On::tick, after(hours{1}), then([](auto& t) { t.note = "second"; }));
    auto later = rule(Rule::On::tick, after(hours{5}), then([](auto& t) { t.note = "later"; }));
    first.name = "first", second.name = "second", later.name = "later";
    for (const bool stop : {true, false}) {
        first.stop = stop;
        Desk desk(with_rules({first, second, later}));
        const TicketId number = desk.opened();
        desk.pass(hours{6});
        std::vector<std::string> notes;
        for (const Entry& entry : desk.entries(number, EntryKind::note))
            notes.push_back(entry.text);
        EXPECT_EQ(notes,
                  stop ? (std::vector<std::string>{"first", "later"}) : (std::vector<std::string>{"first", "second", "later"}));
    }
}

TEST(Rules, AnEscalationReachesSomebodyWhoIsThere) {
    const struct {
        const char* what;
        bool team;
        std::vector<const char*> away;
        std::vector<std::string> told;
    } rows[] = {
        {"the lead", true, {}, {"notice to ana@desk.example"}},
        {"the lead is away: the rest of the team", true, {"ana"}, {"notice to ben@desk.example"}},
        {"all are away", true, {"ana", "ben"}, {"escalation to root@desk.example"}},
        {"no team", false, {}, {"escalation to root@desk.example"}},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.what);
        auto config =
            with_rules({rule(Rule::On::tick, when([](auto& w) { w.age = hours{2}; }), then([](auto& t) { t.escalate = true; }))});
        config.desk.admin = "root@desk.example";
        config.contracts[0].warn_at = {};
        Desk desk(config);
        const TicketId number = desk.opened(row.team ? "The VPN" : "Lamp");
        desk.order(number, row.team ? "assign=ben" : "assign=cleo");
        for (const char* name : row.away)
            desk.snapshot.away[name] = desk.now + days{9};
        desk.pass(hours{2});
        EXPECT_THAT(mails(desk.log.back()), testing::UnorderedElementsAreArray(row.told));
        EXPECT_TRUE(any_has(desk.events(number), "escalated by ticketd"));
    }
}

TEST(Rules, AnEscalationIsSaidInTheMailThatComesAnyway) {
    Desk desk(with_rules({rule(Rule::On::created, {}, then([](auto& t) {
                                   t.assign = "team:network";
                                   t.escalate = true;
                                   t.notify = {"assignee"};
                               }))}));
    const auto& decision = desk.receive(Mail("boss@contoso.example", "The VPN", "It is slow.").aligned());
    const Notification* notice = mail_of(decision, MailKind::notice);
    ASSERT_TRUE(notice);
    EXPECT_EQ(notice->recipient.address, "ana@desk.example");
    EXPECT_THAT(worded(notice->lines), Contains("The ticket was escalated by rule \"a rule\"."));
    EXPECT_THAT(worded(decision.reasons), Contains("#1: escalated by rule \"a rule\""));
}

TEST(Rules, WhatAStopLeavesOutIsSaidWhereItFits) {
    auto later = rule(Rule::On::created, {}, makes_it_high());
    auto other = rule(Rule::On::created, when([](auto& w) { w.subject_contains = {"lamp"}; }), makes_it_high());
    later.name = "later", other.name = "other";
    Desk desk(with_rules({rule(Rule::On::created, {}, then([](auto& t) { t.note = "First."; }), true), later, other}));
    desk.opened("The VPN");
    EXPECT_THAT(worded(desk.log.back().reasons), Contains("rule \"later\" is left out: rule \"a rule\" stops"));
    EXPECT_FALSE(any_has(desk.log.back().reasons, "\"other\" is left out"));
}

TEST(Rules, SeeWhatLaterRulesDid) {
    auto second =
        rule(Rule::On::created, when([](auto& w) { w.priority = {Priority::high}; }), then([](auto& t) { t.assign = "cleo"; }));
    second.name = "high ones go to cleo";
    Desk desk(with_rules({second, rule(Rule::On::created, {}, makes_it_high())}));
    EXPECT_EQ(desk.ticket(desk.opened()).assignee, "cleo");
}

TEST(Rules, ThatUndoEachOtherAreStoppedAndReported) {
    auto up = rule(Rule::On::created, when([](auto& w) { w.priority = {Priority::medium}; }), makes_it_high());
    auto down = rule(Rule::On::created, when([](auto& w) { w.priority = {Priority::high}; }), then([](auto& t) {
                         t.priority = Priority::medium;
                         t.note = "Down again.";
                     }));
    up.name = "up";
    down.name = "down";
    auto config = with_rules({up, down});
    config.desk.admin = "root@desk.example";
    Desk desk(config);
    const auto& decision = desk.receive(Mail("boss@contoso.example", "Lamp", "x").aligned());
    const TicketId number = decision.landed;
    EXPECT_TRUE(any_has(desk.events(number), "stopped after 10 rounds: \"up\" and \"down\""));
    EXPECT_EQ(desk.entries(number, EntryKind::note).size(), 1U) << "what is said is said once";
    const Notification* told = mail_of(decision, MailKind::trouble);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->recipient.address, "root@desk.example");
    EXPECT_TRUE(mail_of(decision, MailKind::acknowledgement)) << "the ticket is there all the same";
}

TEST(Templates, SpeakTheLanguageOfTheClient) {
    const auto made = [](const char* language, const char* title) {
        config::TicketTemplate one;
        one.name = "onboarding";
        one.language = language;
        one.title = title;
        one.assign = "team:network";
        return one;
    };
    const struct {
        const char* client;
        std::vector<config::TicketTemplate> templates;
        const char* title;
    } rows[] = {
        {"de", {made("en", "New"), made("de", "Neu"), made("", "Any")}, "Neu"},
        {"", {made("de", "Neu"), made("en", "New")}, "New"},
        {"fr", {made("de", "Neu"), made("en", "New")}, "New"},
        {"fr", {made("de", "Neu"), made("", "Any"), made("en", "New")}, "Any"},
        {"fr", {made("de", "Neu")}, "Neu"},
    };
    for (const auto& row : rows) {
        auto config = small_desk();
        config.clients[0].language = row.client;
        config.ticket_templates = row.templates;
        Desk by_address(config);
        Mail mail("boss@contoso.example", "Zoe", "x");
        const TicketId number = by_address.receive(mail.aligned().to("support+onboarding@desk.example")).landed;
        EXPECT_EQ(by_address.ticket(number).title, row.title);
        EXPECT_EQ(by_address.ticket(number).assignee, "ana");
        Desk by_tag(config);
        const TicketId other = by_tag.opened();
        by_tag.receive(from_ana(other, "[template=onboarding]"));
        EXPECT_EQ(by_tag.ticket(other).title, row.title);
    }
}

TEST(Templates, UsedTwiceFillOnce) {
    const struct {
        const char *pattern, *title, *filled;
    } rows[] = {
        {"New: {{subject}}", "Zoe", "New: Zoe"},
        {"New: {{subject}}", "New: Zoe", "New: Zoe"},
        {"{{subject}} joins", "Zoe", "Zoe joins"},
        {"A new colleague", "Zoe", "A new colleague"},
        {"{{subject}}", "Zoe", "Zoe"},
    };
    for (const auto& row : rows) {
        auto config = small_desk();
        config::TicketTemplate onboarding;
        onboarding.name = "onboarding";
        onboarding.title = row.pattern;
        onboarding.description = "Account.";
        config.ticket_templates = {onboarding};
        Desk desk(config);
        const TicketId number = desk.opened(row.title, "From Monday.");
        for (int times = 1; times <= 2; ++times) {
            desk.order(number, "template=onboarding");
            EXPECT_EQ(desk.ticket(number).title, row.filled);
            EXPECT_EQ(desk.ticket(number).description, "Account.\n\nFrom Monday.");
        }
    }
}

TEST(Templates, WithoutASubjectEndBeforeTheirColon) {
    auto config = small_desk();
    config.ticket_templates = {{.name = "onboarding",
                                .language = {},
                                .title = "New colleague: {{subject}}",
                                .description = "Account.",
                                .category = {},
                                .priority = {},
                                .assign = {},
                                .addresses = {}}};
    Desk desk(config);
    const TicketId number = desk.open("", "", "template=onboarding").landed;
    EXPECT_EQ(desk.ticket(number).title, "New colleague");
    EXPECT_EQ(desk.ticket(desk.open("Zoe", "", "template=onboarding").landed).title, "New colleague: Zoe");
    EXPECT_TRUE(desk.open("", "").refused);
}
