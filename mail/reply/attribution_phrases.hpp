#pragma once

#include <string_view>

// The phrases with which mail clients of many languages introduce quoted, forwarded and signature text. All comparisons ignore
// ASCII case.
namespace mail::words {

/// How likely a line is an attribution ("On … wrote:").
enum class Likeness {
    none,
    guess,  // a date and a colon; enough on a single line directly above a quote
    weak,   // enough directly above a quote
    strong  // enough in any reply with text before it
};

/// Judges one line, or two or three wrapped lines joined by blanks.
[[nodiscard]] Likeness attribution_likeness(std::string_view line);

/// Whether the line may begin a wrapped attribution, because it contains a number, an address or a non-ASCII letter.
[[nodiscard]] bool may_begin_attribution(std::string_view line);

/// True for "-----Original Message-----" and its equivalents in other languages and clients.
[[nodiscard]] bool is_original_marker(std::string_view line);

/// True for GroupWise's ">>> Ana Ruiz <ana@desk.example> 11/23/26 8:00 AM >>>". The quote after it has no marks.
[[nodiscard]] bool is_groupwise_marker(std::string_view line);

/// True for a help desk's "Please type your reply above this line".
[[nodiscard]] bool is_reply_marker(std::string_view line);

/// True for the line below a rule with which a mailing list's footer begins.
[[nodiscard]] bool names_list(std::string_view line);

/// True for "---------- Forwarded message ---------", "Begin forwarded message:".
[[nodiscard]] bool is_forward_marker(std::string_view line);

/// The fields of a quoted header block.
enum class HeaderWord { none, from, date, to, cc, subject, other };

/// The field of a line such as "From: …", "Gesendet: …", "*Objet :* …". `value` gets the text after the colon.
[[nodiscard]] HeaderWord header_word(std::string_view line, std::string_view& value);

/// True for the line that a device adds: "Sent from my iPhone", "Get Outlook for Android".
[[nodiscard]] bool is_device_signature(std::string_view line);

/// True for the first line of a confidentiality notice.
[[nodiscard]] bool opens_disclaimer(std::string_view line);

/// True for "Fwd: …", "WG: …", "TR: …".
[[nodiscard]] bool is_forward_subject(std::string_view subject);

/// True for "Re: …", "AW: …", "SV: …".
[[nodiscard]] bool is_reply_subject(std::string_view subject);

}  // namespace mail::words
