#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <string>
#include <string_view>

// Addresses that bounce. After limits.failures_until_suspended failures in a row a client's address gets no mail until it writes
// again or an admin releases it. A technician's address is never suspended: the config vouches for it, and alerts must not stop.
namespace workflow {

/// True when no mail is sent to the address now.
[[nodiscard]] bool is_suspended(const DecisionBuilder& builder, std::string_view address);

/// The consequence of one more failure for the ticket's technicians.
struct Failure {
    bool worth_reporting = true;  // false: a technician's address keeps failing, and that was reported before
    std::optional<event::AddressSuspended> suspended{};
};
/// Counts a failed mail to `recipient` (normalised) with `status` (RFC 3463; empty: unknown). Does not count failures that are
/// not about the address: size, content, policy.
Failure count_failure(DecisionBuilder& builder, const std::string& recipient, std::string_view status, std::string_view why);

/// Forgets the failures of the sender that was heard from. Part of `DecisionBuilder::finish`.
void forget_failures(DecisionBuilder& builder);

/// Says on each ticket what was not sent because an address is suspended, and warns those who believe that the client was
/// answered. Part of `DecisionBuilder::finish`.
void report_suppressed(DecisionBuilder& builder, std::span<const SuppressedMail> suppressed);

}  // namespace workflow
