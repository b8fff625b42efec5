#pragma once

#include <string_view>

/// The words by which mail clients of many languages introduce what they quote, forward and sign. All comparisons ignore ASCII
/// case.
namespace mail::words {

/// How much a line looks like "On … wrote:".
enum class Likeness {
    none,
    guess,  // a date and a colon: enough in one line with a quote right below
    weak,   // enough with a quote right below
    strong  // enough in any reply that says something before
};

/// For one line, or for the two or three that a client wrapped it to, joined by blanks.
[[nodiscard]] Likeness attribution_likeness(std::string_view line);

/// May be the first line of a wrapped attribution: there is a number, an address or a foreign letter in it.
[[nodiscard]] bool may_begin_attribution(std::string_view line);

/// "-----Original Message-----" and the lines of other languages and clients that mean the same.
[[nodiscard]] bool is_original_marker(std::string_view line);

/// ">>> Ana Ruiz <ana@desk.example> 11/23/26 8:00 AM >>>": GroupWise; what follows it bears no marks.
[[nodiscard]] bool is_groupwise_marker(std::string_view line);

/// "Please type your reply above this line": what a desk puts at the top of its mails.
[[nodiscard]] bool is_reply_marker(std::string_view line);

/// The line under a rule with which mailing lists begin their footer.
[[nodiscard]] bool names_list(std::string_view line);

/// "---------- Forwarded message ---------", "Begin forwarded message:".
[[nodiscard]] bool is_forward_marker(std::string_view line);

/// The fields of a quoted header block.
enum class HeaderWord { none, from, date, to, cc, subject, other };

/// Which field "From: …", "Gesendet: …", "*Objet :* …" is; `value` gets what follows the colon.
[[nodiscard]] HeaderWord header_word(std::string_view line, std::string_view& value);

/// "Sent from my iPhone", "Get Outlook for Android": the line a device adds.
[[nodiscard]] bool is_device_signature(std::string_view line);

/// The line opens a confidentiality notice.
[[nodiscard]] bool opens_disclaimer(std::string_view line);

/// "Fwd: …", "WG: …", "TR: …".
[[nodiscard]] bool is_forward_subject(std::string_view subject);

/// "Re: …", "AW: …", "SV: …".
[[nodiscard]] bool is_reply_subject(std::string_view subject);

}  // namespace mail::words
