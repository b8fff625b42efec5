#pragma once

#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"
#include "workflow/model/ticket.hpp"

#include <string>
#include <vector>

namespace storage {

/// Calls `column(name, field)` for each column of `ticket`, so that reading and writing share one list. `number` comes
/// first, `version` second; requester_key is derived and not listed.
template <class TicketType, class Visitor>
void each_column(TicketType& ticket, Visitor&& column) {
    column("number", ticket.number);
    column("version", ticket.version);
    column("title", ticket.title);
    column("description", ticket.description);
    column("status", ticket.status);
    column("priority", ticket.priority);
    column("category", ticket.category);
    column("client", ticket.client);
    column("contract", ticket.contract);
    column("template", ticket.ticket_template);
    column("requester_name", ticket.requester.name);
    column("requester_address", ticket.requester.address);
    column("assignee", ticket.assignee);
    column("team", ticket.team);
    column("desk_address", ticket.desk_address);
    column("root_id", ticket.root_id);
    column("last_client_id", ticket.last_client_id);
    column("created_at", ticket.created_at);
    column("updated_at", ticket.updated_at);
    column("active_at", ticket.active_at);
    column("close_at", ticket.close_at);
    column("rules_fired", ticket.rules_fired);
    column("closed_at", ticket.closed_at);
    column("erased_at", ticket.erased_at);
    column("snoozed_until", ticket.snoozed_until);
    column("next_due_at", ticket.next_due_at);
    column("response_due_at", ticket.clocks.response_due_at);
    column("responded_at", ticket.clocks.responded_at);
    column("resolution_due_at", ticket.clocks.resolution_due_at);
    column("resolved_at", ticket.clocks.resolved_at);
    column("paused_since", ticket.clocks.paused_since);
    column("update_due_at", ticket.clocks.update_due_at);
    column("answered_at", ticket.clocks.answered_at);
    column("response_to", ticket.clocks.response_to);
    column("breached", ticket.clocks.breached);
    column("response_excluded", ticket.clocks.progress_by_clock[0].excluded);
    column("response_warned", ticket.clocks.progress_by_clock[0].warned_until);
    column("response_told", ticket.clocks.progress_by_clock[0].last_escalation);
    column("resolution_excluded", ticket.clocks.progress_by_clock[1].excluded);
    column("resolution_warned", ticket.clocks.progress_by_clock[1].warned_until);
    column("resolution_told", ticket.clocks.progress_by_clock[1].last_escalation);
    column("update_excluded", ticket.clocks.progress_by_clock[2].excluded);
    column("update_warned", ticket.clocks.progress_by_clock[2].warned_until);
    column("update_told", ticket.clocks.progress_by_clock[2].last_escalation);
    column("clock_log", ticket.clocks.log);
    column("efforts", ticket.efforts);
    column("undos", ticket.undos);
}

/// The columns of table `ticket` for RowBatch; the derived one comes last.
[[nodiscard]] const std::vector<Column>& ticket_columns();
/// Adds one row with the given version.
void add_ticket(RowBatch& rows, const workflow::Ticket& ticket, std::int64_t version);

/// Reads tickets without watchers and links in three steps: query text (`rest` follows `from ticket`), column types, rows.
[[nodiscard]] std::string select_tickets_text(const std::string& rest);
[[nodiscard]] const std::vector<Type>& select_tickets_types();
[[nodiscard]] std::vector<workflow::Ticket> fetch_tickets(Query& query);

/// Runs all three steps; `bind` binds the query's values.
template <class Bind>
std::vector<workflow::Ticket> select_tickets(const Sql& sql, const std::string& rest, Bind bind) {
    Query query(sql, select_tickets_text(rest), select_tickets_types());
    bind(query);
    return fetch_tickets(query);
}

}  // namespace storage
