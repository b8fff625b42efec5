// ticketctl sla explain and report sla: explains a ticket's clocks, and reports on SLA targets.
#include "config/hours.hpp"
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/pipeline/query_answers.hpp"
#include "daemon/ctl/sla_explanation.hpp"
#include "templates/report.hpp"
#include "workflow/reports/report.hpp"

#include <date/tz.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;
using workflow::SlaReport;

constexpr std::chrono::days usual_time{30};

Json count_json(const SlaReport::Count& count) {
    const auto seconds = [](const auto& span) { return span ? Json(span->count()) : Json(nullptr); };
    return {{"met", count.met},
            {"missed", count.breached},
            {"running", count.running},
            {"met_percent", count.met_percent() ? Json(*count.met_percent()) : Json(nullptr)},
            {"median_seconds", seconds(count.median)},
            {"p90_seconds", seconds(count.p90)}};
}

Json row_json(const SlaReport::Row& row) {
    return {{"tickets", row.tickets},
            {"response", count_json(row.response)},
            {"resolution", count_json(row.resolution)},
            {"updates_missed", row.updates_missed},
            {"reopened", row.reopened}};
}

Json report_json(const SlaReport& report) {
    Json rows = Json::array();
    for (const auto& row : report.rows) {
        Json one{{"client", text_or_null(row.client)}, {"priority", config::to_string(row.priority)}};
        one.update(row_json(row));
        rows.push_back(std::move(one));
    }
    Json backlog = Json::array();
    for (const auto& age : report.backlog)
        backlog.push_back({{"days", age.days}, {"tickets", age.tickets}});
    Json billed = Json::array();
    for (const auto& one : report.billed)
        billed.push_back({{"client", text_or_null(one.client)}, {"minutes", one.minutes}});
    return {{"from", config::format_rfc3339(report.from)},
            {"to", config::format_rfc3339(report.to)},
            {"client", text_or_null(report.client)},
            {"rows", std::move(rows)},
            {"total", row_json(report.total)},
            {"backlog", std::move(backlog)},
            {"billed", std::move(billed)},
            {"billed_minutes", report.billed_minutes()}};
}

/// The local midnight at the start of the day that is `later` days after the day named by `text`.
config::Result<config::Instant> midnight(const std::string& text, const date::time_zone* zone, std::chrono::days later) {
    const auto day = config::parse_day(text);
    if (!day) return tl::unexpected(day.error());
    const auto there = date::local_days{(*day + later).time_since_epoch()};
    return config::Instant{zone == nullptr ? date::sys_days{there.time_since_epoch()}
                                           : date::sys_seconds{zone->to_sys(there, date::choose::earliest)}};
}

config::Result<workflow::Period> period_of(const ReportOptions& options, const date::time_zone* zone, config::Instant now) {
    workflow::Period period{now - usual_time, now};
    if (!options.from.empty()) {
        const auto from = midnight(options.from, zone, std::chrono::days{0});
        if (!from) return tl::unexpected(from.error());
        period.from = *from;
    }
    if (!options.to.empty()) {
        const auto to = midnight(options.to, zone, std::chrono::days{1});
        if (!to) return tl::unexpected(to.error());
        period.to = *to;
        if (options.from.empty()) period.from = *to - usual_time;
    }
    if (period.to <= period.from) return config::permanent("--to is before --from.");
    return period;
}

}  // namespace

int sla_explain(const Context& context, std::int64_t number) {
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto ticket = stores.tickets.find({number});
    if (!ticket) return no_such("ticket", number);
    const workflow::Directory directory(context.config);
    const auto explanations = explain_clocks(directory, *ticket, wall_clock());
    const std::string text = context.json ? explanation_json(*ticket, explanations).dump() + "\n"
                                          : printable(explanation_text(*ticket, explanations, context.config.desk.zone));
    std::fputs(text.c_str(), stdout);
    return ok;
}

int report_sla(const Context& context, const ReportOptions& options) {
    const std::string format = context.json ? "json" : options.format;
    const auto now = wall_clock();
    const auto* zone = context.config.desk.zone;
    const auto period = period_of(options, zone, now);
    if (!period) return complain(period.error().what, usage);
    const auto texts = templates::Texts::load(context.config.desk.language);
    if (!texts) return complain(texts.error().what, bad_config);
    const workflow::Directory directory(context.config);
    const auto* client = options.client.empty() ? nullptr : directory.client(options.client);
    if (!options.client.empty() && client == nullptr) return complain("There is no client '" + options.client + "'.", usage);

    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const std::string name = client == nullptr ? "" : client->name;
    const auto facts = report_facts(stores, period->from, period->to, name);
    const auto report = workflow::sla_report(directory, facts, period->from, period->to, name, now);
    std::string out;
    if (format == "json") {
        out = report_json(report).dump() + "\n";
    } else if (format == "csv") {
        out = templates::report_csv(report);
    } else if (format == "html") {
        out = templates::report_page(report, texts->phrases(), zone);
    } else {
        out = templates::report_text(report, texts->phrases(), zone);
    }
    std::fputs(out.c_str(), stdout);
    return ok;
}

}  // namespace ticketd::ctl
