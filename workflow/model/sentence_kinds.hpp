#pragma once

#include "workflow/model/sentence.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <type_traits>
#include <utility>

// The table of all sentences, and `say`, which makes one. Only files that make sentences include it.
namespace workflow {

struct SentenceKind {
    std::string_view name;   // of the phrase in templates/LANG/words.txt
    std::string_view holes;  // the names of its values in their order, separated by commas
};

inline constexpr std::array sentence_kinds{
    SentenceKind{"plain", "text"},
    SentenceKind{"did-you-mean", "refusal,near"},
    SentenceKind{"either", "one,other"},
    SentenceKind{"value.none", ""},
    SentenceKind{"value.another", ""},
    SentenceKind{"value.nobody", ""},
    SentenceKind{"value.team", "team"},
    SentenceKind{"value.trusted-server", ""},
    SentenceKind{"value.both-times", "billable,other"},
    SentenceKind{"field.priority", ""},
    SentenceKind{"field.client", ""},
    SentenceKind{"field.category", ""},
    SentenceKind{"field.template", ""},
    SentenceKind{"field.title", ""},
    SentenceKind{"field.description", ""},
    SentenceKind{"field.team", ""},
    SentenceKind{"field.assignee", ""},
    SentenceKind{"field.watcher", ""},
    SentenceKind{"field.snoozed", ""},
    SentenceKind{"field.timer", ""},
    SentenceKind{"field.time", ""},
    SentenceKind{"field.status", ""},
    SentenceKind{"refused.asked-twice", "field"},
    SentenceKind{"refused.no-status", "word"},
    SentenceKind{"refused.no-priority", "word"},
    SentenceKind{"refused.needs-technician", "command,name"},
    SentenceKind{"refused.no-category", "name"},
    SentenceKind{"refused.no-client", "name"},
    SentenceKind{"refused.no-template", "name"},
    SentenceKind{"refused.no-assignee", "name"},
    SentenceKind{"refused.no-technician", "name"},
    SentenceKind{"refused.ambiguous", "name,names"},
    SentenceKind{"refused.no-title", ""},
    SentenceKind{"refused.no-address", "word"},
    SentenceKind{"refused.desk-address", "address"},
    SentenceKind{"refused.outside", "address"},
    SentenceKind{"refused.no-snooze-end", "word"},
    SentenceKind{"refused.done-not-snoozed", "status"},
    SentenceKind{"refused.merge-proof", ""},
    SentenceKind{"refused.split-twice", ""},
    SentenceKind{"refused.split-alone", "command"},
    SentenceKind{"refused.too-many-commands", "count,limit"},
    SentenceKind{"refused.status-way", "from,to"},
    SentenceKind{"refused.away-until-when", "command"},
    SentenceKind{"refused.no-absence-end", "word"},
    SentenceKind{"refused.answered-by-mail", "command,name"},
    SentenceKind{"refused.show-which", ""},
    SentenceKind{"refused.public-note", ""},
    SentenceKind{"refused.no-ticket", "ticket"},
    SentenceKind{"refused.erased", "ticket"},
    SentenceKind{"refused.erased-unchanged", "ticket"},
    SentenceKind{"refused.use-merged", "ticket,into"},
    SentenceKind{"refused.no-number", ""},
    SentenceKind{"refused.needs-title", ""},
    SentenceKind{"refused.seen-before", ""},
    SentenceKind{"refused.merge-which", "word"},
    SentenceKind{"refused.merge-missing", "ticket"},
    SentenceKind{"refused.merged-already", "ticket"},
    SentenceKind{"refused.merged-here", "ticket"},
    SentenceKind{"refused.merge-itself", ""},
    SentenceKind{"refused.merge-clients", "ticket,client,into,into_client"},
    SentenceKind{"refused.merge-closed", "ticket"},
    SentenceKind{"refused.split-nothing", ""},
    SentenceKind{"refused.split-which", ""},
    SentenceKind{"refused.split-number", "word,count"},
    SentenceKind{"refused.split-whole", ""},
    SentenceKind{"refused.no-date", "word"},
    SentenceKind{"refused.time-missing", "command"},
    SentenceKind{"refused.no-time", "word"},
    SentenceKind{"refused.time-length", "word"},
    SentenceKind{"refused.time-to-come", "word"},
    SentenceKind{"refused.time-not-there", "time,name,has"},
    SentenceKind{"refused.unbilled-not-there", "time,name,has"},
    SentenceKind{"refused.time-gone", "time,name"},
    SentenceKind{"refused.no-timer", "name"},
    SentenceKind{"refused.timer-end", "word,since"},
    SentenceKind{"refused.changed-since", "field,value"},
    SentenceKind{"refused.timer-changed", "name,value"},
    SentenceKind{"refused.watcher-changed", "address"},
    SentenceKind{"refused.technician-gone", "name"},
    SentenceKind{"refused.team-gone", "name"},
    SentenceKind{"refused.client-gone", "name"},
    SentenceKind{"refused.category-gone", "name"},
    SentenceKind{"refused.outside-undo", "address"},
    SentenceKind{"refused.undo-nothing", "ticket,name"},
    SentenceKind{"refused.undo-not-last", "command,ticket"},
    SentenceKind{"refused.confirmed-but", "commands,why"},
    SentenceKind{"refused.ticket-gone", ""},
    SentenceKind{"refused.merged-meanwhile", "ticket,into"},
    SentenceKind{"refused.own-request", ""},
    SentenceKind{"refused.too-many-questions", ""},
    SentenceKind{"refused.quotation-mark", ""},
    SentenceKind{"refused.yes-too-late", "commands,until"},
    SentenceKind{"refused.still-waits", "commands"},
    SentenceKind{"refused.nothing-done", "why"},
    SentenceKind{"refused.nothing-changed", "why"},
    SentenceKind{"refused.nothing-asked", "why"},
    SentenceKind{"parse.no-command", "word"},
    SentenceKind{"parse.unknown", "word"},
    SentenceKind{"parse.nearly-note", "word"},
    SentenceKind{"parse.no-question", "word,known"},
    SentenceKind{"parse.no-time", "word"},
    SentenceKind{"parse.flag-needs-value", "word"},
    SentenceKind{"parse.needs-sign", "word"},
    SentenceKind{"parse.needs-value", "word"},
    SentenceKind{"parse.not-by-equals", "word"},
    SentenceKind{"parse.by-equals", "word,sign"},
    SentenceKind{"parse.no-value", "word"},
    SentenceKind{"parse.brackets", "mark"},
    SentenceKind{"parse.between", "mark"},
    SentenceKind{"parse.text-behind", "word"},
    SentenceKind{"parse.note-below", "mark"},
    SentenceKind{"parse.line", "line,why"},
    SentenceKind{"done.change", "change"},
    SentenceKind{"done.status-is", "status"},
    SentenceKind{"done.priority-is", "priority"},
    SentenceKind{"done.was-unassigned", ""},
    SentenceKind{"done.assignee-stays", ""},
    SentenceKind{"done.category-stays", ""},
    SentenceKind{"done.client-stays", ""},
    SentenceKind{"done.title-stays", ""},
    SentenceKind{"done.did-not-watch", "address"},
    SentenceKind{"done.takes-part", "address"},
    SentenceKind{"done.back", ""},
    SentenceKind{"done.away", "until"},
    SentenceKind{"done.split", "entry,ticket"},
    SentenceKind{"done.timer-runs", "since"},
    SentenceKind{"done.timer-cut", "change,since,until"},
    SentenceKind{"done.taken-back", "change"},
    SentenceKind{"done.has-left", "addresses"},
    SentenceKind{"done.merge-stays", ""},
    SentenceKind{"done.split-stays", ""},
    SentenceKind{"done.undo", ""},
    SentenceKind{"done.opened-for", "requester"},
    SentenceKind{"done.kept-as-note", ""},
    SentenceKind{"done.and-sent", "line"},
    SentenceKind{"done.text-unsent", ""},
    SentenceKind{"done.quote-unsent", ""},
    SentenceKind{"ask.waits", "commands,ticket,until"},
    SentenceKind{"ask.needs-yes", ""},
    SentenceKind{"ask.text-not-sent", ""},
    SentenceKind{"ask.timer", "since,time"},
    SentenceKind{"held.in-your-name", "why"},
    SentenceKind{"held.wrong-commands", "why"},
    SentenceKind{"held.not-run", "commands"},
    SentenceKind{"held.text-unverified", ""},
    SentenceKind{"held.text-reached", ""},
    SentenceKind{"held.opened-ticket", ""},
    SentenceKind{"notice.assigned", "who"},
    SentenceKind{"notice.assigned-team", "team,who"},
    SentenceKind{"notice.went-away", "to,who"},
    SentenceKind{"notice.yours-again", "who"},
    SentenceKind{"notice.critical", "who"},
    SentenceKind{"notice.split", "ticket,who"},
    SentenceKind{"notice.timer", "why,change"},
    SentenceKind{"notice.reopened", ""},
    SentenceKind{"notice.quote-edited", ""},
    SentenceKind{"notice.takes-no-part", "address"},
    SentenceKind{"notice.client-solved", "address"},
    SentenceKind{"notice.client-unsolved", "address"},
    SentenceKind{"notice.related", "ticket,title,why"},
    SentenceKind{"notice.follows", "ticket,name,closed"},
    SentenceKind{"notice.follows-nobody", "ticket,closed"},
    SentenceKind{"notice.snooze-over", ""},
    SentenceKind{"notice.told", "why"},
    SentenceKind{"notice.escalated", "why"},
    SentenceKind{"notice.event", "change"},
    SentenceKind{"notice.lost-file", "name,size"},
    SentenceKind{"sla.target-was-due", "clock,due"},
    SentenceKind{"sla.time-used", "percent,clock"},
    SentenceKind{"sla.time-used-due", "percent,clock,due"},
    SentenceKind{"sla.time-used-was-due", "percent,clock,due"},
    SentenceKind{"sla.on-time", "line"},
    SentenceKind{"sla.told-late", "line"},
    SentenceKind{"admin.everybody-away", "ticket,title"},
    SentenceKind{"admin.nobody-there", "ticket,line"},
    SentenceKind{"admin.escalated", "ticket,why"},
    SentenceKind{"admin.rules-stopped", "ticket,change"},
    SentenceKind{"sender.several", ""},
    SentenceKind{"sender.list", ""},
    SentenceKind{"sender.form", ""},
    SentenceKind{"sender.program", ""},
    SentenceKind{"sender.imported", ""},
    SentenceKind{"sender.signed", ""},
    SentenceKind{"sender.auth", ""},
    SentenceKind{"sender.pinned", ""},
    SentenceKind{"sender.token", ""},
    SentenceKind{"sender.domain", "by"},
    SentenceKind{"sender.token-and-domain", "by"},
    SentenceKind{"sender.nothing", ""},
    SentenceKind{"sender.no-participant", ""},
    SentenceKind{"sender.needs-either", ""},
    SentenceKind{"sender.needs-both", ""},
    SentenceKind{"sender.needs-domain", ""},
    SentenceKind{"sender.needs-token", ""},
    SentenceKind{"sender.needs-signature", ""},
    SentenceKind{"sender.signature", "why,trouble"},
    SentenceKind{"smime.other-writer", "technician"},
    SentenceKind{"smime.other-mail", ""},
    SentenceKind{"smime.seen-before", ""},
    SentenceKind{"smime.no-number", "ticket"},
    SentenceKind{"smime.no-subject", ""},
    SentenceKind{"reason.change", "ticket,change,who,why"},
    SentenceKind{"reason.opened", "ticket,change"},
    SentenceKind{"reason.opened-by-mail", "ticket,change,sender"},
    SentenceKind{"reason.ticket", "ticket,line"},
    SentenceKind{"reason.mail", "thread,sender"},
    SentenceKind{"reason.escalated", "ticket,why"},
    SentenceKind{"reason.rule-applies", "rule"},
    SentenceKind{"reason.rule-left-out", "rule,by"},
    SentenceKind{"reason.refused", "why"},
    SentenceKind{"reason.held", "why"},
    SentenceKind{"reason.not-asked", "why"},
    SentenceKind{"reason.held-cannot-run", "why"},
};

/// nullptr: there is no such sentence.
[[nodiscard]] constexpr const SentenceKind* sentence_kind(std::string_view name) {
    const auto* const found =
        std::find_if(sentence_kinds.begin(), sentence_kinds.end(), [&](const auto& one) { return one.name == name; });
    return found == sentence_kinds.end() ? nullptr : found;
}
[[nodiscard]] constexpr std::size_t count_holes(std::string_view holes) {
    return holes.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(holes.begin(), holes.end(), ','));
}

/// A name of the table with as many holes as there are values. Anything else does not compile.
template <class... Values>
struct SentenceName {
    consteval SentenceName(const char* name)  // NOLINT(google-explicit-constructor)
        : known(sentence_kind(name)->name) {
        if (count_holes(sentence_kind(name)->holes) != sizeof...(Values)) throw sizeof...(Values);
    }
    std::string_view known;
};

template <class T>
[[nodiscard]] Value sentence_value(T&& value) {
    using Plain = std::remove_cvref_t<T>;
    if constexpr (std::is_same_v<Plain, Sentence>) {
        return std::vector<Sentence>{std::forward<T>(value)};
    } else if constexpr (std::is_same_v<Plain, TicketId>) {
        return std::to_string(value.value);
    } else if constexpr (std::integral<Plain>) {
        return std::to_string(value);
    } else if constexpr (std::is_convertible_v<T, std::string_view> && !std::is_same_v<Plain, std::string>) {
        return std::string(std::string_view(value));
    } else if constexpr (std::is_convertible_v<T, Cause>) {
        return Cause(std::forward<T>(value));
    } else {
        return Value(std::forward<T>(value));
    }
}

/// say("refused.no-client", name): the sentence of that name with its values in the order of the table.
template <class... Values>
[[nodiscard]] Sentence say(std::type_identity_t<SentenceName<Values...>> what, Values&&... values) {
    Sentence sentence{what.known, {}};
    sentence.values.reserve(sizeof...(Values));
    (sentence.values.push_back(sentence_value(std::forward<Values>(values))), ...);
    return sentence;
}
/// The failed side of a Result.
template <class... Values>
[[nodiscard]] tl::unexpected<Sentence> refusal(std::type_identity_t<SentenceName<Values...>> what, Values&&... values) {
    return tl::unexpected<Sentence>(say<Values...>(what, std::forward<Values>(values)...));
}
/// The same, with the likely candidate for `word`.
[[nodiscard]] tl::unexpected<Sentence> did_you_mean(Sentence refusal, std::string_view word,
                                                    const std::vector<std::string_view>& candidates);
/// A text that reads the same in each language.
[[nodiscard]] inline Sentence plain(std::string text) {
    return say("plain", std::move(text));
}

}  // namespace workflow
