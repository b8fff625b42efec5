// Stores which addresses bounce and which are suppressed.
#include "storage/suppressions.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"
#include "storage/sql/db_text.hpp"
#include "storage/tickets.hpp"

#include <fmt/format.h>
#include <map>

namespace storage {

namespace {

constexpr const char* columns = "address, failures, first_at, last_at, suspended_at, reason";
constexpr std::array column_types{Type::text, Type::integer, Type::integer, Type::integer, Type::integer, Type::text};

workflow::FailingAddress read_row(const Query& query) {
    workflow::FailingAddress trouble;
    trouble.failures = static_cast<int>(query.integer(1));
    trouble.first_at = query.instant(2);
    trouble.last_at = query.instant(3);
    trouble.suspended_at = query.optional_instant(4);
    trouble.reason = query.text(5);
    return trouble;
}

}  // namespace

std::unordered_map<std::string, workflow::FailingAddress> read_failing(const Sql& sql, std::span<const std::string> addresses) {
    std::unordered_map<std::string, workflow::FailingAddress> found;
    if (addresses.empty()) return found;
    std::vector<std::string> keys;
    keys.reserve(addresses.size());
    for (const std::string& address : addresses)
        keys.push_back(index_key(address));
    Query query(sql, fmt::format("select {} from failing_address where address {}", columns, in_texts(sql, "addresses")),
                column_types);
    query.bind("addresses", json_list(keys));
    while (query.next())
        found.emplace(query.text(0), read_row(query));
    return found;
}

void write_failing(const Sql& sql, std::span<const Outcome* const> outcomes) {
    std::map<std::string, std::optional<workflow::FailingAddress>> last;
    for (const Outcome* outcome : outcomes) {
        for (const auto& [address, trouble] : outcome->decision.failing)
            last[index_key(clean(address))] = trouble;
    }
    if (last.empty()) return;
    RowBatch rows(sql.postgresql, {{"address"},
                                   {"failures", Type::integer},
                                   {"first_at", Type::integer},
                                   {"last_at", Type::integer},
                                   {"suspended_at", Type::integer},
                                   {"reason"}});
    std::vector<std::string> freed;
    for (const auto& [address, trouble] : last) {
        if (!trouble) {
            freed.push_back(address);
            continue;
        }
        rows.text(address).integer(trouble->failures).instant(trouble->first_at).instant(trouble->last_at);
        rows.optional_instant(trouble->suspended_at).text(trouble->reason);
    }
    if (!freed.empty()) {
        Query(sql, fmt::format("delete from failing_address where address {}", in_texts(sql, "addresses")))
            .bind("addresses", json_list(freed))
            .run();
    }
    rows.insert(sql, "failing_address",
                "on conflict (address) do update set failures = excluded.failures, first_at = excluded.first_at, "
                "last_at = excluded.last_at, suspended_at = excluded.suspended_at, reason = excluded.reason");
}

std::vector<Suppressions::Row> Suppressions::list(std::size_t most) {
    std::vector<Row> rows;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        rows.clear();
        Query query(sql,
                    fmt::format("select {} from failing_address order by coalesce(suspended_at, 0) desc, last_at desc, address "
                                "limit :most",
                                columns),
                    column_types);
        query.bind("most", static_cast<std::int64_t>(most));
        while (query.next())
            rows.push_back({query.text(0), read_row(query)});
    });
    return rows;
}

std::int64_t Suppressions::suspended() {
    std::int64_t count = 0;
    session_.read([&](soci::session& connection) {
        const Sql sql = session_.sql(connection);
        Query query(sql, "select count(*) from failing_address where suspended_at is not null", {Type::integer});
        if (query.next()) count = query.integer(0);
    });
    return count;
}

std::unordered_map<std::string, workflow::FailingAddress> Suppressions::find(std::span<const std::string> addresses) {
    std::unordered_map<std::string, workflow::FailingAddress> found;
    session_.read([&](soci::session& connection) { found = read_failing(session_.sql(connection), addresses); });
    return found;
}

bool Suppressions::free(const std::string& address) {
    std::int64_t freed = 0;
    session_.transaction([&](soci::session& connection) {
        freed = Query(session_.sql(connection), "delete from failing_address where address = :address")
                    .bind("address", index_key(address))
                    .run();
    });
    return freed > 0;
}

}  // namespace storage
