// Builds the daemon's parts, starts and stops them in order, reloads on SIGHUP and feeds the watchdog.
#include "daemon/app.hpp"

#include "config/load.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/core/supervisor.hpp"
#include "daemon/core/wake.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>

namespace ticketd {
namespace {

using namespace std::chrono_literals;

/// Small servers have two cores; a third thread for heavy work would only wait.
constexpr std::size_t heavy_threads = 2;
constexpr auto drain_patience = 30s;

boost::asio::awaitable<void> sleep_for(const boost::asio::any_io_executor& io, std::chrono::steady_clock::duration span) {
    co_await boost::asio::steady_timer(io, span).async_wait(boost::asio::use_awaitable);
}

std::size_t worker_count(const config::Config& config) {
    int most = 1;
    for (const auto& smarthost : config.outgoing) {
        if (smarthost.kind != config::Outgoing::Kind::maildir) most = std::max(most, smarthost.connections);
    }
    return static_cast<std::size_t>(most);
}

}  // namespace

config::Result<std::unique_ptr<App>> App::make(config::Config config) {
    auto runtime = Runtime::make(std::move(config), Runtime::MissingKeys::create, Runtime::Dkim::load);
    if (!runtime) return tl::unexpected(runtime.error());
    for (const auto& doubt : (*runtime)->doubts())
        spdlog::warn("{}", doubt);
    auto app = std::make_unique<App>(*runtime, (*runtime)->config());
    try {
        if (auto opened = app->database_.open(); !opened) return tl::unexpected(opened.error());
        app->metrics_.database_up->Set(1);
    } catch (const storage::Unavailable& error) {
        // Until the database answers, peers get 451 and come back later. That is better than a closed port, and no
        // restart is needed.
        spdlog::error("the database cannot be reached yet, mails are refused for now: {}", error.what());
    }
    if (app->database_.is_open()) app->work_off_solo();
    if (auto listening = app->start_listening(); !listening) return tl::unexpected(listening.error());
    return app;
}

App::App(RuntimePtr runtime, const config::Config& config)
    : runtime_(std::move(runtime)),
      signals_(io_, SIGTERM, SIGINT, SIGHUP),
      pool_(heavy_threads),
      database_(config.database),
      mails_(io_.get_executor()),
      tick_(io_.get_executor()),
      inbox_writer_(io_.get_executor(), database_),
      inbox_backend_(current_runtime(), database_, inbox_writer_, pool_, mails_, metrics_),
      server_(io_.get_executor(), server_settings(), inbox_backend_),
      delivery_workers_(make_delivery_workers()),
      intake_(current_runtime(), database_, pool_, heavy_threads, mails_, outbox(), metrics_),
      scheduler_(current_runtime(), database_, pool_, tick_, outbox(), metrics_),
      pollers_(io_.get_executor(), {current_runtime(), database_, pool_, inbox_backend_, metrics_, mails_, outbox()}) {}

std::function<RuntimePtr()> App::current_runtime() const {
    return [this] { return runtime_; };
}

/// Makes at least one worker. Each wakes the next one when it has a full batch.
std::deque<DeliveryWorker> App::make_delivery_workers() {
    std::deque<DeliveryWorker> delivery_workers;
    for (std::size_t made = 0; made < worker_count(runtime_->config()); ++made) {
        auto& fresh = delivery_workers.emplace_back(io_.get_executor(), current_runtime(), database_, pool_, metrics_, sending_);
        if (made > 0) delivery_workers[made - 1].set_next(&fresh);
    }
    return delivery_workers;
}

void App::work_off_solo() {
    // Runs before anybody connects, so that mails that were in flight keep their place ahead of new ones. A mail that
    // runs alone is also finished early, so that a later, unrelated crash does not count against it again.
    boost::asio::co_spawn(io_, intake_.work_off_solo(), LogFailure{"the mails in flight at the last end"});
    io_.run();
    io_.restart();
}

mail::SmtpServer::Settings App::server_settings() const {
    const auto& config = runtime_->config();
    mail::SmtpServer::Settings settings;
    settings.hostname = runtime_->domain();
    settings.limits = config.limits;
    settings.trusted_peers = config.trust.trusted_peers;
    settings.tls = config.tls;
    return settings;
}

config::Result<void> App::start_listening() {
    const auto& config = runtime_->config();
    auto inherited = supervisor::inherited_sockets();
    for (const auto& where : config.listen) {
        if (auto bound = server_.listen(where, supervisor::take_for(where.protocol, inherited)); !bound) return bound;
    }
    for (const auto& unused : inherited) {
        spdlog::warn("systemd gave a socket named '{}' that no [[listen]] asks for: add one, or drop it from the socket unit",
                     unused.name);
    }
    if (config.metrics.address) {
        auto served = serve_metrics(io_.get_executor(), *config.metrics.address, metrics_, database_);
        if (!served) return served;
    }
    auto woken = listen_for_wakes(io_.get_executor(), wake_path(config), [this] {
        mails_.wake();
        tick_.wake();
        outbox().wake();
    });
    if (!woken) spdlog::warn("{}", woken.error().what);
    return {};
}

int App::run() {
    boost::asio::co_spawn(io_, handle_signals(), LogFailure{"signal handling"});
    if (supervisor::watchdog_interval()) boost::asio::co_spawn(io_, watchdog(), LogFailure{"watchdog"});
    if (database_.is_open()) {
        start_work();
    } else {
        boost::asio::co_spawn(io_, open_database(), LogFailure{"opening the database"});
    }
    spdlog::info("ticketd {} serves {} with {}", TICKETD_VERSION, runtime_->config().desk.address,
                 runtime_->config().file.string());
    supervisor::ready(database_.is_open() ? "Serving mail." : "Waiting for the database.");
    io_.run();
    pool_.join();
    return status_;
}

boost::asio::awaitable<void> App::open_database() {
    while (!stopping_) {
        co_await sleep_for(io_.get_executor(), 1s);
        try {
            const auto opened = co_await offload(database_.thread(), [this] { return database_.open(); });
            if (!opened) {
                fail(opened.error().what);
                co_return;
            }
            spdlog::info("the database is there, mails are taken");
            metrics_.database_up->Set(1);
            supervisor::ready("Serving mail.");
            start_work();
            co_return;
        } catch (const storage::Unavailable& error) {
            spdlog::debug("the database still cannot be reached: {}", error.what());
        }
    }
}

void App::start_work() {
    if (stopping_) return;
    const auto spawn = [this](boost::asio::awaitable<void> work, const char* what) {
        ++working_;
        boost::asio::co_spawn(io_, std::move(work), [this, what](const std::exception_ptr& thrown) {
            --working_;
            LogFailure{what}(thrown);
            if (thrown && !stopping_) fail(std::string(what) + " ended unexpectedly");
        });
    };
    spawn(intake_.run(), "intake");
    spawn(scheduler_.run(), "ticker");
    for (auto& delivery_worker : delivery_workers_)
        spawn(delivery_worker.run(), "delivery_worker");
    pollers_.reload();
}

boost::asio::awaitable<void> App::handle_signals() {
    for (;;) {
        const int number = co_await signals_.async_wait(boost::asio::use_awaitable);
        if (number == SIGHUP) {
            reload();
            continue;
        }
        if (stopping_) {
            spdlog::warn("told to stop again: not waiting any longer; what was in flight is taken up at the next start");
            spdlog::default_logger()->flush();
            std::_Exit(status_);  // all received mails are on disk, so this is no worse than a power cut
        }
        spdlog::info("stopping: no new sessions, what is under way is finished");
        boost::asio::co_spawn(io_, drain(), LogFailure{"drain"});
    }
}

void App::fail(const std::string& why) {
    spdlog::critical("{}", why);
    status_ = 1;
    if (!stopping_) boost::asio::co_spawn(io_, drain(), LogFailure{"drain"});
}

boost::asio::awaitable<void> App::drain() {
    stopping_ = true;
    supervisor::stopping();
    server_.drain();
    pollers_.stop();
    const auto timeout = std::chrono::steady_clock::now() + drain_patience;
    while (!server_.drained() && std::chrono::steady_clock::now() < timeout)
        co_await sleep_for(io_.get_executor(), 20ms);
    intake_.stop();
    scheduler_.stop();
    for (auto& delivery_worker : delivery_workers_)
        delivery_worker.stop();
    while ((working_ > 0 || !pollers_.ended()) && std::chrono::steady_clock::now() < timeout)
        co_await sleep_for(io_.get_executor(), 20ms);
    const bool all_ended = working_ == 0 && pollers_.ended() && server_.drained();
    std::error_code gone;  // the next start creates it again
    std::filesystem::remove(wake_path(runtime_->config()), gone);
    if (!all_ended) {
        spdlog::warn("not everything ended in time; what was in flight is taken up at the next start");
        spdlog::default_logger()->flush();
        std::_Exit(status_);  // sessions still run, so their parts must not be destroyed
    }
    spdlog::info("stopped");
    io_.stop();
}

void App::reload() {
    supervisor::reloading();
    const auto& file = runtime_->config().file;
    auto loaded = config::load(file);
    if (!loaded) {
        for (const auto& complaint : loaded.error())
            spdlog::error("{}", config::to_string(complaint));
        spdlog::error("the config is not taken, the old one stays");
    } else if (auto runtime = Runtime::make(std::move(*loaded), Runtime::MissingKeys::create, Runtime::Dkim::load); !runtime) {
        spdlog::error("the config is not taken, the old one stays: {}", runtime.error().what);
    } else {
        for (const auto& doubt : (*runtime)->doubts())
            spdlog::warn("{}", doubt);
        const auto old = std::exchange(runtime_, *runtime);
        if (auto changed = server_.reconfigure(server_settings()); !changed) {
            runtime_ = old;
            spdlog::error("the config is not taken, the old one stays: {}", changed.error().what);
        } else {
            if (working_ > 0) pollers_.reload();
            if (old->config().database.url != runtime_->config().database.url) {
                spdlog::warn("[database] changed: restart ticketd for that");
            }
            spdlog::info("the config is read anew; [[listen]], [metrics] and [database] need a restart to change");
        }
    }
    supervisor::ready("Serving mail.");
}

/// Notifies the service manager that we are alive, but only after the io loop and the database thread have both
/// answered. A database that answers with an error is no reason to kill the daemon, because intake waits for it.
boost::asio::awaitable<void> App::watchdog() {
    using namespace boost::asio::experimental::awaitable_operators;
    const auto interval = *supervisor::watchdog_interval();
    for (;;) {
        const auto probe = [](Database& database) -> boost::asio::awaitable<void> {
            co_await offload(database.thread(), [&database] {
                try {
                    if (database.is_open()) (void)database.stores().outbox.next_due();
                } catch (const storage::Unavailable& error) {
                    spdlog::debug("watchdog: the database is away: {}", error.what());
                }
            });
        };
        boost::asio::steady_timer deadline(io_, interval);
        const auto first = co_await (probe(database_) || deadline.async_wait(boost::asio::use_awaitable));
        if (first.index() == 0) {
            supervisor::alive();
        } else {
            spdlog::error("the database thread does not answer within {} ms", interval / 1ms);
        }
        co_await sleep_for(io_.get_executor(), interval / 2);
    }
}

}  // namespace ticketd
