// Reads a header section in one pass, tolerantly and under caps.
#include "mail/mime/header.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"

#include <algorithm>
#include <array>

namespace mail {
namespace {

constexpr std::size_t longest_name = 998;  // as long as a line may be (RFC 5322 2.1.1)

constexpr auto known_names = std::to_array<std::string_view>({"from",
                                                              "to",
                                                              "cc",
                                                              "bcc",
                                                              "subject",
                                                              "date",
                                                              "message-id",
                                                              "in-reply-to",
                                                              "references",
                                                              "reply-to",
                                                              "sender",
                                                              "received",
                                                              "return-path",
                                                              "delivered-to",
                                                              "mime-version",
                                                              "content-type",
                                                              "importance",
                                                              "priority",
                                                              "precedence",
                                                              "auto-submitted",
                                                              "dkim-signature",
                                                              "user-agent",
                                                              "mailing-list",
                                                              "list-id",
                                                              "organization",
                                                              "authentication-results",
                                                              "envelope-to",
                                                              "errors-to",
                                                              "content-transfer-encoding",
                                                              "content-disposition",
                                                              "content-id",
                                                              "content-description",
                                                              "thread-topic",
                                                              "thread-index",
                                                              "status",
                                                              "errors-to"});

/// The length of the field name at the start of `line`; 0: there is none.
std::size_t name_length(std::string_view line) {
    if (line.starts_with("--")) return 0;  // a boundary may hold a colon
    std::size_t i = 0;
    while (i < line.size() && i <= longest_name && line[i] > 0x20 && line[i] < 0x7f && line[i] != ':')
        ++i;
    return i > 0 && i <= longest_name ? i : 0;
}

/// The field name when a colon follows, with or without blanks before it (RFC 5322 4.5).
std::string_view field_name(std::string_view line) {
    const auto length = name_length(line);
    auto colon = length;
    while (colon < line.size() && ascii::is_blank(line[colon]))
        ++colon;
    return length > 0 && colon < line.size() && line[colon] == ':' ? line.substr(0, length) : std::string_view();
}

bool is_mbox_line(std::string_view line) {
    return line.starts_with("From ") || line.starts_with(">From ");
}

/// A line that continues `value` although its sender forgot the blank before it: a parameter, or an address of a list.
bool continues(std::string_view value, std::string_view line) {
    value = ascii::trim(value);
    if (value.ends_with(';')) {
        const auto equals = line.find('=');
        return equals != std::string_view::npos && equals > 0 &&
               line.substr(0, equals).find_first_of(" \t:<@") == std::string_view::npos;
    }
    return value.ends_with(',') && line.find('@') != std::string_view::npos && line.find(':') == std::string_view::npos;
}

/// Lines that are no fields stand among the fields when the header goes on behind them: right behind with a known field, or later
/// with one that the header does not have yet. (A forwarded mail in the text repeats fields that the header has.)
bool goes_on_behind(LineReader lines, const Header& header) {
    constexpr int most_lines = 20;
    for (int i = 0; i < most_lines; ++i) {
        const auto line = lines.next();
        if (!line || line->text.empty()) return false;
        if (!is_known_field(line->text)) continue;
        if (i == 0) return true;
        const auto name = field_name(line->text);
        if (ascii::starts_with(name, "x-") || !header.has(name)) return true;
    }
    return false;
}

}  // namespace

bool looks_like_field(std::string_view line) {
    return !field_name(line).empty();
}

bool is_known_field(std::string_view line) {
    const auto name = field_name(line);
    if (name.empty()) return false;
    for (const std::string_view family : {"x-", "content-", "list-", "arc-", "received-", "resent-", "thread-"}) {
        if (ascii::starts_with(name, family)) return true;
    }
    return std::any_of(known_names.begin(), known_names.end(), [&](auto known) { return ascii::equal(name, known); });
}

std::string_view Header::get(std::string_view name) const {
    for (const auto& field : fields) {
        if (ascii::equal(field.name, name)) return field.value;
    }
    return {};
}

bool Header::has(std::string_view name) const {
    return std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return ascii::equal(field.name, name); });
}

Header read_header(std::string_view text, const config::Limits& limits) {
    Header header;
    LineReader lines(text);
    std::size_t value_from = std::string_view::npos;  // of the field that is being read
    std::size_t last_end = 0;
    const auto finish_field = [&] {
        if (value_from == std::string_view::npos || header.fields.empty()) return;
        auto value = text.substr(value_from, last_end - value_from);
        const auto cap = static_cast<std::size_t>(limits.field_bytes);
        if (value.size() > cap) {
            value = value.substr(0, cap);
            header.too_large = true;
        }
        header.fields.back().value = value;
        value_from = std::string_view::npos;
    };
    while (true) {
        const auto line = lines.next();
        if (!line) {
            header.body = text.size();
            break;
        }
        const auto bytes = line->text;
        if (bytes.empty()) {
            header.body = lines.position();
            break;
        }
        const bool full = header.fields.size() >= static_cast<std::size_t>(limits.fields) ||
                          line->from >= static_cast<std::size_t>(limits.header_bytes);
        if (ascii::is_blank(bytes.front())) {
            // Mail clients treat a line of blanks as the end of the header only when no field starts or continues after it.
            if (ascii::trim(bytes).empty()) {
                const auto back = lines.position();
                const auto following = lines.next();
                lines.seek(back);
                const bool goes_on = following && (looks_like_field(following->text) ||
                                                   (!following->text.empty() && ascii::is_blank(following->text.front())));
                if (!goes_on) {
                    header.body = back;
                    break;
                }
            }
            if (value_from != std::string_view::npos) last_end = line->from + bytes.size();
            continue;
        }
        const auto name = field_name(bytes);
        if (name.empty() && value_from != std::string_view::npos &&
            continues(text.substr(value_from, last_end - value_from), bytes)) {
            last_end = line->from + bytes.size();
            continue;
        }
        if (!name.empty() && !full) {
            finish_field();
            header.fields.push_back({name, {}});
            value_from = line->from + bytes.find(':', name.size()) + 1;
            last_end = line->from + bytes.size();
            continue;
        }
        finish_field();
        if (!name.empty()) {
            header.too_large = true;
            continue;
        }
        if (line->from == 0 && is_mbox_line(bytes)) continue;
        const auto back = line->from;
        if (!bytes.starts_with("--") && goes_on_behind(lines, header)) {
            header.skipped = true;
            continue;
        }
        header.no_separator = true;
        header.body = back;
        break;
    }
    finish_field();
    for (auto& field : header.fields)
        field.value = ascii::trim(field.value);
    return header;
}

}  // namespace mail
