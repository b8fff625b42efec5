#pragma once

#include "config/ids.hpp"
#include "config/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mail {

/// What a reply token is good for. The numbers stand in tokens that are out in the world: append only.
enum class Purpose : std::uint8_t { reply = 1, note = 2, action = 3, confirm = 4, return_path = 5, unsubscribe = 6, loop = 7 };

/// A token that was found in a mail and whose HMAC was right. Expired and revoked ones are never here.
struct TokenClaim {
    Purpose purpose = Purpose::reply;
    config::TicketId ticket;
    std::string party;  // the address it was made for, found by its hash among the ticket's parties; empty: not known
    std::uint64_t party_hash = 0;
    config::Instant expires{};
};

/// What the transport and the headers show about the sender. Nothing here is taken from From alone.
struct Evidence {
    std::vector<TokenClaim> tokens;
    std::string aligned_domain;    // the From domain for which DMARC, an aligned DKIM or auth=pass stands; empty: none
    std::string aligned_by;        // "dmarc", "dkim", "auth": for explain
    std::string auth_technician;   // SMTP AUTH on our submission listener
    std::string smime_technician;  // whose S/MIME signature covers the whole body; empty: nobody's
    std::string smime_id;          // the same for each copy of what was signed, and no Message-ID: a signature counts once
    bool smime_subject = false;    // the Subject is part of what was signed
    std::string smime_trouble;     // why a signature that is there shows nobody
};

}  // namespace mail
