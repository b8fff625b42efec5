#pragma once

#include <string_view>

/// The words by which devices sign and by which companies open their notices.
namespace mail::words {

/// "Sent from my iPhone", "Get Outlook for Android": the line a device adds.
[[nodiscard]] bool is_device_signature(std::string_view line);

/// The line opens a confidentiality notice.
[[nodiscard]] bool opens_disclaimer(std::string_view line);

}  // namespace mail::words
