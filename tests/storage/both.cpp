// Fixtures that run a storage test on a fresh SQLite file and on a fresh PostgreSQL schema.
#include "tests/storage/both.hpp"

#include "storage/sql/compress.hpp"

#include <fmt/format.h>
#include <span>

namespace storage_tests {

namespace {

std::unique_ptr<Cluster>& running_cluster() {
    static std::unique_ptr<Cluster> running;
    return running;
}

/// The server of this test program. The first test that needs it starts it; it is stopped after the last test.
class StopCluster : public ::testing::Environment {
public:
    void TearDown() override { running_cluster().reset(); }
};

const auto* const registered = ::testing::AddGlobalTestEnvironment(new StopCluster);  // gtest owns it

Cluster& cluster() {
    if (!running_cluster()) running_cluster() = std::make_unique<Cluster>();
    return *running_cluster();
}

}  // namespace

BothDatabases::BothDatabases() {
    if (GetParam() == Database::Kind::postgresql) {
        where_ = cluster().fresh();
        return;
    }
    where_.kind = Database::Kind::sqlite;
    where_.file = folder_.path() / "a desk.db";
    where_.url = "sqlite:" + where_.file.string();
}

StoreTest::StoreTest() {
    const auto migrated = storage::migrate(session_);
    EXPECT_TRUE(migrated.has_value());
}

std::string name_of(const ::testing::TestParamInfo<Database::Kind>& info) {
    return info.param == Database::Kind::sqlite ? "Sqlite" : "Postgresql";
}

storage::NewMail mail_of(const std::string& key, const std::string& raw) {
    storage::NewMail mail;
    mail.envelope.route = mail::Route::smtp;
    mail.envelope.from = "kim@contoso.example";
    mail.envelope.recipients = {"support@desk.example"};
    mail.envelope.peer = "192.0.2.7";
    mail.envelope.helo = "mx.contoso.example";
    mail.envelope.received_at = monday;
    mail.dedup_key = key;
    mail.raw_zstd = storage::compress(raw);
    mail.raw_bytes = static_cast<std::int64_t>(raw.size());
    return mail;
}

workflow::Ticket ticket_of(std::int64_t number) {
    workflow::Ticket ticket;
    ticket.number = TicketId{number};
    ticket.title = fmt::format("Scanner {} is silent", number);
    ticket.requester = {"Kim", "Kim@Contoso.example"};
    ticket.created_at = monday;
    ticket.updated_at = monday;
    ticket.active_at = monday;
    return ticket;
}

storage::Outcome outcome_of(const workflow::Ticket& ticket) {
    storage::Outcome outcome;
    outcome.decision.tickets = {ticket};
    outcome.decision.landed = ticket.number;
    return outcome;
}

workflow::Entry comment_of(std::int64_t ticket, const std::string& text) {
    workflow::Entry entry;
    entry.ticket = TicketId{ticket};
    entry.at = monday;
    entry.kind = workflow::EntryKind::comment;
    entry.author = "kim@contoso.example";
    entry.trust = workflow::Trust::participant;
    entry.text = text;
    return entry;
}

storage::NewOutgoing outgoing_of(std::int64_t ticket, const std::string& recipient, const std::string& raw) {
    storage::NewOutgoing mail;
    mail.ticket = TicketId{ticket};
    mail.kind = workflow::MailKind::acknowledgement;
    mail.recipient = recipient;
    mail.return_path = "support+bounce@desk.example";
    mail.message_id = fmt::format("{}.{}@desk.example", ticket, recipient);
    mail.raw = raw;
    return mail;
}

void write(storage::Tickets& tickets, const storage::Outcome& outcome, Instant now) {
    tickets.write(std::span(&outcome, 1), now);
}

}  // namespace storage_tests
