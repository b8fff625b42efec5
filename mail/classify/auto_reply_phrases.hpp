#pragma once

#include <string_view>

namespace mail::words {

/// Whether a subject is one that automatic answers have.
enum class AutoSubject {
    none,
    word,   // "Vacation", "AUTO: …": people begin their subjects so, too
    phrase  // "Out of office: …", "Abwesenheitsnotiz: …"
};

/// A subject never proves anything alone: people write about such notes as well.
[[nodiscard]] AutoSubject read_auto_subject(std::string_view subject);

}  // namespace mail::words
