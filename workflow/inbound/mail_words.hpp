#pragma once

#include "workflow/inbound/sender_identity.hpp"
#include "workflow/inbound/threading.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>

namespace workflow {

/// A mail's text, divided by what its ticket holds. Together the parts are the whole text.
struct MailWords {
    std::string text = {};        // what the sender says now
    std::string quoted = {};      // what the ticket holds already, the signature, PGP's lines
    std::string quoted_new = {};  // quoted text that the ticket does not hold
    int left_out_lines = 0;       // number of quoted lines in `quoted`
    bool edited = false;          // lines are missing inside the quote: the sender may have answered so
};

/// Cuts from an answer the lines that its ticket is proven to hold. From a mail that opens a ticket only the signature is cut.
/// Without the ticket's texts in the snapshot, the mail's own reading counts.
[[nodiscard]] MailWords words_of(const DecisionBuilder& builder, const InboundMail& inbound, const Thread& thread,
                                 const SenderIdentity& identity);

}  // namespace workflow
