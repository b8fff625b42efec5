// Drives a running desk over SMTP and measures how fast it accepts mails and how fast it finishes them.

#include "tests/bench/desk_bench_load.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

using bench::Clock;

struct Options {
    bench::Load load;
    std::uint16_t metrics_port = 9464;
    int pid = 0;  // pid of the daemon; 0: its CPU and memory are not reported
    bool json = false;
};

/// The value of one sample on the metrics page; 0 when it is missing.
double sample(const std::string& page, const std::string& name) {
    const auto at = page.find("\n" + name + " ");
    return at == std::string::npos ? 0 : std::stod(page.substr(at + name.size() + 2));
}

std::string metrics_page(std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        throw std::runtime_error("cannot reach the metrics of the desk");
    }
    const std::string request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    std::string page;
    char buffer[16384];
    if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        for (ssize_t n = 0; (n = recv(fd, buffer, sizeof buffer, 0)) > 0;)
            page.append(buffer, static_cast<std::size_t>(n));
    }
    close(fd);
    return page;
}

struct Inbox {
    double waiting = 0;
    double finished = 0;
};

Inbox inbox_of(std::uint16_t port) {
    const auto page = metrics_page(port);
    const auto count = [&](const char* status) {
        return sample(page, fmt::format("ticketd_inbox_mails{{status=\"{}\"}}", status));
    };
    return {.waiting = count("queued") + count("running"), .finished = count("done") + count("quarantined")};
}

/// Seconds of CPU that process `pid` has used, and its current and highest memory in MiB (proc(5)).
struct Usage {
    double cpu = 0, rss = 0, peak = 0;
};

Usage usage_of(int pid) {
    Usage usage;
    if (pid == 0) return usage;
    std::ifstream stat(fmt::format("/proc/{}/stat", pid));
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    text.erase(0, text.rfind(')') + 2);  // the name may contain any character
    char state = 0;
    long ignored = 0;
    unsigned long user = 0, system = 0;
    if (std::sscanf(text.c_str(), "%c %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %lu %lu", &state, &ignored, &ignored, &ignored,
                    &ignored, &ignored, &ignored, &ignored, &ignored, &ignored, &ignored, &user, &system) == 13) {
        usage.cpu = static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) usage.rss = std::stod(line.substr(6)) / 1024;
        if (line.starts_with("VmHWM:")) usage.peak = std::stod(line.substr(6)) / 1024;
    }
    return usage;
}

double percentile(std::vector<double>& sorted, double share) {
    return sorted.empty()
               ? 0
               : sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

int measure(const Options& options) {
    const auto before = usage_of(options.pid);
    const auto done_before = inbox_of(options.metrics_port).finished;
    auto tally = bench::run(options.load);
    // All mails are accepted: from here on the desk is only queried.
    Clock::time_point processed;
    for (;;) {
        const auto inbox = inbox_of(options.metrics_port);
        processed = Clock::now();
        if (inbox.waiting <= 0 && inbox.finished - done_before >= tally.accepted) break;
        if (processed - tally.ended > std::chrono::minutes{10}) throw std::runtime_error("the desk never gets done");
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    const auto after = usage_of(options.pid);
    const auto seconds = [&](Clock::time_point to) { return std::chrono::duration<double>(to - tally.started).count(); };
    const double accepted_rate = tally.accepted / seconds(tally.ended), processed_rate = tally.accepted / seconds(processed);
    std::ranges::sort(tally.waits_ms);
    const double p50 = percentile(tally.waits_ms, 0.5), p99 = percentile(tally.waits_ms, 0.99);
    const double cpu_ms = tally.accepted > 0 ? (after.cpu - before.cpu) * 1000 / tally.accepted : 0;
    if (options.json) {
        fmt::print(
            "{{\"accepted\":{},\"refused\":{},\"accepted_per_s\":{:.0f},\"processed_per_s\":{:.0f},\"p50_ms\":{:.2f},\"p99_ms\":{"
            ":.2f},"
            "\"cpu_ms_per_mail\":{:.3f},\"rss_mib\":{:.1f},\"peak_mib\":{:.1f}}}\n",
            tally.accepted, tally.refused, accepted_rate, processed_rate, p50, p99, cpu_ms, after.rss, after.peak);
    } else {
        fmt::print(
            "{} mails of {} bytes over {} sessions: {:.0f}/s accepted, {:.0f}/s processed, {} refused {}\n"
            "DATA to 250: p50 {:.2f} ms, p99 {:.2f} ms; CPU {:.3f} ms a mail; memory {:.1f} MiB, at most {:.1f} MiB\n",
            tally.accepted, options.load.size, options.load.sessions, accepted_rate, processed_rate, tally.refused,
            tally.last_refusal, p50, p99, cpu_ms, after.rss, after.peak);
    }
    return tally.refused == 0 ? 0 : 1;
}

Options read_options(int argc, char** argv) {
    Options options;
    auto& load = options.load;
    const std::map<std::string, std::function<void(const std::string&)>> known{
        {"--host", [&](const auto& v) { load.host = v; }},
        {"--port", [&](const auto& v) { load.port = static_cast<std::uint16_t>(std::stoi(v)); }},
        {"--metrics-port", [&](const auto& v) { options.metrics_port = static_cast<std::uint16_t>(std::stoi(v)); }},
        {"--pid", [&](const auto& v) { options.pid = std::stoi(v); }},
        {"--sessions", [&](const auto& v) { load.sessions = std::stoi(v); }},
        {"--mails", [&](const auto& v) { load.mails = std::stoi(v); }},
        {"--size", [&](const auto& v) { load.size = std::stoul(v); }},
        {"--rate", [&](const auto& v) { load.rate = std::stod(v); }},
        {"--answers", [&](const auto& v) { load.answers = std::stoi(v); }},
        {"--first", [&](const auto& v) { load.first = std::stoi(v); }},
        {"--recipient", [&](const auto& v) { load.recipient = v; }},
    };
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--json") {
            options.json = true;
        } else if (const auto found = known.find(name); found != known.end() && i + 1 < argc) {
            found->second(argv[++i]);
        } else {
            std::string names = "desk_bench [--json]";
            for (const auto& [option, set] : known)
                names += " [" + option + " VALUE]";
            throw std::invalid_argument(names);
        }
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return measure(read_options(argc, argv));
    } catch (const std::exception& error) {
        fmt::print(stderr, "desk_bench: {}\n", error.what());
        return 2;
    }
}
