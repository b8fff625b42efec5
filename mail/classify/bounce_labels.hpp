#pragma once

#include <cstddef>
#include <string_view>

/// The words that stand before an address in a delivery report. Arguments are in lower case.
namespace mail::bounce_words {

/// Whose address follows a label such as "Intended recipient".
enum class Label {
    none,       // it says nothing
    sender,     // of the mail that came back
    recipient,  // who did not get it
    first,      // whom the sender wrote to before the mail was sent on: "Original address"
    to,         // "To" as in a header
    id          // a Message-ID or a trace field, so no address at all
};

/// `label` is what stands before the colon.
[[nodiscard]] Label read_label(std::string_view label);

/// Where a line begins to say whom to ask for help ("please contact …"); npos: nowhere.
[[nodiscard]] std::size_t find_helper(std::string_view lower);

/// "generated from", "expanded from": the address behind it is the one that the sender wrote to. npos: nowhere.
[[nodiscard]] std::size_t find_alias(std::string_view lower);

}  // namespace mail::bounce_words
