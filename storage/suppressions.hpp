#pragma once

#include "storage/sql/session.hpp"
#include "workflow/model/snapshot.hpp"

#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace storage {

struct Sql;
struct Outcome;

/// Addresses that bounced, how often, and whether they are suppressed. workflow/tickets/suppression.hpp decides that.
class Suppressions {
public:
    explicit Suppressions(Session& session) : session_(session) {}

    struct Row {
        std::string address;  // normalised
        workflow::FailingAddress trouble;
    };
    [[nodiscard]] std::vector<Row> list(std::size_t most);  // suppressed ones first, then by latest failure
    [[nodiscard]] std::int64_t suspended();
    [[nodiscard]] std::unordered_map<std::string, workflow::FailingAddress> find(std::span<const std::string> addresses);
    /// Forgets all failures of the address, so that it gets mail again. False: no failures are stored for it.
    bool free(const std::string& address);

private:
    Session& session_;
};

[[nodiscard]] std::unordered_map<std::string, workflow::FailingAddress> read_failing(const Sql& sql,
                                                                                     std::span<const std::string> addresses);
/// Writes the changes of the decisions, in their order.
void write_failing(const Sql& sql, std::span<const Outcome* const> outcomes);

}  // namespace storage
