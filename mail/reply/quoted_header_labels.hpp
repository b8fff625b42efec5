#pragma once

#include <cstdint>
#include <string_view>

/// The labels that mail clients of many languages write before the fields of a quoted mail.
namespace mail::words {

/// The fields of a quoted header block.
enum class HeaderWord : std::uint8_t { none, from, date, to, cc, subject, other };

/// The field of a line such as "From: …", "Gesendet: …", "*Objet :* …". `value` gets the text after the colon.
[[nodiscard]] HeaderWord header_word(std::string_view line, std::string_view& value);

/// A colon stands where a label ends. Nearly every line is told by this.
[[nodiscard]] bool may_be_header(std::string_view line);

/// "Message-ID: …", "X-Mailer: …", "From 0123… Mon Sep 17": what servers and tools write, but no client above a quote.
[[nodiscard]] bool is_server_field(std::string_view line);

/// A label of a Finnish client, for which "VS:" marks an answer; for Danish and Norwegian ones it marks a forwarded mail.
[[nodiscard]] bool is_finnish_label(std::string_view line);

}  // namespace mail::words
