#pragma once

#include <string_view>

namespace mail::words {

/// "Out of office: …", "Abwesenheitsnotiz: …": a subject that only an automatic answer has.
[[nodiscard]] bool is_auto_reply_subject(std::string_view subject);

/// noreply@, mailer-daemon@, notifications@: no person reads there.
[[nodiscard]] bool is_machine_address(std::string_view address);

}  // namespace mail::words
