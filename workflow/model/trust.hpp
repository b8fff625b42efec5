#pragma once

#include <string>
#include <string_view>

namespace workflow {

/// How far a sender's identity is proven (mail/authenticate/README.md). Stored with each entry; ordered, weakest first.
enum class Trust { claimed, participant, technician, confirmed };

[[nodiscard]] std::string_view to_string(Trust trust);
[[nodiscard]] Trust parse_trust(std::string_view word);  // an unknown word is claimed

/// Who speaks in a mail and how far that is shown.
struct SenderIdentity {
    Trust trust = Trust::claimed;
    std::string address;     // normalised From
    std::string written;     // the same as it is to be written to
    std::string name;        // display name or technician's display name
    std::string technician;  // the technician's short name; set only at technician or confirmed
    std::string why;         // a sentence for explain and the event log
};

}  // namespace workflow
