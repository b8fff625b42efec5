// Stores values that all daemons of one database share: the config fingerprint, the day of the last digest.
#include "storage/settings.hpp"

#include "storage/outgoing_rows.hpp"
#include "storage/rule_holds.hpp"
#include "storage/sql/sql.hpp"

#include <vector>

namespace storage {

namespace {

/// Locks the row and returns its value. A second daemon waits here and then sees the value that the first one stored.
std::string lock_value(const Sql& sql, const std::string& name) {
    Query(sql, "insert into setting (name, value) values (:name, '') on conflict (name) do nothing").bind("name", name).run();
    Query query(sql, "select value from setting where name = :name" + std::string(sql.for_update()), {Type::text});
    query.bind("name", name);
    return query.next() ? query.text(0) : std::string();
}

void set_value(const Sql& sql, const std::string& name, const std::string& value) {
    Query(sql, "update setting set value = :value where name = :name").bind("value", value).bind("name", name).run();
}

}  // namespace

std::optional<std::string> Settings::find(const std::string& name) {
    std::optional<std::string> found;
    session_.read([&](soci::session& connection) {
        Query query(session_.sql(connection), "select value from setting where name = :name", {Type::text});
        query.bind("name", name);
        if (query.next()) found = query.text(0);
    });
    return found;
}

bool Settings::use_terms(const std::string& terms, std::span<const std::string> rules, Instant now) {
    bool changed = false;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        changed = lock_value(sql, "terms") != terms;
        if (!changed) return;
        set_value(sql, "terms", terms);
        keep_rule_holds(sql, rules);
        make_all_due(sql, now);
    });
    return changed;
}

bool Settings::send_digest(const std::string& day, std::span<const NewOutgoing> mails, Instant now) {
    const std::vector<PackedOutgoing> packed = pack_outgoing(mails);
    std::vector<const PackedOutgoing*> rows;
    for (const PackedOutgoing& mail : packed)
        rows.push_back(&mail);
    bool sent = false;
    session_.transaction([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        sent = lock_value(sql, "digest") < day;
        if (!sent) return;
        set_value(sql, "digest", day);
        insert_outgoing(sql, rows, now);
    });
    return sent;
}

}  // namespace storage
