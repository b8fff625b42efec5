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

/// A desk on which mails are tried: what they would do if they came in now. Nothing is changed or made, neither keys nor a
/// database, and no number is taken.
class DryRun {
public:
    /// Stands for the number that a new ticket would get.
    static constexpr config::TicketId not_yet{(std::int64_t{1} << 34) - 1};

    /// Prints why not and gives the exit status otherwise. Throws storage::Unavailable.
    [[nodiscard]] static tl::expected<std::unique_ptr<DryRun>, int> start(const Context& context);

    struct DryRunResult {
        workflow::InboundMail inbound;
        workflow::Snapshot snapshot;  // what it was decided on
        config::Instant now;
        workflow::Decision decision;
    };
    /// Signatures are checked as the daemon does, with keys from DNS. nullopt: the file cannot be read.
    [[nodiscard]] std::optional<DryRunResult> run(const std::string& file, const std::string& from,
                                                  const std::vector<std::string>& to);

    [[nodiscard]] const Runtime& runtime() const { return *runtime_; }

private:
    DryRun(RuntimePtr runtime, const config::Database& database) : runtime_(std::move(runtime)), stores_(database) {}

    RuntimePtr runtime_;
    Stores stores_;
};

}  // namespace ticketd::ctl
