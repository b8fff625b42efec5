#pragma once

#include "mail/reply/earlier_mail.hpp"
#include "mail/reply/reply_lines.hpp"

namespace mail::reply {

struct Attributions {
    LineKinds kinds;
    Bounds bounds;  // an attribution without quote marks below starts the earlier mail
};

/// Marks the lines "On … wrote:" above quotes. Without quote marks below, such a line counts when the mail answers another and
/// says something before: the rest is the earlier mail then.
[[nodiscard]] Attributions mark_attributions(const Lines& lines, LineKinds kinds, Bounds bounds, const HtmlLines& html,
                                             bool answers);

}  // namespace mail::reply
