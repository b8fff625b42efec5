// Stores how far an import has read each file, in the same transaction as the inbox rows.
#include "storage/imports.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"

namespace storage {

std::int64_t Imports::position(const std::string& source, const std::string& fingerprint) {
    std::int64_t position = 0;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql, "select position from import_source where source = :source and fingerprint = :fingerprint",
                    {Type::integer});
        query.bind("source", source).bind("fingerprint", fingerprint);
        if (query.next()) position = query.integer(0);
    });
    return position;
}

std::vector<Appended> Imports::take(Inbox& inbox, std::span<const NewMail> mails, std::span<const ImportPosition> positions) {
    return inbox.append(mails, [&](soci::session& connection, std::span<const Appended>) {
        const Sql sql = session_.sql(connection);
        RowBatch rows(sql.postgresql, {{"source"}, {"fingerprint"}, {"position", Type::integer}});
        for (const auto& one : positions)
            rows.text(one.source).text(one.fingerprint).integer(one.position);
        if (rows.empty()) return;
        rows.insert(sql, "import_source",
                    "on conflict (source) do update set fingerprint = excluded.fingerprint, position = excluded.position");
    });
}

}  // namespace storage
