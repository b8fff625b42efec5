// Reads [desk], the desk-wide keys, [database] and [trust].
#include "config/value_formats.hpp"
#include "config/hours.hpp"
#include "config/sections.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace config {
namespace {

// A reply goes to local+token@: the token has 52 characters, and a local part may have 64 octets (RFC 5321 4.5.3.1.1).
constexpr std::size_t token_length = 52;
constexpr std::size_t longest_local = 64 - token_length - 1;

std::string local_part(const std::string& address) {
    return address.substr(0, address.rfind('@'));
}

void check_own_address(Section& desk, std::string_view key, const Item& item, const Desk& into) {
    const auto local = local_part(item.text);
    if (local.find(into.recipient_delimiter) != std::string::npos) {
        desk.complain(key, item.place,
                      fmt::format("\"{}\" contains the recipient delimiter \"{}\", behind which reply tokens stand.", item.text,
                                  into.recipient_delimiter));
    } else if (local.size() > longest_local) {
        desk.complain(key, item.place,
                      fmt::format("\"{}\" has {} octets before the @; at most {} leave room for the {} characters of a reply "
                                  "token.",
                                  item.text, local.size(), longest_local, token_length));
    }
    desk.reading().define(References::Kind::address, item.text, item.place, desk.label(key));
}

// Desk-wide keys are accepted in [desk] and, for people who think of them as the program's, at the top of the file,
// but not in both.
Section& holder_of(Section& root, Section& desk, std::string_view key) {
    desk.allow(key);
    if (!root.has(key)) return desk;
    if (desk.has(key)) {
        desk.complain(key, fmt::format("this already stands at the top of {}; keep one of the two.",
                                       describe(root.reading().document, root.place_of(key))));
    }
    return root;
}

void read_desk_wide(Section& root, Section& desk, Config& into) {
    const auto in = [&](std::string_view key) -> Section& { return holder_of(root, desk, key); };

    Section& delimiter = in("recipient_delimiter");
    if (delimiter.text("recipient_delimiter", into.desk.recipient_delimiter)) {
        const auto& text = into.desk.recipient_delimiter;
        if (text.size() != 1 || std::string_view("+-=_#~").find(text) == std::string_view::npos) {
            delimiter.complain("recipient_delimiter", fmt::format("\"{}\" cannot be a delimiter; use one of + - = _ # ~.", text));
            into.desk.recipient_delimiter = "+";
        }
    }
    in("tls_certificate").path("tls_certificate", into.tls.certificate);
    in("tls_key").path("tls_key", into.tls.key);
    in("tls_ca").path("tls_ca", into.tls.ca);
    in("spam_header").parsed("spam_header", into.spam_header, parse_field_name);

    const bool has_certificate = !into.tls.certificate.empty();
    if (has_certificate != !into.tls.key.empty()) {
        const auto* const given = has_certificate ? "tls_certificate" : "tls_key";
        const auto* const missing = has_certificate ? "tls_key" : "tls_certificate";
        in(given).complain(given, fmt::format("a certificate and its key belong together; give {} as well.", missing));
    }
}

void read_zone(Section& desk, Desk& into) {
    const auto name = desk.item("time_zone");
    if (name) into.time_zone = name->text;
    const auto zone = find_zone(into.time_zone);
    if (zone) {
        into.zone = *zone;
    } else {
        desk.complain("time_zone", zone.error().what);
    }
}

void read_addresses(Section& desk, Desk& into) {
    if (desk.need("address", "the mail address that clients write to") && desk.parsed("address", into.address, parse_address)) {
        check_own_address(desk, "address", {into.address, desk.place_of("address")}, into);
    }
    for (const Item& alias : desk.items("aliases", parse_address)) {
        check_own_address(desk, "aliases", alias, into);
        into.aliases.push_back(alias.text);
    }
    const auto at = into.address.rfind('@');
    if (at != std::string::npos) into.admin = "postmaster" + into.address.substr(at);
    if (desk.parsed("admin", into.admin, parse_address) && is_own_address(into, into.admin)) {
        desk.complain("admin",
                      fmt::format("\"{}\" is the desk itself; reports of trouble would come back as tickets.", into.admin));
    }
}

}  // namespace

bool is_own_address(const Desk& desk, const std::string& address) {
    const auto at = address.rfind('@');
    if (at == std::string::npos) return false;
    const auto cut = std::min(address.find(desk.recipient_delimiter), at);
    const auto base = address.substr(0, cut) + address.substr(at);
    return base == desk.address || std::find(desk.aliases.begin(), desk.aliases.end(), base) != desk.aliases.end();
}

void read_desk(Section& root, Config& into) {
    for (const auto* const key : {"recipient_delimiter", "tls_certificate", "tls_key", "tls_ca", "spam_header"})
        root.allow(key);
    root.need("desk", "a section [desk] with at least name and address");
    root.table("desk", [&](Section& desk) {
        read_desk_wide(root, desk, into);
        desk.need("name", "the name that people see in From");
        desk.text("name", into.desk.name);
        read_addresses(desk, into.desk);
        desk.parsed("language", into.desk.language, parse_language);
        read_zone(desk, into.desk);
        into.desk.key_file = (desk.reading().folder / into.desk.key_file).lexically_normal();
        desk.path("key_file", into.desk.key_file);
        desk.number("reopen_days", into.desk.reopen_days, 0, 3650);
        desk.number("close_resolved_days", into.desk.close_resolved_days, 0, 3650);
        using Away = Desk::AwayNotices;
        desk.word<Away>("away_notices", into.desk.away_notices, {{"none", Away::none}, {"own", Away::own}, {"all", Away::all}});
        desk.flag("claim_on_answer", into.desk.claim_on_answer);
    });
}

void read_database(Section& root, Database& into) {
    const auto& folder = root.reading().folder;
    constexpr std::string_view sqlite = "sqlite:";
    into.file = (folder / into.url.substr(sqlite.size())).lexically_normal();
    root.table("database", [&](Section& database) {
        if (!database.text("url", into.url)) return;
        if (into.url.starts_with("postgresql://") || into.url.starts_with("postgres://")) {
            into.kind = Database::Kind::postgresql;
            into.conninfo = into.url;
            into.file.clear();
        } else if (into.url.starts_with(sqlite) && into.url.size() > sqlite.size()) {
            into.file = (folder / into.url.substr(sqlite.size())).lexically_normal();
        } else {
            database.complain("url", fmt::format("\"{}\" is not a database; write \"sqlite:FILE\" or \"postgresql://…\".",
                                                 without_user(into.url)));
        }
    });
}

void read_trust(Section& root, Trust& into) {
    root.table("trust", [&](Section& trust) {
        using Ask = Trust::Technician;
        trust.word<Ask>("technician", into.technician,
                        {{"token+domain", Ask::token_and_domain},
                         {"domain", Ask::domain},
                         {"token", Ask::token},
                         {"signed", Ask::signed_only}});
        trust.text("authserv_id", into.authserv_id);
        trust.word<ResultsPlace>("results", into.results, {{"above", ResultsPlace::above}, {"below", ResultsPlace::below}});
        for (const Item& peer : trust.items("trusted_peers", parse_plain)) {
            if (is_ip_address(peer.text)) {
                into.trusted_peers.push_back(peer.text);
            } else {
                trust.complain("trusted_peers", peer.place,
                               fmt::format("\"{}\" is not an IP address; list each trusted machine by its address.", peer.text));
            }
        }
        into.hosts = texts(trust.items("hosts", parse_domain));
        into.arc_sealers = texts(trust.items("arc_sealers", parse_domain));
        for (const Item& server : trust.items("dns", parse_plain)) {
            const auto at = parse_endpoint(server.text);
            if (at && at->unix_path.empty() && at->port != 0) {
                into.dns.push_back(*at);
            } else {
                trust.complain(
                    "dns", server.place,
                    fmt::format("\"{}\" is no server: write its IP address and port, as \"192.0.2.53:53\".", server.text));
            }
        }
        trust.path("smime_ca", into.smime_ca);
    });
}

}  // namespace config
