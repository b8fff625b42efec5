#pragma once

#include "daemon/ctl/ctl.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/pipeline/inbound_parser.hpp"
#include "workflow/decide.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ticketd::ctl {

/// Decides on mails as if they arrived now, without changing anything. Creates no keys and no database, and reserves no ticket
/// number.
class DryRun {
public:
    /// Placeholder for the number of a new ticket.
    static constexpr config::TicketId not_yet{(std::int64_t{1} << 34) - 1};

    /// On failure prints the reason and returns the exit status. Throws storage::Unavailable.
    [[nodiscard]] static tl::expected<std::unique_ptr<DryRun>, int> start(const Context& context);

    struct DryRunResult {
        workflow::InboundMail inbound;
        workflow::Snapshot snapshot;  // the snapshot before the decision
        config::Instant now;
        workflow::Decision decision;
    };
    /// Checks signatures as the daemon does, with keys from DNS. nullopt: the file cannot be read.
    [[nodiscard]] std::optional<DryRunResult> run(const std::string& file, const std::string& from,
                                                  const std::vector<std::string>& to);

    [[nodiscard]] const Runtime& runtime() const { return *runtime_; }

private:
    DryRun(RuntimePtr runtime, const config::Database& database) : runtime_(std::move(runtime)), stores_(database) {}

    RuntimePtr runtime_;
    Stores stores_;
};

}  // namespace ticketd::ctl
