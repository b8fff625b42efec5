// Tests converting ticket events to JSON and back.
#include "workflow/model/ticket_event.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace workflow {
namespace {

TEST(TicketEvent, IsReadAsItWasWritten) {
    const Instant at = config::from_micros(1'795'435'200'123'456);
    const TicketEvent events[]{
        event::StatusChanged{Status::open, Status::waiting_customer, cause::Command{"wait"}},
        event::Opened{"It \"burns\"", {"Kim", "kim@contoso.example"}, true, "Contoso", "gold", "contoso.example", "", "", "", ""},
        event::Assigned{"ana", "ben", "network", at, cause::Rule{"to the network"}},
        event::Linked{Link::Kind::follows, {12}, cause::ClosedLongAgo{{12}, 14}},
        event::SlaBreach{Clock::update, at},
        event::ConfirmationAsked{{"merge=12", "client=Contoso"}},
        event::Woken{cause::TicketDone{Status::resolved}},
        event::FirstResponse{},
    };
    for (const TicketEvent& event : events)
        EXPECT_EQ(parse_event(event_json(event)), event) << event_json(event);
}

TEST(TicketEvent, HasTheNamesAndFieldsThatAreShown) {
    EXPECT_EQ(event_json(event::PriorityChanged{Priority::low, Priority::high, cause::Rule{"VIP"}}),
              R"({"event":"priority-changed","data":{"from":"low","to":"high","cause":{"cause":"rule","rule":"VIP"}}})");
    const std::set<std::string_view> once(event_names().begin(), event_names().end());
    EXPECT_EQ(once.size(), event_names().size());
}

TEST(TicketEvent, IsNamedInTheManual) {
    std::ifstream file(SOURCE_DIR "/daemon/ctl/ticketctl.1");
    const std::string manual{std::istreambuf_iterator<char>(file), {}};
    for (const std::string_view name : event_names())
        EXPECT_NE(manual.find("\n.Cm " + std::string(name) + " "), std::string::npos) << name;
}

TEST(TicketEvent, OfANewerVersionIsKeptAsItIs) {
    const auto* text = R"({"event":"teleported","data":{"to":"Mars","how":[1,{"x":null}]}})";
    const auto event = parse_event(text);
    ASSERT_TRUE(event);
    EXPECT_EQ(event_name(*event), "teleported");
    EXPECT_EQ(event_json(*event), text);
    const auto* cause = R"({"event":"woken","data":{"cause":{"cause":"noise","level":3}}})";
    EXPECT_EQ(event_json(*parse_event(cause)), cause);
}

TEST(TicketEvent, ToleratesFieldsThatAreMissingUnknownOrOfAnotherType) {
    EXPECT_EQ(parse_event(R"({"event":"status-changed","data":{"to":"closed","from":7,"more":true},"later":1})"),
              TicketEvent(event::StatusChanged{Status::open, Status::closed, {}}));
    EXPECT_EQ(parse_event(R"({"event":"first-response"})"), TicketEvent(event::FirstResponse{}));
    for (const auto* text : {"", "{}", "[]", "null", "status open", R"({"event":5})"})
        EXPECT_FALSE(parse_event(text)) << text;
}

TEST(TicketEvent, GivesItsTextsToBeChanged) {
    TicketEvent event = event::Opened{.title = "open", .requester = {"Kim", "kim@contoso.example"}};
    change_texts(event, [](std::string& text) { text = text.empty() ? "" : "x"; });
    EXPECT_EQ(event, TicketEvent(event::Opened{.title = "x", .requester = {"x", "x"}}));
    TicketEvent newer = event::Unknown{"teleported", R"({"to":"Mars","n":1})"};
    change_texts(newer, [](std::string& text) { text = "x"; });
    EXPECT_EQ(event_data(newer), R"({"to":"x","n":1})");
}

}  // namespace
}  // namespace workflow
