#pragma once

#include "workflow/model/sentence.hpp"

namespace workflow {

/// The sender of a mail and how far it is proven.
struct SenderIdentity {
    Trust trust = Trust::claimed;
    std::string address;     // normalised From
    std::string written;     // the same address, in the form to which mails are sent
    std::string name;        // display name; for a technician, the one in the config
    std::string technician;  // short name; set only at levels technician and confirmed
    Sentence why;            // how the level was found; for explain, the history and the technician
    bool by_form = false;    // a program of [[form]] sent what this person typed
};
}  // namespace workflow
