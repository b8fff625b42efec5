// ticketctl rules held and rules allow: lists and approves the rules on hold.
#include "daemon/ctl/ctl_holds.hpp"
#include "daemon/ctl/ctl_output.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/schedule/config_fingerprint.hpp"
#include "daemon/core/wake.hpp"
#include "templates/rule_question.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;
using Hold = storage::RuleHolds::Hold;

}  // namespace

std::vector<Hold> holds_of(Stores& stores) {
    auto holds = stores.rule_holds.all();
    std::erase_if(holds, [](const Hold& hold) { return !hold.since; });
    return holds;
}

std::string shown_hold(const Context& context, const Hold& hold) {
    return printable(fmt::format("\"{}\" is on hold since {}: it came due for {} tickets; {}", hold.rule,
                                 workflow::shown_time(*hold.since, context.config.desk.zone), hold.tickets,
                                 templates::allow_command(hold.rule)));
}

Json holds_json(const std::vector<Hold>& holds) {
    Json array = Json::array();
    for (const auto& hold : holds)
        array.push_back({{"rule", hold.rule}, {"since", config::format_rfc3339(*hold.since)}, {"tickets", hold.tickets}});
    return array;
}

int held_rules(const Context& context) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto holds = holds_of(stores);
    if (context.json) {
        print_json(holds_json(holds));
        return ok;
    }
    for (const auto& hold : holds)
        print_line(shown_hold(context, hold));
    if (holds.empty()) print_note("No rule is on hold.");
    return ok;
}

int allow_rule(const Context& context, const std::string& name) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto holds = holds_of(stores);
    const auto rules = tick_rules(context.config);
    const auto known = std::ranges::find_if(rules, [&](const TickRule& one) { return one.rule->name == name; });
    const auto held = std::ranges::find(holds, name, &Hold::rule);
    if (known == rules.end() && held == holds.end())
        return complain("There is no rule '" + name + "' on ticks in the config.", usage);
    if (held == holds.end()) return complain("The rule '" + name + "' is not on hold.", no_input);
    const auto same = [&](const Hold& hold) { return hold.rule == name && hold.fingerprint == known->fingerprint; };
    if (known == rules.end() || std::ranges::none_of(holds, same))
        return complain("The rule '" + name +
                            "', or limits.rule_tickets, was edited since it was put on hold: reload ticketd, and its tickets are "
                            "counted anew.",
                        data_error);
    if (!stores.rule_holds.allow(known->fingerprint, wall_clock()))
        return complain("The rule '" + name + "' is not on hold any more.", no_input);
    send_wake(context.config);
    if (context.json) {
        print_json({{"rule", name}, {"allowed", true}});
    } else {
        print_safe_line("\"" + name + "\" runs for what is due now.");
    }
    return ok;
}

}  // namespace ticketd::ctl
