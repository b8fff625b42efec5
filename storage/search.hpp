#pragma once

#include "storage/sql/row_batch.hpp"
#include "storage/sql/session.hpp"
#include "workflow/model/ticket.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace storage {

struct Sql;

/// The words and "quoted phrases" of what somebody looks for, all of which a ticket must hold.
[[nodiscard]] std::vector<std::string> search_phrases(std::string_view text);

/// The full-text index over titles, comments and notes. Case does not count, nor do accents on Latin letters.
class Search {
public:
    /// More phrases than this are not looked for.
    static constexpr std::size_t max_phrases = 10;
    struct Found {
        config::TicketId ticket;
        std::string snippet;  // of the latest entry that holds one of the phrases; else the title
    };

    explicit Search(Session& session) : session_(session) {}

    /// Takes in some of what waits, the work of some milliseconds; returns how many texts, 0 when nothing waits. With
    /// `only_when_idle` it leaves that to later while mails wait for intake.
    [[nodiscard]] std::size_t take_in(bool only_when_idle);
    /// All that waits, step by step.
    void take_in_all();
    /// Tickets that hold all `phrases`, the latest first. What waits to be taken in is not found yet.
    [[nodiscard]] std::vector<Found> find(std::span<const std::string> phrases, std::size_t most);

private:
    [[nodiscard]] std::string snippet(const Sql& sql, std::span<const std::string> phrases, std::int64_t entry);

    Session& session_;
};

/// Takes entries and titles out of the index. Their rows must still be as they were taken in.
void forget_words(const Sql& sql, std::span<const std::int64_t> entries, std::span<const std::int64_t> tickets);
/// SQLite: writes the index anew, without what was forgotten.
void rewrite_words(const Sql& sql);

/// What one transaction has for the index to take in later.
class SearchQueue {
public:
    explicit SearchQueue(bool postgresql) : rows_(postgresql, {{"item", Type::integer}}) {}
    void add_entry(std::int64_t id) { rows_.integer(id); }
    void add_title(config::TicketId number) { rows_.integer(-number.value); }
    void write(const Sql& sql) const { rows_.insert(sql, "search_queue", "on conflict do nothing"); }

private:
    RowBatch rows_;
};

}  // namespace storage
