// Lists the names under which enumerations are stored and shown: one table each, for both directions.

#include "workflow/model/decision.hpp"
#include "workflow/model/ticket.hpp"
#include "workflow/model/trust.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace workflow {

namespace {

constexpr std::string_view envelope_word = "ticketd-";

template <class T, std::size_t N>
using Words = std::array<std::pair<T, std::string_view>, N>;

constexpr Words<Trust, 4> trusts{{
    {Trust::claimed, "claimed"},
    {Trust::participant, "participant"},
    {Trust::technician, "technician"},
    {Trust::confirmed, "confirmed"},
}};

constexpr Words<Link::Kind, 4> link_kinds{{
    {Link::Kind::merged_into, "merged-into"},
    {Link::Kind::split_from, "split-from"},
    {Link::Kind::follows, "follows"},
    {Link::Kind::relates, "relates"},
}};

constexpr Words<EntryKind, 3> entry_kinds{{
    {EntryKind::comment, "comment"},
    {EntryKind::note, "note"},
    {EntryKind::event, "event"},
}};

constexpr Words<MailKind, 21> mail_kinds{{
    {MailKind::acknowledgement, "acknowledgement"},
    {MailKind::notice, "notice"},
    {MailKind::client_comment, "client-comment"},
    {MailKind::technician_comment, "technician-comment"},
    {MailKind::note, "note"},
    {MailKind::receipt, "receipt"},
    {MailKind::refusal, "refusal"},
    {MailKind::resolved_question, "resolved-question"},
    {MailKind::warning, "warning"},
    {MailKind::breach, "breach"},
    {MailKind::delivery_failure, "delivery-failure"},
    {MailKind::reminder, "reminder"},
    {MailKind::timer_question, "timer-question"},
    {MailKind::trouble, "trouble"},
    {MailKind::escalation, "escalation"},
    {MailKind::delay, "delay"},
    {MailKind::digest, "digest"},
    {MailKind::answer, "answer"},
    {MailKind::history, "story"},
    {MailKind::report, "report"},
    {MailKind::confirmation, "confirmation"},
}};

template <class T, std::size_t N>
std::string_view word_of(const Words<T, N>& words, T value) {
    for (const auto& [known, word] : words)
        if (known == value) return word;
    return {};
}

template <class T, std::size_t N>
std::optional<T> value_of(const Words<T, N>& words, std::string_view word) {
    for (const auto& [value, known] : words)
        if (known == word) return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(Trust trust) {
    return word_of(trusts, trust);
}
Trust parse_trust(std::string_view word) {
    return value_of(trusts, word).value_or(Trust::claimed);
}

std::string_view to_string(Link::Kind kind) {
    return word_of(link_kinds, kind);
}
Link::Kind parse_link_kind(std::string_view word) {
    return value_of(link_kinds, word).value_or(Link::Kind::relates);
}

std::string_view to_string(EntryKind kind) {
    return word_of(entry_kinds, kind);
}
EntryKind parse_entry_kind(std::string_view word) {
    return value_of(entry_kinds, word).value_or(EntryKind::event);
}

std::string_view to_string(MailKind kind) {
    return word_of(mail_kinds, kind);
}
std::optional<MailKind> parse_mail_kind(std::string_view word) {
    return value_of(mail_kinds, word);
}

std::string envelope_id(config::OutboxId row) {
    return std::string(envelope_word) + std::to_string(row.value);
}

std::optional<config::OutboxId> parse_envelope_id(std::string_view id) {
    if (!id.starts_with(envelope_word)) return std::nullopt;
    id.remove_prefix(envelope_word.size());
    config::OutboxId row;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), row.value);
    if (error != std::errc{} || end != id.data() + id.size() || row.value <= 0) return std::nullopt;
    return row;
}

}  // namespace workflow
