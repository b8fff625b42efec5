#pragma once

#include <cstddef>
#include <cstdint>

namespace mail {

/// Lines of a text where a quote, a forwarded mail or a signature may begin. It is a guess by wording or by marks in the HTML:
/// what uses it asks for a second sign, since people write such lines, too.
struct QuoteCandidate {
    enum class Kind : std::uint8_t {
        attribution,   // "On … wrote:"
        header_block,  // "From: …", "Sent: …" and so on
        marker,        // "-----Original Message-----", a rule of a program, a device's line above a quote
        html_quote,    // the HTML says that a quote begins here; it may have no line of its own
        forward,       // "---------- Forwarded message ---------"
        signature      // a signature, a program's own closing line, a notice at the end
    };

    Kind kind = Kind::attribution;
    std::size_t line = 0;   // its first line, counted from 0 in the text divided at LF
    std::size_t lines = 1;  // how many belong to it; 0: it stands between two lines, before `line`

    bool operator==(const QuoteCandidate&) const = default;
};

}  // namespace mail
