// Addresses that fail again and again get nothing more until they write.

#include "workflow/tickets/suppression.hpp"

#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/text/text.hpp"

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
        const event::MailSuppressed event{one.address, trouble->failures, *trouble->suspended_at};
        Ticket& ticket = builder.edit(one.ticket);
        builder.event(ticket, {}, event);
        if (is_an_answer(one.kind))
            notify(builder, ticket, audience(builder, ticket), MailKind::delivery_failure, std::nullopt,
                   {say("notice.event", Changes{{event}, {}})}, {});
    }
}

}  // namespace workflow
