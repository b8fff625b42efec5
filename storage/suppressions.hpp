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

/// Addresses that our mails came back from: how often, and which of them get no more. Decided in workflow/suspending.
class Suppressions {
public:
    explicit Suppressions(Session& session) : session_(session) {}

    struct Row {
        std::string address;  // normalised
        workflow::FailingAddress trouble;
    };
    [[nodiscard]] std::vector<Row> list(std::size_t most);  // the suspended ones first, then the latest
    [[nodiscard]] std::int64_t suspended();
    [[nodiscard]] std::unordered_map<std::string, workflow::FailingAddress> find(std::span<const std::string> addresses);
    /// Mail goes there again, as if none had ever come back. False: nothing is known of the address.
    bool free(const std::string& address);

private:
    Session& session_;
};

[[nodiscard]] std::unordered_map<std::string, workflow::FailingAddress> read_failing(const Sql& sql,
                                                                                     std::span<const std::string> addresses);
/// What the decisions say of addresses, in their order.
void write_failing(const Sql& sql, std::span<const Outcome* const> outcomes);

}  // namespace storage
