// Loads the data that reports and questions asked by mail need, and makes the answers.
#include "daemon/pipeline/query_answers.hpp"

#include "daemon/pipeline/outgoing_renderer.hpp"
#include "workflow/reports/digest.hpp"
#include "workflow/reports/queries.hpp"

#include <unordered_set>

namespace ticketd {

using config::Status;

std::vector<workflow::Ticket> open_tickets(storage::Tickets& tickets, const std::string& client) {
    storage::Filter filter;
    filter.status = {Status::open, Status::in_progress, Status::waiting_customer, Status::waiting_third_party};
    filter.client = client;
    return tickets.list(filter);
}

workflow::ReportFacts report_facts(Stores& stores, config::Instant from, config::Instant to, const std::string& client) {
    std::vector<workflow::Ticket> all = open_tickets(stores.tickets, client);
    std::unordered_set<std::int64_t> known;
    for (const auto& ticket : all)
        known.insert(ticket.number.value);
    storage::Filter filter;
    filter.created_from = from;
    filter.created_before = to;
    filter.client = client;
    // Its problem goes on in another ticket, and counts there.
    filter.without_merged = true;
    for (auto& ticket : stores.tickets.list(filter))
        if (!known.contains(ticket.number.value)) all.push_back(std::move(ticket));
    storage::TimeFilter worked;
    worked.client = client;
    worked.from = from;
    worked.to = to;
    return {std::move(all), stores.time_log.billed(worked)};
}

namespace {

/// The ticket's history, including the entries that the decisions up to this one add, which are not written yet.
std::optional<workflow::Notification> show(Stores& stores, const Runtime& runtime, const workflow::Query& query,
                                           std::span<const storage::Outcome> decided) {
    auto entries = stores.tickets.entries(query.ticket);
    auto time = stores.time_log.of(query.ticket);
    for (const auto& outcome : decided) {
        for (const auto& entry : outcome.decision.entries)
            if (entry.ticket == query.ticket) entries.push_back(entry);
        for (const auto& line : outcome.decision.time)
            if (line.ticket == query.ticket) time.push_back(line);
    }
    return workflow::answer_show(runtime.directory(), query, std::move(entries), std::move(time));
}

}  // namespace

void answer_queries(Stores& stores, const Runtime& runtime, std::span<storage::Outcome> outcomes, config::Instant now) {
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        auto& decision = outcomes[i].decision;
        for (const auto& query : decision.queries) {
            using What = workflow::Query::What;
            std::optional<workflow::Notification> answer;
            if (query.what == What::show) {
                answer = show(stores, runtime, query, outcomes.first(i + 1));
            } else if (query.what == What::help) {
                answer = workflow::answer_query(runtime.directory(), query, {}, now);
            } else {
                const auto period = workflow::period_of(runtime.directory(), query, now);
                workflow::ReportFacts loaded;
                if (period)
                    loaded = report_facts(stores, period->from, period->to);
                else
                    loaded.tickets = open_tickets(stores.tickets);
                answer = workflow::answer_query(runtime.directory(), query, loaded, now);
            }
            if (answer) decision.mails.push_back(std::move(*answer));
        }
    }
}

std::vector<storage::NewOutgoing> render_digests(const Runtime& runtime, const std::vector<workflow::Ticket>& open,
                                                 const std::map<std::string, config::Instant>& away, config::Instant now) {
    workflow::Decision decision;
    decision.mails = workflow::digests(runtime.directory(), open, away, now);
    return render_outgoing(runtime, {}, decision, now);
}

}  // namespace ticketd
