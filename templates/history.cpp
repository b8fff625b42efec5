// Writes the history of a ticket, the answer to [show], as text and HTML.
#include "templates/history.hpp"

#include "templates/event_text.hpp"
#include "templates/html_text.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>

#include <numeric>
#include <utility>
#include <vector>

namespace templates {
namespace {

using workflow::EntryKind;
using workflow::HistoryView;

std::string span(int minutes) {
    return workflow::work_words(std::chrono::minutes{minutes});
}

std::string name_of(const std::string& author, const MailOccasion& occasion) {
    const auto* technician = occasion.directory.technician(author);
    return technician == nullptr ? author : technician->display_name;
}

std::string joined(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// The label and value of each fact that is not empty, such as the watchers.
std::vector<std::pair<std::string, std::string>> facts(const MailOccasion& occasion, const Phrases& phrases) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto& ticket = *occasion.ticket;
    const auto add = [&](std::string_view label, const std::vector<std::string>& parts) {
        if (!parts.empty()) out.emplace_back(phrases[label], joined(parts));
    };
    std::vector<std::string> watchers, links, time;
    for (const auto& watcher : ticket.watchers)
        watchers.push_back(watcher.address);
    for (const auto& link : ticket.links)
        links.push_back(fmt::format("{} #{}", phrases[fmt::format("link.{}", to_string(link.kind))], link.number.value));
    for (const auto& effort : ticket.efforts) {
        if (effort.counted != 0) time.push_back(fmt::format("{} {}", name_of(effort.technician, occasion), span(effort.counted)));
        if (effort.timer_since)
            time.push_back(phrases.fill("story.timer", {{"name", name_of(effort.technician, occasion)},
                                                        {"since", phrases.moment(*effort.timer_since, occasion.reader_zone())}}));
    }
    if (ticket.snoozed_until) add("story.snoozed", {phrases.moment(*ticket.snoozed_until, occasion.reader_zone())});
    add("story.watchers", watchers);
    add("story.links", links);
    add("story.time", time);
    return out;
}

/// "Mon 23 Nov, 14:00 CET  Ana Ruiz", with the mark of a note and the author's trust level.
std::string said_by(const HistoryView::Line& line, const MailOccasion& occasion, const Phrases& phrases) {
    const auto& entry = line.entry;
    return fmt::format("{}. {}{} ({}), {}", line.number, name_of(entry.author, occasion),
                       entry.kind == EntryKind::note ? fmt::format(" · {}", phrases["story.note"]) : "",
                       phrases.trust(entry.trust), phrases.moment(entry.at, occasion.reader_zone()));
}

std::string line_of(const workflow::TimeEntry& entry, const MailOccasion& occasion, const Phrases& phrases) {
    return fmt::format("{} · {} · {}{}{}", phrases.day(entry.to, occasion.reader_zone()), span(entry.minutes),
                       name_of(entry.technician, occasion),
                       entry.billable ? "" : fmt::format(" · {}", phrases["story.not-billable"]),
                       entry.text.empty() ? "" : fmt::format(": {}", entry.text));
}

std::string time_total(const HistoryView& history, const Phrases& phrases) {
    const int sum = std::accumulate(history.time.begin(), history.time.end(), 0,
                                    [](int so_far, const auto& entry) { return so_far + entry.minutes; });
    return phrases.fill("story.total", {{"time", span(sum)}});
}

void append_indented(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0) fmt::format_to(std::back_inserter(out), "    {}", text.substr(0, end));
        out += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// Appends HTML; escapes the words in it.
class Html {
public:
    explicit Html(std::string& out) : out_(out) {}
    Html& raw(std::string_view markup) {
        out_ += markup;
        return *this;
    }
    Html& phrases(std::string_view text) {
        append_html_escaped(out_, text);
        return *this;
    }

private:
    std::string& out_;
};

constexpr std::string_view soft = R"(<div class="soft" style="font-size:13px;line-height:19px;color:#6b7280;padding:2px 0">)";
constexpr std::string_view head =
    R"(<div class="ink" style="font-size:14px;line-height:22px;color:#1f2328;padding:12px 0 4px"><b>)";
constexpr std::string_view said =
    R"(<div class="said ink" style="word-wrap:break-word;overflow-wrap:anywhere;background:#f6f8fa;border-left:3px solid #d0d7de;)"
    R"(padding:10px 14px;font-size:15px;line-height:22px;color:#1f2328">)";

}  // namespace

std::string story_text(const MailOccasion& occasion, const Phrases& phrases) {
    const HistoryView& history = *occasion.notification.history;
    std::string out;
    const auto into = std::back_inserter(out);
    for (const auto& [label, value] : facts(occasion, phrases))
        fmt::format_to(into, "{}: {}\n", label, value);
    if (!out.empty()) out += '\n';
    if (history.left_out > 0)
        fmt::format_to(into, "{}\n\n", phrases.fill("story.earlier", {{"n", std::to_string(history.left_out)}}));
    for (const auto& line : history.lines) {
        if (line.number == 0) {
            fmt::format_to(into, "- {}: {}\n\n", phrases.moment(line.entry.at, occasion.reader_zone()),
                           entry_text(line.entry, phrases, occasion.reader_zone()));
            continue;
        }
        fmt::format_to(into, "{}\n\n", said_by(line, occasion, phrases));
        append_indented(out, line.entry.text);
        if (!line.entry.quoted_new.empty()) {
            fmt::format_to(into, "\n    {}\n", phrases["story.quoted-new"]);
            append_indented(out, line.entry.quoted_new);
        }
        if (history.full && !line.entry.quoted.empty()) {
            fmt::format_to(into, "\n    {}\n", phrases["story.cut"]);
            append_indented(out, line.entry.quoted);
        } else if (line.entry.left_out_lines > 0) {
            fmt::format_to(into, "    [{}]\n", phrases.left_out(line.entry.left_out_lines));
        }
        for (const auto& file : line.entry.attachments)
            fmt::format_to(into, "    [{}, {}]\n", file.name, file_size(file.size));
        out += '\n';
    }
    for (const auto& entry : history.time)
        fmt::format_to(into, "{}\n", line_of(entry, occasion, phrases));
    if (!history.time.empty()) fmt::format_to(into, "{}\n", time_total(history, phrases));
    return out;
}

std::string story_html(const MailOccasion& occasion, const Phrases& phrases) {
    const HistoryView& history = *occasion.notification.history;
    std::string out;
    Html html(out);
    for (const auto& [label, value] : facts(occasion, phrases))
        html.raw(soft).raw("<b>").phrases(label).raw("</b>: ").phrases(value).raw("</div>\n");
    if (history.left_out > 0)
        html.raw(soft).phrases(phrases.fill("story.earlier", {{"n", std::to_string(history.left_out)}})).raw("</div>\n");
    for (const auto& line : history.lines) {
        if (line.number == 0) {
            html.raw(soft).phrases(phrases.moment(line.entry.at, occasion.reader_zone())).raw(" &middot; ");
            html.phrases(entry_text(line.entry, phrases, occasion.reader_zone())).raw("</div>\n");
            continue;
        }
        html.raw(head).phrases(said_by(line, occasion, phrases)).raw("</b></div>\n");
        html.raw(said).raw(to_html(line.entry.text)).raw("</div>\n");
        const auto cut = [&](std::string_view phrase, const std::string& text) {
            html.raw(soft).phrases(phrases[phrase]).raw("</div>\n").raw(soft).raw(to_html(text)).raw("</div>\n");
        };
        if (!line.entry.quoted_new.empty()) cut("story.quoted-new", line.entry.quoted_new);
        if (history.full && !line.entry.quoted.empty()) {
            cut("story.cut", line.entry.quoted);
        } else if (line.entry.left_out_lines > 0) {
            html.raw(soft).phrases(phrases.left_out(line.entry.left_out_lines)).raw("</div>\n");
        }
        for (const auto& file : line.entry.attachments)
            html.raw(soft).phrases(fmt::format("{} ({})", file.name, file_size(file.size))).raw("</div>\n");
    }
    if (!history.time.empty()) {
        html.raw(head).phrases(phrases["story.time"]).raw("</b></div>\n");
        for (const auto& entry : history.time)
            html.raw(soft).phrases(line_of(entry, occasion, phrases)).raw("</div>\n");
        html.raw(soft).raw("<b>").phrases(time_total(history, phrases)).raw("</b></div>\n");
    }
    return out;
}

}  // namespace templates
