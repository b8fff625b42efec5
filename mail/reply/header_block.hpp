#pragma once

#include "mail/reply/quoted_header_labels.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mail::reply {

/// Lines such as "From: … Sent: … To: … Subject: …", all of one depth, and the facts in them.
struct HeaderBlock {
    std::uint32_t line = 0;
    std::uint32_t lines = 0;
    bool from = false, date = false, to = false, subject = false;  // which labels are there
    bool address = false;                                          // From names an address
    bool dated = false;                                            // Date reads as a date
    bool timed = false;                                            // Date has a time, too
    bool data = false;                                             // other labels stand around: a form or a list
    bool raw = false;                                              // fields that only servers write: a pasted head
    bool same_subject = false;                                     // Subject is that of the mail, less "Re:"
    bool finnish = false;                                          // the labels are Finnish

    [[nodiscard]] std::size_t end() const { return std::size_t{line} + lines; }
    /// How many of the four labels are there.
    [[nodiscard]] int labels() const { return int{from} + int{date} + int{to} + int{subject}; }
    /// Two facts speak for a quoted mail: who by address with when or with the rest; when to the minute with the subject; or this
    /// mail's own subject with a date. Data
    /// with the same labels ("From: Berlin", "To: Hamburg") has none.
    [[nodiscard]] bool heads_mail() const;
};

/// The header blocks of a text, ascending, at any depth; each has From or two other fields. In a language that is not listed,
/// four lines "label: value" are one when they hold an address, a time and this `subject`. Linear: at most 20,000 labels are
/// read.
[[nodiscard]] std::vector<HeaderBlock> find_header_blocks(const UnquotedLines& lines, std::string_view subject);

/// The block that starts at line `i`; null: none does.
[[nodiscard]] const HeaderBlock* block_at(const std::vector<HeaderBlock>& blocks, std::size_t i);

}  // namespace mail::reply
