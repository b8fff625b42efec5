#include "daemon/ctl/dry_run.hpp"

#include "daemon/core/clock.hpp"
#include "mail/authenticate/dkim_keys.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ticketd::ctl {
namespace {

/// The keys are asked for as the daemon would, so that the answer is the daemon's.
void check_with_dns(const Desk& desk, std::string_view raw, ReadMail& mail) {
    if (mail.unchecked.empty()) return;
    mail::DnsTxtResolver dns([&] { return desk.config().trust.dns; });
    mail::DkimKeyCache cache(dns);
    const auto names = mail::key_names(mail.unchecked);
    boost::asio::io_context io;
    auto fetched = boost::asio::co_spawn(io, cache.fetch(names), boost::asio::use_future);
    io.run();
    fetched.get();
    check_signatures(mail::DkimVerifier(), cache.keys(names, std::chrono::steady_clock::now()), raw, mail);
}

}  // namespace

tl::expected<std::unique_ptr<Trial>, int> Trial::start(const Context& context) {
    const auto& database = context.config.database;
    if (database.kind == config::Database::Kind::sqlite && !std::filesystem::exists(database.file)) {
        std::fprintf(stderr, "There is no database %s yet: start ticketd once, or name another --config.\n",
                     database.file.c_str());
        return tl::unexpected<int>(no_input);
    }
    auto desk = Desk::make(context.config, Desk::MissingKeys::pretend);
    if (!desk) {
        std::fprintf(stderr, "%s\n", desk.error().what.c_str());
        return tl::unexpected<int>(bad_config);
    }
    std::unique_ptr<Trial> trial(new Trial(std::move(*desk), database));
    if (auto ready = prepare(trial->stores_); !ready) return tl::unexpected<int>(bad_config);
    return trial;
}

std::optional<Trial::Tried> Trial::run(const std::string& file, const std::string& from, const std::vector<std::string>& to) {
    std::ifstream in(file, std::ios::binary);
    const std::string raw(std::istreambuf_iterator<char>(in), {});
    if (!in) return std::nullopt;
    Tried tried;
    tried.now = wall_clock();
    mail::Envelope envelope;
    envelope.route = mail::Route::deliver;
    envelope.from = from;
    envelope.recipients = to;
    envelope.peer_trusted = true;
    envelope.received_at = tried.now;
    auto mail = read_mail(*desk_, {}, std::move(envelope), raw, tried.now);
    check_with_dns(*desk_, raw, mail);
    tried.inbound = std::move(mail.inbound);
    const auto keys = workflow::thread_keys(desk_->directory(), tried.inbound);
    tried.snapshot = stores_.tickets.load({&keys, 1}, tried.now);
    tried.snapshot.numbers = {not_yet};
    resolve_parties(*desk_, tried.snapshot, tried.inbound);
    tried.decision = workflow::decide(desk_->directory(), tried.snapshot, tried.inbound, tried.now);
    return tried;
}

}  // namespace ticketd::ctl
