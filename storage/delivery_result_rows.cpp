// Writes the results of delivery attempts to the outbox rows.
#include "storage/delivery_result_rows.hpp"

#include "storage/sql/db_text.hpp"

#include <algorithm>
#include <vector>

namespace storage {

SentRows::SentRows(bool postgresql, std::span<const SendResult> results, Instant now)
    : sent_(postgresql, {{"id", Type::integer}, {"status"}, {"sent_at", Type::integer}, {"last_error"}}),
      failed_(postgresql, {{"id", Type::integer}, {"status"}, {"last_error"}}),
      later_(postgresql, {{"id", Type::integer}, {"status"}, {"last_error"}, {"next_try_at", Type::integer}}),
      untried_(postgresql,
               {{"id", Type::integer}, {"status"}, {"last_error"}, {"next_try_at", Type::integer}, {"attempts", Type::integer}}) {
    // Updates the rows in the order of their ids, so that daemons do not deadlock.
    std::vector<const SendResult*> ordered;
    for (const SendResult& result : results)
        ordered.push_back(&result);
    std::ranges::sort(ordered, [](const SendResult* a, const SendResult* b) { return a->id < b->id; });
    for (const SendResult* result : ordered) {
        const std::int64_t id = result->id.value;
        switch (result->what) {
            case SendResult::What::sent:
                sent_.integer(id).text("sent").instant(now).text("");
                break;
            case SendResult::What::failed:
                failed_.integer(id).text("failed").text(result->reply);
                break;
            case SendResult::What::deferred:
                later_.integer(id).text("queued").text(result->reply).instant(result->next_try_at);
                break;
            case SendResult::What::untried:
                untried_.integer(id).text("queued").text(result->reply).instant(result->next_try_at).integer(result->attempts);
                break;
        }
    }
}

void SentRows::write(const Sql& sql, Tally& tally) const {
    // A mail that was sent counts as sent, whatever the row's status is by now. The other results apply only to rows
    // that are still being sent: a slower daemon must not requeue a mail that a faster one has sent or an admin has
    // dropped.
    tally.add(Tally::Kind::outbox_sent, sent_.update(sql, "outbox", 1, "t.status <> 'sent'"));
    for (const RowBatch* rows : {&failed_, &later_, &untried_})
        rows->update(sql, "outbox", 1, "t.status = 'sending'");
}

void mark_returned(const Sql& sql, const workflow::Returned& returned, Tally& tally) {
    const auto marked = Query(sql,
                              "update outbox set status = 'failed', last_error = :story where id = :id and ticket = :ticket and "
                              "status = 'sent'")
                            .bind("story", clean(returned.history))
                            .bind("id", returned.outbox.value)
                            .bind("ticket", returned.ticket.value)
                            .run();
    tally.add(Tally::Kind::outbox_sent, -marked);
}

}  // namespace storage
