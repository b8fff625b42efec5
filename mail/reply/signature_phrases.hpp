#pragma once

#include <string_view>

/// The words by which devices sign, by which companies open their notices and by which people close a mail.
namespace mail::words {

/// The whole line is one that a device adds: "Sent from my iPhone", "Get Outlook for Android". A sentence that begins so is none.
[[nodiscard]] bool is_device_signature(std::string_view line);

/// The line may open a confidentiality notice; a person's paragraph may begin so, too.
[[nodiscard]] bool opens_disclaimer(std::string_view line);

/// The opening of a notice speaks of the mail itself.
[[nodiscard]] bool names_mail(std::string_view line);

/// How many different words of the kind "confidential", "addressee", "disclosure" stand in the paragraph; its first 3,000 bytes
/// are read.
[[nodiscard]] int count_legal_words(std::string_view paragraph);

/// "Regards, Kim", "Viele Grüße": a short line that closes a mail.
[[nodiscard]] bool is_closing(std::string_view line);

}  // namespace mail::words
