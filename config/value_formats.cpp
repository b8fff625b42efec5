// Reads the textual forms of config values: addresses, domains, endpoints, URLs, fingerprints, field names.
#include "config/value_formats.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <fmt/core.h>
#include <optional>

namespace config {
namespace {

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_wide(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}  // part of a UTF-8 sequence (RFC 6531)

// Accepts atext of RFC 5322 3.2.3 and the dot between atoms.
bool is_local_char(char c) {
    return is_alnum(c) || is_wide(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
    return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), is_local_char);
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || is_wide(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
    if (text.empty() || text.size() > 255) return false;
    while (true) {
        const auto dot = text.find('.');
        if (!is_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}

// Invalid escapes are kept as they are: a '%' in a folder name is no reason to refuse it.
std::string percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const char* from = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(from, from + 2, value, 16).ptr == from + 2) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

Result<std::string> parse_address(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos) {
        return permanent(fmt::format("\"{}\" is not a mail address; write it like \"ana@desk.example\".", text));
    }
    const auto local = text.substr(0, at);
    if (local.size() > 64) {
        return permanent(
            fmt::format("\"{}\" has {} octets before the @; 64 are allowed (RFC 5321 4.5.3.1.1).", text, local.size()));
    }
    if (!is_dot_atom(local) || !is_domain(text.substr(at + 1))) {
        return permanent(fmt::format("\"{}\" is not a mail address; write only the address, like \"ana@desk.example\".", text));
    }
    return lower(text);
}

Result<std::string> parse_domain(std::string_view text) {
    if (!is_domain(text)) {
        return permanent(fmt::format("\"{}\" is not a domain name; write it like \"desk.example\".", text));
    }
    return lower(text);
}

Result<std::string> parse_handle(std::string_view text) {
    const auto good = [](char c) { return (is_alnum(c) && !(c >= 'A' && c <= 'Z')) || c == '.' || c == '_' || c == '-'; };
    if (text.empty() || text.size() > 32 || !is_alnum(text.front()) || !std::all_of(text.begin(), text.end(), good)) {
        return permanent(
            fmt::format("\"{}\" is not a short name; use 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first.", text));
    }
    return std::string(text);
}

Result<std::string> parse_language(std::string_view text) {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    if (text.size() == 2 && std::all_of(text.begin(), text.end(), is_letter)) return std::string(text);
    return permanent(fmt::format("\"{}\" is not a language; write its two letters, like \"en\".", text));
}

Result<std::string> parse_folded(std::string_view text) {
    return lower(text);
}

Result<std::string> parse_plain(std::string_view text) {
    return std::string(text);
}

bool is_ip_address(std::string_view text) {
    const std::string ip(text);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(AF_INET, ip.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, ip.c_str(), bytes.data()) == 1;
}

bool is_loopback(std::string_view ip) {
    const std::string text(ip);
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
    in6_addr v6{};
    return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
    constexpr std::string_view unix_scheme = "unix:";
    Endpoint out;
    if (text.starts_with(unix_scheme)) {
        if (text.size() == unix_scheme.size()) return permanent("\"unix:\" needs the path of a socket behind it.");
        out.unix_path = text.substr(unix_scheme.size());
        return out;
    }
    const auto colon = text.rfind(':');
    const auto port = colon == std::string_view::npos ? std::nullopt : parse_port(text.substr(colon + 1));
    if (!port) {
        return permanent(
            fmt::format("\"{}\" has no port from 0 to 65535; write an IP address and a port, like \"127.0.0.1:2525\".", text));
    }
    auto host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!is_ip_address(host) || bracketed != (host.find(':') != std::string_view::npos)) {
        return permanent(fmt::format(
            "\"{}\" does not begin with an IP address; write it like \"127.0.0.1:2525\", \"[::1]:2525\" or \"unix:PATH\".",
            text));
    }
    out.host = host;
    out.port = *port;
    return out;
}

std::string without_user(std::string_view url) {
    const auto scheme_end = url.find("://");
    const auto at = url.rfind('@');
    if (scheme_end == std::string_view::npos || at == std::string_view::npos || at < scheme_end) return std::string(url);
    return fmt::format("{}…{}", url.substr(0, scheme_end + 3), url.substr(at));
}

Result<Url> parse_url(std::string_view text) {
    Url out;
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos || scheme_end == 0) {
        return permanent(fmt::format("\"{}\" is not a URL; it must begin with a scheme and \"://\".", without_user(text)));
    }
    out.scheme = lower(text.substr(0, scheme_end));
    auto rest = text.substr(scheme_end + 3);
    const auto slash = rest.find('/');
    if (slash != std::string_view::npos) out.path = percent_decoded(rest.substr(slash + 1));
    auto authority = rest.substr(0, slash);
    // Uses the last @, because people write whole mail addresses as user names.
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        out.user = percent_decoded(authority.substr(0, at));
        authority.remove_prefix(at + 1);
    }
    auto host = authority;
    const auto bracket = authority.rfind(']');
    const auto colon = authority.rfind(':');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        const auto port = parse_port(authority.substr(colon + 1));
        if (!port || *port == 0) return permanent(fmt::format("\"{}\" has a port that is not 1 to 65535.", without_user(text)));
        out.port = *port;
        host = authority.substr(0, colon);
    }
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (bracketed ? !is_ip_address(host) : !is_domain(host)) {
        return permanent(
            fmt::format("\"{}\" names no host; write a host name or an IP address ([::1] for IPv6).", without_user(text)));
    }
    out.host = lower(host);
    return out;
}

Result<std::string> parse_fingerprint(std::string_view text) {
    std::string digits;
    for (const char c : lower(text)) {
        if (c != ':') digits += c;
    }
    const std::string& hex = digits;  // g++ 12 warns wrongly (array-bounds) about moving out of a string of known size
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (hex.size() != 64 || !std::all_of(hex.begin(), hex.end(), is_hex)) {
        return permanent(fmt::format(
            "\"{}\" is not a SHA-256 fingerprint; write the 64 hex digits that `openssl x509 -fingerprint -sha256` prints.",
            text));
    }
    return hex;
}

Result<std::string> parse_field_name(std::string_view text) {
    const auto printable = [](char c) { return c > 32 && c < 127 && c != ':'; };
    if (text.empty() || text.size() > 76 || !std::all_of(text.begin(), text.end(), printable)) {
        return permanent(
            fmt::format("\"{}\" is not the name of a header field; write it without colon, like \"X-Spam-Flag\".", text));
    }
    return std::string(text);
}

}  // namespace config
