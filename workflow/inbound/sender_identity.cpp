// Works out the sender of a mail and the trust level that the evidence supports.
#include "workflow/inbound/sender_identity.hpp"

#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// Whether a token that was found was made for this person. A token of another ticket shows the person too, but is no token
/// of this ticket.
bool has_token_of(const Directory& directory, const InboundMail& inbound, const Ticket* ticket, std::string_view address,
                  bool note_too) {
    return std::any_of(inbound.evidence.tokens.begin(), inbound.evidence.tokens.end(), [&](const mail::TokenClaim& token) {
        const bool speaks = token.purpose == mail::Purpose::reply || token.purpose == mail::Purpose::action ||
                            (note_too && token.purpose == mail::Purpose::note);
        return speaks && (!ticket || token.ticket == ticket->number) && !token.party.empty() &&
               same_person(directory, token.party, address);
    });
}

/// What trust.technician asks, and whether the mail has it.
struct Asked {
    bool given = false;
    std::string_view what;
};

Asked technician_proof(config::Trust::Technician asked, bool is_new, bool has_token, bool aligned) {
    using enum config::Trust::Technician;
    switch (asked) {
        // A new ticket or a question has no ticket whose token could be shown: one of the two is enough.
        case token_and_domain:
            return is_new ? Asked{has_token || aligned, "a reply token or an aligned domain"}
                          : Asked{has_token && aligned, "a reply token and an aligned domain"};
        case config::Trust::Technician::domain:
            return {aligned, "an aligned domain"};
        case config::Trust::Technician::token:
            return is_new ? Asked{has_token || aligned, "a reply token or an aligned domain"} : Asked{has_token, "a reply token"};
        case signed_only:
            return {false, "SMTP AUTH or a pinned signature"};
    }
    return {};
}

std::string shown_by(bool token, const mail::Evidence& evidence, bool domain) {
    std::string how;
    if (token) how = "a reply token of theirs";
    if (domain) {
        if (!how.empty()) how += " and ";
        how += fmt::format("their domain, aligned by {}", evidence.aligned_by.empty() ? "a trusted server" : evidence.aligned_by);
    }
    return how;
}

}  // namespace

bool has_token(const InboundMail& inbound, mail::Purpose purpose, TicketId ticket) {
    return std::any_of(inbound.evidence.tokens.begin(), inbound.evidence.tokens.end(),
                       [&](const mail::TokenClaim& token) { return token.purpose == purpose && token.ticket == ticket; });
}

SenderIdentity identify_sender(const Directory& directory, const InboundMail& inbound, const Ticket* ticket) {
    const mail::Evidence& evidence = inbound.evidence;
    SenderClaim claim = sender_claim(directory, inbound);
    SenderIdentity identity;
    identity.address = std::move(claim.address);
    identity.written = std::move(claim.written);
    identity.name = std::move(claim.name);
    identity.by_form = claim.by_form && claim.configured;
    if (claim.ambiguous || claim.rewritten) {
        identity.why = claim.ambiguous ? "several From: nobody can be meant"
                       : claim.by_form ? "a form wrote the From: the writer in Reply-To is only claimed"
                                       : "a list wrote the From: the writer is only claimed";
        return identity;
    }

    const config::Technician* technician = directory.technician_by_address(identity.address);
    const bool signed_by_them =
        technician && (evidence.auth_technician == technician->name || evidence.smime_technician == technician->name);
    const bool domain = !evidence.aligned_domain.empty() && evidence.aligned_domain == mail::domain_of(identity.address);
    const bool token = has_token_of(directory, inbound, ticket, identity.address, technician != nullptr);
    // Someone of ours who asked for help is a client there: their commands would decide about their own request.
    const bool as_client = !technician || (ticket && is_requester(directory, *ticket, identity.address));

    if (as_client) {
        const bool part = !ticket || is_participant(directory, *ticket, identity.address);
        if (part && ((ticket && token) || domain || signed_by_them)) {
            identity.trust = Trust::participant;
            identity.why =
                "shown by " + (signed_by_them ? std::string("SMTP AUTH or signature") : shown_by(token, evidence, domain));
        } else {
            identity.why = part ? "nothing shows that the From is true" : "not a participant of this ticket";
        }
        return identity;
    }

    identity.name = technician->display_name;
    if (signed_by_them) {
        identity.trust = Trust::confirmed;
        identity.technician = technician->name;
        identity.why = evidence.auth_technician == technician->name ? "shown by SMTP AUTH" : "shown by their pinned signature";
        return identity;
    }
    const Asked proof = technician_proof(directory.config().trust.technician, ticket == nullptr, token, domain);
    if (proof.given) {
        identity.trust = Trust::technician;
        identity.technician = technician->name;
        identity.why = "shown by " + shown_by(token, evidence, domain);
    } else {
        identity.why = fmt::format("a technician's address without {}", proof.what);
    }
    if (!evidence.smime_trouble.empty())
        identity.why += fmt::format("; its signature does not count: {}", evidence.smime_trouble);
    return identity;
}

}  // namespace workflow
