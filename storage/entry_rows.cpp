// Lists and fills the columns of table entry.
#include "storage/entry_rows.hpp"

namespace storage {

std::vector<Column> entry_columns() {
    return {{"id", Type::integer},
            {"ticket", Type::integer},
            {"at", Type::integer},
            {"kind"},
            {"author"},
            {"trust"},
            {"text"},
            {"quoted"},
            {"unverified", Type::integer},
            {"message_id"},
            {"subject"},
            {"event"},
            {"quoted_new"},
            {"left_out_lines", Type::integer}};
}

void add_entry(RowBatch& rows, std::int64_t id, const workflow::Entry& entry) {
    rows.integer(id)
        .integer(entry.ticket.value)
        .instant(entry.at)
        .text(workflow::to_string(entry.kind))
        .text(entry.author)
        .text(workflow::to_string(entry.trust))
        .text(entry.text)
        .text(entry.quoted)
        .flag(entry.unverified)
        .text(entry.message_id)
        .text(entry.subject)
        .text(entry.event ? workflow::event_json(*entry.event) : std::string())
        .text(entry.quoted_new)
        .integer(entry.left_out_lines);
}

}  // namespace storage
