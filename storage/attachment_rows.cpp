// Writes attachment contents; each content is stored once, under its SHA-256.
#include "storage/attachment_rows.hpp"
#include "storage/sql/compress.hpp"

#include "storage/sql/chunks.hpp"
#include "storage/inbox.hpp"
#include "storage/sql/row_batch.hpp"
#include "storage/sql/db_text.hpp"

namespace storage {

void AttachmentRows::pack(Session& session, const workflow::Entry& entry) {
    for (const mail::Attachment& attachment : entry.attachments) {
        if (!attachment.content) continue;
        const auto [at, added] = blobs_.try_emplace(clean(attachment.sha256));
        if (!added) continue;
        Blob& blob = at->second;
        session.read([&](soci::session& connection) {
            const Sql sql = session.sql(connection);
            Query query(sql, "select 1 from blob where sha256 = :sha256", {Type::integer});
            query.bind("sha256", at->first);
            blob.known = query.next();
        });
        if (blob.known) continue;
        blob.size = static_cast<std::int64_t>(attachment.content->size());
        blob.bytes = compress(*attachment.content);
        // Pictures and archives hardly shrink, and uncompressed bytes are read back faster.
        blob.packed = blob.bytes.size() < attachment.content->size() / 16 * 15;
        if (!blob.packed) blob.bytes = *attachment.content;
    }
}

void AttachmentRows::write(const Sql& sql, std::span<const workflow::Entry* const> entries,
                           std::span<const std::int64_t> ids) const {
    RowBatch blobs(sql.postgresql, {{"sha256"}, {"size", Type::integer}, {"encoding"}});
    for (const auto& [sha256, blob] : blobs_) {
        if (!blob.known) blobs.text(sha256).integer(blob.size).text(blob.packed ? "zstd" : "raw");
    }
    // Only the daemon that inserted the row writes its chunks, because another daemon's frame of the same content may differ.
    const auto inserted = blobs.insert_new(sql, "blob");
    for (const auto& [sha256, blob] : blobs_) {
        if (!inserted.contains(sha256)) continue;
        RowBatch chunks(sql.postgresql, chunk_columns("sha256", Type::text));
        add_chunks(chunks, sha256, blob.bytes);
        chunks.insert(sql, "blob_chunk");
    }
    RowBatch rows(sql.postgresql, {{"entry", Type::integer},
                                   {"position", Type::integer},
                                   {"name"},
                                   {"type"},
                                   {"size", Type::integer},
                                   {"is_inline", Type::integer},
                                   {"content_id"},
                                   {"sha256"}});
    for (std::size_t i = 0; i < entries.size(); ++i) {
        std::int64_t position = 0;
        for (const mail::Attachment& attachment : entries[i]->attachments) {
            rows.integer(ids[i]).integer(position++).text(attachment.name).text(attachment.type);
            rows.integer(static_cast<std::int64_t>(attachment.size))
                .flag(attachment.is_inline)
                .text(attachment.content_id)
                .text(attachment.sha256);
        }
    }
    rows.insert(sql, "attachment");
}

}  // namespace storage
