#pragma once

#include "mail/message/message.hpp"

#include <string_view>

// What a mail says, and whether a person says it.
namespace workflow {

/// True when `text`, the mail's words without commands and quotes, is not blank, or a file came along that is more than a part of
/// a signature or a quote. A photo that a phone puts between the lines is such a file.
[[nodiscard]] bool says_something(const mail::Message& message, std::string_view text);

/// True when the mail says only thanks and brings no file. Such a mail does not reopen a resolved ticket. `name` is its sender's.
[[nodiscard]] bool says_only_thanks(const mail::Message& message, std::string_view name);

/// True for mail that a person typed, whatever passed it on: a mailing list, a program that sends for many (List-Unsubscribe), a
/// calendar whose button also sends what was written beside it.
[[nodiscard]] bool is_by_person(const mail::Message& message);

/// True for an automatic reply that says only that somebody is away. What asks a question, or says something else, is read.
[[nodiscard]] bool is_absence_note(const mail::Message& message);

}  // namespace workflow
