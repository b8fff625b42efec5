// Keeps the counters and gauges for Prometheus, and serves them over HTTP.
#include "daemon/core/metrics.hpp"

#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <prometheus/text_serializer.h>

#include <chrono>

namespace ticketd {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

prometheus::Counter* counter(prometheus::Registry& registry, const char* name, const char* help) {
    return &prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Family<prometheus::Gauge>* gauges(prometheus::Registry& registry, const char* name, const char* help) {
    return &prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

struct Page {
    http::status status = http::status::ok;
    std::string body;
};

asio::awaitable<Page> metrics_page(Metrics& metrics, Database& database) {
    if (!database.is_open()) co_return Page{.body = metrics.text()};
    try {
        co_await offload(database.thread(), [&] {
            auto& stores = database.stores();
            metrics.take(stores.inbox.counts(), stores.outbox.counts(), stores.tickets.counts(), stores.suppressions.suspended());
        });
    } catch (const storage::Unavailable&) {
        metrics.database_up->Set(0);  // the counters are still worth reporting
    }
    co_return Page{.body = metrics.text()};
}

asio::awaitable<void> answer(boost::beast::tcp_stream stream, Metrics& metrics, Database& database) {
    stream.expires_after(std::chrono::seconds{10});
    boost::beast::flat_buffer buffer(16UL * 1024);
    http::request<http::empty_body> request;
    co_await http::async_read(stream, buffer, request, asio::use_awaitable);
    Page page;
    if (request.method() != http::verb::get) {
        page = {http::status::method_not_allowed, "Only GET is answered here.\n"};
    } else if (request.target() != "/metrics") {
        page = {http::status::not_found, "The metrics are at /metrics.\n"};
    } else {
        page = co_await metrics_page(metrics, database);
    }
    http::response<http::string_body> response(page.status, request.version());
    response.set(http::field::content_type, "text/plain; version=0.0.4");
    response.keep_alive(false);
    response.body() = std::move(page.body);
    response.prepare_payload();
    stream.expires_after(std::chrono::seconds{10});
    co_await http::async_write(stream, response, asio::use_awaitable);
    boost::system::error_code ignored;  // the page is sent; it does not matter if the peer closed first
    stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

/// Cap on open scrapes; further ones are turned away. One that hangs does not hold up the others.
constexpr int max_scrapes = 8;

asio::awaitable<void> answer_one(asio::ip::tcp::socket socket, Metrics& metrics, Database& database, std::shared_ptr<int> open) {
    ++*open;
    try {
        co_await answer(boost::beast::tcp_stream(std::move(socket)), metrics, database);
    } catch (const std::exception& error) {
        spdlog::debug("metrics request: {}", error.what());
    }
    --*open;
}

asio::awaitable<void> accept_pages(asio::ip::tcp::acceptor acceptor, Metrics& metrics, Database& database) {
    const auto io = acceptor.get_executor();
    const auto open = std::make_shared<int>(0);  // shared with scrapes that may outlive this loop
    for (;;) {
        boost::system::error_code trouble;
        auto socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, trouble));
        if (trouble == asio::error::operation_aborted) co_return;
        if (trouble) {
            // Most likely we are out of descriptors; others will close theirs.
            spdlog::warn("metrics pause for a second: {}", trouble.message());
            co_await asio::steady_timer(io, std::chrono::seconds{1}).async_wait(asio::use_awaitable);
        } else if (*open < max_scrapes) {
            asio::co_spawn(io, answer_one(std::move(socket), metrics, database, open), LogFailure{"a metrics page"});
        }
    }
}

}  // namespace

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {
    auto& r = *registry_;
    duplicates = counter(r, "ticketd_mails_duplicate_total", "Mails that were here already");
    processed = counter(r, "ticketd_mails_processed_total", "Mails decided and written");
    opened = counter(r, "ticketd_tickets_opened_total", "Tickets opened");
    quarantined = counter(r, "ticketd_mails_quarantined_total", "Mails put into quarantine");
    conflicts = counter(r, "ticketd_write_conflicts_total", "Batches decided again because another daemon was faster");
    ticks = counter(r, "ticketd_ticks_total", "Tickets looked at because time passed");
    sent = counter(r, "ticketd_outgoing_sent_total", "Outgoing mails that a peer took");
    send_failed = counter(r, "ticketd_outgoing_failed_total", "Outgoing mails refused for good");
    send_later = counter(r, "ticketd_outgoing_deferred_total", "Tries of outgoing mails that will be repeated");
    database_up = &gauges(r, "ticketd_database_up", "1 while the database answers")->Add({});
    smtp_ = &prometheus::BuildCounter().Name("ticketd_smtp_events_total").Help("SMTP and LMTP events").Register(r);
    inbox_ = gauges(r, "ticketd_inbox_mails", "Inbox rows by status");
    outbox_ = gauges(r, "ticketd_outbox_mails", "Outbox rows by status");
    tickets_ = gauges(r, "ticketd_tickets", "Tickets, all and open");
    smarthost_gauges_ = gauges(r, "ticketd_way_out_open", "1 while mail can go out that way");
    suspended_ = &gauges(r, "ticketd_suspended_addresses", "Addresses that get no more mail since too much came back")->Add({});
}

void Metrics::take(const storage::Inbox::Counts& inbox, const storage::Outbox::Counts& outbox,
                   const storage::Tickets::Counts& tickets, std::int64_t suspended) {
    const auto set = [](auto* family, const char* status, std::int64_t value) {
        family->Add({{"status", status}}).Set(static_cast<double>(value));
    };
    set(inbox_, "queued", inbox.queued);
    set(inbox_, "running", inbox.running);
    set(inbox_, "done", inbox.done);
    set(inbox_, "quarantined", inbox.quarantined);
    set(outbox_, "queued", outbox.queued);
    set(outbox_, "sending", outbox.sending);
    set(outbox_, "sent", outbox.sent);
    set(outbox_, "failed", outbox.failed);
    set(tickets_, "all", tickets.tickets);
    set(tickets_, "open", tickets.open);
    suspended_->Set(static_cast<double>(suspended));
    database_up->Set(1);
}

std::string Metrics::text() const {
    return prometheus::TextSerializer().Serialize(registry_->Collect());
}

config::Result<void> serve_metrics(const asio::any_io_executor& io, const config::Endpoint& where, Metrics& metrics,
                                   Database& database) {
    try {
        const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(where.host), where.port);
        asio::ip::tcp::acceptor acceptor(io, endpoint);
        asio::co_spawn(io, accept_pages(std::move(acceptor), metrics, database), LogFailure{"metrics"});
        return {};
    } catch (const boost::system::system_error& error) {
        return config::permanent(fmt::format("Cannot serve metrics on {}:{}: {}. Change [metrics] address.", where.host,
                                             where.port, error.code().message()));
    }
}

}  // namespace ticketd
