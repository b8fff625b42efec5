#pragma once

#include "config/config.hpp"
#include "config/result.hpp"
#include "storage/absences.hpp"
#include "storage/suppressions.hpp"
#include "storage/imports.hpp"
#include "storage/inbox.hpp"
#include "storage/sql/instance.hpp"
#include "storage/mailboxes.hpp"
#include "storage/outbox.hpp"
#include "storage/rule_holds.hpp"
#include "storage/search.hpp"
#include "storage/sql/session.hpp"
#include "storage/settings.hpp"
#include "storage/tickets.hpp"
#include "storage/time_log.hpp"
#include "storage/smarthosts.hpp"

#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <optional>

namespace ticketd {

/// One session and the stores that borrow it. Used by one thread at a time.
struct Stores {
    explicit Stores(const config::Database& where)
        : session(where),
          inbox(session),
          tickets(session),
          time_log(session),
          absences(session),
          search(session),
          outbox(session),
          mailboxes(session),
          imports(session),
          smarthosts(session),
          suppressions(session),
          rule_holds(session),
          settings(session) {}
    storage::Session session;
    storage::Inbox inbox;
    storage::Tickets tickets;
    storage::TimeLog time_log;
    storage::Absences absences;
    storage::Search search;
    storage::Outbox outbox;
    storage::Mailboxes mailboxes;
    storage::Imports imports;
    storage::Smarthosts smarthosts;
    storage::Suppressions suppressions;
    storage::RuleHolds rule_holds;
    storage::Settings settings;
};

/// The database sessions of the daemon, each with its own thread. SQLite has one. PostgreSQL has a second one for
/// inbox appends, so that a 250 does not wait for a batch of intake.
class Database {
public:
    explicit Database(const config::Database& where);

    /// The session for everything except appends, and its thread: `offload(db.thread(), [&] { db.stores()… })`.
    Stores& stores() { return main_.stores; }
    boost::asio::thread_pool& thread() { return main_.thread; }
    Stores& append_stores() { return appends_ ? appends_->stores : main_.stores; }
    boost::asio::thread_pool& append_thread() { return appends_ ? appends_->thread : main_.thread; }

    /// Migrates the schema, registers this daemon and releases the leases of dead ones. Throws storage::Unavailable
    /// when the database cannot be reached; the caller tries again. permanent: the schema is too new, or another
    /// daemon holds the SQLite file.
    [[nodiscard]] config::Result<void> open();
    /// Registers this daemon again on a new connection, after Unavailable. Throws as open does.
    void renew();

    [[nodiscard]] bool is_open() const { return instance_.has_value(); }
    [[nodiscard]] std::int64_t owner() const { return instance_->owner(); }

private:
    struct Connection {
        explicit Connection(const config::Database& where) : stores(where), thread(1) {}
        Stores stores;
        boost::asio::thread_pool thread;  // declared last, so that it is joined before the session is destroyed
    };
    config::Database where_;
    Connection main_;
    std::unique_ptr<Connection> appends_;
    std::optional<storage::Instance> instance_;
};

}  // namespace ticketd
