// Works out the sender of a mail and the trust level that the evidence supports.
#include "workflow/inbound/sender_identity.hpp"

#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

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
    Sentence otherwise;  // what the sender is called without it
};

Asked technician_proof(config::Trust::Technician asked, bool is_new, bool has_token, bool aligned) {
    using enum config::Trust::Technician;
    switch (asked) {
        // A new ticket or a question has no ticket whose token could be shown: one of the two is enough.
        case token_and_domain:
            return is_new ? Asked{has_token || aligned, say("sender.needs-either")}
                          : Asked{has_token && aligned, say("sender.needs-both")};
        case config::Trust::Technician::domain:
            return {aligned, say("sender.needs-domain")};
        case config::Trust::Technician::token:
            return is_new ? Asked{has_token || aligned, say("sender.needs-either")} : Asked{has_token, say("sender.needs-token")};
        case signed_only:
            return {false, say("sender.needs-signature")};
    }
    return {};
}

Sentence shown_by(bool token, const mail::Evidence& evidence, bool domain) {
    if (!domain) return say("sender.token");
    const Sentence by = evidence.aligned_by.empty() ? say("value.trusted-server") : plain(evidence.aligned_by);
    return token ? say("sender.token-and-domain", by) : say("sender.domain", by);
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
        identity.why = claim.ambiguous ? say("sender.several") : claim.by_form ? say("sender.form") : say("sender.list");
        return identity;
    }

    const config::Technician* technician = directory.technician_by_address(identity.address);
    const bool signed_by_them =
        technician && (evidence.auth_technician == technician->name || evidence.smime_technician == technician->name);
    const bool domain = !evidence.aligned_domain.empty() && evidence.aligned_domain == mail::domain_of(identity.address);
    const bool token = has_token_of(directory, inbound, ticket, identity.address, technician != nullptr);
    // Someone of ours who asked for help is a client there: their commands would decide about their own request.
    const bool as_client = !technician || (ticket && is_own_request(directory, *ticket, identity.address));

    if (as_client) {
        const bool part = !ticket || is_participant(directory, *ticket, identity.address);
        if (part && ((ticket && token) || domain || signed_by_them)) {
            identity.trust = Trust::participant;
            identity.why = signed_by_them ? say("sender.signed") : shown_by(token, evidence, domain);
        } else {
            identity.why = part ? say("sender.nothing") : say("sender.no-participant");
        }
        return identity;
    }

    identity.name = technician->display_name;
    if (signed_by_them) {
        identity.trust = Trust::confirmed;
        identity.technician = technician->name;
        identity.why = evidence.auth_technician == technician->name ? say("sender.auth") : say("sender.pinned");
        return identity;
    }
    Asked proof = technician_proof(directory.config().trust.technician, ticket == nullptr, token, domain);
    if (proof.given) {
        identity.trust = Trust::technician;
        identity.technician = technician->name;
        identity.why = shown_by(token, evidence, domain);
    } else {
        identity.why = std::move(proof.otherwise);
    }
    const Sentence trouble = inbound.unsigned_because.empty() ? plain(evidence.smime_trouble) : inbound.unsigned_because;
    if (trouble != plain({})) identity.why = say("sender.signature", std::move(identity.why), trouble);
    return identity;
}

}  // namespace workflow
