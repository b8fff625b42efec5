#pragma once

#include "mail/classify/bounce_labels.hpp"
#include "mail/classify/bounce_recipients.hpp"

#include <string_view>

namespace mail {

/// What the reader of a free-form report knows about a line beside its words.
struct LineSigns {
    bool tells_failure = false;  // the line, or its end with the line before, says that delivery failed or waits
    bool after_failure = false;  // such a line stands above
    bool gives_reason = false;   // a reply code or a known reason stands in it
};

/// Reads from the lines of a free-form report which addresses failed, which sent the mail, and which only help. Lines come in
/// order.
class BounceLines {
public:
    explicit BounceLines(BounceRecipients& out) : out_(out) {}

    /// `line` is trimmed; `lower` the same in lower case. True: it names a failed recipient.
    bool read(std::string_view line, std::string_view lower, const LineSigns& signs);

    /// A line of the mail that came back.
    void read_copied(std::string_view line, std::string_view lower);

private:
    BounceRecipients& out_;
    bool asks_for_help_ = false;  // the sentence above ends in "please contact"
    bool opens_list_ = false;     // it ends in a colon
    bounce_words::Label open_label_ = bounce_words::Label::none;
};

}  // namespace mail
