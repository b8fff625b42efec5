// Simulates a year of a desk: 20 technicians, 200 clients, 20,000 mails. Every ticket follows one of a few courses
// whose mails can be counted on paper, and the sums must agree, whatever happens to other tickets in the meantime.

#include "tests/workflow/desk.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <queue>
#include <random>

using namespace desk_test;
using enum config::Status;

namespace {

constexpr int teams = 5;
constexpr int members = 4;
constexpr int clients = 200;
constexpr int wanted_mails = 20'000;

config::Config large_desk() {
    config::Config config = small_desk();
    config.technicians.clear();
    config.teams.clear();
    config.categories.clear();
    config.clients.clear();
    config.rules.clear();
    for (int team = 0; team < teams; ++team) {
        config::Team made{
            .name = fmt::format("team{}", team), .lead = {}, .assign = config::Team::Assign::round_robin, .members = {}};
        for (int member = 0; member < members; ++member) {
            config::Technician technician;
            technician.name = fmt::format("tech{}-{}", team, member);
            technician.display_name = technician.name;
            technician.email = technician.name + "@desk.example";
            technician.teams = {made.name};
            made.members.push_back(technician.name);
            config.technicians.push_back(technician);
        }
        made.lead = made.members.front();
        config.teams.push_back(made);
        config.categories.push_back({.name = fmt::format("Category {}", team),
                                     .keywords = {fmt::format("thing{}", team)},
                                     .team = made.name,
                                     .addresses = {}});
        Rule to_team{.name = fmt::format("to team {}", team), .on = {Rule::On::created}, .when = {}, .then = {}};
        to_team.when.category = {fmt::format("Category {}", team)};
        to_team.then.assign = "team:" + made.name;
        config.rules.push_back(to_team);
    }
    for (int client = 0; client < clients; ++client)
        config.clients.push_back({.name = fmt::format("Client {}", client),
                                  .domains = {fmt::format("client{}.example", client)},
                                  .contacts = {},
                                  .contract = {},
                                  .language = {}});
    Rule outage{.name = "outage", .on = {Rule::On::created}, .when = {}, .then = {}};
    outage.when.subject_contains = {"outage"};
    outage.then.priority = Priority::critical;
    Rule remind{.name = "remind", .on = {Rule::On::tick}, .when = {}, .then = {}};
    remind.when.status = {waiting_customer};
    remind.when.idle_business_days = {2, 5, 10};
    remind.then.remind = true;
    Rule close{.name = "close", .on = {Rule::On::tick}, .when = {}, .then = {}};
    close.when = remind.when;
    close.when.idle_business_days = {12};
    close.then.close = true;
    config.rules.insert(config.rules.end(), {outage, remind, close});
    config.limits.acks_per_hour = config.limits.acks_per_sender_day = config.limits.acks_per_sender_hour = 1'000'000;
    return config;
}

enum class Who { client, assignee };
struct Step {
    minutes later;  // time after the step before it
    Who who = Who::client;
    const char* tags = "";
    const char* text = "";
};

/// One course that a ticket can take, with its cost in mails and time.
struct Life {
    const char* name;
    const char* subject;
    std::vector<Step> steps;  // the first step opens the ticket
    std::map<MailKind, int> mails;
    int minutes_worked;
    int times_reopened = 0;  // how often a client reopened it
};

std::vector<Life> lives() {
    using enum MailKind;
    const Step opens{minutes{0}, Who::client, "", "It does not work."};
    const Step answers{minutes{4}, Who::assignee, "[20m]", "Please try again."};
    const Step resolves{hours{3}, Who::assignee, "[resolve]", ""};
    return {
        {"solved at once",
         "Thing",
         {opens, answers, resolves},
         {{acknowledgement, 1}, {notice, 1}, {client_comment, 1}, {receipt, 2}, {resolved_question, 1}},
         20},
        {"never answered",
         "Thing",
         {opens, {minutes{9}, Who::assignee, "[wait]", "Which one is it?"}},
         {{acknowledgement, 1}, {notice, 1}, {client_comment, 1}, {receipt, 1}, {reminder, 3}},
         0},
        {"answered after a reminder",
         "Thing",
         {opens,
          {minutes{9}, Who::assignee, "[wait]", "Which one is it?"},
          {days{3}, Who::client, "", "The left one."},
          resolves,
          {hours{1}, Who::client, "", "Thanks a lot!"}},
         {{acknowledgement, 1},
          {notice, 1},
          {client_comment, 1},
          {receipt, 2},
          {reminder, 1},
          {technician_comment, 2},
          {resolved_question, 1}},
         0},
        {"not solved after all",
         "Thing",
         {opens,
          answers,
          resolves,
          {days{2}, Who::client, "", "It came back this morning."},
          {hours{1}, Who::assignee, "[start]", ""},
          {minutes{45}, Who::assignee, "[stop; resolve]", "A new cable."}},
         {{acknowledgement, 1}, {notice, 1}, {client_comment, 1}, {receipt, 4}, {technician_comment, 1}, {resolved_question, 2}},
         65,
         1},
        {"an outage",
         "Outage of thing",
         {opens, answers, {minutes{30}, Who::assignee, "[close]", "The router is back."}},
         {{acknowledgement, 1}, {notice, teams * members}, {client_comment, 2}, {receipt, 2}},
         20},
        {"closed and written to much later",
         "Thing",
         {opens, answers, {hours{1}, Who::assignee, "[close]", ""}, {days{40}, Who::client, "", "And now another one fails."}},
         // The late mail opens a follow-up ticket, which nobody works on in this course.
         {{acknowledgement, 2}, {notice, 2}, {client_comment, 1}, {receipt, 2}},
         20},
    };
}

struct Turn {
    Instant at;
    std::size_t ticket;  // index into the stories
    std::size_t step;
    bool operator<(const Turn& other) const { return at > other.at; }  // puts the earliest on top
};

struct Story {
    const Life* life;
    int client, person, team;
    TicketId number;
};

class Year {
public:
    explicit Year(const std::vector<Life>& all) : directory(large_desk()), lives_(all) {}

    void live() {
        std::mt19937 random(2026);
        std::size_t planned = 0;
        while (planned < wanted_mails) {
            const Life& life = lives_[random() % lives_.size()];
            stories.push_back({&life,
                               static_cast<int>(random() % clients),
                               static_cast<int>(random() % 5),
                               static_cast<int>(random() % teams),
                               {}});
            turns_.push({monday_morning + minutes{random() % (365 * 24 * 60)}, stories.size() - 1, 0});
            planned += life.steps.size();
        }
        for (; !turns_.empty(); received += 1) {
            const Turn turn = turns_.top();
            turns_.pop();
            pass_until(turn.at);
            now = turn.at;
            take(turn);
        }
        pass_until(now + days{60});
    }

    Directory directory;
    Snapshot snapshot;
    Instant now = monday_morning;
    std::vector<Story> stories;
    std::map<MailKind, int> mails;
    std::map<TicketId, int> worked;
    int received = 0;
    int client_mails_with_notes = 0;
    int reopened = 0;

private:
    using Due = std::pair<Instant, std::int64_t>;

    void decided(const Input& input, TicketId* landed = nullptr) {
        while (snapshot.numbers.empty())
            snapshot.numbers.push_back({++reserved_});
        const Decision decision = decide(directory, snapshot, input, now);
        snapshot.apply(decision);
        for (const Ticket& ticket : decision.tickets)
            if (ticket.next_due_at) due_.push({*ticket.next_due_at, ticket.number.value});
        for (const Notification& mail : decision.mails) {
            ++mails[mail.kind];
            if (!mail.to_technician && mail.entry && decision.entries.at(*mail.entry).kind != EntryKind::comment)
                ++client_mails_with_notes;
        }
        for (const Entry& entry : decision.entries)
            if (shown_text(entry).find("status resolved → open") != std::string::npos) ++reopened;
        for (const TimeEntry& entry : decision.time)
            worked[entry.ticket] += entry.worked;
        if (landed) *landed = decision.landed;
    }

    void pass_until(Instant end) {
        while (!due_.empty() && due_.top().first <= end) {
            const auto [at, number] = due_.top();
            due_.pop();
            // When a ticket has changed since, only its last due time is valid.
            if (snapshot.tickets.at({number}).next_due_at != at) continue;
            now = std::max(now, at);
            decided(Tick{{number}});
        }
    }

    void take(const Turn& turn) {
        Story& history = stories[turn.ticket];
        const Step& step = history.life->steps[turn.step];
        const std::string sender = fmt::format("person{}@client{}.example", history.person, history.client);
        Mail mail = step.who == Who::client ? Mail(sender, "", step.text).aligned() : Mail("", "", step.text);
        const std::string title = fmt::format("{}{} {}", history.life->subject, history.team, turn.ticket);
        if (step.who == Who::assignee) {
            const config::Technician& ours = *directory.technician(snapshot.tickets.at(history.number).assignee);
            mail = Mail(ours.email, "", step.text).auth(ours.name);
        }
        mail.message().subject = turn.step == 0 ? title : fmt::format("Re: [#{}] {} {}", history.number.value, step.tags, title);
        if (turn.step > 0) mail.answers(history.number);
        mail.id(fmt::format("{}.{}@year.example", turn.ticket, turn.step));
        decided(mail.inbound(), turn.step == 0 ? &history.number : nullptr);
        if (turn.step + 1 < history.life->steps.size())
            turns_.push({now + history.life->steps[turn.step + 1].later, turn.ticket, turn.step + 1});
    }

    const std::vector<Life>& lives_;
    std::priority_queue<Turn> turns_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::int64_t reserved_ = 0;
};

}  // namespace

TEST(Year, EndsAsItsTicketsLivesSay) {
    const auto all = lives();
    Year year(all);
    year.live();
    EXPECT_GE(year.received, wanted_mails);

    std::map<MailKind, int> mails;
    std::map<std::string, int> by_technician;
    int followers = 0, reopened = 0;
    for (const Story& history : year.stories) {
        for (const auto& [kind, count] : history.life->mails)
            mails[kind] += count;
        const Ticket& ticket = year.snapshot.tickets.at(history.number);
        ASSERT_EQ(ticket.status, closed) << history.life->name << ", #" << history.number.value;
        ASSERT_EQ(year.worked[history.number], history.life->minutes_worked) << history.life->name;
        ASSERT_EQ(minutes_total(ticket), history.life->minutes_worked) << history.life->name;
        ASSERT_EQ(ticket.client, fmt::format("Client {}", history.client));
        ASSERT_EQ(ticket.team, fmt::format("team{}", history.team));
        ASSERT_FALSE(ticket.next_due_at);
        if (history.life->name == std::string("closed and written to much later")) ++followers;
        reopened += history.life->times_reopened;
    }
    EXPECT_EQ(year.snapshot.tickets.size(), year.stories.size() + static_cast<std::size_t>(followers));
    EXPECT_EQ(year.client_mails_with_notes, 0);
    EXPECT_EQ(year.reopened, reopened);
    // Nobody works on the follow-up tickets, so their clocks warn and breach; everything else was in time.
    for (const MailKind late : {MailKind::warning, MailKind::breach}) {
        EXPECT_GT(year.mails[late], 0);
        year.mails.erase(late);
    }
    for (const auto& [kind, count] : year.mails)
        EXPECT_EQ(count, mails[kind]) << to_string(kind);
    EXPECT_EQ(year.mails.size(), mails.size());

    for (const auto& [number, ticket] : year.snapshot.tickets)
        ++by_technician[ticket.assignee];
    for (const config::Team& team : year.directory.config().teams) {
        std::vector<int> turns;
        for (const std::string& member : team.members)
            turns.push_back(by_technician[member]);
        const auto [least, most] = std::minmax_element(turns.begin(), turns.end());
        EXPECT_LE(*most - *least, 1) << team.name << ": turns are fair";
    }
}
