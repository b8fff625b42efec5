#pragma once

#include "storage/outbox.hpp"
#include "storage/sql/session.hpp"
#include "storage/ticket_texts.hpp"
#include "workflow/model/decision.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

using config::TicketId;

/// The decision about one input with its mails already rendered, ready for the transaction.
struct Outcome {
    std::optional<config::InboxId> inbox;  // the inbox row that this outcome finishes
    workflow::Decision decision;
    std::vector<NewOutgoing> outgoing;
    std::vector<PackedOutgoing> packed;  // pack_outgoing(outgoing); when empty, `write` packs the mails
    std::vector<SendResult> sent;        // outbox rows whose result it records on the ticket
};

/// The filters of `list`. Empty fields match everything.
struct Filter {
    std::vector<config::Status> status;
    std::string assignee;  // a technician's name, or "none"
    std::string team;
    std::string client;
    std::string requester;  // normalised
    std::optional<config::Priority> priority;
    std::string category;
    std::string ticket_template;
    std::optional<config::Instant> created_from;
    std::optional<config::Instant> created_before;
    bool without_merged = false;  // those that go on in another ticket are left out
    std::size_t most = 1'000'000;
};

/// The tickets with their entries, watchers, links, aliases and attachments.
class Tickets {
public:
    explicit Tickets(Session& session) : session_(session) {}

    /// Reserves `count` numbers. The first number ever is 1; gaps are allowed.
    [[nodiscard]] std::vector<TicketId> reserve(std::size_t count);

    /// Loads everything that `keys` may refer to in a few set-wise queries: tickets, aliases, sender histories at `now`.
    [[nodiscard]] workflow::Snapshot load(std::span<const workflow::ThreadKeys> keys, config::Instant now);

    /// Adds to `snapshot` the texts of its tickets, where `keys` ask for texts. Returns the mails of ours that an answer with
    /// these keys may quote, to be read into TicketTexts::sent.
    [[nodiscard]] std::vector<SentMail> load_texts(std::span<const workflow::ThreadKeys> keys, workflow::Snapshot& snapshot);

    /// Writes all outcomes in one transaction, set-wise: inbox rows, tickets, entries, attachments, aliases, outbox
    /// rows, failing addresses. Throws Conflict when a ticket version has changed or an alias is taken. Leaves out an
    /// outcome whose inbox row another daemon has finished.
    void write(std::span<const Outcome> outcomes, config::Instant now);

    [[nodiscard]] std::vector<TicketId> due(config::Instant now, std::size_t most);

    [[nodiscard]] std::vector<workflow::Ticket> list(const Filter& filter);  // by number, without watchers and links
    [[nodiscard]] std::optional<workflow::Ticket> find(TicketId number);
    [[nodiscard]] std::vector<workflow::Entry> entries(TicketId number);  // attachments without content
    [[nodiscard]] std::optional<std::string> attachment(const std::string& sha256);

    struct Counts {
        std::int64_t tickets = 0, open = 0;
    };
    [[nodiscard]] Counts counts();

private:
    Session& session_;
};

}  // namespace storage
