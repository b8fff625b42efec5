#pragma once

#include <string>
#include <string_view>

namespace workflow {

/// The degree to which a sender's identity is proven (mail/authenticate/README.md). Stored with each entry; ordered
/// from the weakest.
enum class Trust { claimed, participant, technician, confirmed };

[[nodiscard]] std::string_view to_string(Trust trust);
[[nodiscard]] Trust parse_trust(std::string_view word);  // an unknown word counts as claimed

/// The sender of a mail and how far it is proven.
struct SenderIdentity {
    Trust trust = Trust::claimed;
    std::string address;     // normalised From
    std::string written;     // the same address, in the form to which mails are sent
    std::string name;        // display name; for a technician, the one in the config
    std::string technician;  // short name; set only at levels technician and confirmed
    std::string why;         // a sentence for explain and the event log
    bool by_form = false;    // a program of [[form]] sent what this person typed
};

}  // namespace workflow
