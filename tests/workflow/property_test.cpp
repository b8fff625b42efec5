// Whatever comes in, in whatever order: what must always hold, holds.

#include "desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace desk_test;

namespace {

constexpr int sequences = 60;
constexpr int steps = 200;

class Chance {
public:
    explicit Chance(unsigned seed) : random_(seed) {}
    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
    bool one_in(int count) { return below(count) == 0; }
    template <class T, std::size_t N>
    const T& of(const T (&things)[N]) {
        return things[below(static_cast<int>(N))];
    }

private:
    std::mt19937 random_;
};

constexpr const char* people[] = {"boss@contoso.example",
                                  "amy@contoso.example",
                                  "joe@unknown.example",
                                  "eve@evil.example",
                                  "ana@desk.example",
                                  "ben@desk.example",
                                  "cleo@desk.example",
                                  "ana@home.example",
                                  "support@desk.example",
                                  "no-reply@shop.example",
                                  ""};
constexpr const char* tags[] = {"",
                                "",
                                "",
                                "[resolve]",
                                "[close]",
                                "[reopen]",
                                "[wait]",
                                "[wait3]",
                                "[p1]",
                                "[p4; take]",
                                "[note]",
                                "[public]",
                                "[unassign]",
                                "[assign=network]",
                                "[assign=nobody]",
                                "[reslove]",
                                "[30m]",
                                "[start]",
                                "[stop]",
                                "[time=-10m]",
                                "[time=1h;with=ben;nonbillable]",
                                "[away until 2026-12-01]",
                                "[back]",
                                "[title=New name]",
                                "[snooze=2d]",
                                "[cc+=eve@evil.example]",
                                "[cc-=amy@contoso.example]",
                                "[client=Fabrikam]",
                                "[category=Network]",
                                "[status=bad]",
                                "[help]",
                                "[show]",
                                "[take] [show]",
                                "[undo]",
                                "[undo=3]",
                                "[undo]",
                                "[split=2]",
                                "[split]"};
constexpr const char* subjects[] = {"Monitor flickers", "VPN outage", "printer", "", "Re: Monitor flickers", "[EXTERNAL] hello"};
constexpr const char* texts[] = {"Please help.", "Thanks!",     "", "#resolve\nDone", "/note\nsecret",
                                 "#p1 and more", "wifi is gone"};
constexpr mail::Kind kinds[] = {mail::Kind::human, mail::Kind::human,      mail::Kind::human,          mail::Kind::human,
                                mail::Kind::human, mail::Kind::auto_reply, mail::Kind::auto_generated, mail::Kind::bounce,
                                mail::Kind::list,  mail::Kind::loop};
constexpr mail::Purpose purposes[] = {mail::Purpose::reply,  mail::Purpose::reply,       mail::Purpose::note,
                                      mail::Purpose::action, mail::Purpose::return_path, mail::Purpose::unsubscribe};

config::Config busy_desk() {
    auto config = small_desk();
    Rule to_team{.name = "to the team", .on = {Rule::On::created}, .when = {}, .then = {}};
    to_team.when.category = {"Network"};
    to_team.then.assign = "team:network";
    to_team.then.note = "Internal: look at the router.";
    Rule outage{.name = "outage", .on = {Rule::On::created, Rule::On::updated}, .when = {}, .then = {}};
    outage.when.subject_contains = {"outage"};
    outage.then.priority = Priority::critical;
    outage.then.notify = {"cleo", "lead"};
    Rule remind{.name = "remind", .on = {Rule::On::tick}, .when = {}, .then = {}};
    remind.when.status = {Status::waiting_customer};
    remind.when.idle_business_days = {2, 5};
    remind.then.remind = true;
    config.rules = {to_team, outage, remind};
    return config;
}

Mail any_mail(Chance& chance, const Desk& desk) {
    const std::string from = chance.of(people);
    const auto count = static_cast<int>(desk.snapshot.tickets.size());
    const TicketId number{count == 0 ? 1 : 1 + chance.below(count)};
    const bool threaded = count > 0 && !chance.one_in(4);
    std::string subject = chance.of(subjects);
    if (threaded && chance.one_in(2)) subject = fmt::format("Re: [#{}] {} {}", number.value, chance.of(tags), subject);
    if (!threaded && chance.one_in(3)) subject += std::string(" ") + chance.of(tags);
    Mail mail(from, subject, chance.of(texts));
    if (threaded && chance.one_in(2)) mail.answers(number);
    if (threaded && !chance.one_in(3)) mail.token(number, chance.one_in(3) ? chance.of(people) : from, chance.of(purposes));
    if (chance.one_in(2)) mail.aligned();
    if (chance.one_in(6)) mail.auth(chance.one_in(2) ? "ana" : "ben");
    if (chance.one_in(3)) mail.cc(chance.of(people));
    if (chance.one_in(8)) mail.references(fmt::format("mail-{}@out.example", chance.below(200)));
    if (chance.one_in(40)) mail.message().from_fields = 2;
    mail.kind(chance.of(kinds));
    if (mail.message().kind == mail::Kind::bounce)
        mail.message().bounce = mail::Bounce{chance.of(people), chance.one_in(3) ? "delayed" : "failed", "5.1.1", "no", "", ""};
    return mail;
}

/// What the log of all decisions sums up to is what the tickets say: time is never lost.
void check_time(const Desk& desk) {
    std::map<std::pair<TicketId, std::string>, std::pair<int, int>> sums;
    for (const Decision& decision : desk.log)
        for (const TimeEntry& entry : decision.time) {
            auto& [worked, counted] = sums[{entry.ticket, entry.technician}];
            worked += entry.worked;
            counted += entry.minutes;
        }
    for (const auto& [number, ticket] : desk.snapshot.tickets)
        for (const Effort& effort : ticket.efforts) {
            const auto& [worked, counted] = sums[{number, effort.technician}];
            EXPECT_EQ(worked, effort.worked);
            EXPECT_EQ(counted, effort.counted);
            EXPECT_GE(worked, 0);
            EXPECT_GE(counted, 0);
        }
}

bool is_proven(const Mail& mail) {
    const mail::Evidence& evidence = mail.arrival().evidence;
    return !evidence.tokens.empty() || !evidence.aligned_domain.empty() || !evidence.auth_technician.empty();
}

bool takes_part(const Ticket& ticket, const std::string& address) {
    return ticket.requester.address == address || std::any_of(ticket.watchers.begin(), ticket.watchers.end(),
                                                              [&](const Watcher& watcher) { return watcher.address == address; });
}

void check_mails(const Policy& policy, const Snapshot& after, const Decision& decision) {
    for (const MailOrder& order : decision.mails) {
        const std::string& to = order.recipient.address;
        EXPECT_TRUE(mail::is_sendable(to)) << to;
        EXPECT_FALSE(policy.is_desk_address(to)) << to;
        const Entry* entry = order.entry ? &decision.entries.at(*order.entry) : nullptr;
        if (entry) {
            EXPECT_EQ(entry->ticket, order.ticket);
        }
        if (order.kind == MailKind::trouble) {
            EXPECT_EQ(to, policy.config().desk.admin);
            continue;
        }
        if (order.to_technician) {
            const config::Technician* technician = policy.technician_by_address(to);
            ASSERT_TRUE(technician) << to;
            EXPECT_EQ(technician->email, to) << "registered addresses only";
            continue;
        }
        ASSERT_TRUE(after.tickets.contains(order.ticket));
        EXPECT_TRUE(takes_part(after.tickets.at(order.ticket), to)) << to;
        if (entry) {
            EXPECT_EQ(entry->kind, EntryKind::comment) << "only comments leave";
        }
        if (entry) {
            EXPECT_FALSE(entry->unverified) << "claimed text is not relayed";
        }
    }
}

void check_tickets(const Snapshot& before, const Decision& decision) {
    std::set<TicketId> seen;
    for (const Ticket& ticket : decision.tickets) {
        EXPECT_TRUE(seen.insert(ticket.number).second) << "one value a ticket";
        const auto known = before.tickets.find(ticket.number);
        EXPECT_EQ(ticket.version, known == before.tickets.end() ? 0 : known->second.version);
        EXPECT_EQ(ticket.status == Status::closed, ticket.closed_at.has_value());
        EXPECT_EQ(ticket.close_at.has_value() && ticket.status != Status::resolved, false);
        EXPECT_LE(ticket.created_at, ticket.updated_at);
        if (known == before.tickets.end()) {
            EXPECT_EQ(ticket.number, decision.landed) << "a mail opens one ticket, and lands there";
            continue;
        }
        const Ticket& old = known->second;
        const bool changed = old.status != ticket.status || old.priority != ticket.priority || old.assignee != ticket.assignee ||
                             old.team != ticket.team || old.title != ticket.title || old.client != ticket.client ||
                             old.category != ticket.category || old.watchers != ticket.watchers ||
                             old.snoozed_until < ticket.snoozed_until;
        const bool told = std::any_of(decision.entries.begin(), decision.entries.end(), [&](const Entry& entry) {
            return entry.ticket == ticket.number && entry.kind == EntryKind::event && !entry.author.empty();
        });
        if (changed) {
            EXPECT_TRUE(told) << "every change is an event: " << testing::PrintToString(decision.reasons);
        }
    }
    for (const Entry& entry : decision.entries) {
        const bool is_somewhere = seen.contains(entry.ticket) || before.tickets.contains(entry.ticket);
        EXPECT_TRUE(is_somewhere) << "an entry belongs to a ticket";
    }
}

void check_arrival(const Mail& mail, const Decision& decision) {
    if (decision.fate == Fate::quarantined) {
        EXPECT_TRUE(decision.tickets.empty() && decision.entries.empty() && decision.mails.empty() && !decision.landed.is_set());
        return;
    }
    for (const Entry& entry : decision.entries)
        if (entry.kind == EntryKind::comment) {
            EXPECT_EQ(entry.ticket, decision.landed);
        }
    if (decision.acknowledged) {
        EXPECT_TRUE(decision.opened || mail_of(decision, MailKind::refusal)) << "what counts was sent";
    }
    const bool person = mail.arrival().message.kind == mail::Kind::human;
    for (const MailOrder& order : decision.mails) {
        if (order.to_technician) continue;
        if (!is_proven(mail)) {
            EXPECT_EQ(order.kind, MailKind::acknowledgement) << "a claimed sender makes us write to nobody else";
            EXPECT_EQ(order.recipient.address, decision.sender);
        }
        const auto kind = mail.arrival().message.kind;
        EXPECT_TRUE(person || kind == mail::Kind::auto_generated || kind == mail::Kind::list)
            << "programs start no mail to clients";
    }
    if (!person) {
        EXPECT_FALSE(mail_of(decision, MailKind::receipt)) << "only people run commands";
    }
    EXPECT_EQ(decision.opened,
              std::any_of(decision.tickets.begin(), decision.tickets.end(), [](const Ticket& one) { return one.version == 0; }));
}

}  // namespace

TEST(Property, AnySequenceOfInputsKeepsTheInvariants) {
    for (unsigned seed = 1; seed <= sequences && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Chance chance(seed);
        Desk desk(busy_desk());
        for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
            SCOPED_TRACE(fmt::format("step {}", step));
            const Snapshot before = desk.snapshot;
            if (chance.one_in(6)) {
                desk.pass(minutes{chance.below(3000)});
                continue;
            }
            if (chance.one_in(5)) {
                const TicketId number{1 + chance.below(static_cast<int>(before.tickets.size()) + 1)};
                std::string items = chance.of(tags);
                std::erase_if(items, [](char c) { return c == '[' || c == ']'; });
                const auto& decision =
                    desk.order(number, items, chance.one_in(2) ? chance.of(texts) : "", chance.one_in(2) ? "ana" : "admin");
                check_mails(desk.policy, desk.snapshot, decision);
                check_tickets(before, decision);
                if (decision.refused) {
                    EXPECT_TRUE(decision.tickets.empty() && decision.mails.empty());
                }
                continue;
            }
            const Mail mail = any_mail(chance, desk);
            const auto& decision = desk.receive(mail);
            check_mails(desk.policy, desk.snapshot, decision);
            check_tickets(before, decision);
            check_arrival(mail, decision);
        }
        check_time(desk);
        for (const auto& [number, ticket] : desk.snapshot.tickets)
            if (ticket.next_due_at) {
                EXPECT_GT(*ticket.next_due_at, desk.now) << "nothing due is left behind";
            }
    }
}

TEST(Property, TheSameValuesDecideTheSame) {
    Chance chance(7);
    Desk desk(busy_desk());
    for (int step = 0; step < steps; ++step) {
        const Mail mail = any_mail(chance, desk);
        const Snapshot snapshot = desk.snapshot;
        Snapshot with_numbers = snapshot;
        with_numbers.numbers = {{1000 + step}};
        const Decision first = decide(desk.policy, with_numbers, mail.arrival(), desk.now);
        const Decision second = decide(desk.policy, with_numbers, mail.arrival(), desk.now);
        EXPECT_EQ(first.tickets, second.tickets);
        EXPECT_EQ(first.aliases, second.aliases);
        EXPECT_EQ(first.reasons, second.reasons);
        EXPECT_EQ(mails(first), mails(second));
        desk.receive(mail);
    }
}
