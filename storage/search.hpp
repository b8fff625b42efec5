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

/// The words and "quoted phrases" of a search text. A ticket must contain all of them.
[[nodiscard]] std::vector<std::string> search_phrases(std::string_view text);

/// The full-text index over titles, comments and notes. It ignores case and the accents of Latin letters.
class Search {
public:
    /// Cap on the phrases of one search; further ones are ignored.
    static constexpr std::size_t max_phrases = 10;
    struct Found {
        config::TicketId ticket;
        std::string snippet;  // taken from the latest entry that contains one of the phrases, or else the title
    };

    explicit Search(Session& session) : session_(session) {}

    /// Indexes some queued texts, a few milliseconds of work. Returns their number; 0 when the queue is empty. With
    /// `only_when_idle` it does nothing while mails wait for intake.
    [[nodiscard]] std::size_t take_in(bool only_when_idle);
    /// Indexes all queued texts, step by step.
    void take_in_all();
    /// Tickets that contain all `phrases`, latest first. Queued texts are not found yet.
    [[nodiscard]] std::vector<Found> find(std::span<const std::string> phrases, std::size_t most);

private:
    [[nodiscard]] std::string snippet(const Sql& sql, std::span<const std::string> phrases, std::int64_t entry);

    Session& session_;
};

/// Removes entries and titles from the index. Their rows must not have changed since they were indexed.
void forget_words(const Sql& sql, std::span<const std::int64_t> entries, std::span<const std::int64_t> tickets);
/// SQLite: rewrites the index so that it no longer contains removed words.
void rewrite_words(const Sql& sql);

/// The texts that one transaction queues for the index.
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
