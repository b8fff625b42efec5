#pragma once

#include <string_view>

/// The lines by which mail clients of many languages set off what they quote and forward, and the subjects that say so.
namespace mail::words {

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

/// "----- Forwarded by Ana Ruiz on 23.11.2026 8:00 -----": a forward marker that names who and when, as Notes writes it.
[[nodiscard]] bool names_forwarder(std::string_view line);

/// "VS: …" is an answer in Finnish and a forwarded mail in Danish and Norwegian.
[[nodiscard]] bool is_ambiguous_prefix(std::string_view subject);

/// "Fwd: …", "WG: …", "TR: …".
[[nodiscard]] bool is_forward_subject(std::string_view subject);

/// "Re: …", "AW: …", "SV: …".
[[nodiscard]] bool is_reply_subject(std::string_view subject);

}  // namespace mail::words
