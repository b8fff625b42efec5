#pragma once

#include "mail/mime/body_extractor.hpp"
#include "mail/message/message.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Facts about the mail besides its text.
struct ReplyContext {
    std::string_view subject;
    bool is_reply = false;               // has In-Reply-To or References
    bool has_file = false;               // a file came with it
    std::span<const QuoteMark> marks{};  // from the HTML, ascending offsets into the text
};

/// A text divided in two. Every line that is not in `reply` is in `quoted`, in order.
struct CutReply {
    std::string reply;   // the person's new text, with a forwarded block if there is one
    std::string quoted;  // the earlier mail, its attribution line, the signature, the disclaimer
    std::optional<Forwarded> forwarded;
    bool deep = false;  // quotes are nested absurdly deep
    /// Where in the text a quote may begin, whether or not it was cut there; in the order of the lines, at most 5,000.
    std::vector<QuoteCandidate> candidates;
    /// The line of the text from which on there is nothing but a signature, a device's line or a notice, by two signs; none: no
    /// such line.
    std::optional<std::size_t> signature_line;
};

/// Separates the person's new text from quoted text, by two signs for each cut; one line never decides for all that follows. A
/// line in doubt is kept. An answer of which nothing is left and that has no file is shown whole. Linear in the size of `text`.
[[nodiscard]] CutReply cut_reply(std::string_view text, const ReplyContext& context);

}  // namespace mail
