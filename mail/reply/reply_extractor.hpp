#pragma once

#include "mail/mime/body_extractor.hpp"
#include "mail/message/message.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mail {

/// Facts about the mail besides its text.
struct ReplyContext {
    std::string_view subject;
    bool is_reply = false;               // has In-Reply-To or References
    std::span<const QuoteMark> marks{};  // from the HTML, ascending offsets into the text
};

/// A text divided in two. Every line that is not in `reply` is in `quoted`, in order.
struct CutReply {
    std::string reply;   // the person's new text, with a forwarded block if there is one
    std::string quoted;  // the earlier mail, its attribution line, the signature, the disclaimer
    std::optional<Forwarded> forwarded;
    bool deep = false;  // quotes are nested absurdly deep
};

/// Separates the person's new text from quoted text. A line in doubt is kept. Linear in the size of `text`.
[[nodiscard]] CutReply cut_reply(std::string_view text, const ReplyContext& context);

}  // namespace mail
