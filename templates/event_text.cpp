// Puts ticket events into words with the phrases of a language.

#include "templates/event_text.hpp"

#include "templates/sentence_text.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>
#include <type_traits>

namespace templates {
namespace {

using namespace workflow;

std::string number(int value) {
    return std::to_string(value);
}

std::string number(TicketId ticket) {
    return std::to_string(ticket.value);
}

std::string span(int minutes) {
    return work_words(std::chrono::minutes{minutes});
}

class CauseText {
public:
    explicit CauseText(const ValueText& words) : words_(words), phrases_(words.phrases) {}

    std::string operator()(const cause::None&) const { return {}; }
    std::string operator()(const cause::Unknown&) const { return {}; }
    std::string operator()(const cause::Command& why) const { return fmt::format("[{}]", why.shown); }
    std::string operator()(const cause::Rule& why) const { return fill(why, {{"rule", why.rule}}); }
    std::string operator()(const cause::Contract& why) const { return fill(why, {{"contract", why.contract}}); }
    std::string operator()(const cause::ResolvedFor& why) const { return fill(why, {{"days", number(why.days)}}); }
    std::string operator()(const cause::TicketDone& why) const { return fill(why, {{"status", words_.status(why.status)}}); }
    std::string operator()(const cause::MergedInto& why) const { return fill(why, {{"ticket", number(why.ticket)}}); }
    std::string operator()(const cause::MergedFrom& why) const { return fill(why, {{"ticket", number(why.ticket)}}); }
    std::string operator()(const cause::ForeignToken& why) const { return fill(why, {{"ticket", number(why.ticket)}}); }
    std::string operator()(const cause::NamedByStranger& why) const {
        return fill(why, {{"ticket", number(why.ticket)}, {"address", why.address}});
    }
    std::string operator()(const cause::ClosedLongAgo& why) const {
        return fill(why, {{"ticket", number(why.ticket)}, {"days", number(why.days)}});
    }
    /// A cause without fields is a single phrase.
    template <class Plain>
    std::string operator()(const Plain& why) const {
        static_assert(std::is_empty_v<Plain>);
        return fill(why, {});
    }

private:
    template <class T>
    std::string fill(const T&, Phrases::Holes holes) const {
        return phrases_.fill(fmt::format("cause.{}", T::name), holes);
    }

    const ValueText& words_;
    const Phrases& phrases_;
};

/// The text of an event without author and cause. Its phrase is "event.NAME". A phrase with {who} names the author itself.
class EventText {
public:
    EventText(const ValueText& words, const std::string& who) : words_(words), phrases_(words.phrases), who_(who) {}

    std::string operator()(const event::Opened& what) const {
        std::string out = phrases_.fill("event.opened", {{"who", who_}, {"headline", headline(what.title, what.requester)}});
        if (what.forwarded) out += phrases_["event.opened.forwarded"];
        if (!what.client.empty()) {
            out += "; " + client(what.client, what.contract) + ": ";
            out += what.client_domain.empty() ? phrases_["event.opened.by-contact"]
                                              : phrases_.fill("event.opened.by-domain", {{"domain", what.client_domain}});
        }
        if (!what.category.empty()) {
            out += "; " + phrases_.fill("event.opened.category", {{"category", text::named(what.category)}}) + ": ";
            out += what.keyword.empty()
                       ? phrases_["cause.desk-address"]
                       : phrases_.fill(what.keyword_in == "subject" ? "event.opened.in-subject" : "event.opened.in-text",
                                       {{"keyword", text::quoted(what.keyword)}});
        }
        if (!what.team.empty()) out += "; " + phrases_.fill("event.opened.team", {{"team", what.team}});
        return out;
    }
    std::string operator()(const event::SplitFrom& what) const {
        std::string out = phrases_.fill("event.split-from", {{"ticket", number(what.ticket)},
                                                             {"entries", number(what.entries)},
                                                             {"who", who_},
                                                             {"why", why(what.cause)},
                                                             {"headline", headline(what.title, what.requester)}});
        if (!what.client.empty()) {
            out += "; " + client(what.client, what.contract);
        } else if (!what.contract.empty()) {
            out += contract(what.contract);
        }
        const auto add = [&](std::string_view phrase, std::string_view hole, const std::string& value) {
            if (!value.empty()) out += "; " + phrases_.fill(phrase, {{hole, value}});
        };
        add("event.opened.category", "category", what.category.empty() ? "" : text::named(what.category));
        add("event.split-from.priority", "priority", phrases_.priority(what.priority));
        add("event.split-from.team", "team", what.team.empty() ? "" : text::named(what.team));
        add("event.assigned", "to", what.assignee);
        add("event.split-from.watchers", "watchers", fmt::format("{}", fmt::join(what.watchers, ", ")));
        return out;
    }
    std::string operator()(const event::EntriesMoved& what) const {
        return fill(what, {{"first", number(what.first)}, {"ticket", number(what.ticket)}});
    }
    std::string operator()(const event::StatusChanged& what) const {
        return changed(what, words_.status(what.from), words_.status(what.to));
    }
    std::string operator()(const event::PriorityChanged& what) const {
        return changed(what, phrases_.priority(what.from), phrases_.priority(what.to));
    }
    std::string operator()(const event::CategoryChanged& what) const { return changed(what, named(what.from), named(what.to)); }
    std::string operator()(const event::ClientChanged& what) const {
        std::string out = changed(what, named(what.from), named(what.to));
        if (what.contract_from != what.contract_to)
            out += words_.changed("event.client-changed.contract", named(what.contract_from), named(what.contract_to));
        return out;
    }
    std::string operator()(const event::TitleChanged& what) const {
        return changed(what, text::quoted(what.from), text::quoted(what.to));
    }
    std::string operator()(const event::TemplateUsed& what) const {
        std::string out = fill(what, {{"template", named(what.ticket_template)}});
        if (what.title_from != what.title_to)
            out += ", " + words_.changed("event.title-changed", text::quoted(what.title_from), text::quoted(what.title_to));
        if (!what.category.empty())
            out += ", " + phrases_.fill("event.opened.category", {{"category", text::named(what.category)}});
        return out;
    }
    std::string operator()(const event::TemplateChanged& what) const { return changed(what, named(what.from), named(what.to)); }
    std::string operator()(const event::Assigned& what) const {
        std::string out;
        if (!what.team.empty()) {
            out = phrases_.fill(what.to.empty() ? "event.assigned.team" : "event.assigned.member",
                                {{"team", what.team}, {"to", what.to}});
        } else {
            out =
                what.from.empty() ? fill(what, {{"to", what.to}}) : words_.changed("event.assigned.changed", what.from, what.to);
        }
        if (what.away_until) out += phrases_.fill("event.assigned.away", {{"until", words_.time(*what.away_until)}});
        return out;
    }
    std::string operator()(const event::Unassigned& what) const {
        return words_.changed("event.assigned.changed", named(what.from), phrases_["event.none"]);
    }
    std::string operator()(const event::TeamChanged& what) const { return changed(what, named(what.from), named(what.to)); }
    std::string operator()(const event::WatcherAdded& what) const { return fill(what, {{"address", what.address}}); }
    std::string operator()(const event::WatcherRemoved& what) const { return fill(what, {{"address", what.address}}); }
    std::string operator()(const event::Snoozed& what) const { return fill(what, {{"until", words_.time(what.until)}}); }
    std::string operator()(const event::Linked& what) const {
        return phrases_.fill("event.linked", {{"kind", phrases_[fmt::format("event.link.{}", to_string(what.kind))]},
                                              {"ticket", number(what.ticket)},
                                              {"why", why(what.cause)}});
    }
    std::string operator()(const event::LinkedTicketOpened& what) const {
        return fill(what, {{"ticket", number(what.ticket)}, {"why", why(what.cause)}});
    }
    std::string operator()(const event::MergedInto& what) const { return fill(what, {{"ticket", number(what.ticket)}}); }
    std::string operator()(const event::MergedFrom& what) const { return fill(what, {{"ticket", number(what.ticket)}}); }
    std::string operator()(const event::ResponseClockRestarted& what) const {
        return fill(what, {{"ticket", number(what.ticket)}, {"who", who_}});
    }
    std::string operator()(const event::SlaWarning& what) const { return used(what); }
    std::string operator()(const event::SlaEscalation& what) const { return used(what); }
    std::string operator()(const event::SlaBreach& what) const {
        return fill(what, {{"clock", words_.clock(what.clock)}, {"who", who_}, {"due", words_.time(what.due_at)}});
    }
    std::string operator()(const event::TimeBooked& what) const {
        std::string out = fill(what, {{"time", time(what)}});
        if (what.hours_given)
            out +=
                " " + phrases_.fill("event.time-booked.hours", {{"from", words_.time(what.from)}, {"to", words_.time(what.to)}});
        return out;
    }
    std::string operator()(const event::TimerStopped& what) const { return fill(what, {{"time", time(what)}}); }
    std::string operator()(const event::TimerResumed& what) const { return fill(what, {{"name", what.technician}}); }
    std::string operator()(const event::TimerRemoved& what) const { return fill(what, {{"name", what.technician}}); }
    std::string operator()(const event::TimerAsked& what) const {
        return fill(what, {{"name", what.technician}, {"who", who_}, {"time", span(what.minutes)}});
    }
    std::string operator()(const event::Reminded& what) const { return fill(what, {{"address", what.address}}); }
    std::string operator()(const event::RulesStopped& what) const {
        std::vector<std::string> rules;
        for (const std::string& rule : what.rules)
            rules.push_back(fmt::format("\"{}\"", rule));
        return fill(what, {{"rounds", number(what.rounds)}, {"rules", words_.joined(rules)}});
    }
    std::string operator()(const event::ConfirmationAsked& what) const {
        std::vector<std::string> commands;
        for (const std::string& command : what.commands)
            commands.push_back(fmt::format("[{}]", command));
        return fill(what, {{"commands", words_.joined(commands)}, {"who", who_}});
    }
    std::string operator()(const event::CommandsConfirmed& what) const {
        return fill(what, {{"commands", what.commands}, {"who", who_}});
    }
    std::string operator()(const event::MailRefused& what) const { return refused(what); }
    std::string operator()(const event::ActionRefused& what) const { return refused(what); }
    std::string operator()(const event::AutoReply& what) const {
        if (what.text.empty()) return fill(what, {{"who", who_}, {"subject", what.subject}});
        return phrases_.fill("event.auto-reply-words", {{"who", who_}, {"subject", what.subject}, {"text", what.text}});
    }
    std::string operator()(const event::Reaction& what) const { return fill(what, {{"who", who_}, {"text", what.text}}); }
    std::string operator()(const event::DeliveryFailed& what) const {
        return report(what, fill(what, {{"recipient", whom(what)}}));
    }
    std::string operator()(const event::DeliveryReport& what) const {
        return report(what, fill(what, {{"action", what.action}, {"recipient", whom(what)}}));
    }
    std::string operator()(const event::AddressSuspended& what) const {
        return fill(what, {{"address", what.address}, {"failures", number(what.failures)}});
    }
    std::string operator()(const event::AddressResumed& what) const {
        return fill(what, {{"address", what.address}, {"since", words_.date(what.failing_since)}});
    }
    std::string operator()(const event::MailSuppressed& what) const {
        return fill(what,
                    {{"address", what.address}, {"failures", number(what.failures)}, {"since", words_.date(what.suspended_at)}});
    }
    std::string operator()(const event::TicketErased& what) const {
        std::string out = fill(what, {{"who", who_}});
        if (what.closed_minutes > 0)
            out += phrases_.fill("event.ticket-erased.closed",
                                 {{"time", config::format_duration(std::chrono::minutes{what.closed_minutes})}});
        return out;
    }
    std::string operator()(const event::Unknown& what) const { return what.name_stored; }
    /// An event whose only field is its cause is a single phrase.
    template <class Plain>
    std::string operator()(const Plain& what) const {
        static_assert(std::is_empty_v<Plain> || sizeof(Plain) == sizeof(Cause), "an event with fields needs words of its own");
        return fill(what, {{"who", who_}});
    }

private:
    template <class T>
    std::string fill(const T&, Phrases::Holes holes) const {
        return phrases_.fill(fmt::format("event.{}", T::name), holes);
    }
    template <class T>
    std::string changed(const T&, const std::string& from, const std::string& to) const {
        return words_.changed(fmt::format("event.{}", T::name), from, to);
    }
    template <class T>
    std::string used(const T& what) const {
        return fill(what, {{"clock", words_.clock(what.clock)}, {"who", who_}, {"percent", number(what.percent)}});
    }
    template <class T>
    std::string refused(const T& what) const {
        const Sentence refusal = parse_sentence(what.refusal);
        const std::string reason = refusal.empty() ? what.reason : sentence_text(refusal, phrases_, words_.zone);
        return fill(what, {{"who", who_}, {"reason", reason}});
    }
    template <class T>
    std::string whom(const T& what) const {
        return what.recipient.empty() ? phrases_["event.somebody"] : what.recipient;
    }
    template <class T>
    std::string report(const T& what, std::string out) const {
        if (!what.status.empty()) out += ", " + what.status;
        if (!what.diagnostic.empty()) out += ": " + what.diagnostic;
        if (!what.message_id.empty()) out += fmt::format(" ({} <{}>)", phrases_["event.mail"], what.message_id);
        return out;
    }
    /// "1h30m, counted as 2h, not billable of ana"
    template <class T>
    std::string time(const T& what) const {
        std::string out = span(what.worked);
        if (what.minutes != what.worked) out += phrases_.fill("event.time.counted", {{"time", span(what.minutes)}});
        if (!what.billable) out += phrases_["event.time.not-billable"];
        if (who_ != what.technician && !who_.starts_with(what.technician + " ("))
            out += " " + phrases_.fill("event.time.of", {{"name", what.technician}});
        return out;
    }
    [[nodiscard]] std::string named(const std::string& name) const { return words_.named(name); }
    [[nodiscard]] std::string why(const Cause& cause) const { return std::visit(CauseText(words_), cause); }
    [[nodiscard]] std::string contract(const std::string& name) const {
        return phrases_.fill("event.opened.contract", {{"contract", text::named(name)}});
    }
    [[nodiscard]] std::string client(const std::string& name, const std::string& under) const {
        return phrases_.fill("event.opened.client", {{"client", text::named(name)}}) + (under.empty() ? "" : contract(under));
    }
    /// The title, followed by the requester if there is one.
    [[nodiscard]] std::string headline(const std::string& title, const mail::Address& requester) const {
        if (requester.address.empty()) return text::quoted(title);
        const std::string name = requester.name.empty() ? "" : text::quoted(requester.name) + " ";
        return phrases_.fill("event.headline",
                             {{"title", text::quoted(title)}, {"requester", fmt::format("{}<{}>", name, requester.address)}});
    }

    const ValueText& words_;
    const Phrases& phrases_;
    const std::string& who_;
};

template <class T>
concept HasCause = requires(const T& what) { what.cause; };

/// Events whose own phrase already names the author and the cause.
template <class T>
constexpr bool says_all =
    std::is_same_v<T, event::SplitFrom> || std::is_same_v<T, event::Linked> || std::is_same_v<T, event::LinkedTicketOpened>;

std::string worded(const TicketEvent& event, const std::string& who, const ValueText& words, bool with_why) {
    return std::visit(
        [&]<class T>(const T& one) {
            std::string what = EventText(words, who)(one);
            if constexpr (HasCause<T> && !says_all<T>) {
                what = words.phrases.fill("event.by", {{"what", what}, {"who", who}});
                const bool has_why = with_why && !std::holds_alternative<cause::None>(one.cause);
                if (has_why) what += ": " + std::visit(CauseText(words), one.cause);
            }
            return what;
        },
        event);
}

}  // namespace

std::string actor_text(const std::string& author, Trust trust, const Phrases& phrases) {
    if (author == "ticketd" || author == "admin") return author;
    return fmt::format("{} ({})", author, phrases[fmt::format("event.trust.{}", to_string(trust))]);
}

const Cause* cause_of(const TicketEvent& event) {
    return std::visit(
        []<class T>(const T& one) -> const Cause* {
            if constexpr (HasCause<T>) {
                return &one.cause;
            } else {
                return nullptr;
            }
        },
        event);
}

std::string change_text(const TicketEvent& event, const std::string& who, const ValueText& words) {
    return std::visit(EventText(words, who), event);
}

std::string cause_text(const Cause& why, const ValueText& words) {
    return std::visit(CauseText(words), why);
}

std::string event_text(const TicketEvent& event, const std::string& who, const Phrases& phrases, const date::time_zone* zone) {
    return worded(event, who, ValueText{phrases, zone}, true);
}

std::string entry_text(const Entry& entry, const Phrases& phrases, const date::time_zone* zone) {
    if (!entry.event) return entry.text;
    return event_text(*entry.event, actor_text(entry.author, entry.trust, phrases), phrases, zone);
}

std::string done_text(const Entry& entry, const Phrases& phrases, const date::time_zone* zone) {
    if (!entry.event) return entry.text;
    return worded(*entry.event, actor_text(entry.author, entry.trust, phrases), ValueText{phrases, zone}, false);
}

}  // namespace templates
