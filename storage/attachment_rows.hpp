#pragma once

#include "storage/sql/session.hpp"
#include "storage/sql/sql.hpp"
#include "workflow/model/ticket.hpp"

#include <map>
#include <span>
#include <string>

namespace storage {

/// The attachments of one transaction. Equal contents are stored once, under their SHA-256. They are packed before
/// the transaction begins.
class AttachmentRows {
public:
    /// Packs the attachments of `entry`. Contents that the database already has are not packed again.
    void pack(Session& session, const workflow::Entry& entry);

    /// Writes the packed attachments. `ids[i]` is the row of `entries[i]`.
    void write(const Sql& sql, std::span<const workflow::Entry* const> entries, std::span<const std::int64_t> ids) const;

private:
    struct Blob {
        std::int64_t size = 0;
        bool packed = false;
        std::string bytes;
        bool known = false;  // stored by an earlier mail
    };
    std::map<std::string, Blob> blobs_;  // ordered, so that all daemons lock rows in the same order
};

}  // namespace storage
