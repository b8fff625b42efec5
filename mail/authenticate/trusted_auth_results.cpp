// Finds the Authentication-Results fields that our own servers wrote, by authserv-id and position in the header.
#include "mail/authenticate/trusted_auth_results.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t max_fields = 50;  // cap on the Authentication-Results fields that are read
constexpr std::string_view no_part = "();,<>\"";

/// The next word outside comments. A whole comment with its brackets counts as one word.
std::string_view next_part(std::string_view& text) {
    text = ascii::trim_left(text);
    std::size_t size = 0;
    if (text.starts_with('(')) {
        int depth = 0;
        while (size < text.size()) {
            const char c = text[size++];
            if (c == '\\' && size < text.size()) ++size;
            if (c == '(') ++depth;
            if (c == ')' && --depth == 0) break;
        }
    } else {
        while (size < text.size() && !ascii::is_space(text[size]) && text[size] != '(' && text[size] != ';')
            ++size;
        if (size == 0 && !text.empty()) size = 1;  // a ';'
    }
    const auto part = text.substr(0, size);
    text.remove_prefix(size);
    return part;
}

std::string host_word(std::string_view word) {
    auto name = ascii::to_lower(word);
    while (name.ends_with('.'))
        name.pop_back();
    return name.find_first_of(no_part) == std::string::npos ? name : std::string();
}

/// An address in the form for comparison: "IPv6:2001:DB8::1" becomes "2001:db8::1".
std::string address_word(std::string_view literal) {
    if (ascii::starts_with(literal, "ipv6:")) literal.remove_prefix(5);
    return ascii::to_lower(literal);
}

/// Reads "(mail.contoso.example [203.0.113.5])", "([203.0.113.5] helo=x)" and the like. An address after "helo=" is
/// only the client's claim.
void read_comment(std::string_view comment, Hop& hop) {
    std::size_t open = comment.find('[');
    while (open != std::string_view::npos && ascii::ends_with(comment.substr(0, open), "helo="))
        open = comment.find('[', open + 1);
    const auto close = comment.find(']', open);
    if (open == std::string_view::npos || close == std::string_view::npos) return;
    hop.address = address_word(comment.substr(open + 1, close - open - 1));
    auto before = ascii::trim_right(comment.substr(0, open));
    const auto start = before.find_last_of(" \t(@=");
    if (start != std::string_view::npos) before.remove_prefix(start + 1);
    // Sendmail writes "may be forged" when the name does not resolve to this address.
    hop.resolved = ascii::contains(comment, "may be forged") ? std::string() : host_word(before);
}

bool is_one_of(const std::vector<std::string>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [&](const auto& known) { return ascii::equal(known, name); });
}

/// Whether one of our servers passed the mail to this hop, rather than somebody outside. The address and the name
/// that the hop itself determined count; the name that the client gave does not.
bool came_from_inside(const config::Trust& trust, const Hop& hop) {
    if (hop.from.empty() && hop.address.empty()) return true;  // written by a program on that host
    if (hop.address == "127.0.0.1" || hop.address == "::1" || is_one_of(trust.trusted_peers, hop.address)) return true;
    // Without an address only the name given by the client is left, and a client can give any name.
    return is_one_of(trust.hosts, hop.resolved);
}

/// The results that a hosted mailbox's own server wrote. Its internal servers have names that nobody lists, so only
/// the topmost field counts. A server that writes a field on each mail (Google, Microsoft 365) leaves a forger no
/// place above it.
std::vector<AuthResults> of_mailbox(const std::string& authserv_id, const Message& message) {
    const auto top = std::find_if(message.trace.begin(), message.trace.end(),
                                  [](const TraceField& field) { return field.name == "authentication-results"; });
    if (top == message.trace.end()) return {};
    auto results = parse_auth_results(top->value);
    if (!results || results->authserv_id != (authserv_id == "none" ? "" : authserv_id)) return {};
    return {std::move(*results)};
}

/// Our listeners add a Received field at the top of each mail; other routes do not change the bytes.
bool has_own_received(Route route) {
    return route == Route::smtp || route == Route::lmtp || route == Route::submission;
}

}  // namespace

Hop parse_received(std::string_view value) {
    Hop hop;
    auto rest = value.substr(0, value.rfind(';'));
    bool in_from = false;
    for (auto part = next_part(rest); !part.empty(); part = next_part(rest)) {
        if (in_from && part.starts_with('(')) {
            // The last comment before `by` counts, because the client's name may look like a comment.
            read_comment(part, hop);
        } else if (ascii::equal(part, "from") && !in_from) {
            in_from = true;
            const auto name = next_part(rest);
            hop.from = host_word(name);
            if (name.size() > 2 && name.front() == '[' && name.back() == ']')
                hop.address = address_word(name.substr(1, name.size() - 2));
        } else if (ascii::equal(part, "by")) {
            hop.by = host_word(next_part(rest));
            break;
        }
    }
    return hop;
}

std::vector<AuthResults> trusted_results(const config::Trust& trust, const Envelope& envelope, const Message& message) {
    std::vector<AuthResults> out;
    // On submission the peer is a person's mail program, which can write any field.
    if (trust.authserv_id.empty() || !envelope.peer_trusted || envelope.route == Route::submission) return out;
    bool own_is_next = has_own_received(envelope.route);
    bool entered = false;  // one of our Received fields shows that the mail entered here
    std::size_t seen = 0;
    for (const auto& field : message.trace) {
        if (field.name == "received") {
            if (std::exchange(own_is_next, false)) continue;
            if (entered) break;
            const auto hop = parse_received(field.value);
            if (!is_one_of(trust.hosts, hop.by)) break;
            entered = !came_from_inside(trust, hop);
        } else if (field.name == "authentication-results") {
            if (++seen > max_fields) break;
            auto results = parse_auth_results(field.value);
            if (results && results->authserv_id == trust.authserv_id) out.push_back(std::move(*results));
        }
    }
    if (out.empty() && envelope.route == Route::imap) return of_mailbox(trust.authserv_id, message);
    return out;
}

}  // namespace mail
