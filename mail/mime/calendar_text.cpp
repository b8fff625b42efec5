// Writes the first event of an iCalendar part as text.
#include "mail/mime/calendar_text.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"

#include <optional>

namespace mail {
namespace {

/// Content lines with their folds undone (RFC 5545 3.1).
class ContentLines {
public:
    explicit ContentLines(std::string_view text) : lines_(text), ahead_(lines_.next()) {}

    std::optional<std::string> next() {
        if (!ahead_) return std::nullopt;
        std::string out(ahead_->text);
        for (ahead_ = lines_.next(); ahead_ && !ahead_->text.empty() && ascii::is_blank(ahead_->text.front());
             ahead_ = lines_.next()) {
            out.append(ahead_->text.substr(1));
        }
        return out;
    }

private:
    LineReader lines_;
    std::optional<Line> ahead_;
};

/// The value behind the first colon outside of quotes; `name` gets what is before parameters.
std::string_view split(std::string_view line, std::string_view& name) {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') quoted = !quoted;
        if (line[i] != ':' || quoted) continue;
        name = line.substr(0, i);
        name = name.substr(0, name.find(';'));
        return line.substr(i + 1);
    }
    name = {};
    return {};
}

/// Backslash escapes of text values (3.3.11).
std::string unescaped(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '\\' || i + 1 == value.size()) {
            out += value[i];
            continue;
        }
        const char next = value[++i];
        out += next == 'n' || next == 'N' ? '\n' : next;
    }
    return std::string(ascii::trim(out));
}

/// 20261123T083000Z as 2026-11-23 08:30 UTC; anything else as it stands.
std::string shown_time(std::string_view value) {
    if (value.size() < 8 || value.find_first_not_of("0123456789TZ") != std::string_view::npos) return std::string(value);
    std::string out(value.substr(0, 4));
    out.append("-").append(value.substr(4, 2)).append("-").append(value.substr(6, 2));
    if (value.size() < 13) return out;
    out.append(" ").append(value.substr(9, 2)).append(":").append(value.substr(11, 2));
    return value.ends_with('Z') ? out + " UTC" : out;
}

}  // namespace

std::string calendar_to_text(std::string_view calendar) {
    std::string summary;
    std::string start;
    std::string end;
    std::string place;
    std::string description;
    bool inside = false;
    int deeper = 0;  // alarms and the like inside the event
    ContentLines lines(calendar);
    while (const auto line = lines.next()) {
        std::string_view name;
        const auto value = split(*line, name);
        const bool event = ascii::equal(value, "vevent") || ascii::equal(value, "vtodo");
        if (ascii::equal(name, "begin")) {
            if (inside) ++deeper;
            inside = inside || event;
        } else if (ascii::equal(name, "end")) {
            if (inside && event) break;
            if (deeper > 0) --deeper;
        } else if (inside && deeper == 0) {
            if (ascii::equal(name, "summary")) summary = unescaped(value);
            if (ascii::equal(name, "dtstart")) start = shown_time(value);
            if (ascii::equal(name, "dtend")) end = shown_time(value);
            if (ascii::equal(name, "location")) place = unescaped(value);
            if (ascii::equal(name, "description")) description = unescaped(value);
        }
    }
    std::string out;
    const auto add = [&](const std::string& each) {
        if (!each.empty()) out += (out.empty() ? "" : "\n") + each;
    };
    add(summary);
    add(end.empty() ? start : start + " - " + end);
    add(place);
    if (!description.empty()) add((out.empty() ? "" : "\n") + description);
    return out;
}

}  // namespace mail
