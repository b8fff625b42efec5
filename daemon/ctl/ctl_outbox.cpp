// ticketctl outbox: lists, shows, retries and drops outgoing mails; pauses and resumes smarthosts.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/core/wake.hpp"
#include "daemon/send/smarthosts.hpp"
#include "mail/message/address.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;
using storage::Smarthost;

/// The smarthost with this name or URL. Prints a complaint when there is none.
std::optional<std::string> find_smarthost(const config::Config& config, const std::string& called) {
    std::string known;
    for (const auto& smarthost : config.outgoing) {
        if (smarthost_name(smarthost) == called || smarthost.url == called) return smarthost_name(smarthost);
        known += (known.empty() ? "" : ", ") + smarthost_name(smarthost);
    }
    print_note(fmt::format("There is no way out \"{}\". There is: {}.", called, known));
    return std::nullopt;
}

}  // namespace

std::vector<std::string> paused_smarthosts(const config::Config& config, const std::vector<Smarthost>& known) {
    std::vector<std::string> lines;
    for (const auto& row : known) {
        if (row.name.empty()) {
            if (row.held)
                lines.push_back(
                    fmt::format("Sending is paused since {}: ticketctl outbox resume", config::format_rfc3339(row.since)));
            continue;
        }
        // A smarthost that the config no longer contains needs no attention.
        const bool used =
            std::ranges::any_of(config.outgoing, [&](const auto& smarthost) { return smarthost_name(smarthost) == row.name; });
        if (!used) continue;
        if (row.held) lines.push_back(fmt::format("{} is paused: ticketctl outbox resume {}", row.name, row.name));
        if (row.state != Smarthost::State::open)
            lines.push_back(fmt::format("{} is {} since {}, tried again at {}: {}", row.name, storage::to_string(row.state),
                                        config::format_rfc3339(row.since), config::format_rfc3339(row.next_try_at), row.reason));
    }
    return lines;
}

int outbox_list(const Context& context, const std::string& status, std::size_t most) {
    static constexpr std::string_view statuses[] = {"", "queued", "sending", "sent", "failed", "dropped"};
    if (std::ranges::find(statuses, status) == std::end(statuses))
        return complain("There is no status '" + status + "': queued, sending, sent, failed or dropped.", usage);
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto rows = stores.outbox.list(most, status);
    if (!context.json) {
        for (const auto& line : paused_smarthosts(context.config, stores.smarthosts.load()))
            print_safe_line(line);
    }
    Json array = Json::array();
    for (const auto& row : rows) {
        if (!context.json) {
            std::printf("%6lld  %-8s #%-6lld %-18s %-32s %s\n", static_cast<long long>(row.id.value), row.status.c_str(),
                        static_cast<long long>(row.ticket.value), row.kind.c_str(), row.recipient.c_str(),
                        printable(row.last_error).c_str());
            continue;
        }
        array.push_back({{"id", row.id.value},
                         {"ticket", row.ticket.is_set() ? Json(row.ticket.value) : Json(nullptr)},
                         {"kind", row.kind},
                         {"recipient", row.recipient},
                         {"message_id", row.message_id},
                         {"status", row.status},
                         {"attempts", row.attempts},
                         {"last_error", row.last_error},
                         {"created_at", config::format_rfc3339(row.created_at)},
                         {"next_try_at", time_or_null(row.next_try_at)},
                         {"sent_at", time_or_null(row.sent_at)}});
    }
    if (context.json) print_json(array);
    return ok;
}

int outbox_show(const Context& context, std::int64_t id) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto raw = stores.outbox.raw({id});
    if (!raw)
        return complain(fmt::format("There is no outgoing mail {}, or its text was erased or is past [retention] raw_mail.", id),
                        no_input);
    std::fwrite(raw->data(), 1, raw->size(), stdout);
    return ok;
}

int outbox_retry(const Context& context, std::int64_t id) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    if (!stores.outbox.retry({id}, wall_clock())) return no_such("failed or waiting outgoing mail", id);
    send_wake(context.config);
    return ok;
}

int outbox_drop(const Context& context, std::int64_t id) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    return stores.outbox.drop({id}) ? ok : no_such("unsent outgoing mail", id);
}

int outbox_pause(const Context& context, const std::string& what) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    std::optional<std::string> smarthost = what;
    if (!what.empty()) smarthost = find_smarthost(context.config, what);
    if (!smarthost) return no_input;
    stores.smarthosts.hold(*smarthost, wall_clock());
    send_wake(context.config);
    return ok;
}

int outbox_resume(const Context& context, const std::string& what) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    if (what.find("://") == std::string::npos && mail::is_sendable(what)) {
        if (stores.suppressions.free(mail::normalized(what))) return ok;
        return complain("Nothing is known against " + what + ".", no_input);
    }
    std::optional<std::string> smarthost = what;
    if (!what.empty()) smarthost = find_smarthost(context.config, what);
    if (!smarthost) return no_input;
    if (!stores.smarthosts.resume(*smarthost)) print_note("Nothing was paused.");
    send_wake(context.config);
    return ok;
}

}  // namespace ticketd::ctl
