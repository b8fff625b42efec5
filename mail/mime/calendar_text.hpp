#pragma once

#include <string>
#include <string_view>

namespace mail {

/// The first event of an iCalendar part as text, for a mail without any other text: summary, time, place, description (RFC 5545
/// 3.6.1). Empty when there is no event. `calendar` is UTF-8.
[[nodiscard]] std::string calendar_to_text(std::string_view calendar);

}  // namespace mail
