// Implements ticketctl do and new, the verbs that change tickets.
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "daemon/core/wake.hpp"
#include "mail/encoding/utf8.hpp"
#include "templates/sentence_text.hpp"
#include "workflow/commands/command_parse.hpp"
#include "workflow/admin_request.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <iterator>
#include <optional>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;

/// Decides on one request and writes the result, again when somebody else has changed the ticket in the meantime.
/// nullopt: there is no such ticket.
std::optional<workflow::Decision> carry_out(Stores& stores, const RuntimePtr& runtime, const workflow::AdminRequest& request) {
    const auto keys = workflow::request_keys(request);
    std::vector<config::TicketId> numbers;
    const bool opens = !request.ticket.is_set() || keys.history;
    if (opens) numbers = stores.tickets.reserve(1);
    std::optional<workflow::Decision> decision;
    run_blocking(stores, runtime, {&keys, 1}, [&](UnitOfWork& unit) {
        unit.snapshot.numbers = numbers;
        decision.reset();
        if (request.ticket.is_set() && !unit.snapshot.tickets.contains(request.ticket)) return false;
        decision = unit.decide(request).decision;
        return !decision->refused;
    });
    return decision;
}

int report(const Context& context, const workflow::Decision& decision) {
    if (!decision.refused) send_wake(context.config);
    std::vector<std::string> reasons;
    for (const auto& reason : decision.reasons)
        reasons.push_back(templates::sentence_text(reason, templates::english(), context.config.desk.zone));
    if (context.json) {
        Json said{{"done", !decision.refused}};
        if (decision.opened) said["number"] = decision.landed.value;
        said["reasons"] = reasons;
        print_json(said);
    } else {
        for (const auto& reason : reasons)
            std::fprintf(decision.refused ? stderr : stdout, "%s\n", reason.c_str());
        if (decision.reasons.empty()) print_line("There was nothing to change.");
    }
    return decision.refused ? data_error : ok;
}

/// Carries out an order with the desk's config. `items` are the command items from the command line.
int give(const Context& context, workflow::AdminRequest order, const std::vector<std::string>& items, const std::string& as) {
    const auto runtime = Runtime::make(context.config);
    if (!runtime) return complain(runtime.error().what, bad_config);
    if (!as.empty() && (*runtime)->directory().technician(as) == nullptr)
        return complain("There is no technician '" + as + "' in the config.", usage);
    order.author = as.empty() ? "admin" : as;
    for (const auto& item : items)
        order.items += (order.items.empty() ? "" : " ") + item;
    for (const auto* text : {&order.items, &order.text, &order.title, &order.requester.address}) {
        if (!mail::utf8::is_valid(*text)) return complain("What was given is not UTF-8: nothing was done.", data_error);
    }
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto decision = carry_out(stores, *runtime, order);
    if (decision) return report(context, *decision);
    if (context.json) print_json({{"done", false}, {"reasons", {"there is no such ticket"}}});
    return no_such("ticket", order.ticket.value);
}

}  // namespace

int act(const Context& context, std::int64_t number, const std::vector<std::string>& items, const std::string& as) {
    workflow::AdminRequest order;
    order.ticket = {number};
    return give(context, std::move(order), items, as);
}

int open(const Context& context, const NewOptions& options) {
    workflow::AdminRequest order;
    order.title = options.title;
    order.requester = {options.requester_name, options.requester};
    order.text = options.text;
    if (options.text == "-") {
        std::ios::sync_with_stdio(false);
        order.text = std::string(std::istreambuf_iterator<char>(std::cin), {});
    }
    auto items = options.items;
    if (!options.ticket_template.empty()) items.insert(items.begin(), "template=\"" + options.ticket_template + "\"");
    return give(context, std::move(order), items, options.as);
}

}  // namespace ticketd::ctl
