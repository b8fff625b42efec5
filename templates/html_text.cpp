// Escapes text for HTML, turns plain text into HTML, and makes mailto: links.
#include "templates/html_text.hpp"

#include <algorithm>
#include <array>

namespace templates {
namespace {

constexpr std::array<bool, 256> html_special = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("&<>\"'"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_special(char c) {
    return html_special[static_cast<unsigned char>(c)];
}

std::string_view escaped(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        default:
            return "&#39;";
    }
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

void append_percent_encoded(std::string& out, std::string_view text, std::string_view also_plain) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (is_unreserved(c) || also_plain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 0xf];
        }
    }
}

/// The position of the first http or https address in `text`, or npos.
std::size_t find_link(std::string_view text) {
    for (auto at = text.find("http"); at != std::string_view::npos; at = text.find("http", at + 4)) {
        const bool begins_word = at == 0 || !is_unreserved(text[at - 1]);
        const auto rest = text.substr(at + 4);
        if (begins_word && (rest.starts_with("://") || rest.starts_with("s://"))) return at;
    }
    return std::string_view::npos;
}

/// The address at the start of `text`, without the punctuation of the surrounding sentence.
std::string_view link_at(std::string_view text) {
    auto end = std::min(text.find_first_of(" \t<>\"'`{}|\\^"), text.size());
    while (end > 0 && std::string_view(".,;:!?)]*_").find(text[end - 1]) != std::string_view::npos) {
        // A closing bracket belongs to the address when the address contains the opening one.
        if (text[end - 1] == ')' && text.substr(0, end).find('(') != std::string_view::npos) break;
        --end;
    }
    return text.substr(0, end);
}

void append_words(std::string& out, std::string_view text) {
    // A browser would show a run of blanks as one blank.
    for (auto at = text.find("  "); at != std::string_view::npos; at = text.find("  ")) {
        append_html_escaped(out, text.substr(0, at));
        out += "&nbsp;";
        text.remove_prefix(at + 1);
    }
    append_html_escaped(out, text);
}

void append_line(std::string& out, std::string_view line) {
    for (auto at = find_link(line); at != std::string_view::npos; at = find_link(line)) {
        append_words(out, line.substr(0, at));
        const auto link = link_at(line.substr(at));
        out += "<a href=\"";
        append_html_escaped(out, link);
        out += "\" style=\"color:#0b57d0\">";
        append_html_escaped(out, link);
        out += "</a>";
        line.remove_prefix(at + link.size());
    }
    append_words(out, line);
}

}  // namespace

void append_html_escaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto end = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_special) - text.begin());
        out += text.substr(0, end);
        if (end == text.size()) return;
        out += escaped(text[end]);
        text.remove_prefix(end + 1);
    }
}

std::string to_html(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.remove_suffix(1);
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const bool quoted = line.starts_with('>');
        if (quoted) out += "<span class=\"soft\" style=\"color:#6b7280\">";
        if (line.starts_with(' ')) {
            out += "&nbsp;";
            line.remove_prefix(1);
        }
        append_line(out, line);
        if (quoted) out += "</span>";
        if (end < text.size()) out += "<br>\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string mailto(std::string_view address, std::string_view subject) {
    std::string out = "mailto:";
    append_percent_encoded(out, address, "@!$'*");
    out += "?subject=";
    append_percent_encoded(out, subject, ":");
    return out;
}

std::string mailto(std::string_view address, std::string_view subject, std::string_view body) {
    std::string out = mailto(address, subject);
    out += "&body=";
    for (const char c : body) {
        if (c == '\n') {
            out += "%0D%0A";  // a line break in a body (RFC 6068 5)
        } else if (c != '\r') {
            append_percent_encoded(out, {&c, 1}, ":,");
        }
    }
    return out;
}

std::string action_link(std::string_view address, config::TicketId ticket, std::string_view tag) {
    return mailto(address, fmt::format("Re: [#{}] [{}]", ticket.value, tag));
}

std::string excerpt(std::string_view text, std::size_t characters) {
    std::string out;
    std::size_t count = 0;
    std::size_t last_blank = 0;
    bool pending_blank = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            pending_blank = !out.empty();
            continue;
        }
        const bool starts_character = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        if (starts_character && count + (pending_blank ? 2 : 1) > characters) {
            if (!pending_blank && last_blank > 0) out.resize(last_blank);
            return out + "…";
        }
        if (pending_blank) {
            last_blank = out.size();
            out += ' ';
            ++count;
            pending_blank = false;
        }
        if (starts_character) ++count;
        out += c;
    }
    return out;
}

}  // namespace templates
