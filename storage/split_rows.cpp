// Moves entries and their Message-IDs to the ticket that they were split off to.
#include "storage/split_rows.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/sql/db_text.hpp"

#include <fmt/format.h>
#include <set>

namespace storage {

void write_moves(const Sql& sql, std::span<const Outcome* const> outcomes) {
    for (const Outcome* outcome : outcomes) {
        for (const workflow::Move& move : outcome->decision.moves) {
            std::vector<std::int64_t> ids;
            for (const config::EntryId id : move.entries)
                ids.push_back(id.value);
            Query(sql, fmt::format("update entry set ticket = :to where ticket = :from and id {}", in_integers(sql, "ids")))
                .bind("to", move.to.value)
                .bind("from", move.from.value)
                .bind("ids", json_list(ids))
                .run();
            // The full-text index of SQLite finds the ticket through the entry; PostgreSQL's has a column for it.
            if (sql.postgresql)
                Query(sql, fmt::format("update search_text set ticket = :to where item {}", in_integers(sql, "ids")))
                    .bind("to", move.to.value)
                    .bind("ids", json_list(ids))
                    .run();
            std::set<std::string> keys;
            for (const std::string& id : move.ids)
                keys.insert(index_key(id));
            RowBatch rows(sql.postgresql, {{"message_id"}, {"ticket", Type::integer}});
            for (const std::string& key : keys)
                rows.text(key).integer(move.to.value);
            rows.insert(sql, "alias", "on conflict (message_id) do update set ticket = excluded.ticket");
        }
    }
}

}  // namespace storage
