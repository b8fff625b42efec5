// Decides on a mail with the current state of the desk, without writing anything.
#include "daemon/ctl/dry_run.hpp"
#include "daemon/ctl/ctl_output.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "mail/authenticate/dkim_keys.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace ticketd::ctl {
namespace {

/// Checks signatures with keys from DNS, as the daemon does, so that the result is the same.
void check_with_dns(const Runtime& runtime, std::string_view raw, ParsedMail& mail) {
    if (mail.unchecked.empty()) return;
    mail::DnsTxtResolver dns([&] { return runtime.config().trust.dns; });
    mail::DkimKeyCache cache(dns);
    const auto names = mail::key_names(mail.unchecked);
    boost::asio::io_context io;
    auto fetched = boost::asio::co_spawn(io, cache.fetch(names), boost::asio::use_future);
    io.run();
    fetched.get();
    check_signatures(mail::DkimVerifier(), cache.keys(names, std::chrono::steady_clock::now()), raw, mail);
}

}  // namespace

tl::expected<std::unique_ptr<DryRun>, int> DryRun::start(const Context& context) {
    const auto& database = context.config.database;
    if (database.kind == config::Database::Kind::sqlite && !std::filesystem::exists(database.file)) {
        return tl::unexpected<int>(complain(
            "There is no database " + database.file.string() + " yet: start ticketd once, or name another --config.", no_input));
    }
    auto runtime = Runtime::make(context.config, Runtime::MissingKeys::pretend);
    if (!runtime) return tl::unexpected<int>(complain(runtime.error().what, bad_config));
    std::unique_ptr<DryRun> dry_run(new DryRun(std::move(*runtime), database));
    if (auto ready = prepare(dry_run->stores_); !ready) return tl::unexpected<int>(bad_config);
    return dry_run;
}

std::optional<DryRun::DryRunResult> DryRun::run(const std::string& file, const std::string& from,
                                                const std::vector<std::string>& to) {
    std::ifstream in(file, std::ios::binary);
    const std::string raw(std::istreambuf_iterator<char>(in), {});
    if (!in) return std::nullopt;
    DryRunResult result;
    result.now = wall_clock();
    mail::Envelope envelope;
    envelope.route = mail::Route::deliver;
    envelope.from = from;
    envelope.recipients = to;
    envelope.peer_trusted = true;
    envelope.received_at = result.now;
    auto mail = parse_inbound(*runtime_, {}, std::move(envelope), raw, result.now);
    check_with_dns(*runtime_, raw, mail);
    result.inbound = std::move(mail.inbound);
    const auto keys = workflow::thread_keys(runtime_->directory(), result.inbound);
    UnitOfWork unit{.runtime = runtime_, .now = result.now};
    unit.load(stores_, {&keys, 1});
    unit.read_sent();
    unit.snapshot.numbers = {not_yet};
    resolve_parties(*runtime_, unit.snapshot, result.inbound);
    result.decision = unit.try_out(result.inbound);
    result.snapshot = std::move(unit.snapshot);
    return result;
}

}  // namespace ticketd::ctl
