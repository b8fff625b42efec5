#pragma once

#include "config/ids.hpp"
#include "config/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mail {

/// The purpose of a reply token. Tokens in circulation contain these numbers, so they must never change.
enum class Purpose : std::uint8_t { reply = 1, note = 2, action = 3, confirm = 4, return_path = 5, unsubscribe = 6, loop = 7 };

/// A token from a mail that has a valid HMAC and is neither expired nor revoked.
struct TokenClaim {
    Purpose purpose = Purpose::reply;
    config::TicketId ticket;
    std::string party;  // the address it was made for, found by its hash among the ticket's parties; empty: unknown
    std::uint64_t party_hash = 0;
    config::Instant expires{};
};

/// The proofs of a mail's sender, from transport and headers. The From field alone proves nothing.
struct Evidence {
    std::vector<TokenClaim> tokens;
    std::string aligned_domain;    // the From domain, when DMARC, ARC, an aligned DKIM or auth=pass proves it; empty: none
    std::string aligned_by;        // "dmarc", "arc", "dkim" or "auth", for explain
    std::string auth_technician;   // the technician who logged in with SMTP AUTH on our submission listener
    std::string smime_technician;  // the technician whose S/MIME signature covers the whole body; empty: none
    std::string smime_id;          // equal for all copies of the signed part, so that a signature counts once
    bool smime_subject = false;    // the signature covers the Subject
    std::string smime_trouble;     // why the signature that the mail has proves nobody
};

}  // namespace mail
