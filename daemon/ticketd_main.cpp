// ticketd: reads the command line and starts the daemon.
#include "config/load.hpp"
#include "daemon/app.hpp"
#include "daemon/core/log.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

constexpr int bad_config = 2;

int run(const std::filesystem::path& file, bool check_only) {
    auto loaded = config::load(file);
    if (!loaded) {
        for (const auto& complaint : loaded.error())
            std::fprintf(stderr, "%s\n", config::to_string(complaint).c_str());
        return bad_config;
    }
    if (check_only) return 0;
    auto app = ticketd::App::make(std::move(*loaded));
    if (!app) {
        spdlog::critical("{}", app.error().what);
        return 1;
    }
    return (*app)->run();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App cli("A help desk that lives in the mail people already read.", "ticketd");
    std::string file = "/etc/ticketd/ticketd.toml";
    bool check_only = false;
    bool verbose = false;
    cli.add_option("--config", file, "The config file")->capture_default_str();
    cli.add_flag("--check", check_only, "Check the config and exit: 0, or 2 with file:line:column: message");
    cli.add_flag("--verbose", verbose, "Log what was decided and why");
    cli.set_version_flag("--version", std::string("ticketd ") + TICKETD_VERSION);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return cli.exit(error) == 0 ? 0 : bad_config;
    }

    std::signal(SIGPIPE, SIG_IGN);  // a peer that closes the connection causes an error code, not a signal
    ticketd::start_log(verbose);
    try {
        return run(std::filesystem::absolute(file), check_only);
    } catch (const std::exception& error) {
        spdlog::critical("ticketd ends: {}", error.what());
        return 1;
    }
}
