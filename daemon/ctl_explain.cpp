#include "daemon/clock.hpp"
#include "daemon/ctl.hpp"
#include "daemon/desk.hpp"
#include "daemon/reader.hpp"
#include "mail/dkim_keys.hpp"
#include "workflow/decide.hpp"
#include "workflow/signing.hpp"
#include "workflow/speaker.hpp"
#include "workflow/threading.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ticketd::ctl {

namespace {

using Json = nlohmann::ordered_json;

/// Stands for the number that a new ticket would get: none is taken for a question.
constexpr config::TicketId not_yet{(std::int64_t{1} << 34) - 1};

/// The keys are asked for as the daemon would, so that the answer is the daemon's.
void check_with_dns(const Desk& desk, std::string_view raw, ReadMail& mail) {
    if (mail.unchecked.empty()) return;
    mail::DnsTxtSource dns([&] { return desk.config().trust.dns; });
    mail::DkimKeyCache cache(dns);
    const auto names = mail::key_names(mail.unchecked);
    boost::asio::io_context io;
    auto fetched = boost::asio::co_spawn(io, cache.fetch(names), boost::asio::use_future);
    io.run();
    fetched.get();
    check_signatures(mail::DkimVerifier(), cache.keys(names, std::chrono::steady_clock::now()), raw, mail);
}

/// The story without the number that there is not.
std::string told_of_new(std::string reason) {
    const std::string number = fmt::format("#{}", not_yet.value);
    for (auto at = reason.find(number); at != std::string::npos; at = reason.find(number, at))
        reason.replace(at, number.size(), "new ticket");
    return reason;
}

Json mails_of(const workflow::Decision& decision) {
    Json array = Json::array();
    for (const auto& order : decision.mails)
        array.push_back({{"kind", workflow::to_string(order.kind)}, {"to", order.recipient.address}});
    return array;
}

void print(const Json& told) {
    for (const auto* key : {"kind", "sender", "trust", "why", "ticket", "opens", "quarantine"})
        if (!told[key].is_null())
            std::printf("%-11s %s\n", key,
                        printable(told[key].is_string() ? told[key].get<std::string>() : told[key].dump()).c_str());
    for (const auto& reason : told["reasons"])
        std::printf("because     %s\n", printable(reason.get<std::string>()).c_str());
    for (const auto& mail : told["mails"])
        std::printf("mail        %s to %s\n", mail["kind"].get<std::string>().c_str(),
                    printable(mail["to"].get<std::string>()).c_str());
}

}  // namespace

int explain(const Context& context, const std::string& file, const std::optional<std::string>& from,
            const std::vector<std::string>& to) {
    std::ifstream in(file, std::ios::binary);
    const std::string raw(std::istreambuf_iterator<char>(in), {});
    if (!in) {
        std::fprintf(stderr, "Cannot read %s.\n", file.c_str());
        return no_input;
    }
    // Nothing is made here, as nothing is changed: neither keys nor a database.
    const auto& database = context.config.database;
    if (database.kind == config::Database::Kind::sqlite && !std::filesystem::exists(database.file)) {
        std::fprintf(stderr, "There is no database %s yet: start ticketd once, or name another --config.\n",
                     database.file.c_str());
        return no_input;
    }
    const auto desk = Desk::make(context.config, Desk::MissingKeys::pretend);
    if (!desk) {
        std::fprintf(stderr, "%s\n", desk.error().what.c_str());
        return bad_config;
    }
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;

    const auto now = wall_clock();
    mail::Envelope envelope;
    envelope.route = mail::Route::deliver;
    envelope.from = from.value_or("");
    envelope.recipients = to;
    envelope.peer_trusted = true;
    envelope.received_at = now;
    auto mail = read_mail(**desk, {}, std::move(envelope), raw, now);
    check_with_dns(**desk, raw, mail);
    auto& arrival = mail.arrival;
    const auto& policy = (*desk)->policy();
    const auto keys = workflow::thread_keys(policy, arrival);
    auto snapshot = stores.tickets.load(std::span(&keys, 1), now);
    snapshot.numbers = {not_yet};
    resolve_parties(**desk, snapshot, arrival);
    const auto covered = workflow::as_signed(policy, snapshot, arrival);
    const auto& read = covered ? *covered : arrival;
    const auto thread = workflow::find_thread(policy, snapshot, read);
    const auto ticket = snapshot.tickets.find(thread.ticket);
    const auto speaker = workflow::speaker_of(policy, read, ticket == snapshot.tickets.end() ? nullptr : &ticket->second);
    const auto decision = workflow::decide(policy, snapshot, arrival, now);

    const bool known = decision.landed.is_set() && decision.landed != not_yet;
    Json told;
    told["kind"] = mail::to_string(arrival.message.kind);
    told["sender"] = speaker.address;
    told["trust"] = workflow::to_string(speaker.trust);
    told["why"] = speaker.why;
    told["ticket"] = known ? Json(decision.landed.value) : Json(nullptr);
    told["opens"] = decision.opened;
    told["quarantine"] = decision.fate == workflow::Fate::quarantined ? Json(decision.quarantine_reason) : Json(nullptr);
    told["reasons"] = Json::array();
    for (const std::string& reason : decision.reasons)
        told["reasons"].push_back(told_of_new(reason));
    told["mails"] = mails_of(decision);
    if (context.json) {
        std::printf("%s\n", told.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    } else {
        print(told);
    }
    return ok;
}

}  // namespace ticketd::ctl
