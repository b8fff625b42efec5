#pragma once

#include <string_view>

namespace mail::bounce_words {

/// Whose mail it is, by its From.
enum class Sender {
    other,
    agent,  // smtp-relay@, bounces@: a program that passes mail on, or writes newsletters
    daemon  // MAILER-DAEMON, post_master, "Mail Delivery Subsystem"
};
[[nodiscard]] Sender read_sender(std::string_view address, std::string_view name);

/// How sure a subject is that of a delivery report.
enum class Title {
    none,
    likely,  // it speaks of a mail or a delivery and of a failure
    known    // some system is known to write it
};
[[nodiscard]] Title bounce_title(std::string_view subject);

/// "Re: …", "Fw: …", "AW: …": the subject of an answer or of a forwarded mail.
[[nodiscard]] bool is_answer_subject(std::string_view subject);

}  // namespace mail::bounce_words
