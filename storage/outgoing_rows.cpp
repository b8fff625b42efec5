#include "storage/outgoing_rows.hpp"

#include "storage/chunks.hpp"

namespace storage {

void insert_outgoing(const Sql& sql, std::span<const PackedOutgoing* const> mails, Instant now) {
    const std::vector<std::int64_t> ids = take_ids(sql, "outbox", mails.size());
    Rows rows(sql.postgresql, {{"id", Type::integer},
                               {"ticket", Type::integer},
                               {"kind"},
                               {"recipient"},
                               {"return_path"},
                               {"message_id"},
                               {"status"},
                               {"owner", Type::integer},
                               {"lease_until", Type::integer},
                               {"attempts", Type::integer},
                               {"created_at", Type::integer},
                               {"next_try_at", Type::integer},
                               {"last_error"},
                               {"raw_bytes", Type::integer}});
    Rows chunks(sql.postgresql, chunk_columns("outbox"));
    for (std::size_t i = 0; i < mails.size(); ++i) {
        const NewOutgoing& mail = *mails[i]->mail;
        rows.integer(ids[i]).optional_integer(mail.ticket.is_set() ? std::optional(mail.ticket.value) : std::nullopt);
        rows.text(workflow::to_string(mail.kind))
            .text(mail.recipient)
            .text(mail.return_path)
            .text(mail.message_id)
            .text("queued");
        rows.integer(0).integer(0).integer(0).instant(now).instant(now).text("").integer(
            static_cast<std::int64_t>(mail.raw.size()));
        add_chunks(chunks, ids[i], mails[i]->frame);
    }
    rows.insert(sql, "outbox");
    chunks.insert(sql, "outbox_chunk");
}

}  // namespace storage
