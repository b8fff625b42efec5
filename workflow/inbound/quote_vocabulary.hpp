#pragma once

#include "workflow/inbound/window_set.hpp"

#include <cstdint>
#include <string_view>

namespace workflow::quotes {

/// The words of dates and of "wrote", in the languages of mail programs: with them alone no line is known, they only explain the
/// rest of a line that names a person of the ticket and a time.
class Vocabulary {
public:
    Vocabulary();
    /// `word`: the hash of a word in lower case.
    [[nodiscard]] bool has(std::uint64_t word) const;

private:
    WindowSet words_;
};

/// "-----Original Message-----" and what means the same.
[[nodiscard]] bool is_original_marker(std::string_view line);
/// "---------- Forwarded message ---------", "Begin forwarded message:" and what means the same.
[[nodiscard]] bool is_forward_marker(std::string_view line);
/// "Re", "AW", "Fwd" and so on: `word` in lower case.
[[nodiscard]] bool is_reply_prefix(std::string_view word);

}  // namespace workflow::quotes
