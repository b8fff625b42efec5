// Packs, writes and reads the bytes of outgoing mails.
#include "storage/outgoing_rows.hpp"

#include "storage/sql/chunks.hpp"
#include "storage/inbox.hpp"

#include <fmt/format.h>
#include <map>
#include <stdexcept>

namespace storage {

std::vector<PackedOutgoing> pack_outgoing(std::span<const NewOutgoing> mails) {
    std::vector<PackedOutgoing> packed(mails.size());  // sized once, because the rows point at each other
    std::map<workflow::MailKind, const PackedOutgoing*> first;
    for (std::size_t i = 0; i < mails.size(); ++i) {
        const PackedOutgoing* base = first.try_emplace(mails[i].kind, &packed[i]).first->second;
        packed[i].mail = &mails[i];
        if (base != &packed[i]) packed[i].base = base;
        packed[i].frame = compress_against(mails[i].raw, packed[i].base != nullptr ? base->mail->raw : std::string_view());
    }
    return packed;
}

void insert_outgoing(const Sql& sql, std::span<const PackedOutgoing* const> mails, Instant now,
                     std::span<const std::int64_t> entries) {
    const std::vector<std::int64_t> ids = take_ids(sql, "outbox", mails.size());
    RowBatch rows(sql.postgresql, {{"id", Type::integer},
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
                                   {"raw_bytes", Type::integer},
                                   {"base", Type::integer},
                                   {"entry", Type::integer}});
    RowBatch chunks(sql.postgresql, chunk_columns("outbox"));
    std::unordered_map<const PackedOutgoing*, std::int64_t> id_of;
    for (std::size_t i = 0; i < mails.size(); ++i) {
        const NewOutgoing& mail = *mails[i]->mail;
        rows.integer(ids[i]).optional_integer(mail.ticket.is_set() ? std::optional(mail.ticket.value) : std::nullopt);
        rows.text(workflow::to_string(mail.kind))
            .text(mail.recipient)
            .text(mail.return_path)
            .text(mail.message_id)
            .text("queued");
        id_of.emplace(mails[i], ids[i]);
        rows.integer(0).integer(0).integer(0).instant(now).instant(now).text("").integer(
            static_cast<std::int64_t>(mail.raw.size()));
        rows.optional_integer(mails[i]->base != nullptr ? std::optional(id_of.at(mails[i]->base)) : std::nullopt);
        const std::int64_t entry = i < entries.size() ? entries[i] : 0;
        rows.optional_integer(entry != 0 ? std::optional(entry) : std::nullopt);
        add_chunks(chunks, ids[i], mails[i]->frame);
    }
    rows.insert(sql, "outbox");
    chunks.insert(sql, "outbox_chunk");
}

std::unordered_map<std::int64_t, std::string> read_outgoing(const Sql& sql, std::span<const std::int64_t> ids) {
    struct Row {
        std::int64_t id;
        std::int64_t base;  // 0: none
        std::size_t size;
    };
    std::vector<Row> rows;
    std::vector<std::int64_t> wanted(ids.begin(), ids.end());
    {
        // Bases come before the mails that refer to them.
        Query query(
            sql,
            fmt::format("select id, coalesce(base, 0), raw_bytes from outbox where id {0} union "
                        "select b.id, 0, b.raw_bytes from outbox o join outbox b on b.id = o.base where o.id {0} order by 1",
                        in_integers(sql, "ids")),
            {Type::integer, Type::integer, Type::integer});
        query.bind("ids", json_list(ids));
        while (query.next()) {
            rows.push_back({query.integer(0), query.integer(1), static_cast<std::size_t>(query.integer(2))});
            wanted.push_back(query.integer(0));
        }
    }
    const auto frames = read_chunks(sql, "outbox", wanted);
    std::unordered_map<std::int64_t, std::string> mails;
    for (const Row& row : rows) {
        const auto frame = frames.find(row.id);
        const auto base = mails.find(row.base);
        if (frame == frames.end() || (row.base != 0 && base == mails.end())) continue;
        try {
            mails[row.id] = decompress_against(frame->second, row.base != 0 ? base->second : std::string_view(), row.size);
        } catch (const std::runtime_error&) {
            // A damaged mail is left out; the caller records that in its row.
        }
    }
    return mails;
}

}  // namespace storage
