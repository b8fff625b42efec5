#pragma once

#include "storage/sql/sql.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace storage {

/// Changes to the sums of table `tally`, written at the end of the transaction that causes them.
class Tally {
public:
    enum class Kind {
        tickets,   // all that were ever opened
        open,      // not resolved or closed
        assignee,  // the open ones of the technician named
        inbox_done,
        outbox_sent
    };

    void add(Kind kind, std::int64_t delta, const std::string& name = "");
    void write(const Sql& sql) const;

    [[nodiscard]] static std::int64_t read(const Sql& sql, Kind kind);
    /// Every name of `kind` with its sum.
    [[nodiscard]] static std::map<std::string, std::int64_t> read_all(const Sql& sql, Kind kind);

private:
    std::map<std::pair<std::string, std::string>, std::int64_t> deltas_;  // ordered: daemons take their locks in one order
};

/// The shard that this connection writes its sums to. Daemons on one PostgreSQL mostly get different ones.
[[nodiscard]] std::int64_t shard_of(const Sql& sql);

}  // namespace storage
