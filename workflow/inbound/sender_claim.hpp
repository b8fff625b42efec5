#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"

namespace workflow {

/// The author that a mail's headers claim, without proof. When a mailing list writes its own address into From, the author's is
/// in X-Original-From, X-Original-Sender or Reply-To; when a program sends what people type into a form, in Reply-To ([[form]]).
struct SenderClaim {
    std::string address;  // normalised; empty: no usable From
    std::string written;  // the same address in the form for sending
    std::string name;
    bool rewritten = false;   // the address comes from another field than From
    bool by_form = false;     // and a form wrote the From
    bool configured = false;  // [[form]] names that form
    bool ambiguous = false;   // several From addresses, so no identity (RFC 5322 3.6.2)
};
[[nodiscard]] SenderClaim sender_claim(const Directory& directory, const InboundMail& inbound);

/// Whether two mail domains belong to one organisation as far as their names tell: equal, or one lies below the other.
[[nodiscard]] bool is_same_organization(std::string_view domain, std::string_view other);

/// Where the writer of a mail from a person wants answers (Reply-To, RFC 5322 3.6.2), when it is at the writer's own organisation
/// and not the desk's, a list's or another form of the writer's address. nullptr: nowhere else.
[[nodiscard]] const mail::Address* wanted_reply_address(const Directory& directory, const InboundMail& inbound);

}  // namespace workflow
