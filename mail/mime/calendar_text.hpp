#pragma once

#include <string>
#include <string_view>

namespace mail {

/// The first event of an iCalendar part in words, for a mail that says nothing else: summary, time, place, description (RFC
/// 5545 3.6.1). Empty when there is no event. `calendar` is UTF-8.
[[nodiscard]] std::string calendar_to_text(std::string_view calendar);

}  // namespace mail
