// Reads [[listen]], [outgoing] and [[mailbox]].
#include "config/value_formats.hpp"
#include "config/sections.hpp"

#include <fmt/core.h>

namespace config {
namespace {

using Protocol = Listen::Protocol;

void check_listener(Section& section, const Listen& listen, const Tls& tls) {
    if (listen.tls && tls.certificate.empty()) {
        section.complain("tls", "this needs tls_certificate and tls_key in [desk].");
    }
    if (listen.tls && !listen.at.unix_path.empty()) section.complain("tls", "a Unix socket has no TLS; leave it out.");
    if (listen.plain_auth_on_loopback && listen.protocol == Protocol::lmtp) {
        section.complain("plain_auth_on_loopback", "LMTP has no AUTH; leave it out.");
    }
    if (listen.protocol == Protocol::submission && tls.certificate.empty() && !listen.plain_auth_on_loopback) {
        section.complain("protocol",
                         "nobody could log in: submission needs tls_certificate and tls_key in [desk], or "
                         "plain_auth_on_loopback = true here.");
    }
    if (listen.protocol == Protocol::lmtp && listen.at.port == 25) {
        section.complain("address", "LMTP must not use port 25 (RFC 2033 section 5); choose another one or a Unix socket.");
    }
}

void read_listener(Section& section, Config& into) {
    Listen listen;
    section.need("protocol", "one of smtp, submission, lmtp");
    section.need("address", "where to listen: \"IP:PORT\" or \"unix:PATH\"");
    section.word<Protocol>("protocol", listen.protocol,
                           {{"smtp", Protocol::smtp}, {"submission", Protocol::submission}, {"lmtp", Protocol::lmtp}});
    section.flag("plain_auth_on_loopback", listen.plain_auth_on_loopback);
    section.flag("tls", listen.tls);
    if (!section.parsed("address", listen.at, parse_endpoint)) return;
    auto& reading = section.reading();
    if (!listen.at.unix_path.empty()) listen.at.unix_path = (reading.folder / listen.at.unix_path).lexically_normal();
    // Port 0 lets the system choose a free port each time, so it cannot collide.
    if (listen.at.port != 0 || !listen.at.unix_path.empty()) {
        const auto name = listen.at.unix_path.empty() ? fmt::format("{} port {}", listen.at.host, listen.at.port)
                                                      : listen.at.unix_path.string();
        reading.define(References::Kind::listener, name, section.place_of("address"), section.label("address"));
    }
    check_listener(section, listen, into.tls);
    into.listen.push_back(listen);
}

// Reads smtp://host:port and the URLs of the other schemes. False after a complaint.
bool read_smarthost(Section& section, Outgoing& out) {
    const auto url = parse_url(out.url);
    if (!url) {
        section.complain("url", url.error().what);
        return false;
    }
    struct Scheme {
        std::string_view name;
        Outgoing::Kind kind;
        std::uint16_t port;
    };
    constexpr Scheme schemes[] = {{"smtp", Outgoing::Kind::smtp, 25},
                                  {"smtps", Outgoing::Kind::smtps, 465},
                                  {"submission", Outgoing::Kind::submission, 587}};
    for (const Scheme& scheme : schemes) {
        if (scheme.name != url->scheme) continue;
        out.kind = scheme.kind;
        out.host = url->host;
        out.port = url->port == 0 ? scheme.port : url->port;
        if (!url->user.empty() || !url->path.empty()) {
            section.complain("url", fmt::format("\"{}\" must be scheme, host and port only; a user goes into the key user.",
                                                without_user(out.url)));
            return false;
        }
        return true;
    }
    section.complain("url",
                     fmt::format("\"{}\" is no way out; write maildir:PATH, smtp://HOST:PORT, smtps://… or submission://….",
                                 without_user(out.url)));
    return false;
}

void read_dkim(Section& section, std::optional<Dkim>& into) {
    section.table("dkim", [&](Section& dkim) {
        Dkim out;
        dkim.need("domain", "the domain that signs, d= (RFC 6376)");
        dkim.need("selector", "the name of the key in DNS, s= (RFC 6376)");
        dkim.need("key_file", "the file with the private key in PEM");
        dkim.parsed("domain", out.domain, parse_domain);
        dkim.parsed("selector", out.selector, parse_domain);
        dkim.path("key_file", out.key_file);
        if (into) section.complain("dkim", "a desk has one DKIM key; give it once.");
        into = out;
    });
}

void read_way_out(Section& section, Config& into) {
    Outgoing out;
    section.need("url", "where mail goes: maildir:PATH, smtp://HOST:PORT, smtps://… or submission://…");
    const bool has_url = section.text("url", out.url);
    constexpr std::string_view maildir = "maildir:";
    bool good = false;
    if (has_url && out.url.starts_with(maildir)) {
        good = out.url.size() > maildir.size();
        if (!good) section.complain("url", "\"maildir:\" needs the path of a folder behind it.");
        out.maildir = (section.reading().folder / out.url.substr(maildir.size())).lexically_normal();
    } else if (has_url) {
        good = read_smarthost(section, out);
    }
    section.text("user", out.user);
    section.path("password_file", out.password_file);
    section.number("connections", out.connections, 1, 64);
    read_dkim(section, into.dkim);
    if (out.user.empty() != out.password_file.empty()) {
        const auto* const given = out.user.empty() ? "password_file" : "user";
        section.complain(given, fmt::format("user and password_file belong together; give {} as well.",
                                            out.user.empty() ? "user" : "password_file"));
    } else if (good && out.kind == Outgoing::Kind::maildir && !out.user.empty()) {
        section.complain("user", "a Maildir asks for no password; leave user and password_file out.");
    }
    into.outgoing.push_back(out);
}

void read_mailbox_url(Section& section, Mailbox& out) {
    section.need("url", "the mailbox: imaps://USER@HOST/INBOX");
    if (!section.text("url", out.url)) return;
    const auto url = parse_url(out.url);
    if (!url) return section.complain("url", url.error().what);
    if (url->scheme != "imaps" && url->scheme != "imap") {
        return section.complain("url", fmt::format("\"{}\" is not an IMAP mailbox; write imaps://USER@HOST/FOLDER, or imap:// "
                                                   "for STARTTLS.",
                                                   without_user(out.url)));
    }
    if (url->user.empty()) return section.complain("url", "the user is missing; write imaps://USER@HOST/FOLDER.");
    if (url->user.find(':') != std::string::npos) {
        return section.complain("url", "a password does not belong here; put it into a file and name that in password_file.");
    }
    out.tls = url->scheme == "imaps";
    out.host = url->host;
    out.user = url->user;
    out.port = url->port != 0 ? url->port : out.tls ? std::uint16_t{993} : std::uint16_t{143};
    if (!url->path.empty()) out.folder = url->path;
    section.reading().define(References::Kind::mailbox, fmt::format("{}@{}/{}", out.user, out.host, out.folder),
                             section.place_of("url"), section.label("url"));
}

void read_after(Section& section, Mailbox& out) {
    const auto after = section.item("after");
    constexpr std::string_view move = "move:";
    if (!after || after->text == "seen") return;
    if (after->text == "delete") {
        out.after = Mailbox::After::remove;
    } else if (after->text.starts_with(move) && after->text.size() > move.size()) {
        out.after = Mailbox::After::move;
        out.move_to = after->text.substr(move.size());
        if (out.move_to == out.folder)
            section.complain("after", "mail must move to another folder than the one it is read from.");
    } else {
        section.complain("after",
                         fmt::format("\"{}\" is not something to do with a mail that was read; write seen, move:FOLDER or "
                                     "delete.",
                                     after->text));
    }
}

void read_backlog(Section& section, Mailbox& out) {
    const auto backlog = section.item("backlog");
    if (!backlog) return;
    if (backlog->text == "none") {
        out.backlog = seconds{0};
    } else if (backlog->text == "all") {
        out.backlog.reset();
    } else if (const auto span = parse_duration(backlog->text)) {
        out.backlog = *span;
    } else {
        section.complain("backlog",
                         fmt::format("\"{}\" is not how far to look back; write none, all, or a time like 1d.", backlog->text));
    }
}

// Reads the password or token of a mailbox. For OAuth2, a string names the file with a token; an array is the command
// that prints one.
void read_password(Section& section, Mailbox& out) {
    section.path("password_file", out.password_file);
    const auto oauth2 = section.items("oauth2");
    if (section.holds_array("oauth2")) {
        out.oauth2_command = texts(oauth2);
    } else if (!oauth2.empty()) {
        out.oauth2_token_file = (section.reading().folder / oauth2.front().text).lexically_normal();
    }
    if (section.has("password_file") && section.has("oauth2")) {
        section.complain("oauth2", "there is a password_file, too; keep one of the two.");
    } else if (!section.has("password_file") && !section.has("oauth2")) {
        section.need("password_file", "the file with the password, or oauth2");
    } else if (section.holds_array("oauth2") && out.oauth2_command.empty()) {
        section.complain("oauth2", "the command is empty; write the program and its arguments.");
    }
}

}  // namespace

void read_listeners(Section& root, Config& into) {
    root.tables("listen", [&](Section& section) { read_listener(section, into); });
}

void read_outgoing(Section& root, Config& into) {
    root.need("outgoing", "a section [outgoing] with the url of where mail goes");
    root.tables("outgoing", [&](Section& section) { read_way_out(section, into); });
}

void read_mailboxes(Section& root, Config& into) {
    root.tables("mailbox", [&](Section& section) {
        Mailbox out;
        if (section.need("name", "a short name for logs") && section.parsed("name", out.name, parse_handle)) {
            section.reading().define(References::Kind::mailbox, out.name, section.place_of("name"), section.label("name"));
        }
        read_mailbox_url(section, out);
        read_password(section, out);
        read_after(section, out);
        section.duration("poll", out.poll, seconds{5}, std::chrono::days{1});
        read_backlog(section, out);
        section.text("authserv_id", out.authserv_id);
        section.word<ResultsPlace>("results", out.results,
                                   {{"top", ResultsPlace::top}, {"above", ResultsPlace::above}, {"below", ResultsPlace::below}});
        section.path("tls_ca", out.tls_ca);
        into.mailboxes.push_back(out);
    });
}

}  // namespace config
