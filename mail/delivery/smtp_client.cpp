// Keeps one connection to a smarthost between calls, opens another when it has ended, and turns the replies into results.
#include "mail/delivery/smtp_client.hpp"

#include "mail/delivery/smtp_connection.hpp"

#include <algorithm>

namespace mail {

namespace asio = boost::asio;
using What = DeliveryResult::What;

namespace {

/// After this many broken connections in a row without a delivered mail, the remaining mails are deferred.
constexpr int max_in_vain = 3;

class SmtpTransport : public Transport {
public:
    SmtpTransport(asio::any_io_executor io, SmtpRoute route)
        : idle_(io), io_(std::move(io)), route_(std::move(route)), kept_(std::make_shared<Kept>()) {}

    asio::awaitable<std::vector<DeliveryResult>> send(std::span<const Delivery> deliveries) override;

private:
    struct Kept {
        std::unique_ptr<SmtpConnection> connection;
        bool busy = false;
    };
    [[nodiscard]] asio::awaitable<std::optional<DeliveryResult>> connect(SmtpConnection::Clock::time_point call_ends);
    void keep();

    asio::steady_timer idle_;
    asio::any_io_executor io_;
    SmtpRoute route_;
    std::shared_ptr<Kept> kept_;  // shared with the idle timer's handler, which may run later
};

/// Opens a connection. When opportunistic TLS fails, tries again without TLS.
asio::awaitable<std::optional<DeliveryResult>> SmtpTransport::connect(SmtpConnection::Clock::time_point call_ends) {
    std::optional<DeliveryResult> trouble;
    const bool opportunistic = route_.where.kind == config::Outgoing::Kind::smtp && route_.where.user.empty();
    for (int attempt = 0; attempt < 2; ++attempt) {
        kept_->connection = std::make_unique<SmtpConnection>(io_, route_);
        kept_->connection->end_call_at(call_ends);
        trouble = co_await kept_->connection->open(attempt > 0);
        if (!trouble || !opportunistic || !kept_->connection->tls_failed()) break;
    }
    if (trouble) kept_->connection.reset();
    if (trouble && trouble->what == What::deferred) trouble->what = What::unreachable;
    co_return trouble;
}

asio::awaitable<std::vector<DeliveryResult>> SmtpTransport::send(std::span<const Delivery> deliveries) {
    kept_->busy = true;
    idle_.cancel();
    const auto call_ends = SmtpConnection::Clock::now() + route_.timeouts.call;
    std::vector<DeliveryResult> results(deliveries.size());
    std::size_t done = 0;
    int ended_in_vain = 0;
    std::optional<DeliveryResult> trouble;  // why no further mail is tried
    while (done < deliveries.size() && !trouble) {
        if (kept_->connection && !kept_->connection->usable()) kept_->connection.reset();
        if (!kept_->connection) trouble = co_await connect(call_ends);
        if (trouble) break;
        auto& connection = *kept_->connection;
        connection.end_call_at(call_ends);
        // A used connection may have ended (421 after a number of mails, closed when idle), for which no mail is to blame.
        const bool served = connection.has_delivered();
        const auto more = co_await connection.send(deliveries.subspan(done), std::span(results).subspan(done));
        done += more;
        if (done == deliveries.size()) break;
        const auto& why = connection.trouble();
        if (why.what == What::smarthost_refused || SmtpConnection::Clock::now() >= call_ends) {
            trouble = why;
        } else if (more == 0 && !served) {
            results[done++] = {What::deferred, why.reply};
            if (++ended_in_vain == max_in_vain) trouble = {What::unreachable, why.reply};
        }
    }
    if (trouble) {
        trouble->tried = false;
        std::fill(results.begin() + static_cast<std::ptrdiff_t>(done), results.end(), *trouble);
    }
    keep();
    co_return results;
}

/// Keeps the connection for the next call until the idle timeout.
void SmtpTransport::keep() {
    kept_->busy = false;
    if (kept_->connection && !kept_->connection->usable()) kept_->connection.reset();
    if (!kept_->connection) return;
    idle_.expires_after(route_.timeouts.idle);
    idle_.async_wait([watched = std::weak_ptr<Kept>(kept_)](const boost::system::error_code& error) {
        const auto kept = watched.lock();
        // A timer that expires just as the next call begins must not close its connection.
        if (!error && kept && !kept->busy) kept->connection.reset();
    });
}

}  // namespace

std::unique_ptr<Transport> make_smtp_transport(asio::any_io_executor io, const config::Outgoing& where, const config::Tls& tls,
                                               std::string helo, const SmtpTimeouts& timeouts) {
    return std::make_unique<SmtpTransport>(std::move(io), SmtpRoute{where, tls, std::move(helo), timeouts});
}

}  // namespace mail
