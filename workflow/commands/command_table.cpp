// The table of all command words, which the parser, refusals and [help] share.
#include "workflow/commands/command_table.hpp"

#include "workflow/commands/near_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace workflow {

namespace {

using enum CommandWord::Form;

constexpr auto words = std::to_array<CommandWord>({
    {"status", key, CommandKind::status, "",
     "sets the status: open, in-progress, waiting-customer, waiting-third-party, resolved, closed"},
    {"resolve", flag, CommandKind::status, "resolved", "it is solved; the client is asked"},
    {"close", flag, CommandKind::status, "closed", "closes it without a question"},
    {"reopen", flag, CommandKind::status, "open", "opens it again"},
    {"wip", flag, CommandKind::status, "in-progress", "somebody works on it"},
    {"wait", flag, CommandKind::status, "waiting-customer", "waits for the client; the resolution clock stands still"},
    {"wait3", flag, CommandKind::status, "waiting-third-party", "waits for a third party; the resolution clock stands still"},

    {"priority", key, CommandKind::priority, "", "sets the priority: low, medium, high, critical"},
    {"prio", key, CommandKind::priority, "", ""},
    {"low", flag, CommandKind::priority, "low", "priority low, as [p4]"},
    {"medium", flag, CommandKind::priority, "medium", "priority medium, as [p3]"},
    {"high", flag, CommandKind::priority, "high", "priority high, as [p2]"},
    {"critical", flag, CommandKind::priority, "critical", "priority critical, as [p1]: all technicians are told at once"},
    {"p1", flag, CommandKind::priority, "critical", ""},
    {"p2", flag, CommandKind::priority, "high", ""},
    {"p3", flag, CommandKind::priority, "medium", ""},
    {"p4", flag, CommandKind::priority, "low", ""},

    {"assign", key, CommandKind::assign, "", "gives it to a technician (name, address or beginning of the name) or a team"},
    {"owner", key, CommandKind::assign, "", ""},
    {"take", flag, CommandKind::take, "", "gives it to you"},
    {"mine", flag, CommandKind::take, "", ""},
    {"unassign", flag, CommandKind::unassign, "", "gives it to nobody"},

    {"note", flag, CommandKind::note, "", "the text is internal: no client sees it"},
    {"internal", flag, CommandKind::note, "", ""},
    {"public", flag, CommandKind::publish, "", "the text goes to the client"},

    {"category", key, CommandKind::category, "", "sets the category; none clears it"},
    {"client", key, CommandKind::client, "", "sets the client and with it the contract"},
    {"title", key, CommandKind::title, "", "renames the ticket"},
    {"cc", list, CommandKind::watchers, "", "adds (cc+=) or removes (cc-=) watchers"},
    {"snooze", key, CommandKind::snooze, "", "comes back later: 3d, 4h, or a date 2026-12-01"},
    {"template", key, CommandKind::ticket_template, "", "fills it from a ticket template"},
    {"merge", key, CommandKind::merge, "", "goes on in that ticket; what comes later goes there (asks you first)"},
    {"split", flag, CommandKind::split, "", "makes a ticket of its own of the mail that you answer and what follows it"},
    {"split", key, CommandKind::split, "", "… of the entry with that number in [show] and what follows it"},
    {"undo", flag, CommandKind::undo, "", "takes back what you did last on the ticket"},
    {"undo", key, CommandKind::undo, "", ""},
    {"help", flag, CommandKind::help, "", "this list"},
    {"show", flag, CommandKind::show, "", "answers with the whole ticket"},
    {"show full", flag, CommandKind::show, "full", "… and with what the mails quoted"},
    {"list", flag, CommandKind::list, "open", ""},
    {"list open", flag, CommandKind::list, "open", "answers with the tickets that are open"},
    {"list mine", flag, CommandKind::list, "mine", "… with yours"},
    {"list unassigned", flag, CommandKind::list, "unassigned", "… with those that nobody has"},
    {"list breached", flag, CommandKind::list, "breached", "… with those that missed a promised time"},
    {"list late", flag, CommandKind::list, "late", "… with those that are over their time now"},
    {"report day", flag, CommandKind::report, "day", "answers with how yesterday's tickets were served"},
    {"report", flag, CommandKind::report, "week", ""},
    {"report week", flag, CommandKind::report, "week", "… those of last week"},
    {"report month", flag, CommandKind::report, "month", "… those of last month"},
    {"report year", flag, CommandKind::report, "year", "… those of last year"},

    {"time", key, CommandKind::time, "", "writes down time: 30m, 1h30m, 09:00-10:15, or -30m to take some back"},
    {"spend", key, CommandKind::time, "", ""},
    {"nonbillable", flag, CommandKind::time_billable, "no", "with a time: nobody pays for it, [time=30m;nonbillable]"},
    {"billable", flag, CommandKind::time_billable, "yes", ""},
    {"date", key, CommandKind::time_date, "", "with a time: the day of it, [time=30m;date=2026-11-20]"},
    {"for", key, CommandKind::time_text, "", "with a time: what was done"},
    {"with", key, CommandKind::time_with, "", "with a time: who else was there, for whom the same is written down"},
    {"start", flag, CommandKind::timer, "start", "starts your timer"},
    {"stop", flag, CommandKind::timer, "stop", "stops it and writes its time down"},
    {"stop", key, CommandKind::timer, "", "the same, at another time: stop=17:30, or stop=45m after its start"},
    {"away until", phrase, CommandKind::away, "", "no team gives you tickets until that day: [away until 2026-12-01]"},
    {"away", key, CommandKind::away, "", ""},
    {"away", flag, CommandKind::away, "", ""},
    {"back", flag, CommandKind::away, "back", "ends it"},
});

}  // namespace

std::span<const CommandWord> command_words() {
    return words;
}

const CommandWord* command_word(std::string_view word, CommandWord::Form form) {
    const auto find = [&](std::string_view wanted) {
        return std::find_if(words.begin(), words.end(),
                            [&](const CommandWord& known) { return known.form == form && known.word == wanted; });
    };
    auto found = find(word);
    if (found == words.end() && form == flag && is_note_word(word)) found = find("note");
    return found == words.end() ? nullptr : &*found;
}

std::vector<CommandHelp> command_help() {
    std::vector<CommandHelp> lines;
    for (const CommandWord& known : words) {
        if (known.meaning.empty()) continue;
        const std::string_view sign = known.form == key ? "=…" : known.form == list ? "+=…" : known.form == phrase ? " …" : "";
        lines.push_back({fmt::format("[{}{}]", known.word, sign), known.meaning});
    }
    return lines;
}

}  // namespace workflow
