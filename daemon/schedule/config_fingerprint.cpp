// Computes the fingerprint of those parts of the config that determine due times and tick rules.
#include "daemon/schedule/config_fingerprint.hpp"

#include "mail/crypto/sha256.hpp"
#include "workflow/rules/rule_schedule.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

namespace ticketd {
namespace {

void add_calendar(std::string& out, const config::Calendar& calendar) {
    fmt::format_to(std::back_inserter(out), "{}|{}|", calendar.always, calendar.zone == nullptr ? "" : calendar.zone->name());
    for (const auto& day : calendar.week) {
        for (const auto& span : day)
            fmt::format_to(std::back_inserter(out), "{}-{},", span.from.count(), span.to.count());
        out += '|';
    }
    for (const auto day : calendar.holidays)
        fmt::format_to(std::back_inserter(out), "{},", day.time_since_epoch().count());
    out += '\n';
}

void add_contract(std::string& out, const config::Contract& contract) {
    const auto into = std::back_inserter(out);
    fmt::format_to(into, "{}|{}|{}|", contract.name, fmt::join(contract.warn_at, ","), static_cast<int>(contract.reopen));
    for (const auto& step : contract.step)
        fmt::format_to(into, "{}:{},", step.at, fmt::join(step.tell, "+"));
    for (std::size_t i = 0; i < config::priority_count; ++i) {
        const auto seconds = [](const auto& span) { return span ? span->count() : 0; };
        fmt::format_to(into, "|{},{},{}", contract.response.at(i).count(), seconds(contract.resolution.at(i)),
                       seconds(contract.update.at(i)));
    }
    out += '\n';
    add_calendar(out, contract.calendar);
    add_calendar(out, contract.critical_calendar);
}

/// Everything that determines when the rule is due and what it does.
std::string words_of(const config::Rule& rule) {
    std::string out;
    const auto add = [&](std::string_view word) { fmt::format_to(std::back_inserter(out), "{}:{}|", word.size(), word); };
    const auto add_all = [&](const auto& words) {
        add(std::to_string(words.size()));
        for (const auto& word : words)
            add(word);
    };
    const auto add_number = [&](auto number) { add(std::to_string(number)); };
    const auto& when = rule.when;
    const auto& then = rule.then;
    add(rule.name);
    for (const auto on : rule.on)
        add_number(static_cast<int>(on));
    for (const auto* words : {&when.category, &when.client, &when.sender, &when.subject_contains, &then.notify})
        add_all(*words);
    add_number(when.idle_business_days.size());
    for (const int days : when.idle_business_days)
        add_number(days);
    add_number(when.age ? when.age->count() : 0);
    add_number(when.sla_used.value_or(0));
    add_number(when.priority.size());
    for (const auto priority : when.priority)
        add(config::to_string(priority));
    add_number(when.status.size());
    for (const auto status : when.status)
        add(config::to_string(status));
    for (const auto* word : {&then.assign, &then.category, &then.note, &then.ticket_template})
        add(*word);
    add(then.priority ? config::to_string(*then.priority) : std::string_view());
    add(then.status ? config::to_string(*then.status) : std::string_view());
    for (const bool flag : {then.escalate, then.remind, then.close, rule.stop})
        add_number(flag ? 1 : 0);
    return out;
}

}  // namespace

std::string config_fingerprint(const config::Config& config) {
    std::string text;
    for (const auto& contract : config.contracts)
        add_contract(text, contract);
    for (const auto& [rule, fingerprint] : tick_rules(config))
        text += fingerprint;
    return mail::sha256_hex(text);
}

std::vector<TickRule> tick_rules(const config::Config& config) {
    std::vector<TickRule> rules;
    for (const auto& rule : config.rules) {
        if (!workflow::is_on(rule, config::Rule::On::tick)) continue;
        rules.push_back({&rule, mail::sha256_hex(words_of(rule) + std::to_string(config.limits.rule_tickets))});
    }
    return rules;
}

}  // namespace ticketd
