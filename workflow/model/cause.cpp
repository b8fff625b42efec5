// Puts causes into English words, for the reasons of a decision.

#include "workflow/model/cause.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

struct Words {
    std::string operator()(const cause::None&) const { return {}; }
    std::string operator()(const cause::Command& why) const { return fmt::format("[{}]", why.shown); }
    std::string operator()(const cause::Rule& why) const { return fmt::format("rule \"{}\"", why.rule); }
    std::string operator()(const cause::Contract& why) const { return fmt::format("contract {}", why.contract); }
    std::string operator()(const cause::UrgentMail&) const { return "the mail is marked as urgent"; }
    std::string operator()(const cause::DeskAddress&) const { return "written to its address"; }
    std::string operator()(const cause::TheirMail&) const { return "their mail"; }
    std::string operator()(const cause::TheirAnswer&) const { return "their answer"; }
    std::string operator()(const cause::TheirUnsubscription&) const { return "their unsubscription"; }
    std::string operator()(const cause::ClientSaysSolved&) const { return "the client says it is solved"; }
    std::string operator()(const cause::ClientSaysUnsolved&) const { return "the client says it is not solved"; }
    std::string operator()(const cause::PublicAnswer&) const { return "a public answer"; }
    std::string operator()(const cause::AnsweredBeforeSplit&) const { return "it was answered before the split"; }
    std::string operator()(const cause::MergedTicket&) const { return "of the merged ticket"; }
    std::string operator()(const cause::CopiedIn&) const { return "in Cc, at a domain of the client"; }
    std::string operator()(const cause::ReplyTo&) const { return "their mail asks for answers there"; }
    std::string operator()(const cause::Mentioned&) const { return "mentioned"; }
    std::string operator()(const cause::ResolvedFor& why) const { return fmt::format("resolved for {} days", why.days); }
    std::string operator()(const cause::SnoozeOver&) const { return "its time has come"; }
    std::string operator()(const cause::TicketDone& why) const { return fmt::format("the ticket is {}", to_string(why.status)); }
    std::string operator()(const cause::MergedInto& why) const { return fmt::format("merged into #{}", why.ticket.value); }
    std::string operator()(const cause::MergedFrom& why) const {
        return fmt::format("#{} was merged into this", why.ticket.value);
    }
    std::string operator()(const cause::ForeignToken& why) const {
        return fmt::format("a reply token of #{}, but another subject and no reference to it", why.ticket.value);
    }
    std::string operator()(const cause::NamedByStranger& why) const {
        return fmt::format("names #{} in its subject, but {} takes no part in it", why.ticket.value, why.address);
    }
    std::string operator()(const cause::ClosedLongAgo& why) const {
        return fmt::format("#{} was closed more than {} days ago", why.ticket.value, why.days);
    }
    std::string operator()(const cause::SameMail&) const { return "one mail belongs to both"; }
    std::string operator()(const cause::Unknown&) const { return {}; }
};

}  // namespace

std::string reason_words(const Cause& cause) {
    return std::visit(Words{}, cause);
}

}  // namespace workflow
