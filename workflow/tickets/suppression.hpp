#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <span>
#include <string>
#include <string_view>

// Addresses that our mails come back from. After so many failures in a row a client's address gets nothing more, until it writes
// again or an admin says so. A technician's address is never suspended: the config says that it is right, and pages must not
// stop.
namespace workflow {

/// Nothing is sent there now.
[[nodiscard]] bool is_suspended(const DecisionBuilder& builder, std::string_view address);

/// What one more failure means to those who care for the ticket.
struct Failure {
    bool worth_reporting = true;  // false: a technician's address fails on and on, and all have heard of it
    std::string consequence;      // a sentence; empty: none
};
/// Counts a mail to `recipient` (normalised) that failed with `status` (RFC 3463; empty: none was told). Failures that say
/// nothing of the address - size, content, policy - are not counted.
Failure count_failure(DecisionBuilder& builder, const std::string& recipient, std::string_view status, std::string_view why);

/// Forgets the failures of the sender that was heard from. Part of `DecisionBuilder::finish`.
void forget_failures(DecisionBuilder& builder);

/// Says on each ticket what was not sent because an address is suspended, and warns those who believe that the client was
/// answered. Part of `DecisionBuilder::finish`.
void report_suppressed(DecisionBuilder& builder, std::span<const SuppressedMail> suppressed);

}  // namespace workflow
