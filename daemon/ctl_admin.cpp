#include "daemon/clock.hpp"
#include "daemon/ctl.hpp"
#include "daemon/desk.hpp"
#include "mail/password.hpp"
#include "storage/schema.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

namespace ticketd::ctl {

config::Result<void> prepare(Stores& stores) {
    auto ready = storage::migrate(stores.session);
    if (!ready) std::fprintf(stderr, "%s\n", ready.error().what.c_str());
    return ready;
}

int status(const Context& context) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto inbox = stores.inbox.counts();
    const auto outbox = stores.outbox.counts();
    const auto tickets = stores.tickets.counts();
    const int schema = storage::database_schema_version(stores.session);
    if (context.json) {
        const nlohmann::ordered_json page{
            {"version", TICKETD_VERSION},
            {"schema", schema},
            {"tickets", {{"all", tickets.tickets}, {"open", tickets.open}}},
            {"inbox",
             {{"queued", inbox.queued}, {"running", inbox.running}, {"done", inbox.done}, {"quarantined", inbox.quarantined}}},
            {"outbox",
             {{"queued", outbox.queued}, {"sending", outbox.sending}, {"sent", outbox.sent}, {"failed", outbox.failed}}}};
        std::printf("%s\n", page.dump().c_str());
        return ok;
    }
    const auto line = [](const std::string& text) { std::printf("%s\n", text.c_str()); };
    line(fmt::format("ticketd {}, schema {}, {}", TICKETD_VERSION, schema, context.config.database.url));
    line(fmt::format("tickets  {} ({} open)", tickets.tickets, tickets.open));
    line(fmt::format("inbox    {} waiting, {} in work, {} done, {} in quarantine", inbox.queued, inbox.running, inbox.done,
                     inbox.quarantined));
    line(fmt::format("outbox   {} waiting, {} being sent, {} sent, {} failed", outbox.queued, outbox.sending, outbox.sent,
                     outbox.failed));
    return ok;
}

int migrate(const Context& context) {
    Stores stores(context.config.database);
    const int before = storage::database_schema_version(stores.session);
    if (auto ready = prepare(stores); !ready) return bad_config;
    std::printf("%s\n",
                fmt::format("The schema is at version {} (it was {}).", storage::program_schema_version(), before).c_str());
    return ok;
}

int check(const Context& context) {
    const auto desk = Desk::make(context.config);
    if (!desk) {
        std::fprintf(stderr, "%s\n", desk.error().what.c_str());
        return bad_config;
    }
    Stores stores(context.config.database);
    const int schema = storage::database_schema_version(stores.session);
    const int wanted = storage::program_schema_version();
    if (schema > wanted) {
        std::fprintf(
            stderr, "%s\n",
            fmt::format("The database has schema {}, this program knows up to {}: install a newer ticketd.", schema, wanted)
                .c_str());
        return bad_config;
    }
    std::printf("The config, the keys, the texts and the database are fine.%s\n",
                schema < wanted ? " The schema is made or brought up to date at the next start." : "");
    return ok;
}

int password() {
    std::string line;
    if (!std::getline(std::cin, line)) {
        std::fprintf(stderr, "Write the password on standard input.\n");
        return no_input;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto hash = mail::hash_password(line);
    if (!hash) {
        std::fprintf(stderr, "%s\n", hash.error().what.c_str());
        return data_error;
    }
    std::printf("%s\n", hash->c_str());
    return ok;
}

}  // namespace ticketd::ctl
