// Finds the owners of leases whose daemon is dead.
#include "storage/sql/leases.hpp"

#include <fmt/format.h>

namespace storage {

std::vector<std::int64_t> dead_owners(const Session& session, const Sql& sql, const std::string& table, const std::string& held,
                                      std::int64_t self) {
    std::vector<std::int64_t> owners;
    {
        Query query(
            sql, fmt::format("select distinct owner from {} where status = '{}' and owner <> :self order by owner", table, held),
            {Type::integer});
        query.bind("self", self);
        while (query.next())
            owners.push_back(query.integer(0));
    }
    if (sql.postgresql) std::erase_if(owners, [&](std::int64_t owner) { return !session.is_dead(sql.session, owner); });
    return owners;
}

}  // namespace storage
