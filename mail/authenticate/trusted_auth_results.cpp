// Finds the Authentication-Results fields that our own servers wrote, by authserv-id and position in the header.
#include "mail/authenticate/trusted_auth_results.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

constexpr std::size_t max_fields = 50;  // cap on the Authentication-Results fields that are read
constexpr std::string_view no_part = "();,<>\"";
constexpr std::string_view nameless = "none";  // for servers that leave their name out (Microsoft 365)

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

/// Our listeners add a Received field at the top of each mail; other routes do not change the bytes.
bool has_own_received(Route route) {
    return route == Route::smtp || route == Route::lmtp || route == Route::submission;
}

bool is_results(const TraceField& field) {
    return field.name == "authentication-results";
}

using Fields = std::vector<const TraceField*>;

/// The Received with which one of our servers took the mail from outside. `from`: behind our listener's own one. The end: there
/// is none, and no field of the header shows where the mail came in.
auto entry_of(const config::Trust& trust, const std::vector<TraceField>& trace, std::vector<TraceField>::const_iterator from) {
    for (auto field = from; field != trace.end(); ++field) {
        if (field->name != "received") continue;
        const Hop hop = parse_received(field->value);
        if (!is_one_of(trust.hosts, hop.by)) break;
        if (!came_from_inside(trust, hop)) return field;
    }
    return trace.end();
}

/// The fields that stand where our border writes them, at most `max_fields`.
Fields fields_in_place(const config::Trust& trust, bool own_received, const std::vector<TraceField>& trace) {
    const auto is_received = [](const TraceField& field) { return field.name == "received"; };
    auto begin = trace.begin();
    auto first = std::find_if(begin, trace.end(), is_received);
    Fields out;
    if (trust.results == config::ResultsPlace::top) {
        if (const auto top = std::find_if(begin, trace.end(), is_results); top != trace.end()) out.push_back(&*top);
        return out;
    }
    if (own_received && first != trace.end()) {
        begin = first + 1;
        first = std::find_if(begin, trace.end(), is_received);
    }
    const auto entry = entry_of(trust, trace, begin);
    if (trust.results == config::ResultsPlace::below) {
        if (entry == trace.end()) return out;
        const auto end = std::find_if(entry + 1, trace.end(), is_received);
        if (const auto top = std::find_if(entry + 1, end, is_results); top != end) out.push_back(&*top);
        return out;
    }
    for (auto field = trace.begin(); field != (entry == trace.end() ? first : entry) && out.size() < max_fields; ++field)
        if (is_results(*field)) out.push_back(&*field);
    return out;
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
    for (const TraceField* field : fields_in_place(trust, has_own_received(envelope.route), message.trace)) {
        auto results = parse_auth_results(field->value);
        if (results && results->authserv_id == (trust.authserv_id == nameless ? std::string_view() : trust.authserv_id))
            out.push_back(std::move(*results));
    }
    return out;
}

}  // namespace mail
