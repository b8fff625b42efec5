// Opens the database sessions: one for the daemon's work and, on PostgreSQL, one for appends to the inbox, each with
// its thread.
#include "daemon/core/database.hpp"

#include "daemon/core/log.hpp"
#include "storage/sql/schema.hpp"

namespace ticketd {

Database::Database(const config::Database& where) : where_(where), main_(where) {
    if (where.kind == config::Database::Kind::postgresql) appends_ = std::make_unique<Connection>(where);
}

config::Result<void> Database::open() {
    if (auto migrated = storage::migrate(stores().session); !migrated) return migrated;
    auto instance = storage::Instance::start(stores().session, where_);
    if (!instance) return tl::unexpected(instance.error());
    instance_.emplace(std::move(*instance));
    const int mails = stores().inbox.release_dead(owner());
    const int outgoing = stores().outbox.release_dead(owner());
    if (mails + outgoing > 0) {
        spdlog::info("taking over after an unclean end: {} inbox rows, run one at a time; {} outbox rows", mails, outgoing);
    }
    return {};
}

void Database::renew() {
    instance_->renew(stores().session);
}

}  // namespace ticketd
