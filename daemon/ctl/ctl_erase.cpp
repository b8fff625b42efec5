// ticketctl erase: deletes a ticket's contents, or everything that an address wrote.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "mail/message/address.hpp"
#include "storage/erasure.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <optional>
#include <unistd.h>

namespace ticketd::ctl {
namespace {

/// Reads "12" or "#12". nullopt: `what` is not a number.
std::optional<config::TicketId> number_of(std::string_view what) {
    if (what.starts_with('#')) what.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(what.data(), what.data() + what.size(), number);
    if (error != std::errc{} || end != what.data() + what.size() || number <= 0) return std::nullopt;
    return config::TicketId{number};
}

/// Asks on the terminal. False: the admin did not confirm.
bool confirmed(const std::string& question, const std::string& answer) {
    std::fprintf(stderr, "%s\nType %s to go on: ", printable(question).c_str(), printable(answer).c_str());
    std::string line;
    return std::getline(std::cin, line) && line == answer;
}

int report(const Context& context, const storage::Erasure::Counts& counts) {
    if (context.json) {
        print_json({{"tickets", counts.tickets},
                    {"entries", counts.entries},
                    {"mails_received", counts.received},
                    {"mails_sent", counts.sent},
                    {"files", counts.files}});
    } else {
        print_line(fmt::format("Erased: {} entries of {} tickets, {} mails received, {} mails sent, {} files.", counts.entries,
                               counts.tickets, counts.received, counts.sent, counts.files));
    }
    return ok;
}

}  // namespace

int erase(const Context& context, const std::string& what, bool yes) {
    const auto number = number_of(what);
    const std::string address = number ? std::string() : mail::normalized(what);
    if (!number && address.find('@') == std::string::npos)
        return complain("Say the number of a ticket or a mail address.", usage);
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    if (number && !stores.tickets.find(*number)) return no_such("ticket", number->value);
    if (!yes && ::isatty(STDIN_FILENO) != 1)
        return complain("Nothing was erased: without a terminal to ask on, say --yes.", usage);
    const std::string key = number ? std::to_string(number->value) : address;
    const std::string question = number ? fmt::format("Everything that ticket #{} holds will be gone for good.", key)
                                        : fmt::format("Everything that {} wrote will be gone for good.", key);
    if (!yes && !confirmed(question, key)) return complain("Nothing was erased.", usage);
    storage::Erasure erasure(stores.session);
    const auto counts = number ? erasure.ticket(*number, wall_clock()) : erasure.address(address, wall_clock());
    erasure.tidy_up();
    return report(context, counts);
}

}  // namespace ticketd::ctl
