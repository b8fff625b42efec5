// Addresses that fail again and again get nothing more until they write.

#include "workflow/tickets/suppression.hpp"

#include "workflow/tickets/notifications.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace workflow {

namespace {

/// What the decision says of the address already, else what is stored; nullptr: nothing bad.
const FailingAddress* trouble_of(const DecisionBuilder& builder, const std::string& address) {
    const auto& decided = builder.decision.failing;
    const auto last = std::find_if(decided.rbegin(), decided.rend(), [&](const auto& one) { return one.first == address; });
    if (last != decided.rend()) return last->second ? &*last->second : nullptr;
    const auto stored = builder.snapshot.failing.find(address);
    return stored == builder.snapshot.failing.end() ? nullptr : &stored->second;
}

/// RFC 3463: x.3 the mail system, x.5 the protocol, x.6 the content, x.7 policy; x.2.3 a mail too long for the mailbox.
bool is_about_the_address(std::string_view status) {
    if (status.size() < 5) return true;
    const std::string_view detail = status.substr(1);
    constexpr std::array<std::string_view, 5> others{".3.", ".5.", ".6.", ".7.", ".2.3"};
    return std::none_of(others.begin(), others.end(), [&](std::string_view other) { return detail.starts_with(other); });
}

std::string date_of(Instant at) {
    return config::format_rfc3339(at).substr(0, 10);
}

bool is_an_answer(MailKind kind) {
    return kind == MailKind::client_comment || kind == MailKind::resolved_question;
}

}  // namespace

bool is_suspended(const DecisionBuilder& builder, std::string_view address) {
    const std::string whom = mail::normalized(address);
    if (whom == builder.heard_from()) return false;
    const FailingAddress* trouble = trouble_of(builder, whom);
    return trouble && trouble->suspended_at && !builder.directory.technician_by_address(whom);
}

Failure count_failure(DecisionBuilder& builder, const std::string& recipient, std::string_view status, std::string_view why) {
    Failure failure;
    const int most = builder.directory.config().limits.failures_until_suspended;
    if (recipient.empty() || most == 0 || !is_about_the_address(status)) return failure;
    const FailingAddress* before = trouble_of(builder, recipient);
    FailingAddress trouble = before ? *before : FailingAddress{};
    if (!before) trouble.first_at = builder.now;
    ++trouble.failures;
    trouble.last_at = builder.now;
    trouble.reason = text::cut(why, 300);
    const bool one_of_us = builder.directory.technician_by_address(recipient) != nullptr;
    if (one_of_us) {
        failure.worth_reporting = trouble.failures <= most;
    } else if (!trouble.suspended_at && trouble.failures >= most) {
        trouble.suspended_at = builder.now;
        failure.suspended = event::AddressSuspended{recipient, trouble.failures};
        failure.consequence = fmt::format(
            "nothing more is sent to {} after {} mails in a row that did not get there, until a mail comes from that address or "
            "an "
            "admin runs: ticketctl outbox resume {}",
            recipient, trouble.failures, recipient);
    }
    builder.decision.failing.emplace_back(recipient, std::move(trouble));
    return failure;
}

void forget_failures(DecisionBuilder& builder) {
    if (builder.heard_from().empty()) return;
    const FailingAddress* trouble = trouble_of(builder, builder.heard_from());
    if (!trouble) return;
    if (trouble->suspended_at && builder.decision.landed.is_set()) {
        builder.event(builder.edit(builder.decision.landed), {}, event::AddressResumed{builder.heard_from(), trouble->first_at});
    }
    builder.decision.failing.emplace_back(builder.heard_from(), std::nullopt);
}

void report_suppressed(DecisionBuilder& builder, std::span<const SuppressedMail> suppressed) {
    for (const SuppressedMail& one : suppressed) {
        const FailingAddress* trouble = trouble_of(builder, one.address);
        if (!trouble || !trouble->suspended_at || !one.ticket.is_set()) continue;
        const std::string history = fmt::format(
            "not sent to {}: {} mails in a row did not get there, nothing is sent since {} until that address writes, or an "
            "admin runs: ticketctl outbox resume {}",
            one.address, trouble->failures, date_of(*trouble->suspended_at), one.address);
        Ticket& ticket = builder.edit(one.ticket);
        builder.event(ticket, {}, event::MailSuppressed{one.address, trouble->failures, *trouble->suspended_at});
        if (is_an_answer(one.kind))
            notify(builder, ticket, audience(builder, ticket), MailKind::delivery_failure, std::nullopt, {history + "."}, {});
    }
}

}  // namespace workflow
