// The ways in which mail programs quote.
#include "tests/workflow/inbound/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace answers {

namespace {

struct Style {
    std::string_view name;
    std::string_view
        heading;  // lines; {0} name, {1} address, {2} the other's name, {3} subject, {4} the other's address, {5} first name
    std::string_view mark;
    bool marks_heading = false;
    std::string_view wraps_heading = "";  // a second way to write the heading
};

constexpr std::array styles{
    Style{"gmail", "On Tue, 17 Nov 2026 at 10:42, {0} <{1}> wrote:\n\n", "> ", false,
          "On Tue, 17 Nov 2026 at 10:42, {0} <\n{1}> wrote:\n\n"},
    Style{"outlook", "From: {0} <{1}>\nSent: Tuesday, November 17, 2026 10:42 AM\nTo: {2} <{4}>\nSubject: RE: {3}\n\n", ""},
    Style{"outlook rule",
          "________________________________\nFrom: {0}\nSent: Tuesday, November 17, 2026 10:42 AM\nTo: {2}\nSubject: RE: {3}\n\n",
          ""},
    Style{"outlook german", "Von: {0} <{1}>\nGesendet: Dienstag, 17. November 2026 10:42\nAn: {2} <{4}>\nBetreff: AW: {3}\n\n",
          ""},
    Style{"outlook bold",
          "*From:* {0} <{1}<mailto:{1}>>\n*Sent:* Tuesday, November 17, 2026 10:42 AM\n*To:* {2}\n*Subject:* {3}\n\n", ""},
    Style{"outlook gaps", "From: {0} <{1}>\n\nSent: Tuesday, November 17, 2026 10:42 AM\n\nTo: {2}\n\nSubject: RE: {3}\n\n", ""},
    Style{"original",
          "-----Original Message-----\nFrom: {0} [mailto:{1}]\nSent: 17 November 2026 10:42\nTo: {2}\nSubject: {3}\n\n", ""},
    Style{"thunderbird", "On 17.11.26 10:42, {0} wrote:\n", "> "},
    Style{"apple", "On 17 Nov 2026, at 10:42, {0} <{1}> wrote:\n\n", "> ", true},
    Style{"mutt", "On Tue, Nov 17, 2026 at 10:42:11AM +0100, {0} wrote:\n", "> "},
    Style{"supercite", ">>>>> \"{5}\" == {0} <{1}> writes:\n\n", "    {5}> "},
    Style{"tab", "{0} <{1}> wrote on 2026-11-17 10:42:\n\n", "\t"},
    Style{"indent", "On 17 Nov 2026 10:42, {0} <{1}> wrote:\n\n", "    "},
    Style{"bar", "On 17 Nov 2026 10:42, {0} <{1}> wrote:\n\n", "| "},
    Style{"hash", "Am 17.11.2026 um 10:42 schrieb {0}:\n", "# "},
    Style{"german", "Am Di., 17. Nov. 2026 um 10:42 Uhr schrieb {0} <{1}>:\n\n", "> "},
    Style{"french", "Le mar. 17 nov. 2026 à 10:42, {0} <{1}> a écrit :\n\n", "> ", false,
          "Le mar. 17 nov. 2026 à 10:42, {0} <{1}> a\nécrit :\n\n"},
    Style{"hungarian", "{0} <{1}> ezt írta (időpont: 2026. nov. 17., K, 10:42):\n\n", "> "},
    Style{"russian", "вт, 17 нояб. 2026 г. в 10:42, {0} <{1}>:\n\n", "> "},
    Style{"japanese", "2026年11月17日(火) 10:42 {0} <{1}>:\n\n", "> "},
    Style{"no such language", "Zu 17.11.2026 10:42 hoppa {0} <{1}> blip:\n\n", "> "},
    Style{"yahoo", "    On Tuesday, November 17, 2026 at 10:42:11 AM GMT+1, {0} <{1}> wrote:  \n \n ", ""},
    Style{"marks lost", "On Tue, 17 Nov 2026 at 10:42, {0} <{1}> wrote:\n\n", ""},
    Style{"lotus",
          "From:        {0} <{1}>\nTo:        {2} <{4}>\nDate:        17/11/2026 10:42\nSubject:        Re: "
          "{3}\n________________________________\n\n",
          ""},
    Style{"narrow marks", "On Tue, 17 Nov 2026 at 10:42, {0} <{1}> wrote:\n", ">"},
};

std::string filled(std::string_view pattern, const Person& from, const Person& to, const std::string& subject) {
    const std::string first = from.name.substr(0, from.name.find(' '));
    return fmt::format(fmt::runtime(pattern), from.name, from.address, to.name, subject, to.address, first);
}

void append_lines(Lines& out, std::string_view text, std::string_view mark) {
    while (true) {
        const auto end = text.find('\n');
        const std::string line(text.substr(0, end));
        if (end == std::string_view::npos && line.empty()) return;
        const bool blank = line.find_first_not_of(" _") == std::string::npos;
        out.push_back({std::string(mark) + line, blank ? Origin::blank : Origin::heading});
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

/// The first link as a gateway writes it.
std::string with_link(const std::string& line, bool safelinks) {
    const auto at = line.find("https://");
    if (at == std::string::npos) return line;
    const auto end = std::min(line.find(' ', at), line.size());
    const std::string link = line.substr(at, end - at);
    const std::string rewritten = safelinks ? "https://eur02.safelinks.protection.outlook.com/?url=" + percent_encoded(link) +
                                                  "&data=05%7C02%7Cx&reserved=0"
                                            : "https://urldefense.com/v3/__" + link + "__;!!AbC-dE!fg$";
    return line.substr(0, at) + rewritten + line.substr(end);
}

std::string each_latin_accent(const std::string& line, bool decomposed) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\xc3' || i + 1 >= line.size()) {
            out += line[i];
            continue;
        }
        const auto letter = static_cast<unsigned char>(line[++i]);
        if (decomposed && letter == 0xBC) {
            out += "u\u0308";
        } else if (decomposed && letter == 0xA9) {
            out += "e\u0301";
        } else if (decomposed) {
            out += {'\xc3', static_cast<char>(letter)};
        } else {  // UTF-8 read as Latin-1 and written again
            out += "\u00c3";
            out += {'\xc2', static_cast<char>(letter)};
        }
    }
    return out;
}

}  // namespace

std::size_t quote_styles() {
    return styles.size();
}

std::string_view style_name(std::size_t style) {
    return styles.at(style).name;
}

Lines quoted(std::size_t style, const Lines& original, const Person& from, const Person& to, const std::string& subject,
             Random& random) {
    const Style& how = styles.at(style);
    const std::string mark = filled(how.mark, from, to, subject);
    Lines out;
    const bool wraps = !how.wraps_heading.empty() && random.one_in(2);
    append_lines(out, filled(wraps ? how.wraps_heading : how.heading, from, to, subject), how.marks_heading ? how.mark : "");
    for (const TextLine& line : original) {
        const bool marked_already = line.text.starts_with('>') && mark == "> ";
        const bool bare = line.text.empty() && mark.find('>') == std::string::npos;
        out.push_back({bare ? "" : (marked_already ? ">" : mark) + line.text, line.origin});
    }
    return out;
}

Lines wrapped(const Lines& lines, std::size_t width, bool marks_rest) {
    Lines out;
    for (const TextLine& line : lines) {
        if (line.text.size() <= width || line.origin == Origin::heading) {
            out.push_back(line);
            continue;
        }
        const std::string mark = line.text.substr(0, std::min(line.text.find_first_not_of("> "), line.text.size()));
        std::string rest = line.text;
        while (rest.size() > width) {
            auto at = rest.rfind(' ', width);
            if (at == std::string::npos || at <= mark.size()) at = rest.find(' ', width);
            if (at == std::string::npos) break;
            out.push_back({rest.substr(0, at), line.origin});
            rest = (marks_rest ? mark : "") + rest.substr(at + 1);
        }
        out.push_back({rest, line.origin});
    }
    return out;
}

std::string damaged(const std::string& line, std::size_t how) {
    switch (how) {
        case 0:
            return replaced(replaced(line, "'", "\u2019"), "\"", "\u201d");
        case 1:
            return each_latin_accent(line, true);
        case 2:
            return each_latin_accent(line, false);
        case 3:
            return with_link(line, true);
        case 4:
            return with_link(line, false);
        case 5:
            return replaced(replaced(line, ", ", ",\u00a0"), "th", "t\u200bh");
        case 6:
            return line.size() > 3 && line[0] >= '1' && line[0] <= '9' && line[1] == '.'
                       ? "   " + line.substr(0, 2) + " \t" + line.substr(3)
                       : line;
        default:
            return replaced(line, "Please", "*Please*");
    }
}

}  // namespace answers
