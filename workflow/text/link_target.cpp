// Takes back what gateways do to links.
#include "workflow/text/link_target.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace workflow::text {

namespace {

constexpr std::size_t longest_link = 8192;  // longer ones are compared as they are
constexpr int most_rewritings = 3;

int hex(char c) {
    if (is_digit(c)) return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Base64 with the alphabet for links (RFC 4648 section 5). What is not of the alphabet ends it.
std::string base64url_decoded(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        unsigned value = 0;
        if (c >= 'A' && c <= 'Z') {
            value = static_cast<unsigned>(c - 'A');
        } else if (c >= 'a' && c <= 'z') {
            value = static_cast<unsigned>(c - 'a') + 26;
        } else if (is_digit(c)) {
            value = static_cast<unsigned>(c - '0') + 52;
        } else if (c == '-' || c == '_') {
            value = c == '-' ? 62 : 63;
        } else {
            break;
        }
        bits = (bits << 6U | value) & 0xFFFFU;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 0xFFU);
        }
    }
    return out;
}

/// urldefense v2: "/" is written "_", "%" is written "-".
std::optional<std::string> of_urldefense_v2(std::string_view link) {
    if (!contains_folded(link.substr(0, 60), "urldefense.proofpoint.com/v2/url?u=")) return std::nullopt;
    link.remove_prefix(link.find("?u=") + 3);
    std::string inner(link.substr(0, link.find('&')));
    std::replace(inner.begin(), inner.end(), '_', '/');
    std::replace(inner.begin(), inner.end(), '-', '%');
    return percent_decoded(inner);
}

/// urldefense v3: "__LINK__;CHARACTERS!!": each "*" in the link stands for the next of the characters, which are in base64. A run
/// of two or more is written "**" and a letter, A for two.
std::optional<std::string> of_urldefense_v3(std::string_view link) {
    const auto start = link.find("/v3/__");
    if (start == std::string_view::npos || !contains_folded(link.substr(0, start), "urldefense")) return std::nullopt;
    link.remove_prefix(start + 6);
    const auto end = link.find("__;");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string characters = base64url_decoded(link.substr(end + 3));
    link = link.substr(0, end);
    std::string out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < link.size(); ++i) {
        if (link[i] != '*' || next >= characters.size()) {
            out += link[i];
            continue;
        }
        std::size_t count = 1;
        if (i + 2 < link.size() && link[i + 1] == '*' && is_word(link[i + 2])) {
            const char letter = link[i + 2];
            count = letter >= 'A' && letter <= 'Z' ? static_cast<std::size_t>(letter - 'A') + 2 : 2;
            i += 2;
        }
        out += characters.substr(next, count);
        next += count;
    }
    return out;
}

/// `text` begins with "http": whether a link does, escaped or not.
bool begins_link(std::string_view text) {
    const std::string start = folded(text.substr(0, 10));
    const auto rest = std::string_view(start).substr(start.starts_with("https") ? 5 : 4);
    return rest.starts_with("://") || rest.starts_with(":%2f") || rest.starts_with("%3a");
}

/// A link in a parameter, or, escaped, in the path.
std::optional<std::string> of_parameter(std::string_view link) {
    for (auto at = link.find("http", 1); at != std::string_view::npos; at = link.find("http", at + 4)) {
        if (!begins_link(link.substr(at))) continue;
        const bool is_parameter = link[at - 1] == '=';
        const bool is_escaped = link.substr(at, 8).find('%') != std::string_view::npos;
        if (!is_parameter && !is_escaped) continue;
        const auto end = link.find_first_of(is_parameter ? "&" : "&/?", at);
        return percent_decoded(link.substr(at, end == std::string_view::npos ? end : end - at));
    }
    return std::nullopt;
}

}  // namespace

std::string link_target(std::string_view link) {
    std::string target(link);
    for (int i = 0; i < most_rewritings && target.size() <= longest_link; ++i) {
        auto inner = of_urldefense_v3(target);
        if (!inner) inner = of_urldefense_v2(target);
        if (!inner) inner = of_parameter(target);
        if (!inner || inner->empty()) break;
        target = std::move(*inner);
    }
    std::string_view rest = target;
    if (const auto scheme = rest.find(":/"); scheme == 4 || scheme == 5) {
        rest.remove_prefix(scheme + 1);
        while (!rest.empty() && rest.front() == '/')
            rest.remove_prefix(1);
    }
    rest = rest.substr(0, rest.find('#'));
    constexpr std::string_view behind = "/.,;:!?)]'*_";
    while (!rest.empty() && behind.find(rest.back()) != std::string_view::npos)
        rest.remove_suffix(1);
    std::string out(rest);
    const auto host = std::min(out.find_first_of("/?"), out.size());
    std::transform(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(host), out.begin(), lower);
    return out;
}

}  // namespace workflow::text
