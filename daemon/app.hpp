#pragma once

#include "config/config.hpp"
#include "daemon/receive/inbox_writer.hpp"
#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/receive/inbox_smtp_backend.hpp"
#include "daemon/receive/intake.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/mailbox/pollers.hpp"
#include "daemon/send/delivery_worker.hpp"
#include "daemon/core/wake_event.hpp"
#include "daemon/schedule/scheduler.hpp"
#include "mail/smtp/smtp_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>

namespace ticketd {

/// The daemon: owns all parts, and starts, reloads and stops them in order. There is one per process.
class App {
public:
    /// permanent: the daemon cannot start; the message tells the admin why.
    [[nodiscard]] static config::Result<std::unique_ptr<App>> make(config::Config config);

    /// Serves until SIGTERM or SIGINT, then drains. Returns the exit status.
    int run();

    App(RuntimePtr runtime, const config::Config& config);

private:
    void work_off_solo();
    [[nodiscard]] config::Result<void> start_listening();
    boost::asio::awaitable<void> open_database();
    boost::asio::awaitable<void> handle_signals();
    boost::asio::awaitable<void> watchdog();
    boost::asio::awaitable<void> drain();
    void start_work();
    void reload();
    void fail(const std::string& why);
    [[nodiscard]] mail::SmtpServer::Settings server_settings() const;
    /// Returns the runtime at the time of the call, because a reload makes a new one.
    [[nodiscard]] std::function<RuntimePtr()> current_runtime() const;
    [[nodiscard]] std::deque<DeliveryWorker> make_delivery_workers();
    /// Wakes the first worker, which wakes the others.
    [[nodiscard]] WakeEvent& outbox() { return delivery_workers_.front().work(); }

    // Members are in the order in which they are built: each may borrow those above it.
    RuntimePtr runtime_;
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    boost::asio::thread_pool pool_;
    Metrics metrics_;
    Database database_;
    WakeEvent mails_;
    WakeEvent tick_;
    InboxWriter inbox_writer_;
    InboxSmtpBackend inbox_backend_;
    mail::SmtpServer server_;
    DeliveryShared sending_;
    std::deque<DeliveryWorker> delivery_workers_;
    Intake intake_;
    Scheduler scheduler_;
    Pollers pollers_;
    int working_ = 0;  // number of running loops: intake, scheduler, delivery workers
    int status_ = 0;
    bool stopping_ = false;
};

}  // namespace ticketd
