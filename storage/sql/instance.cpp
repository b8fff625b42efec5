// Registers a running daemon: with a lock file on SQLite, with an advisory lock on PostgreSQL.
#include "storage/sql/instance.hpp"

#include "storage/sql/sql.hpp"
#include "storage/sql/db_text.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace storage {

namespace {

/// Locks a file next to the database and writes our pid into it. Returns the descriptor. The lock ends when we or the
/// kernel close the descriptor.
config::Result<int> lock_beside(const std::filesystem::path& database) {
    const std::string file = database.string() + ".lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor < 0)
        return config::permanent(fmt::format("The lock file {} cannot be opened: {}.", file, std::strerror(errno)));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> pid{};
        const ssize_t length = ::pread(descriptor, pid.data(), pid.size() - 1, 0);
        ::close(descriptor);
        std::string who(pid.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
        while (!who.empty() && who.back() == '\n')
            who.pop_back();
        return config::permanent(
            fmt::format("Another ticketd (pid {}) already runs on {}; SQLite serves one daemon, PostgreSQL serves several.",
                        who.empty() ? "unknown" : who, database.string()));
    }
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        const int reason = errno;
        ::close(descriptor);
        return config::permanent(fmt::format("The lock file {} cannot be written: {}.", file, std::strerror(reason)));
    }
    return descriptor;
}

std::int64_t register_daemon(Session& session) {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    std::int64_t owner = 0;
    session.transaction([&](soci::session& connection) {
        const Sql sql = session.sql(connection);
        owner = take_ids(sql, "instance", 1).front();
        Query(sql, "insert into instance (id, host, pid, started_at) values (:id, :host, :pid, :started_at)")
            .bind("id", owner)
            .bind("host", clean(host.data()))
            .bind("pid", std::int64_t{::getpid()})
            .bind("started_at", session.lease_clock(connection))
            .run();
    });
    return owner;
}

}  // namespace

config::Result<Instance> Instance::start(Session& session, const config::Database& where) {
    int lock_file = -1;
    if (where.kind == config::Database::Kind::sqlite) {
        const auto locked = lock_beside(where.file);
        if (!locked) return tl::unexpected(locked.error());
        lock_file = *locked;
    }
    Instance instance(0, lock_file);  // its destructor releases the lock on every path from here on
    instance.owner_ = register_daemon(session);
    instance.renew(session);
    return instance;
}

void Instance::renew(Session& session) const {
    session.show_alive(owner_);
    session.read([](soci::session&) {});
}

Instance::Instance(Instance&& other) noexcept : owner_(other.owner_), lock_file_(std::exchange(other.lock_file_, -1)) {}

Instance::~Instance() {
    if (lock_file_ >= 0) ::close(lock_file_);
}

}  // namespace storage
