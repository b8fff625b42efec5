// Tests invariants that hold after any inputs in any order.

#include "tests/workflow/random_inputs.hpp"
#include "tests/workflow/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

using namespace desk_test;

namespace {

constexpr int sequences = 200;
constexpr int steps = 200;

/// Checks that the log of all decisions, by ticket, person and kind, agrees with the sums on the tickets and contains
/// each timer that ended.
class Times {
public:
    void add(const Snapshot& before, const Decision& decision) {
        for (const TimeEntry& entry : decision.time) {
            auto& [worked, counted] = sums_[{entry.ticket, entry.technician, entry.billable}];
            worked += entry.worked;
            counted += entry.minutes;
            EXPECT_GE(worked, 0) << "of its own kind";
            EXPECT_GE(counted, 0) << "of its own kind";
        }
        for (const Ticket& ticket : decision.tickets)
            if (const auto known = before.tickets.find(ticket.number); known != before.tickets.end())
                for (const Effort& effort : known->second.efforts)
                    if (effort.timer_since) check_timer(ticket, effort, decision);
    }

    void check(const Snapshot& snapshot) const {
        std::map<std::pair<TicketId, std::string>, std::pair<int, int>> both;
        for (const auto& [whose, sum] : sums_) {
            const auto& [number, technician, billable] = whose;
            both[{number, technician}].first += sum.first;
            both[{number, technician}].second += sum.second;
            if (!billable) {
                EXPECT_EQ(effort_of(snapshot, number, technician).unbilled, sum.second);
            }
        }
        for (const auto& [whose, sum] : both) {
            const Effort effort = effort_of(snapshot, whose.first, whose.second);
            EXPECT_EQ(std::pair(effort.worked, effort.counted), sum) << whose.second;
        }
        for (const auto& [number, ticket] : snapshot.tickets)
            for (const Effort& effort : ticket.efforts)
                EXPECT_TRUE(effort.worked == 0 || both.contains({number, effort.technician})) << "nothing stands in no log";
    }

private:
    static Effort effort_of(const Snapshot& snapshot, TicketId number, const std::string& technician) {
        for (const Effort& effort : snapshot.tickets.at(number).efforts)
            if (effort.technician == technician) return effort;
        ADD_FAILURE() << "the time of " << technician << " is lost";
        return {};
    }

    static void check_timer(const Ticket& after, const Effort& ran, const Decision& decision) {
        const auto runs = std::any_of(after.efforts.begin(), after.efforts.end(), [&](const Effort& one) {
            return one.technician == ran.technician && one.timer_since == ran.timer_since;
        });
        const auto written = std::any_of(decision.time.begin(), decision.time.end(), [&](const TimeEntry& entry) {
            return entry.technician == ran.technician && entry.from == *ran.timer_since && entry.worked > 0;
        });
        const auto taken_back = std::any_of(decision.entries.begin(), decision.entries.end(), [&](const Entry& entry) {
            const auto* removed = entry.event ? std::get_if<event::TimerRemoved>(&*entry.event) : nullptr;
            return removed && removed->technician == ran.technician;
        });
        EXPECT_TRUE(runs || written || taken_back) << "the timer of " << ran.technician << " ends in the log";
    }

    std::map<std::tuple<TicketId, std::string, bool>, std::pair<int, int>> sums_;
};

/// Checks that each mail's Message-ID belongs to one ticket, and each text to one history.
class Owners {
public:
    void add(const Decision& decision) {
        for (const auto& [id, ticket] : decision.aliases) {
            const auto known = owners_.try_emplace(id, ticket).first;
            EXPECT_EQ(known->second, ticket) << id << " has one owner";
        }
        for (const Move& move : decision.moves)
            for (const std::string& id : move.ids)
                owners_[id] = move.to;
        for (const Entry& entry : decision.entries)
            if (entry.kind != EntryKind::event) ++texts_;
    }

    void check(const Snapshot& snapshot) const {
        for (const auto& [id, ticket] : owners_)
            EXPECT_EQ(snapshot.aliases.at(id), ticket) << id;
        std::set<std::int64_t> ids;
        std::size_t lines = 0;
        for (const auto& [number, history] : snapshot.stories) {
            lines += history.size();
            for (const StoredEntry& line : history)
                ids.insert(line.id.value);
        }
        EXPECT_EQ(lines, texts_) << "no text is lost or doubled";
        EXPECT_EQ(ids.size(), lines) << "each stands in one story";
    }

private:
    std::map<std::string, TicketId> owners_;
    std::size_t texts_ = 0;
};

/// Checks that the history of each ticket alone determines the ticket's state.
class Stories {
public:
    void add(const Decision& decision) {
        for (const Entry& entry : decision.entries)
            stories_[entry.ticket].emplace_back(entry).text = shown_text(entry);
        for (const Ticket& ticket : decision.tickets)
            check(ticket);
    }

    void check(const Ticket& ticket) const {
        const auto found = stories_.find(ticket.number);
        ASSERT_NE(found, stories_.end()) << "a ticket has a story";
        const State told = replay(found->second);
        if (told == state_of(ticket)) return;
        std::string lines;
        for (const Entry& entry : found->second)
            lines += fmt::format("{} {}\n", config::format_rfc3339(entry.at), entry.text);
        ADD_FAILURE() << "#" << ticket.number.value << " is " << state_of(ticket) << "\nits story says " << told << "\n" << lines;
    }

    /// Whether some history contains a line with this beginning.
    [[nodiscard]] bool has(std::string_view beginning) const {
        return std::any_of(stories_.begin(), stories_.end(), [&](const auto& history) {
            return std::any_of(history.second.begin(), history.second.end(),
                               [&](const Entry& entry) { return entry.text.find(beginning) != std::string::npos; });
        });
    }

private:
    std::map<TicketId, std::vector<Entry>> stories_;
};

bool is_proven(const Mail& mail) {
    const mail::Evidence& evidence = mail.inbound().evidence;
    return !evidence.tokens.empty() || !evidence.aligned_domain.empty() || !evidence.auth_technician.empty();
}

bool takes_part(const Ticket& ticket, const std::string& address) {
    return ticket.requester.address == address || std::any_of(ticket.watchers.begin(), ticket.watchers.end(),
                                                              [&](const Watcher& watcher) { return watcher.address == address; });
}

void check_mails(const Directory& directory, const Snapshot& after, const Decision& decision) {
    for (const Notification& order : decision.mails) {
        const std::string& to = order.recipient.address;
        EXPECT_TRUE(mail::is_sendable(to)) << to;
        EXPECT_FALSE(directory.is_desk_address(to)) << to;
        const Entry* entry = order.entry ? &decision.entries.at(*order.entry) : nullptr;
        if (entry) {
            EXPECT_EQ(entry->ticket, order.ticket);
        }
        if (order.kind == MailKind::trouble || order.kind == MailKind::escalation) {
            EXPECT_EQ(to, directory.config().desk.admin);
            continue;
        }
        if (order.to_technician) {
            const config::Technician* technician = directory.technician_by_address(to);
            ASSERT_TRUE(technician) << to;
            EXPECT_EQ(technician->email, to) << "registered addresses only";
            continue;
        }
        ASSERT_TRUE(after.tickets.contains(order.ticket));
        EXPECT_FALSE(order.history || order.report || !order.ticket_lists.empty() || order.held != 0)
            << "what is ours stays here";
        for (const std::string& line : worded(order.lines))
            EXPECT_EQ(line.find(secret), std::string::npos) << "notes never leave";
        EXPECT_EQ(order.returned.find(secret), std::string::npos) << "notes never leave";
        EXPECT_TRUE(takes_part(after.tickets.at(order.ticket), to)) << to;
        if (entry) {
            EXPECT_EQ(entry->kind, EntryKind::comment) << "only comments leave";
            EXPECT_EQ(entry->text.find(secret), std::string::npos) << "notes never leave";
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
                             old.snoozed_until != ticket.snoozed_until;
        const bool told = std::any_of(decision.entries.begin(), decision.entries.end(), [&](const Entry& entry) {
            return entry.ticket == ticket.number && entry.kind == EntryKind::event && !entry.author.empty();
        });
        if (changed) {
            EXPECT_TRUE(told) << "every change is an event: " << testing::PrintToString(worded(decision.reasons));
        }
    }
    for (const Entry& entry : decision.entries) {
        const bool is_somewhere = seen.contains(entry.ticket) || before.tickets.contains(entry.ticket);
        EXPECT_TRUE(is_somewhere) << "an entry belongs to a ticket";
    }
}

void check_arrival(const Mail& mail, const Decision& decision) {
    if (decision.disposition == Disposition::quarantined) {
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
    const bool person = mail.inbound().message.kind == mail::Kind::human;
    for (const Notification& order : decision.mails) {
        if (order.to_technician) continue;
        if (!is_proven(mail)) {
            EXPECT_EQ(order.kind, MailKind::acknowledgement) << "a claimed sender makes us write to nobody else";
            EXPECT_EQ(order.recipient.address, decision.sender);
        }
        const auto kind = mail.inbound().message.kind;
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

namespace {

/// Runs one sequence of inputs and checks all invariants after each.
class Sequence {
public:
    explicit Sequence(unsigned seed) : chance_(seed), desk_(busy_desk()) {}

    void run() {
        for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
            SCOPED_TRACE(fmt::format("step {}", step));
            take([&](const Snapshot& before) { take_one(before); });
        }
        // Effects that an old mail or a command has made due happen at the next tick.
        take([&](const Snapshot&) { desk_.pass(minutes{0}); });
        times_.check(desk_.snapshot);
        owners_.check(desk_.snapshot);
        for (const auto& [number, ticket] : desk_.snapshot.tickets) {
            stories_.check(ticket);
            if (ticket.next_due_at) {
                EXPECT_GT(*ticket.next_due_at, desk_.now) << "nothing due is left behind";
            }
        }
    }

    [[nodiscard]] const Stories& stories() const { return stories_; }

private:
    template <class Input>
    void take(Input input) {
        const Snapshot before = desk_.snapshot;
        const std::size_t decided = desk_.log.size();
        input(before);
        for (std::size_t i = decided; i < desk_.log.size(); ++i)
            keep(before, desk_.log[i]);
    }

    void take_one(const Snapshot& before) {
        if (chance_.one_in(6)) return desk_.pass(minutes{chance_.below(chance_.one_in(8) ? 20'000 : 3000)});
        if (chance_.one_in(12)) {
            if (before.tickets.empty()) return;
            desk_.undelivered(any_ticket(chance_, desk_), any_person(chance_), "550 5.1.1 nobody here");
            return check_mails(desk_.directory, desk_.snapshot, desk_.log.back());
        }
        if (chance_.one_in(5)) return take_order(before);
        const Mail mail = any_mail(chance_, desk_);
        const auto& decision = desk_.receive(mail);
        check_mails(desk_.directory, desk_.snapshot, decision);
        check_tickets(before, decision);
        check_arrival(mail, decision);
    }

    void take_order(const Snapshot& before) {
        const TicketId number{1 + chance_.below(static_cast<int>(before.tickets.size()) + 1)};
        const std::string items = any_items(chance_, desk_);
        const std::string text = items == "note" ? std::string(secret) : chance_.one_in(2) ? "Please look." : "";
        const auto& decision = chance_.one_in(6) ? desk_.open("Order of \"paper\"", any_person(chance_), items)
                                                 : desk_.order(number, items, text, chance_.one_in(2) ? "ana" : "admin");
        check_mails(desk_.directory, desk_.snapshot, decision);
        check_tickets(before, decision);
        if (decision.refused) {
            EXPECT_TRUE(decision.tickets.empty() && decision.mails.empty());
        }
    }

    void keep(const Snapshot& before, const Decision& decision) {
        times_.add(before, decision);
        owners_.add(decision);
        stories_.add(decision);
    }

    Chance chance_;
    Desk desk_;
    Times times_;
    Owners owners_;
    Stories stories_;
};

/// Events that must occur somewhere, because otherwise the sequences would not test them.
constexpr const char* deeds[] = {"opened by ",
                                 "split from #",
                                 "merged into #",
                                 "was merged into this",
                                 "follows #",
                                 "template ",
                                 "title \"",
                                 "client ",
                                 "contract ",
                                 "category ",
                                 "priority ",
                                 "assigned to team ",
                                 "assignee ",
                                 "snoozed until ",
                                 "no longer snoozed",
                                 " watches by ",
                                 " watches no more ",
                                 "timer started",
                                 "timer stopped",
                                 "timer of ",
                                 "time -10m",
                                 "time -10m, not bill",
                                 "(confirmed) confirmed [",
                                 "status resolved → closed by ticketd",
                                 "reminded ",
                                 "whose mail",
                                 "team none → ",
                                 "not sent to ",
                                 "was asked about the timer"};

}  // namespace

TEST(Property, AnySequenceOfInputsKeepsTheInvariants) {
    std::set<std::string> missing(std::begin(deeds), std::end(deeds));
    for (unsigned seed = 1; seed <= sequences && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE(fmt::format("seed {}", seed));
        Sequence sequence(seed);
        sequence.run();
        std::erase_if(missing, [&](const std::string& deed) { return sequence.stories().has(deed); });
    }
    EXPECT_TRUE(testing::Test::HasFailure() || missing.empty()) << "never happened: " << testing::PrintToString(missing);
}

TEST(Property, TheSameValuesDecideTheSame) {
    Chance chance(7);
    Desk desk(busy_desk());
    for (int step = 0; step < steps; ++step) {
        const Mail mail = any_mail(chance, desk);
        const Snapshot snapshot = desk.snapshot;
        Snapshot with_numbers = snapshot;
        with_numbers.numbers = {{1000 + step}};
        const Decision first = decide(desk.directory, with_numbers, mail.inbound(), desk.now);
        const Decision second = decide(desk.directory, with_numbers, mail.inbound(), desk.now);
        EXPECT_EQ(first.tickets, second.tickets);
        EXPECT_EQ(first.aliases, second.aliases);
        EXPECT_EQ(first.reasons, second.reasons);
        EXPECT_EQ(mails(first), mails(second));
        desk.receive(mail);
    }
}
