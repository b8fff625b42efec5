// Collects the proofs of a sender: reply tokens, alignment, SMTP AUTH, and signatures that are still to be checked.
#include "mail/authenticate/sender_evidence.hpp"

#include "mail/authenticate/arc.hpp"
#include "config/base/ascii.hpp"
#include "mail/authenticate/organizational_domain.hpp"
#include "mail/authenticate/trusted_auth_results.hpp"

#include <algorithm>

namespace mail {
namespace {

constexpr std::size_t max_tokens = 50;  // a mail to more token addresses than this is not an answer
constexpr std::size_t max_ids = 200;    // from the end of References, where the nearest ids are

using config::Technician;

bool is_desk_base(const config::Desk& desk, const std::string& address) {
    return address == desk.address || std::find(desk.aliases.begin(), desk.aliases.end(), address) != desk.aliases.end();
}

bool is_same_claim(const TokenClaim& a, const TokenClaim& b) {
    return a.purpose == b.purpose && a.ticket == b.ticket && a.party_hash == b.party_hash;
}

std::vector<TokenClaim> tokens_of(const config::Desk& desk, const KeyRing& keys, const Envelope& envelope, const Message& message,
                                  config::Instant now) {
    std::vector<TokenClaim> claims;
    std::size_t tried = 0;
    const auto look = [&](const std::string& address) {
        // Cheap tests come first, because To may contain very many addresses.
        if (address.size() <= token_letters || tried >= max_tokens) return;
        const auto parts = split_detail(address, desk.recipient_delimiter.empty() ? '+' : desk.recipient_delimiter.front());
        if (parts.extension.size() != token_letters || !is_desk_base(desk, parts.base())) return;
        ++tried;
        const auto claim = read_token(keys, parts.extension, now);
        if (!claim) return;
        const auto known =
            std::any_of(claims.begin(), claims.end(), [&](const auto& other) { return is_same_claim(other, *claim); });
        if (!known) claims.push_back(*claim);
    };
    for (const auto& recipient : envelope.recipients)
        look(recipient);
    for (const auto& recipient : message.recipients_seen)
        look(recipient);
    return claims;
}

/// The results of one method. Only the topmost field that reports the method counts: our server writes above the
/// fields that came with the mail, so that a forged field below never outweighs an honest "fail".
std::vector<const AuthResult*> results_of(const std::vector<AuthResults>& fields, std::string_view method) {
    std::vector<const AuthResult*> out;
    for (const auto& field : fields) {
        for (const auto& result : field.results)
            if (result.method == method) out.push_back(&result);
        if (!out.empty()) break;
    }
    return out;
}

/// Tests the signing domain: header.d or, when only header.i is reported, its domain, which is a subdomain (RFC 6376 3.5).
bool dkim_aligned(const AuthResult& result, const std::string& from_domain) {
    if (result.result != "pass") return false;
    const auto aligned = [&](const std::string& domain) { return same_organisation(ascii::to_lower(domain), from_domain); };
    const bool named = std::any_of(result.properties.begin(), result.properties.end(),
                                   [](const auto& property) { return property.first == "header.d"; });
    if (named) return result.all("header.d", aligned);
    return result.all("header.i", [&](const std::string& identity) { return aligned(domain_of(identity)); });
}

bool is_address_of(const Technician& technician, const std::string& address) {
    return address == technician.email ||
           std::find(technician.aliases.begin(), technician.aliases.end(), address) != technician.aliases.end();
}

/// True when the user who logged in at our server is the technician in From.
bool auth_is_sender(const config::Config& config, const AuthResult& result, const std::string& from) {
    if (result.result != "pass") return false;
    return std::any_of(config.technicians.begin(), config.technicians.end(), [&](const Technician& technician) {
        return is_address_of(technician, from) &&
               result.all("smtp.auth", [&](const std::string& user) { return is_address_of(technician, normalized(user)); });
    });
}

/// The method that proves that the mail comes from the domain in its From: "dmarc", "arc", "dkim", "auth", or empty.
std::string_view alignment(const config::Config& config, const std::vector<AuthResults>& fields, const Message& message,
                           const std::string& from) {
    const auto domain = domain_of(from);
    const auto dmarc = results_of(fields, "dmarc");
    const auto dmarc_passes = [&](const AuthResult* result) {
        return result->result == "pass" &&
               result->all("header.from", [&](const std::string& value) { return normalized(value) == domain; });
    };
    if (!dmarc.empty() && std::all_of(dmarc.begin(), dmarc.end(), dmarc_passes)) return "dmarc";
    // A list changes the mails that it passes on, so DMARC fails here. Its seal states the earlier result; it counts
    // when our server found the chain valid (RFC 8617 5.2, 7.2.1).
    const auto arc = results_of(fields, "arc");
    const auto arc_passes = [](const AuthResult* result) { return result->result == "pass"; };
    if (!arc.empty() && std::all_of(arc.begin(), arc.end(), arc_passes) &&
        arc_tells_dmarc_pass(message, config.trust.arc_sealers, domain))
        return "arc";
    // A DMARC failure means that no aligned signature was valid, whatever another field claims.
    if (std::any_of(dmarc.begin(), dmarc.end(), [](const AuthResult* result) { return result->result == "fail"; })) return {};
    const auto dkim = results_of(fields, "dkim");
    if (std::any_of(dkim.begin(), dkim.end(), [&](const AuthResult* result) { return dkim_aligned(*result, domain); }))
        return "dkim";
    const auto auth = results_of(fields, "auth");
    if (std::any_of(auth.begin(), auth.end(), [&](const AuthResult* result) { return auth_is_sender(config, *result, from); }))
        return "auth";
    return {};
}

/// Whether we must check signatures ourselves: our servers did not check them, and nothing better proves the sender.
bool asks_for_own_check(const std::vector<AuthResults>& fields, const Envelope& envelope) {
    // The keys of old mail are long gone, and imported mail runs no commands anyway.
    if (!envelope.auth_technician.empty() || envelope.route == Route::import) return false;
    return results_of(fields, "dkim").empty() && results_of(fields, "dmarc").empty();
}

/// The trust settings for the mail's route. The server of a mailbox has its own authserv-id.
config::Trust trust_of(const config::Config& config, const Envelope& envelope) {
    auto trust = config.trust;
    if (envelope.route != Route::imap) return trust;
    const auto mailbox = std::find_if(config.mailboxes.begin(), config.mailboxes.end(),
                                      [&](const config::Mailbox& one) { return one.name == envelope.peer; });
    if (mailbox == config.mailboxes.end()) {
        trust.authserv_id.clear();
    } else {
        trust.authserv_id = mailbox->authserv_id;
        trust.results = mailbox->results;
    }
    return trust;
}

std::vector<config::TicketId> own_tickets(const KeyRing& keys, const Message& message) {
    std::vector<config::TicketId> out;
    const auto look = [&](const std::string& id) {
        const auto ticket = read_message_id(keys, id);
        if (ticket && ticket->is_set() && std::find(out.begin(), out.end(), *ticket) == out.end()) out.push_back(*ticket);
    };
    look(message.in_reply_to);
    const auto& references = message.references;
    const auto skipped = references.size() > max_ids ? references.size() - max_ids : 0;
    for (auto at = references.size(); at > skipped; --at)
        look(references[at - 1]);
    return out;
}

}  // namespace

SenderEvidence gather_evidence(const config::Config& config, const KeyRing& keys, const Envelope& envelope,
                               const Message& message, config::Instant now) {
    SenderEvidence out;
    auto& evidence = out.evidence;
    evidence.tokens = tokens_of(config.desk, keys, envelope, message, now);
    // The mail must have one From, and its header only one reading. Otherwise readers may show another From than
    // servers checked.
    const bool is_one_claim = message.header_whole && message.from_fields == 1 && message.from.size() == 1;
    if (is_one_claim) evidence.auth_technician = envelope.auth_technician;
    if (is_one_claim) {
        const auto from = normalized(message.from.front().address);
        const auto fields = trusted_results(trust_of(config, envelope), envelope, message);
        const auto by = alignment(config, fields, message, from);
        if (!by.empty()) {
            evidence.aligned_domain = domain_of(from);
            evidence.aligned_by = by;
        } else if (asks_for_own_check(fields, envelope)) {
            out.unchecked = dkim_candidates(message, envelope.received_at);
        }
    }
    out.own_ids = own_tickets(keys, message);
    out.own_loop = !message.loop_header.empty() && is_own_loop_mark(keys, message.loop_header, message.message_id);
    return out;
}

}  // namespace mail
