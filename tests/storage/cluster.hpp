#pragma once

#include "config/config.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace storage_tests {

/// A temporary folder that is removed with its owner.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A separate PostgreSQL server on a Unix socket, run by an unprivileged user when we are root, and stopped by its pid.
class Cluster {
public:
    /// With `fsync` the server waits for the disk, which only benchmarks need. Throws std::runtime_error with the
    /// server's log when it does not start.
    explicit Cluster(bool fsync = false);
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    /// The URL of a fresh, empty schema.
    [[nodiscard]] config::Database fresh();
    /// The processor time used so far by the server's processes.
    [[nodiscard]] std::chrono::microseconds processor_time() const;

private:
    void run_as_server(const std::string& command) const;
    TemporaryFolder folder_;
    std::string as_server_;  // prefix of commands, so that the server does not run as root
    pid_t server_ = -1;
    int schemas_ = 0;
};

}  // namespace storage_tests
