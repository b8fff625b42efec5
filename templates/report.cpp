// Writes the SLA report as text, HTML part, HTML page and CSV.
#include "templates/report.hpp"

#include "templates/html_text.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace templates {
namespace {

using workflow::SlaReport;
using Count = SlaReport::Count;
using Row = SlaReport::Row;

std::string client_of(const std::string& client, const Phrases& phrases) {
    return client.empty() ? phrases["report.no-client"] : client;
}

/// Not rounded like other lengths of time, because invoices depend on the exact value.
std::string hours_of(std::int64_t minutes) {
    return fmt::format("{}{}:{:02}", minutes < 0 ? "-" : "", std::abs(minutes) / 60, std::abs(minutes) % 60);
}

/// "3 met, 1 missed, 2 running"; empty when there was nothing to decide.
std::string counted(const Count& count, const Phrases& phrases) {
    std::string out;
    const auto add = [&](int tickets, const char* word) {
        if (tickets > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", tickets, phrases[word]);
    };
    add(count.met, "report.met");
    add(count.breached, "report.missed");
    add(count.running, "report.running");
    return out;
}

std::string times(const Count& count, const Phrases& phrases) {
    if (!count.median) return {};
    return phrases.fill("report.times", {{"median", phrases.work(*count.median)}, {"p90", phrases.work(*count.p90)}});
}

std::string extras(const Row& row, const Phrases& phrases) {
    std::string out;
    if (row.reopened > 0) out += fmt::format("{} {}", row.reopened, phrases["report.reopened"]);
    if (row.updates_missed > 0)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", row.updates_missed, phrases["report.updates"]);
    return out;
}

std::string age_of(const SlaReport& report, std::size_t i, const Phrases& phrases) {
    const auto from = std::to_string(report.backlog.at(i).days);
    if (i + 1 == report.backlog.size()) return phrases.fill("report.age-last", {{"from", from}});
    return phrases.fill("report.age", {{"from", from}, {"to", std::to_string(report.backlog.at(i + 1).days)}});
}

int largest_age(const SlaReport& report) {
    int most = 1;
    for (const auto& age : report.backlog)
        most = std::max(most, age.tickets);
    return most;
}

void text_row(std::string& out, const std::string& name, const Row& row, const Phrases& phrases) {
    const auto into = std::back_inserter(out);
    fmt::format_to(into, "{}: {} {}\n", name, row.tickets, phrases["report.tickets"]);
    const auto line = [&](const char* what, const Count& count) {
        const auto said = counted(count, phrases);
        const auto share = count.met_percent();
        if (!said.empty())
            fmt::format_to(into, "  {:<16} {:>5} {}\n", phrases[what], share ? fmt::format("{} %", *share) : "-", said);
        if (const auto spans = times(count, phrases); !spans.empty())
            fmt::format_to(into, "  {:<16}       {}\n", said.empty() ? phrases[what] : "", spans);
    };
    line("report.response", row.response);
    line("report.resolution", row.resolution);
    if (const auto more = extras(row, phrases); !more.empty()) fmt::format_to(into, "  {}\n", more);
    out += '\n';
}

/// A bar as a table of two cells, green for `percent` and red for the rest.
std::string bar(int percent, std::string_view color, std::string_view rest) {
    std::string cells;
    if (percent > 0)
        cells += fmt::format(
            R"(<td width="{0}%" height="10" bgcolor="{1}" style="width:{0}%;height:10px;background:{1};font-size:0;line-height:0">&nbsp;</td>)",
            percent, color);
    if (percent < 100)
        cells += fmt::format(
            R"(<td width="{0}%" height="10" bgcolor="{1}" style="width:{0}%;height:10px;background:{1};font-size:0;line-height:0">&nbsp;</td>)",
            100 - percent, rest);
    return fmt::format(
        R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>{}</tr></table>)", cells);
}

class Page {
public:
    Page(const SlaReport& report, const Phrases& phrases) : report_(report), phrases_(phrases) {}

    std::string body(const std::string& title) {
        out_ += R"(<div class="ink" style="font-size:17px;line-height:24px;font-weight:600;color:#1f2328;padding:0 0 10px">)";
        escaped(title);
        out_ += "</div>\n";
        out_ += R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">)";
        for (const Row& row : report_.rows)
            add(fmt::format("{} · {}", client_of(row.client, phrases_), phrases_.priority(row.priority)), row);
        add(phrases_["report.total"], report_.total);
        out_ += "\n</table>\n";
        backlog();
        billed();
        return std::move(out_);
    }

private:
    void escaped(std::string_view text) { append_html_escaped(out_, text); }

    void add(const std::string& name, const Row& row) {
        out_ +=
            "\n"
            R"(<tr><td class="rule" style="padding:10px 0 8px;border-top:1px solid #e5e7eb"><div class="ink" style="font-size:15px;line-height:21px;color:#1f2328"><b>)";
        escaped(name);
        out_ += fmt::format("</b> &middot; {} ", row.tickets);
        escaped(phrases_["report.tickets"]);
        out_ += "</div>";
        clock("report.response", row.response);
        clock("report.resolution", row.resolution);
        if (const auto more = extras(row, phrases_); !more.empty()) soft(more);
        out_ += "</td></tr>";
    }

    void soft(std::string_view text) {
        out_ += R"(<div class="soft" style="font-size:13px;line-height:19px;color:#6b7280">)";
        escaped(text);
        out_ += "</div>";
    }

    void clock(const char* what, const Count& count) {
        const auto said = counted(count, phrases_);
        const auto spans = times(count, phrases_);
        if (said.empty() && spans.empty()) return;
        const auto share = count.met_percent();
        std::string line = phrases_[what] + (share ? fmt::format(" {} %", *share) : "");
        if (!said.empty()) line += ": " + said;
        soft(line);
        if (share) out_ += bar(*share, "#1a7f37", "#cf222e");
        if (!spans.empty()) soft(spans);
    }

    void section(const char* word) {
        out_ += R"(<div class="ink" style="font-size:15px;line-height:21px;font-weight:600;color:#1f2328;padding:14px 0 6px">)";
        escaped(phrases_[word]);
        out_ +=
            "</div>\n"
            R"(<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">)";
    }

    void billed() {
        if (report_.billed.empty()) return;
        section("report.billed");
        for (const auto& one : report_.billed)
            billed_row(client_of(one.client, phrases_), one.minutes);
        if (report_.billed.size() > 1) billed_row(phrases_["report.total"], report_.billed_minutes());
        out_ += "\n</table>\n";
    }

    void billed_row(const std::string& name, std::int64_t minutes) {
        out_ +=
            "\n"
            R"(<tr><td class="soft" style="font-size:13px;line-height:21px;color:#6b7280">)";
        escaped(name);
        out_ += fmt::format(
            R"(</td><td class="ink" align="right" style="font-size:13px;line-height:21px;color:#1f2328">{}</td></tr>)",
            hours_of(minutes));
    }

    void backlog() {
        section("report.backlog");
        const int most = largest_age(report_);
        for (std::size_t i = 0; i < report_.backlog.size(); ++i) {
            const int tickets = report_.backlog.at(i).tickets;
            out_ +=
                "\n"
                R"(<tr><td class="soft" width="34%" style="width:34%;font-size:13px;line-height:21px;color:#6b7280">)";
            escaped(age_of(report_, i, phrases_));
            out_ += fmt::format(
                R"(</td><td width="56%" style="width:56%">{}</td><td class="ink" align="right" style="font-size:13px;line-height:21px;color:#1f2328">{}</td></tr>)",
                bar(tickets * 100 / most, "#0b57d0", "#e5e7eb"), tickets);
        }
        out_ += "\n</table>\n";
    }

    const SlaReport& report_;
    const Phrases& phrases_;
    std::string out_;
};

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

void csv_count(std::string& out, const Count& count) {
    const auto time = [](const auto& span) { return span ? std::to_string(span->count()) : std::string(); };
    out += fmt::format(",{},{},{},{},{}", count.met, count.breached, count.running, time(count.median), time(count.p90));
}

}  // namespace

std::string report_title(const SlaReport& report, const Phrases& phrases, const date::time_zone* zone) {
    constexpr std::chrono::microseconds before{1};  // the end is exclusive
    auto title =
        phrases.fill("report.period", {{"from", phrases.day(report.from, zone)}, {"to", phrases.day(report.to - before, zone)}});
    const auto whose =
        report.client.empty() ? phrases["report.all-clients"] : phrases.fill("report.client", {{"client", report.client}});
    return fmt::format("{} · {}", title, whose);
}

std::string report_text(const SlaReport& report, const Phrases& phrases, const date::time_zone* zone) {
    std::string out = report_title(report, phrases, zone) + "\n\n";
    for (const Row& row : report.rows)
        text_row(out, fmt::format("{} · {}", client_of(row.client, phrases), phrases.priority(row.priority)), row, phrases);
    text_row(out, phrases["report.total"], report.total, phrases);
    out += phrases["report.backlog"] + "\n";
    constexpr int widest = 40;
    const int most = largest_age(report);
    for (std::size_t i = 0; i < report.backlog.size(); ++i) {
        const int tickets = report.backlog.at(i).tickets;
        const auto length = static_cast<std::size_t>((tickets * widest + most - 1) / most);
        fmt::format_to(std::back_inserter(out), "  {:<20} {:>6} {}\n", age_of(report, i, phrases), tickets,
                       std::string(length, '#'));
    }
    if (report.billed.empty()) return out;
    out += "\n" + phrases["report.billed"] + "\n";
    const auto billed = [&](const std::string& name, std::int64_t minutes) {
        fmt::format_to(std::back_inserter(out), "  {:<20} {:>8}\n", name, hours_of(minutes));
    };
    for (const auto& one : report.billed)
        billed(client_of(one.client, phrases), one.minutes);
    if (report.billed.size() > 1) billed(phrases["report.total"], report.billed_minutes());
    return out;
}

std::string report_html(const SlaReport& report, const Phrases& phrases, const date::time_zone* zone) {
    return Page(report, phrases).body(report_title(report, phrases, zone));
}

std::string report_page(const SlaReport& report, const Phrases& phrases, const date::time_zone* zone) {
    std::string out = "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>";
    append_html_escaped(out, report_title(report, phrases, zone));
    out += "</title></head>\n<body style=\"max-width:640px;margin:24px auto;font-family:Helvetica,Arial,sans-serif\">\n";
    return out + report_html(report, phrases, zone) + "</body></html>\n";
}

std::string report_csv(const SlaReport& report) {
    std::string out =
        "client,priority,tickets,response_met,response_missed,response_running,response_median,response_p90,resolution_met,"
        "resolution_missed,resolution_running,resolution_median,resolution_p90,updates_missed,reopened,billed_minutes\r\n";
    for (const Row& row : report.rows) {
        out += fmt::format("{},{},{}", quoted(row.client), config::to_string(row.priority), row.tickets);
        csv_count(out, row.response);
        csv_count(out, row.resolution);
        out += fmt::format(",{},{},\r\n", row.updates_missed, row.reopened);
    }
    for (const auto& one : report.billed)
        out += fmt::format("{}{:,>15}{}\r\n", quoted(one.client), "", one.minutes);
    return out;
}

}  // namespace templates
