// Implements the output that ticketctl's verbs share: lines, JSON, complaints.
#include "daemon/ctl/ctl_output.hpp"

#include "daemon/ctl/ctl.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace ticketd::ctl {

using Json = nlohmann::ordered_json;

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto pair = text.substr(i, 2);
        const auto triple = text.substr(i, 3);
        // Replaces C1 controls and the characters that change the direction of text (UAX 9, section 2).
        const bool c1 = pair.size() == 2 && byte == 0xC2 && static_cast<unsigned char>(pair[1]) < 0xA0;
        const bool turns = (triple >= "\u202A" && triple <= "\u202E") || (triple >= "\u2066" && triple <= "\u2069");
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F || c1 || turns) {
            out += "\uFFFD";
            i += turns ? 2 : c1 ? 1 : 0;
        } else {
            out += text[i];
        }
    }
    return out;
}

void print_line(const std::string& line) {
    std::printf("%s\n", line.c_str());
}

void print_safe_line(const std::string& line) {
    print_line(printable(line));
}

void print_json(const Json& value) {
    print_line(value.dump());
}

void print_note(const std::string& sentence) {
    std::fprintf(stderr, "%s\n", sentence.c_str());
}

int complain(const std::string& sentence, int status) {
    print_note(sentence);
    return status;
}

int no_such(std::string_view what, std::int64_t number) {
    return complain(fmt::format("There is no {} {}.", what, number), no_input);
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json time_or_null(const std::optional<config::Instant>& at) {
    return at ? Json(config::format_rfc3339(*at)) : Json(nullptr);
}

}  // namespace ticketd::ctl
