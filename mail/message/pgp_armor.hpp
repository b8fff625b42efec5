#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mail {

struct LineRange {
    std::size_t first = 0;  // counted from 0 in the text divided at LF
    std::size_t count = 0;
    bool operator==(const LineRange&) const = default;
};

/// The lines that PGP sets around a text that is signed in place: "-----BEGIN PGP SIGNED MESSAGE-----" with its Hash fields, and
/// the signature up to its END line (RFC 9580 section 7). The text between them belongs to the writer. Without a whole
/// signature there are no such lines. Linear in the text.
[[nodiscard]] std::vector<LineRange> pgp_armor(std::string_view text);

}  // namespace mail
