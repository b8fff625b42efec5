// Tests that erased tickets and addresses leave no trace in any table, and that other people's words stay.
#include "storage/erasure.hpp"

#include "mail/crypto/sha256.hpp"
#include "storage/inbox.hpp"
#include "storage/search.hpp"
#include "storage/sql/sql.hpp"
#include "tests/storage/both.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace storage_tests;
using testing::IsEmpty;

namespace {

constexpr const char* secret = "xylophone7731";
constexpr const char* kim = "kim@contoso.example";

class Erasure : public StoreTest {
protected:
    /// Writes two tickets of Kim's and one of Lou's. The first contains the secret in every place that can hold it.
    void fill() {
        open(1, std::string("The ") + secret, "kim@contoso.example");
        open(2, "Another one", "kim@contoso.example");
        open(3, "A third one", "lou@fabrikam.example");
        search_.take_in_all();
    }
    void open(std::int64_t number, const std::string& title, const std::string& requester) {
        const std::string own = number == 1 ? secret : "harmless" + std::to_string(number);
        auto mail = mail_of("key " + std::to_string(number) + own, "From: " + requester + "\r\n\r\n" + own);
        mail.envelope.from = requester;
        const auto appended = inbox_.append({&mail, 1});
        auto ticket = ticket_of(number);
        ticket.title = title;
        ticket.description = own;
        ticket.requester = {"Kim", requester};
        ticket.watchers = {{own + "@contoso.example", monday}};
        ticket.root_id = own + "@mail.example";
        auto outcome = outcome_of(ticket);
        outcome.inbox = appended.front().id;
        auto comment = comment_of(number, own + " does not sound");
        comment.author = requester;
        comment.quoted = own;
        comment.message_id = ticket.root_id;
        comment.subject = title;
        comment.attachments = {file("shared by all"), file("only of " + std::to_string(number))};
        auto answer = comment_of(number, "Which one?");
        answer.author = "ana";
        answer.quoted = own;
        auto event = comment_of(number, "opened by " + requester + ": \"" + title + " at \\\"home\\\"\" for \"Kim\" <" +
                                            requester + ">; category Network: \"sound\" in the subject; was " + title);
        event.kind = workflow::EntryKind::event;
        event.author = "ticketd";
        outcome.decision.entries = {comment, answer, event};
        outcome.decision.aliases = {{ticket.root_id, ticket.number}};
        outcome.decision.time.emplace_back();
        outcome.decision.time.back().ticket = ticket.number;
        outcome.decision.time.back().minutes = 30;
        outcome.decision.time.back().text = own;
        outcome.outgoing = {outgoing_of(number, requester, own + " is ticket 1"), outgoing_of(number, "ana@desk.example", own)};
        write(tickets_, outcome);
    }
    static mail::Attachment file(const std::string& content) {
        const auto bytes = std::make_shared<const std::string>(content + std::string(2000, '.'));
        return {"a.txt", "text/plain", bytes->size(), false, "", mail::sha256_hex(*bytes), bytes};
    }

    /// The places that still contain `word`: columns of tables, or the file.
    std::vector<std::string> places_of(const std::string& word) {
        std::vector<std::string> places;
        session_.disconnect();
        if (!on_postgresql()) {
            for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
                std::ifstream in(entry.path(), std::ios::binary);
                const std::string bytes(std::istreambuf_iterator<char>(in), {});
                if (bytes.find(word) != std::string::npos) places.push_back(entry.path().filename());
            }
            return places;
        }
        std::vector<std::pair<std::string, std::string>> columns;
        session_.read([&](soci::session& connection) {
            const storage::Sql sql = session_.sql(connection);
            storage::Query query(
                sql,
                "select cast(table_name as text), case when data_type = 'bytea' then 'encode(' || column_name || "
                "', ''escape'')' else 'cast(' || column_name || ' as text)' end from information_schema.columns "
                "where table_schema = current_schema()",
                {storage::Type::text, storage::Type::text});
            while (query.next())
                columns.emplace_back(query.text(0), query.text(1));
        });
        for (const auto& [table, text] : columns)
            session_.read([&, table = table, text = text](soci::session& connection) {
                const storage::Sql sql = session_.sql(connection);
                storage::Query query(sql, "select count(*) from " + table + " where " + text + " like '%" + word + "%'",
                                     {storage::Type::integer});
                if (query.next() && query.integer(0) > 0) places.push_back(table + "." + text);
            });
        return places;
    }
    std::int64_t count(const std::string& what) {
        std::int64_t found = 0;
        session_.read([&](soci::session& connection) {
            storage::Query query(session_.sql(connection), "select count(*) from " + what, {storage::Type::integer});
            found = query.next() ? query.integer(0) : -1;
        });
        return found;
    }
    std::vector<std::int64_t> found(const std::string& word) {
        search_.take_in_all();
        std::vector<std::int64_t> numbers;
        const std::vector<std::string> phrases{word};
        for (const auto& one : search_.find(phrases, 20))
            numbers.push_back(one.ticket.value);
        return numbers;
    }

    storage::Search search_{session_};
    storage::Erasure erasure_{session_};
};

}  // namespace

TEST_P(Erasure, OfATicketLeavesItsNumberAndNothingElse) {
    fill();
    EXPECT_THAT(places_of(secret), Not(IsEmpty()));
    const auto counts = erasure_.ticket({1}, monday);
    erasure_.tidy_up();
    EXPECT_THAT(places_of(secret), IsEmpty());
    EXPECT_EQ(counts.entries, 3);
    EXPECT_EQ(counts.received, 1);
    EXPECT_EQ(counts.sent, 2);
    EXPECT_EQ(counts.files, 1) << "the other one is needed";
    const auto ticket = tickets_.find({1});
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->title, "erased");
    EXPECT_EQ(ticket->requester.address, "");
    EXPECT_EQ(ticket->status, config::Status::closed);
    EXPECT_EQ(tickets_.counts().open, 2);
    EXPECT_EQ(tickets_.counts().tickets, 3);
    const auto entries = tickets_.entries({1});
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].event, workflow::TicketEvent(workflow::event::TicketErased{}));
    EXPECT_EQ(count("time_entry where ticket = 1 and minutes = 30"), 1) << "time is never lost";
    EXPECT_TRUE(tickets_.attachment(file("shared by all").sha256));
    EXPECT_FALSE(tickets_.attachment(file("only of 1").sha256));
    EXPECT_EQ(tickets_.entries({3}).size(), 3U);
    EXPECT_EQ(found("sound"), (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(erasure_.ticket({99}, monday).tickets, 0);
}

TEST_P(Erasure, OfAnAddressTakesWhatItWroteAndLeavesTheOthersWords) {
    fill();
    const auto counts = erasure_.address(kim, monday);
    erasure_.tidy_up();
    EXPECT_EQ(counts.tickets, 2);
    EXPECT_EQ(counts.entries, 2);
    EXPECT_THAT(places_of("kim@contoso"), IsEmpty());
    const auto entries = tickets_.entries({1});
    ASSERT_EQ(entries.size(), 4U);
    EXPECT_EQ(entries[0].author + entries[0].text + entries[0].quoted, "erased");
    EXPECT_THAT(entries[0].attachments, IsEmpty());
    EXPECT_EQ(entries[1].text, "Which one?");
    EXPECT_EQ(entries[2].text,
              "opened by erased: \"erased\" for \"erased\" <erased>; category Network: \"erased\" in the subject; was erased");
    EXPECT_EQ(entries[3].event, workflow::TicketEvent(workflow::event::ParticipantErased{}));
    EXPECT_EQ(tickets_.find({1})->requester.name, "erased");
    EXPECT_EQ(tickets_.find({1})->status, config::Status::open);
    EXPECT_EQ(tickets_.find({3})->requester.address, "lou@fabrikam.example");
    EXPECT_EQ(found("sound"), std::vector<std::int64_t>{3});
    EXPECT_EQ(found("which"), (std::vector<std::int64_t>{3, 2, 1}));
    EXPECT_EQ(count("inbox_chunk"), 1);
    EXPECT_EQ(count("outbox_chunk"), 2);
    EXPECT_EQ(erasure_.address("nobody@contoso.example", monday).tickets, 0);
}

TEST_P(Erasure, OfAnAddressReachesTicketsThatItWatchedOnce) {
    fill();
    auto ticket = *tickets_.find({3});
    ticket.undos.emplace_back();
    ticket.undos.back().by = "ana";
    ticket.undos.back().steps = {{"watcher", kim, "yes", "no"}};
    auto outcome = outcome_of(ticket);
    auto event = comment_of(3, "watcher kim@contoso.example removed by ana (technician): tag");
    event.kind = workflow::EntryKind::event;
    event.author = "ana";
    outcome.decision.entries = {event};
    write(tickets_, outcome);
    EXPECT_EQ(erasure_.address(kim, monday).tickets, 3);
    erasure_.tidy_up();
    EXPECT_THAT(places_of("kim@contoso"), IsEmpty());
    EXPECT_EQ(tickets_.find({3})->requester.address, "lou@fabrikam.example");
}

TEST_P(Erasure, ReachesIntoEventsAndLeavesTheirOtherValues) {
    fill();
    namespace event = workflow::event;
    const std::string title = tickets_.find({1})->title;
    const auto said = [](workflow::TicketEvent value) {
        auto entry = comment_of(1, "");
        entry.kind = workflow::EntryKind::event;
        entry.author = "ana";
        entry.event = std::move(value);
        return entry;
    };
    auto outcome = outcome_of(*tickets_.find({1}));
    outcome.decision.entries = {
        said(event::Opened{.title = title, .requester = {"Kim", kim}, .category = "Network"}),
        said(event::TitleChanged{"The open \"phone\"", title, workflow::cause::Command{"title=" + title}}),
        said(event::StatusChanged{config::Status::open, config::Status::closed, {}}),
        said(event::WatcherAdded{"Kim@Contoso.example", {}})};
    write(tickets_, outcome);
    EXPECT_EQ(tickets_.entries({1})[3].event, outcome.decision.entries[0].event) << "an event is read as it was written";
    static_cast<void>(erasure_.address(kim, monday));
    const auto entries = tickets_.entries({1});
    ASSERT_EQ(entries.size(), 8U);
    EXPECT_EQ(entries[3].event,
              workflow::TicketEvent(event::Opened{.title = "erased", .requester = {"erased", "erased"}, .category = "Network"}));
    EXPECT_EQ(entries[4].event,
              workflow::TicketEvent(event::TitleChanged{"erased", "erased", workflow::cause::Command{"title=erased"}}));
    EXPECT_EQ(entries[5].event, outcome.decision.entries[2].event);
}

TEST_P(Erasure, ChangesMadeMeanwhileAreDecidedAgain) {
    fill();
    const auto before = *tickets_.find({1});
    static_cast<void>(erasure_.ticket({1}, monday));
    EXPECT_THROW(write(tickets_, outcome_of(before)), storage::Conflict);
}

ON_BOTH_DATABASES(Erasure);
