#pragma once

#include <cstddef>

namespace mail {

/// A place in Message::text at which, by the HTML's markup, the person's own words end.
struct QuoteMark {
    enum class Kind {
        attribution,    // the line "On … wrote:" starts here
        rest,           // the earlier mail starts here
        signature,      // the sender's signature starts here
        signature_end,  // it ends before this place
    };
    Kind kind = Kind::rest;
    std::size_t offset = 0;
};

}  // namespace mail
