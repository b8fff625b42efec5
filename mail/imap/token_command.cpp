// Runs the program that prints an OAuth access token, and reads secrets from files.
#include "mail/imap/token_command.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace mail {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t max_printed = 64UL * 1024;  // tokens with many claims are some KB long

std::string first_line(std::string text) {
    text.resize(std::min(text.find_first_of("\r\n"), text.size()));
    return text;
}

/// A child process and the reading end of its standard output. The destructor kills and reaps the process.
class Child {
public:
    [[nodiscard]] static config::Result<Child> start(const std::vector<std::string>& argv);
    Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)), output_(std::exchange(other.output_, -1)) {}
    Child& operator=(Child&&) = delete;
    ~Child() {
        if (output_ >= 0) ::close(output_);
        if (pid_ <= 0) return;
        ::kill(-pid_, SIGKILL);  // its process group, which includes its own children
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }

    /// Everything that it prints; nullopt when `end` is reached first or the output is too long.
    [[nodiscard]] std::optional<std::string> read_all(Clock::time_point end) const;
    /// Its exit status; nullopt when `end` is reached first.
    [[nodiscard]] std::optional<int> wait(Clock::time_point end);

private:
    Child(pid_t pid, int output) : pid_(pid), output_(output) {}
    pid_t pid_;
    int output_;
};

config::Result<Child> Child::start(const std::vector<std::string>& argv) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return config::temporary(fmt::format("No pipe can be made: {}.", std::strerror(errno)));
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    // The child gets its own process group and default signals: we ignore SIGPIPE, which it must not inherit.
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    sigset_t none;
    sigset_t pipe;
    ::sigemptyset(&none);
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &pipe);
    std::vector<char*> words;
    words.reserve(argv.size() + 1);
    for (const auto& word : argv)
        words.push_back(const_cast<char*>(word.c_str()));  // the C interface lacks the const
    words.push_back(nullptr);
    pid_t pid = -1;
    const int failed = ::posix_spawnp(&pid, words.front(), &actions, &attributes, words.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed == 0) return Child(pid, ends[0]);
    ::close(ends[0]);
    return config::permanent(fmt::format("{} cannot be run: {}.", argv.front(), std::strerror(failed)));
}

std::optional<std::string> Child::read_all(Clock::time_point end) const {
    std::string printed;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() <= 0) return std::nullopt;
        pollfd waiting{output_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) continue;
        std::array<char, 4096> block{};
        const auto got = ::read(output_, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return printed;
        printed.append(block.data(), static_cast<std::size_t>(got));
        if (printed.size() > max_printed) return std::nullopt;
    }
}

std::optional<int> Child::wait(Clock::time_point end) {
    for (;;) {
        int status = 0;
        const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
        if (ended == pid_) {
            ::kill(-pid_, SIGKILL);  // any processes it left behind
            pid_ = -1;
            return status;
        }
        if (Clock::now() >= end) return std::nullopt;
        // It has closed its output, so it is about to end.
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

}  // namespace

config::Result<std::string> read_secret(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    if (!in) return config::permanent(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    std::getline(in, line);
    line = first_line(std::move(line));
    if (line.empty()) return config::permanent(fmt::format("There is nothing on the first line of {}.", file.string()));
    return line;
}

config::Result<std::string> run_token_command(const std::vector<std::string>& argv, std::chrono::milliseconds timeout) {
    const auto end = Clock::now() + timeout;
    auto child = Child::start(argv);
    if (!child) return tl::unexpected(child.error());
    auto printed = child->read_all(end);
    const auto status = printed ? child->wait(end) : std::nullopt;
    if (!status) return config::temporary(fmt::format("{} printed no token within {} ms.", argv.front(), timeout.count()));
    if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
        return config::temporary(WIFEXITED(*status)
                                     ? fmt::format("{} failed with exit status {}.", argv.front(), WEXITSTATUS(*status))
                                     : fmt::format("{} was ended by signal {}.", argv.front(), WTERMSIG(*status)));
    }
    auto token = first_line(std::move(*printed));
    if (token.empty()) return config::permanent(fmt::format("{} printed no token.", argv.front()));
    return token;
}

}  // namespace mail
