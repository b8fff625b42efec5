#pragma once

#include <string_view>

namespace mail::words {

/// "Out of office: …", "Abwesenheitsnotiz: …": a subject that only an automatic answer has. `is_answer`: the mail has In-Reply-To
/// or References; then "Vacation" is one too.
[[nodiscard]] bool is_auto_reply_subject(std::string_view subject, bool is_answer);

}  // namespace mail::words
