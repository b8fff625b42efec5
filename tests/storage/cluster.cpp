// Starts and stops a separate PostgreSQL server on a Unix socket.
#include "tests/storage/cluster.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace storage_tests {

namespace {

namespace fs = std::filesystem;

std::string server_programs() {
    for (int version = 20; version >= 12; --version) {
        const std::string folder = fmt::format("/usr/lib/postgresql/{}/bin", version);
        if (fs::exists(folder + "/initdb")) return folder;
    }
    throw std::runtime_error("no PostgreSQL server is installed");
}

std::string contents(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
}

bool runs(const std::string& command) {
    return std::system(command.c_str()) == 0;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "ticketd-storage-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

Cluster::Cluster(bool fsync) {
    ::chmod(folder_.path().c_str(), 0777);
    // The server uses the machine's clock, even when a test reads another time.
    as_server_ = "env -u LD_PRELOAD ";
    if (::geteuid() == 0) as_server_ += "setpriv --reuid=postgres --regid=postgres --clear-groups ";
    const std::string folder = folder_.path().string();
    const std::string programs = server_programs();
    run_as_server(fmt::format("{}/initdb -D {}/data -U ticketd -A trust -E UTF8 --locale=C.UTF-8 --no-sync", programs, folder));
    const std::string options =
        fsync ? "-c shared_buffers=256MB -c max_wal_size=4GB" : "-c fsync=off -c full_page_writes=off -c max_connections=40";
    const std::string start = fmt::format("exec {}{}/postgres -D {}/data -k {} -c listen_addresses= {} >{}/log 2>&1", as_server_,
                                          programs, folder, folder, options, folder);
    server_ = ::fork();
    if (server_ == 0) {
        ::execl("/bin/sh", "sh", "-c", start.c_str(), nullptr);
        ::_exit(127);
    }
    const std::string is_ready = fmt::format("{}/pg_isready -q -h {} -U ticketd -d postgres", programs, folder);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!runs(is_ready)) {
        if (std::chrono::steady_clock::now() > deadline || ::waitpid(server_, nullptr, WNOHANG) != 0)
            throw std::runtime_error("PostgreSQL does not start: " + contents(folder_.path() / "log"));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

Cluster::~Cluster() {
    if (server_ <= 0) return;
    ::kill(server_, SIGINT);  // fast shutdown: sessions are ended instead of waited for
    ::waitpid(server_, nullptr, 0);
}

std::chrono::microseconds Cluster::processor_time() const {
    long ticks = 0;
    for (const auto& process : fs::directory_iterator("/proc")) {
        std::ifstream file(process.path() / "stat");
        std::string line;
        if (!std::getline(file, line)) continue;
        // The fields after the name in brackets: state, parent, …; user and system time are the 12th and 13th (proc(5)).
        std::istringstream fields(line.substr(line.rfind(')') + 1));
        std::vector<std::string> field;
        for (std::string word; fields >> word;)
            field.push_back(word);
        if (field.size() < 13 || (field[1] != std::to_string(server_) && process.path().filename() != std::to_string(server_)))
            continue;
        ticks += std::stol(field[11]) + std::stol(field[12]);
    }
    return std::chrono::microseconds(1'000'000 * ticks / ::sysconf(_SC_CLK_TCK));
}

void Cluster::run_as_server(const std::string& command) const {
    const std::string log = folder_.path().string() + "/log";
    if (!runs(fmt::format("cd {} && {}{} >{} 2>&1", folder_.path().string(), as_server_, command, log)))
        throw std::runtime_error(command + ": " + contents(log));
}

config::Database Cluster::fresh() {
    const std::string schema = fmt::format("desk{}", ++schemas_);
    if (!runs(fmt::format("{}/psql -q -h {} -U ticketd -d postgres -c 'create schema {}'", server_programs(),
                          folder_.path().string(), schema)))
        throw std::runtime_error("no schema could be made: " + contents(folder_.path() / "log"));
    config::Database database;
    database.kind = config::Database::Kind::postgresql;
    database.conninfo =
        fmt::format("postgresql://ticketd@/postgres?host={}&options=-csearch_path%3D{}", folder_.path().string(), schema);
    database.url = database.conninfo;
    return database;
}

}  // namespace storage_tests
