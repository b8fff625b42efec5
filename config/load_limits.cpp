// Reads [limits], [retention] and [metrics].
#include "config/value_formats.hpp"
#include "config/sections.hpp"

#include <array>
#include <fmt/core.h>

namespace config {
namespace {

constexpr std::int64_t mebibyte = 1024 * 1024;

template <class Integer>
struct Limit {
    std::string_view key;
    Integer Limits::*field;
    std::int64_t least;
    std::int64_t most;
};

constexpr std::array<Limit<std::int64_t>, 5> sizes{{
    {"message_bytes", &Limits::message_bytes, 1024, 1024 * mebibyte},
    {"attachment_bytes", &Limits::attachment_bytes, 1024, 1024 * mebibyte},
    {"header_bytes", &Limits::header_bytes, 1024, 16 * mebibyte},
    {"field_bytes", &Limits::field_bytes, 998, 16 * mebibyte},
    {"in_flight_bytes", &Limits::in_flight_bytes, mebibyte, 64 * 1024 * mebibyte},
}};

// RFC 5321 4.5.3.1 asks servers to accept 100 recipients and commands of 512 octets. Fewer recipients are useful only
// in trials.
constexpr std::array<Limit<int>, 22> counts{{
    {"fields", &Limits::fields, 10, 100'000},
    {"nesting", &Limits::nesting, 1, 100},
    {"parts", &Limits::parts, 1, 100'000},
    {"recipients", &Limits::recipients, 1, 100'000},
    {"command_bytes", &Limits::command_bytes, 512, 65'536},
    {"sessions", &Limits::sessions, 1, 100'000},
    {"sessions_per_peer", &Limits::sessions_per_peer, 1, 100'000},
    {"sessions_per_trusted_peer", &Limits::sessions_per_trusted_peer, 1, 100'000},
    {"command_seconds", &Limits::command_seconds, 1, 3600},
    {"session_seconds", &Limits::session_seconds, 1, 86'400},
    {"soft_errors", &Limits::soft_errors, 1, 1000},
    {"hard_errors", &Limits::hard_errors, 1, 1000},
    {"hops", &Limits::hops, 1, 1000},
    {"acks_per_sender_hour", &Limits::acks_per_sender_hour, 0, 1'000'000'000},
    {"acks_per_sender_day", &Limits::acks_per_sender_day, 0, 1'000'000'000},
    {"acks_per_hour", &Limits::acks_per_hour, 0, 1'000'000'000},
    {"unaligned_tickets_per_hour", &Limits::unaligned_tickets_per_hour, 0, 1'000'000'000},
    {"commands_per_mail", &Limits::commands_per_mail, 1, 1000},
    {"bulk_tickets", &Limits::bulk_tickets, 1, 100'000},
    {"rule_tickets", &Limits::rule_tickets, 1, 1'000'000},
    {"mails_per_domain_minute", &Limits::mails_per_domain_minute, 0, 1'000'000'000},
    {"failures_until_suspended", &Limits::failures_until_suspended, 0, 1000},
}};

}  // namespace

void read_limits(Section& root, Limits& into) {
    root.table("limits", [&](Section& limits) {
        for (const auto& limit : sizes)
            limits.number(limit.key, into.*limit.field, limit.least, limit.most);
        for (const auto& limit : counts)
            limits.number(limit.key, into.*limit.field, limit.least, limit.most);
        if (into.in_flight_bytes < into.message_bytes) {
            limits.complain("in_flight_bytes", fmt::format("{} is less than message_bytes, {}: no large mail could ever come in.",
                                                           into.in_flight_bytes, into.message_bytes));
        }
        if (into.hard_errors < into.soft_errors) {
            limits.complain("hard_errors", fmt::format("{} is less than soft_errors, {}; sessions slow down first, then end.",
                                                       into.hard_errors, into.soft_errors));
        }
    });
}

void read_upkeep(Section& root, Config& into) {
    constexpr std::chrono::days least{1};
    constexpr std::chrono::days most{3650};
    root.table("retention", [&](Section& retention) {
        retention.duration("raw_mail", into.retention.raw_mail, least, most);
        if (!retention.duration("closed_tickets", into.retention.closed_tickets, least, most)) return;
        const std::chrono::days reopen{into.desk.reopen_days};
        if (*into.retention.closed_tickets < reopen)
            retention.complain(
                "closed_tickets",
                fmt::format("a client may open a ticket again for {} days (reopen_days), so it has to be kept as long; "
                            "write \"{}d\" or more.",
                            reopen.count(), reopen.count()));
    });
    root.table("metrics", [&](Section& metrics) {
        Endpoint at;
        if (!metrics.parsed("address", at, parse_endpoint)) return;
        if (!is_loopback(at.host)) {
            metrics.complain("address", "metrics are served on loopback only; write 127.0.0.1 or [::1] and a port.");
            return;
        }
        into.metrics.address = at;
    });
}

}  // namespace config
