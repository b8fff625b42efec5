#pragma once

#include "storage/sql/sql.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace storage {

/// Changes to the sums of table `tally`. They are written at the end of the transaction that causes them.
class Tally {
public:
    enum class Kind {
        tickets,   // all tickets ever opened
        open,      // tickets that are neither resolved nor closed
        assignee,  // open tickets of the named technician
        inbox_done,
        outbox_sent
    };

    void add(Kind kind, std::int64_t delta, const std::string& name = "");
    void write(const Sql& sql) const;

    [[nodiscard]] static std::int64_t read(const Sql& sql, Kind kind);
    /// Every name of `kind` and its sum.
    [[nodiscard]] static std::map<std::string, std::int64_t> read_all(const Sql& sql, Kind kind);

private:
    std::map<std::pair<std::string, std::string>, std::int64_t> deltas_;  // ordered: daemons lock rows in the same order
};

/// The shard to which this connection writes its sums. Daemons on one PostgreSQL usually get different shards.
[[nodiscard]] std::int64_t shard_of(const Sql& sql);

}  // namespace storage
