// ticketctl report time: reports time worked, by ticket, client and technician.
#include "config/hours.hpp"
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "mail/message/address.hpp"
#include "workflow/text/text.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <functional>
#include <map>
#include <optional>
#include <tuple>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;
using storage::TimeSum;

/// Sums of minutes: worked, counted and billable.
struct Minutes {
    std::int64_t worked = 0, counted = 0, billable = 0;
    void add(const TimeSum& sum) {
        worked += sum.worked;
        counted += sum.minutes;
        if (sum.billable) billable += sum.minutes;
    }
};

Json minutes_json(const Minutes& minutes) {
    return {{"minutes", minutes.counted}, {"billable_minutes", minutes.billable}, {"worked_minutes", minutes.worked}};
}

/// The local midnight at the start of a day, or with `end` the one at its end.
config::Result<config::Instant> midnight(const std::string& text, const date::time_zone* zone, bool end) {
    const auto day = config::parse_day(text);
    if (!day) return tl::unexpected(day.error());
    const auto there = date::local_days{(*day + std::chrono::days{end ? 1 : 0}).time_since_epoch()};
    if (zone == nullptr) return config::Instant{there.time_since_epoch()};
    return config::Instant{zone->to_sys(there, date::choose::earliest)};
}

config::Result<storage::TimeFilter> to_filter(const Context& context, const TimeOptions& options) {
    storage::TimeFilter filter;
    for (const auto& technician : context.config.technicians) {
        if (mail::normalized(technician.name) == mail::normalized(options.technician)) filter.technician = technician.name;
    }
    if (!options.technician.empty() && filter.technician.empty())
        return config::permanent("There is no technician '" + options.technician + "'.");
    for (const auto& client : context.config.clients) {
        if (mail::normalized(client.name) == mail::normalized(options.client)) filter.client = client.name;
    }
    if (!options.client.empty() && filter.client.empty())
        return config::permanent("There is no client '" + options.client + "'.");
    for (const auto& [text, end, into] :
         {std::tuple{&options.from, false, &filter.from}, std::tuple{&options.to, true, &filter.to}}) {
        if (text->empty()) continue;
        const auto at = midnight(*text, context.config.desk.zone, end);
        if (!at) return tl::unexpected(at.error());
        *into = *at;
    }
    if (filter.from && filter.to && *filter.to <= *filter.from) return config::permanent("--to is before --from.");
    return filter;
}

template <class Key>
std::map<Key, Minutes> grouped(const std::vector<TimeSum>& sums, const std::function<Key(const TimeSum&)>& key) {
    std::map<Key, Minutes> groups;
    for (const auto& sum : sums)
        groups[key(sum)].add(sum);
    return groups;
}

Minutes total_of(const std::vector<TimeSum>& sums) {
    Minutes total;
    for (const auto& sum : sums)
        total.add(sum);
    return total;
}

std::string as_json(const std::vector<TimeSum>& sums, const storage::TimeFilter& filter) {
    Json whole{{"from", time_or_null(filter.from)},
               {"to", time_or_null(filter.to)},
               {"client", text_or_null(filter.client)},
               {"technician", text_or_null(filter.technician)}};
    const auto total = total_of(sums);
    whole["minutes_total"] = total.counted;
    whole["total"] = minutes_json(total);
    const auto list = [&](const char* name, const char* key, auto by) {
        whole[name] = Json::array();
        for (const auto& [value, minutes] : by) {
            Json row{{key, value}};
            row.update(minutes_json(minutes));
            whole[name].push_back(std::move(row));
        }
    };
    list("tickets", "number", grouped<std::int64_t>(sums, [](const TimeSum& sum) { return sum.ticket.value; }));
    list("clients", "client", grouped<std::string>(sums, [](const TimeSum& sum) { return sum.client; }));
    list("technicians", "technician", grouped<std::string>(sums, [](const TimeSum& sum) { return sum.technician; }));
    whole["rows"] = Json::array();
    for (const auto& sum : sums)
        whole["rows"].push_back({{"number", sum.ticket.value},
                                 {"title", sum.title},
                                 {"client", text_or_null(sum.client)},
                                 {"technician", sum.technician},
                                 {"billable", sum.billable},
                                 {"minutes", sum.minutes},
                                 {"worked_minutes", sum.worked},
                                 {"entries", sum.entries}});
    return whole.dump() + "\n";
}

/// A field of a CSV file (RFC 4180). Titles come from strangers, so a quote mark keeps a spreadsheet from reading the
/// field as a formula.
std::string csv_field(std::string text) {
    if (!text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos) text.insert(0, 1, '\'');
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string as_csv(const std::vector<TimeSum>& sums) {
    std::string out = "ticket,title,client,technician,billable,minutes,worked_minutes,entries\r\n";
    for (const auto& sum : sums)
        out += fmt::format("{},{},{},{},{},{},{},{}\r\n", sum.ticket.value, csv_field(sum.title), csv_field(sum.client),
                           csv_field(sum.technician), sum.billable ? "yes" : "no", sum.minutes, sum.worked, sum.entries);
    return out;
}

std::string line(std::string_view what, const Minutes& minutes) {
    const auto hours = [](std::int64_t count) { return fmt::format("{}:{:02}", count / 60, count % 60); };
    return fmt::format("{:<48} {:>9} {:>9} {:>9}\n", what, hours(minutes.counted), hours(minutes.billable),
                       hours(minutes.worked));
}

std::string as_text(const std::vector<TimeSum>& sums) {
    std::string out = fmt::format("{:<48} {:>9} {:>9} {:>9}\n", "Hours", "counted", "billable", "worked");
    std::map<std::int64_t, std::string> titles;
    for (const auto& sum : sums)
        titles[sum.ticket.value] = fmt::format("#{} {}", sum.ticket.value, sum.title);
    out += "\nTickets\n";
    for (const auto& [number, minutes] : grouped<std::int64_t>(sums, [](const TimeSum& sum) { return sum.ticket.value; }))
        out += line(workflow::text::cut(titles[number], 46), minutes);
    out += "\nClients\n";
    for (const auto& [name, minutes] : grouped<std::string>(sums, [](const TimeSum& sum) { return sum.client; }))
        out += line(name.empty() ? "no client" : name, minutes);
    out += "\nTechnicians\n";
    for (const auto& [name, minutes] : grouped<std::string>(sums, [](const TimeSum& sum) { return sum.technician; }))
        out += line(name, minutes);
    return out + "\n" + line("All", total_of(sums));
}

}  // namespace

int report_time(const Context& context, const TimeOptions& options) {
    const auto filter = to_filter(context, options);
    if (!filter) return complain(filter.error().what, usage);
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto sums = stores.time_log.sums(*filter);
    const std::string format = context.json ? "json" : options.format;
    const std::string out = format == "json" ? as_json(sums, *filter) : format == "csv" ? as_csv(sums) : as_text(sums);
    std::fputs(out.c_str(), stdout);
    return ok;
}

}  // namespace ticketd::ctl
