// Who is mailed while technicians are away: each event with each absence, against a specification in plain words.
#include "tests/workflow/desk.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <set>

namespace {

using namespace desk_test;
using Names = std::set<std::string>;
using Away = config::Desk::AwayNotices;

const Names all{"ana", "ben", "cleo"};

struct Event {
    std::string name;
    Names concerned;       // who would be mailed if all were there
    std::string author;    // who acts, and needs no mail
    std::string assignee;  // "own" tickets are theirs
    std::function<Decision(Desk&, TicketId)> happens;
};

Decision client_writes(Desk& desk, TicketId number) {
    return desk.receive(Mail("boss@contoso.example", "Re: x", "And now?").aligned().answers(number));
}

std::vector<Event> events() {
    return {
        {"a client writes, nobody has it", all, "", "", client_writes},
        {"a client writes, the team has it",
         {"ana", "ben"},
         "",
         "",
         [](Desk& desk, TicketId number) {
             // The whole team is away for a moment, so that nobody of it is given the ticket.
             const auto away = std::exchange(desk.snapshot.away, {{"ana", desk.now + days{1}}, {"ben", desk.now + days{1}}});
             desk.order(number, "assign=network");
             desk.snapshot.away = away;
             return client_writes(desk, number);
         }},
        {"a client writes, ben has it", {"ben"}, "", "ben", client_writes},
        {"a client reopens, ben has it",
         {"ben"},
         "",
         "ben",
         [](Desk& desk, TicketId number) {
             desk.order(number, "resolve");
             return client_writes(desk, number);
         }},
        {"ana answers, ben has it",
         {"ben"},
         "ana",
         "ben",
         [](Desk& desk, TicketId number) { return desk.receive(from_ana(number, "", "Which one?")); }},
        {"ana writes a note, ben has it",
         {"ben"},
         "ana",
         "ben",
         [](Desk& desk, TicketId number) { return desk.receive(from_ana(number, "[note]", "He broke it.")); }},
        {"ana gives it to ben",
         {"ben"},
         "ana",
         "ben",
         [](Desk& desk, TicketId number) { return desk.receive(from_ana(number, "[assign=ben]")); }},
        {"it becomes critical, nobody has it", all, "", "",
         [](Desk& desk, TicketId number) { return desk.order(number, "critical"); }},
    };
}

/// Desk mails, in plain words: whom the event concerns, without its author. Who is away is left out, unless the config says else.
/// If nobody of them is there, all who are there; if nobody is, the admin.
Names specified(const Event& event, const Names& away, Away notices) {
    Names told;
    bool there = false;
    for (const std::string& name : event.concerned) {
        if (name == event.author) continue;
        const bool is_away = away.contains(name);
        if (is_away && notices != Away::all && !(notices == Away::own && name == event.assignee)) continue;
        told.insert(name);
        there = there || !is_away;
    }
    if (there) return told;
    bool anybody = false;
    for (const std::string& name : all) {
        if (away.contains(name)) continue;
        anybody = true;
        if (name != event.author) told.insert(name);
    }
    if (!anybody) told.insert("root");
    return told;
}

TEST(Presence, EachEventReachesWhomThePlainWordsSay) {
    for (const Event& event : events()) {
        for (const Away notices : {Away::none, Away::own, Away::all}) {
            for (unsigned mask = 0; mask < 8; ++mask) {
                Names away;
                if (mask & 1U) away.insert("ana");
                if (mask & 2U) away.insert("ben");
                if (mask & 4U) away.insert("cleo");
                if (!event.author.empty() && away.contains(event.author)) continue;  // who acts is there
                auto config = small_desk();
                config.desk.admin = "root@desk.example";
                config.desk.away_notices = notices;
                Desk desk(config);
                const TicketId number = desk.opened("Lamp");
                if (event.assignee == "ben" && event.name.find("gives") == std::string::npos) desk.order(number, "assign=ben");
                for (const std::string& name : away)
                    desk.snapshot.away[name] = desk.now + days{9};
                const Decision decision = event.happens(desk, number);
                Names told;
                for (const Notification& mail : decision.mails)
                    if (mail.to_technician && mail.kind != MailKind::receipt)
                        told.insert(mail.recipient.address.substr(0, mail.recipient.address.find('@')));
                EXPECT_EQ(told, specified(event, away, notices))
                    << event.name << ", away " << testing::PrintToString(away) << ", notices " << static_cast<int>(notices);
            }
        }
    }
}

TEST(Presence, WhoIsCalledByNameHearsThoughAway) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.snapshot.away["ben"] = desk.now + days{9};
    EXPECT_THAT(mails(desk.receive(from_ana(number, "[note]", "@ben do you know this one?"))),
                testing::Contains("note to ben@desk.example"));
    EXPECT_THAT(mails(client_writes(desk, number)), testing::Not(testing::Contains("technician-comment to ben@desk.example")));
}

TEST(Presence, ATechniciansOwnRequestIsForAColleague) {
    Desk desk;
    const Decision opened = desk.receive(Mail("ana@desk.example", "The VPN is down at my desk", "I cannot get in.").auth("ana"));
    const TicketId number = opened.landed;
    desk.order(number, "assign=network");
    EXPECT_EQ(desk.ticket(number).assignee, "ben");
    desk.snapshot.away["ben"] = desk.now + days{9};
    EXPECT_THAT(mails(desk.order(number, "note", "Look at it.", "admin")), testing::ElementsAre("note to cleo@desk.example"));
}

TEST(Presence, WhoWroteACallDownWorksOnIt) {
    Desk desk;
    const TicketId number =
        desk.receive(Mail("ana@desk.example", "Call of Kim: projector [client=Contoso]", "No picture.").auth("ana")).landed;
    desk.receive(from_ana(number, "[take] [15m]"));
    desk.receive(from_ana(number, "[resolve]", "It was the cable."));
    EXPECT_EQ(desk.ticket(number).assignee, "ana");
    EXPECT_EQ(desk.ticket(number).status, Status::resolved);
}

}  // namespace
