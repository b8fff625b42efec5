// Implements ticketctl status, migrate, check and password.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl_holds.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/send/smarthosts.hpp"
#include "mail/crypto/password.hpp"
#include "storage/sql/schema.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace ticketd::ctl {

namespace {

using Json = nlohmann::ordered_json;

/// More than an admin will read. `ticketctl status` must not take long on an old desk.
constexpr std::size_t max_failing = 100;

/// Each smarthost of the config with its state and whether it is paused, by itself or with all others.
Json smarthosts_json(const config::Config& config, const std::vector<storage::Smarthost>& known) {
    Json array = Json::array();
    const bool all_held = std::ranges::any_of(known, [](const auto& row) { return row.name.empty() && row.held; });
    for (const auto& smarthost : config.outgoing) {
        const auto name = smarthost_name(smarthost);
        const auto found = std::ranges::find_if(known, [&](const auto& row) { return row.name == name; });
        Json one{{"name", name}, {"paused", all_held}, {"state", "open"}};
        if (found != known.end()) {
            const bool open = found->state == storage::Smarthost::State::open;
            one["paused"] = all_held || found->held;
            one["state"] = storage::to_string(found->state);
            one["since"] = open ? Json(nullptr) : Json(config::format_rfc3339(found->since));
            one["next_try_at"] = open ? Json(nullptr) : Json(config::format_rfc3339(found->next_try_at));
            one["reason"] = found->reason;
        }
        array.push_back(std::move(one));
    }
    return array;
}

Json failing_json(const std::vector<storage::Suppressions::Row>& rows) {
    Json array = Json::array();
    for (const auto& [address, trouble] : rows) {
        array.push_back({{"address", address},
                         {"failures", trouble.failures},
                         {"suspended_at", time_or_null(trouble.suspended_at)},
                         {"reason", trouble.reason}});
    }
    return array;
}

}  // namespace

config::Result<void> prepare(Stores& stores) {
    auto ready = storage::migrate(stores.session);
    if (!ready) print_note(ready.error().what);
    return ready;
}

namespace {

/// A database's URL without its password.
std::string redacted(const std::string& url) {
    std::string out = url;
    const auto host = out.find("://");
    const auto at = host == std::string::npos ? host : out.find('@', host);
    if (at != std::string::npos) {
        const auto colon = out.find(':', host + 3);
        if (colon < at) out.replace(colon + 1, at - colon - 1, "…");
    }
    constexpr std::string_view key = "password=";
    if (const auto found = out.find(key); found != std::string::npos) {
        const auto from = found + key.size();
        out.replace(from, std::min(out.find_first_of("& ", from), out.size()) - from, "…");
    }
    return out;
}

}  // namespace

int status(const Context& context) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto inbox = stores.inbox.counts();
    const auto outbox = stores.outbox.counts();
    const auto tickets = stores.tickets.counts();
    const int schema = storage::database_schema_version(stores.session);
    const auto smarthosts = stores.smarthosts.load();
    const auto failing = stores.suppressions.list(max_failing);
    const auto holds = holds_of(stores);
    if (context.json) {
        const nlohmann::ordered_json page{
            {"version", TICKETD_VERSION},
            {"schema", schema},
            {"tickets", {{"all", tickets.tickets}, {"open", tickets.open}}},
            {"inbox",
             {{"queued", inbox.queued}, {"running", inbox.running}, {"done", inbox.done}, {"quarantined", inbox.quarantined}}},
            {"outbox",
             {{"queued", outbox.queued}, {"sending", outbox.sending}, {"sent", outbox.sent}, {"failed", outbox.failed}}},
            {"ways_out", smarthosts_json(context.config, smarthosts)},
            {"failing_addresses", failing_json(failing)},
            {"held_rules", holds_json(holds)}};
        print_json(page);
        return ok;
    }
    print_line(fmt::format("ticketd {}, schema {}, {}", TICKETD_VERSION, schema, redacted(context.config.database.url)));
    print_line(fmt::format("tickets  {} ({} open)", tickets.tickets, tickets.open));
    print_line(fmt::format("inbox    {} waiting, {} in work, {} done, {} in quarantine", inbox.queued, inbox.running, inbox.done,
                           inbox.quarantined));
    print_line(fmt::format("outbox   {} waiting, {} being sent, {} sent, {} failed", outbox.queued, outbox.sending, outbox.sent,
                           outbox.failed));
    for (const auto& paused : paused_smarthosts(context.config, smarthosts))
        print_line("         " + printable(paused));
    for (const auto& [address, trouble] : failing) {
        print_line(fmt::format("address  {}: {} mails in a row came back{}: {}", address, trouble.failures,
                               trouble.suspended_at ? ", suspended since " + config::format_rfc3339(*trouble.suspended_at) : "",
                               printable(trouble.reason)));
    }
    for (const auto& hold : holds)
        print_line("rule     " + shown_hold(context, hold));
    return ok;
}

int migrate(const Context& context) {
    Stores stores(context.config.database);
    const int before = storage::database_schema_version(stores.session);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const int now = storage::program_schema_version();
    if (context.json) {
        print_json({{"schema", now}, {"before", before}});
    } else {
        print_line(fmt::format("The schema is at version {} (it was {}).", now, before));
    }
    return ok;
}

int check(const Context& context) {
    // Creates no files: they would belong to the user who runs the check, not to the daemon's user.
    const auto runtime = Runtime::make(context.config, Runtime::MissingKeys::pretend, Runtime::Dkim::load);
    if (!runtime) return complain(runtime.error().what, bad_config);
    for (const auto& doubt : (*runtime)->doubts())
        print_note(doubt);
    const auto& database = context.config.database;
    const auto done = [&](const std::string& what, const std::string& more) {
        if (context.json)
            print_json({{"ok", true}});
        else
            print_line(fmt::format("The config, the keys, the texts{} are fine.{}", what, more));
        return ok;
    };
    if (database.kind == config::Database::Kind::sqlite && !std::filesystem::exists(database.file)) {
        const auto folder = std::filesystem::absolute(database.file).parent_path();
        if (std::filesystem::is_directory(folder)) return done("", " The database is made at the first start.");
        return complain(fmt::format("The folder {} of [database] does not exist: make it, and give it to the daemon's user.",
                                    folder.string()),
                        bad_config);
    }
    Stores stores(context.config.database);
    const int schema = storage::database_schema_version(stores.session);
    const int wanted = storage::program_schema_version();
    if (schema > wanted) {
        return complain(
            fmt::format("The database has schema {}, this program knows up to {}: install a newer ticketd.", schema, wanted),
            bad_config);
    }
    return done(" and the database", schema < wanted ? " The schema is made or brought up to date at the next start." : "");
}

int password() {
    std::string line;
    if (!std::getline(std::cin, line)) return complain("Write the password on standard input.", no_input);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto hash = mail::hash_password(line);
    if (!hash) return complain(hash.error().what, data_error);
    print_line(*hash);
    return ok;
}

}  // namespace ticketd::ctl
