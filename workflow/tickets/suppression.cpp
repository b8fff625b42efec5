#include "workflow/tickets/suppression.hpp"

#include "workflow/tickets/notifications.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace workflow {

namespace {

/// What the decision says of the address already, else what is stored; nullptr: nothing bad.
const FailingAddress* trouble_of(const Work& work, const std::string& address) {
    const auto& decided = work.decision.failing;
    const auto last = std::find_if(decided.rbegin(), decided.rend(), [&](const auto& one) { return one.first == address; });
    if (last != decided.rend()) return last->second ? &*last->second : nullptr;
    const auto stored = work.snapshot.failing.find(address);
    return stored == work.snapshot.failing.end() ? nullptr : &stored->second;
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

bool is_suspended(const Work& work, std::string_view address) {
    const std::string whom = mail::normalized(address);
    if (whom == work.heard_from) return false;
    const FailingAddress* trouble = trouble_of(work, whom);
    return trouble && trouble->suspended_at && !work.policy.technician_by_address(whom);
}

Failure count_failure(Work& work, const std::string& recipient, std::string_view status, std::string_view why) {
    Failure failure;
    const int most = work.policy.config().limits.failures_until_suspended;
    if (recipient.empty() || most == 0 || !is_about_the_address(status)) return failure;
    const FailingAddress* before = trouble_of(work, recipient);
    FailingAddress trouble = before ? *before : FailingAddress{};
    if (!before) trouble.first_at = work.now;
    ++trouble.failures;
    trouble.last_at = work.now;
    trouble.reason = text::cut(why, 300);
    const bool one_of_us = work.policy.technician_by_address(recipient) != nullptr;
    if (one_of_us) {
        failure.worth_telling = trouble.failures <= most;
    } else if (!trouble.suspended_at && trouble.failures >= most) {
        trouble.suspended_at = work.now;
        failure.consequence = fmt::format(
            "nothing more is sent to {} after {} mails in a row that did not get there, until a mail comes from that address or "
            "an "
            "admin runs: ticketctl outbox resume {}",
            recipient, trouble.failures, recipient);
    }
    work.decision.failing.emplace_back(recipient, std::move(trouble));
    return failure;
}

void hear_from(Work& work, std::string_view sender) {
    work.heard_from = mail::normalized(sender);
}

void forget_failures(Work& work) {
    if (work.heard_from.empty()) return;
    const FailingAddress* trouble = trouble_of(work, work.heard_from);
    if (!trouble) return;
    if (trouble->suspended_at && work.decision.landed.is_set()) {
        work.event(work.touch(work.decision.landed), {},
                   fmt::format("mails are sent to {} again: it wrote, after nothing had reached it since {}", work.heard_from,
                               date_of(trouble->first_at)));
    }
    work.decision.failing.emplace_back(work.heard_from, std::nullopt);
}

void tell_kept_back(Work& work) {
    for (const Work::KeptBack& one : std::exchange(work.kept_back, {})) {
        const FailingAddress* trouble = trouble_of(work, one.address);
        if (!trouble || !trouble->suspended_at || !one.ticket.is_set()) continue;
        const std::string story = fmt::format(
            "not sent to {}: {} mails in a row did not get there, nothing is sent since {} until that address writes, or an "
            "admin runs: ticketctl outbox resume {}",
            one.address, trouble->failures, date_of(*trouble->suspended_at), one.address);
        Ticket& ticket = work.touch(one.ticket);
        work.event(ticket, {}, story);
        if (is_an_answer(one.kind))
            tell(work, ticket, audience(work, ticket), MailKind::delivery_failure, std::nullopt, {story + "."}, {});
    }
}

}  // namespace workflow
