#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace workflow {

/// Why something happened to a ticket. Each has a name that is stored and public ("cause" in the JSON of an event).
namespace cause {

struct None {
    static constexpr std::string_view name = "none";
    bool operator==(const None&) const = default;
};
struct Command {
    static constexpr std::string_view name = "command";
    std::string shown;  // as typed, without brackets
    bool operator==(const Command&) const = default;
};
struct Rule {
    static constexpr std::string_view name = "rule";
    std::string rule;
    bool operator==(const Rule&) const = default;
};
struct Contract {
    static constexpr std::string_view name = "contract";
    std::string contract;  // empty: the defaults apply
    bool operator==(const Contract&) const = default;
};
struct UrgentMail {
    static constexpr std::string_view name = "urgent-mail";
    bool operator==(const UrgentMail&) const = default;
};
/// The mail was written to the address of a template.
struct DeskAddress {
    static constexpr std::string_view name = "desk-address";
    bool operator==(const DeskAddress&) const = default;
};
struct TheirMail {
    static constexpr std::string_view name = "their-mail";
    bool operator==(const TheirMail&) const = default;
};
struct TheirAnswer {
    static constexpr std::string_view name = "their-answer";
    bool operator==(const TheirAnswer&) const = default;
};
struct TheirUnsubscription {
    static constexpr std::string_view name = "their-unsubscription";
    bool operator==(const TheirUnsubscription&) const = default;
};
struct ClientSaysSolved {
    static constexpr std::string_view name = "client-says-solved";
    bool operator==(const ClientSaysSolved&) const = default;
};
struct ClientSaysUnsolved {
    static constexpr std::string_view name = "client-says-unsolved";
    bool operator==(const ClientSaysUnsolved&) const = default;
};
struct PublicAnswer {
    static constexpr std::string_view name = "public-answer";
    bool operator==(const PublicAnswer&) const = default;
};
struct AnsweredBeforeSplit {
    static constexpr std::string_view name = "answered-before-split";
    bool operator==(const AnsweredBeforeSplit&) const = default;
};
/// The watcher came with the ticket that was merged in.
struct MergedTicket {
    static constexpr std::string_view name = "merged-ticket";
    bool operator==(const MergedTicket&) const = default;
};
/// The mail had the address in Cc, and its domain is the client's.
struct CopiedIn {
    static constexpr std::string_view name = "copied-in";
    bool operator==(const CopiedIn&) const = default;
};
/// The mail asks for answers there (Reply-To).
struct ReplyTo {
    static constexpr std::string_view name = "reply-to";
    bool operator==(const ReplyTo&) const = default;
};
struct Mentioned {
    static constexpr std::string_view name = "mentioned";
    bool operator==(const Mentioned&) const = default;
};
/// The ticket had been resolved for this long, so it closes automatically.
struct ResolvedFor {
    static constexpr std::string_view name = "resolved-for";
    int days = 0;
    bool operator==(const ResolvedFor&) const = default;
};
struct SnoozeOver {
    static constexpr std::string_view name = "snooze-over";
    bool operator==(const SnoozeOver&) const = default;
};
/// The ticket is resolved or closed.
struct TicketDone {
    static constexpr std::string_view name = "ticket-done";
    config::Status status = config::Status::closed;
    bool operator==(const TicketDone&) const = default;
};
/// This ticket was merged into `ticket`.
struct MergedInto {
    static constexpr std::string_view name = "merged-into";
    config::TicketId ticket;
    bool operator==(const MergedInto&) const = default;
};
/// `ticket` was merged into this one.
struct MergedFrom {
    static constexpr std::string_view name = "merged-from";
    config::TicketId ticket;
    bool operator==(const MergedFrom&) const = default;
};
/// The mail has a reply token of `ticket`, but is about something else.
struct ForeignToken {
    static constexpr std::string_view name = "foreign-token";
    config::TicketId ticket;
    bool operator==(const ForeignToken&) const = default;
};
/// The subject names `ticket`, of which the sender is not a participant.
struct NamedByStranger {
    static constexpr std::string_view name = "named-by-stranger";
    config::TicketId ticket;
    std::string address;
    bool operator==(const NamedByStranger&) const = default;
};
/// `ticket` was closed too long ago to be reopened.
struct ClosedLongAgo {
    static constexpr std::string_view name = "closed-long-ago";
    config::TicketId ticket;
    int days = 0;
    bool operator==(const ClosedLongAgo&) const = default;
};
/// One mail belongs to both tickets: it refers to them or names them.
struct SameMail {
    static constexpr std::string_view name = "same-mail";
    bool operator==(const SameMail&) const = default;
};
/// A cause that was written by a newer version.
struct Unknown {
    static constexpr std::string_view name = "unknown";
    std::string json;  // as stored
    bool operator==(const Unknown&) const = default;
};

}  // namespace cause

using Cause = std::variant<cause::None, cause::Command, cause::Rule, cause::Contract, cause::UrgentMail, cause::DeskAddress,
                           cause::TheirMail, cause::TheirAnswer, cause::TheirUnsubscription, cause::ClientSaysSolved,
                           cause::ClientSaysUnsolved, cause::PublicAnswer, cause::AnsweredBeforeSplit, cause::MergedTicket,
                           cause::CopiedIn, cause::ReplyTo, cause::Mentioned, cause::ResolvedFor, cause::SnoozeOver,
                           cause::TicketDone, cause::MergedInto, cause::MergedFrom, cause::ForeignToken, cause::NamedByStranger,
                           cause::ClosedLongAgo, cause::SameMail, cause::Unknown>;

}  // namespace workflow
