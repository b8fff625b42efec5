#pragma once

#include <cstddef>

namespace mail {

/// A place in Message::text that the HTML names: where the person's own words end.
struct QuoteMark {
    enum class Kind {
        attribution,  // the line "On … wrote:" starts here
        rest,         // all from here on is the earlier mail
        signature,    // the sender's signature starts here
    };
    Kind kind = Kind::rest;
    std::size_t offset = 0;
};

}  // namespace mail
