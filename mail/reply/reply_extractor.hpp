#pragma once

#include "mail/mime/body_extractor.hpp"
#include "mail/message/message.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mail {

/// What the cutter knows about the mail besides its text.
struct ReplyContext {
    std::string_view subject;
    bool is_reply = false;               // has In-Reply-To or References
    std::span<const QuoteMark> marks{};  // from the HTML, ascending offsets into the text
};

/// A text taken apart. Nothing is lost: what is not in `reply` is in `quoted`, line by line and in order.
struct CutReply {
    std::string reply;   // what the person wrote now, with a forwarded block if there is one
    std::string quoted;  // the earlier mail, its attribution line, the signature, the disclaimer
    std::optional<Forwarded> forwarded;
    bool deep = false;  // quotes in quotes past any sense
};

/// Finds what a person wrote now. When in doubt a line is kept. Linear in the size of `text`.
[[nodiscard]] CutReply cut_reply(std::string_view text, const ReplyContext& context);

}  // namespace mail
