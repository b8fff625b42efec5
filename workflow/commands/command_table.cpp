#include "workflow/commands/command_table.hpp"

#include "config/suggest.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace workflow {

namespace {

using enum CommandWord::Form;

constexpr auto words = std::to_array<CommandWord>({
    {"status", key, Verb::status, "",
     "sets the status: open, in-progress, waiting-customer, waiting-third-party, resolved, closed"},
    {"resolve", flag, Verb::status, "resolved", "it is solved; the client is asked"},
    {"close", flag, Verb::status, "closed", "closes it without a question"},
    {"reopen", flag, Verb::status, "open", "opens it again"},
    {"wip", flag, Verb::status, "in-progress", "somebody works on it"},
    {"wait", flag, Verb::status, "waiting-customer", "waits for the client; the resolution clock stands still"},
    {"wait3", flag, Verb::status, "waiting-third-party", "waits for a third party; the resolution clock stands still"},

    {"priority", key, Verb::priority, "", "sets the priority: low, medium, high, critical"},
    {"prio", key, Verb::priority, "", ""},
    {"low", flag, Verb::priority, "low", "priority low, as [p4]"},
    {"medium", flag, Verb::priority, "medium", "priority medium, as [p3]"},
    {"high", flag, Verb::priority, "high", "priority high, as [p2]"},
    {"critical", flag, Verb::priority, "critical", "priority critical, as [p1]: all technicians are told at once"},
    {"p1", flag, Verb::priority, "critical", ""},
    {"p2", flag, Verb::priority, "high", ""},
    {"p3", flag, Verb::priority, "medium", ""},
    {"p4", flag, Verb::priority, "low", ""},

    {"assign", key, Verb::assign, "", "gives it to a technician (name, address or beginning of the name) or a team"},
    {"owner", key, Verb::assign, "", ""},
    {"take", flag, Verb::take, "", "gives it to you"},
    {"mine", flag, Verb::take, "", ""},
    {"unassign", flag, Verb::unassign, "", "gives it to nobody"},

    {"note", flag, Verb::note, "", "the text is internal: no client sees it"},
    {"internal", flag, Verb::note, "", ""},
    {"public", flag, Verb::publish, "", "the text goes to the client"},

    {"category", key, Verb::category, "", "sets the category; none clears it"},
    {"client", key, Verb::client, "", "sets the client and with it the contract"},
    {"title", key, Verb::title, "", "renames the ticket"},
    {"cc", list, Verb::watchers, "", "adds (cc+=) or removes (cc-=) watchers"},
    {"snooze", key, Verb::snooze, "", "comes back later: 3d, 4h, or a date 2026-12-01"},
    {"template", key, Verb::ticket_template, "", "fills it from a ticket template"},
    {"merge", key, Verb::merge, "", "goes on in that ticket; what comes later goes there (asks you first)"},
    {"split", flag, Verb::split, "", "makes a ticket of its own of the mail that you answer and what follows it"},
    {"split", key, Verb::split, "", "… of the entry with that number in [show] and what follows it"},
    {"undo", flag, Verb::undo, "", "takes back what you did last on the ticket"},
    {"undo", key, Verb::undo, "", ""},
    {"help", flag, Verb::help, "", "this list"},
    {"show", flag, Verb::show, "", "answers with the whole ticket"},
    {"list", flag, Verb::list, "open", ""},
    {"list open", flag, Verb::list, "open", "answers with the tickets that are open"},
    {"list mine", flag, Verb::list, "mine", "… with yours"},
    {"list unassigned", flag, Verb::list, "unassigned", "… with those that nobody has"},
    {"list breached", flag, Verb::list, "breached", "… with those that missed a promised time"},
    {"list late", flag, Verb::list, "late", "… with those that are over their time now"},
    {"report day", flag, Verb::report, "day", "answers with how yesterday's tickets were served"},
    {"report", flag, Verb::report, "week", ""},
    {"report week", flag, Verb::report, "week", "… those of last week"},
    {"report month", flag, Verb::report, "month", "… those of last month"},
    {"report year", flag, Verb::report, "year", "… those of last year"},

    {"time", key, Verb::time, "", "writes down time: 30m, 1h30m, 09:00-10:15, or -30m to take some back"},
    {"spend", key, Verb::time, "", ""},
    {"nonbillable", flag, Verb::time_billable, "no", "with a time: nobody pays for it, [time=30m;nonbillable]"},
    {"billable", flag, Verb::time_billable, "yes", ""},
    {"date", key, Verb::time_date, "", "with a time: the day of it, [time=30m;date=2026-11-20]"},
    {"for", key, Verb::time_text, "", "with a time: what was done"},
    {"with", key, Verb::time_with, "", "with a time: who else was there, for whom the same is written down"},
    {"start", flag, Verb::timer, "start", "starts your timer"},
    {"stop", flag, Verb::timer, "stop", "stops it and writes its time down"},
    {"stop", key, Verb::timer, "", "the same, at another time: stop=17:30, or stop=45m after its start"},
    {"away until", phrase, Verb::away, "", "no team gives you tickets until that day: [away until 2026-12-01]"},
    {"away", key, Verb::away, "", ""},
    {"away", flag, Verb::away, "", ""},
    {"back", flag, Verb::away, "back", "ends it"},
});

/// What mail servers write into subjects. It is near to one of ours ("internal") and must stay what it is.
constexpr std::array<std::string_view, 6> marks_of_servers{"external", "extern", "ext", "suspect", "warning", "caution"};

}  // namespace

std::span<const CommandWord> command_words() {
    return words;
}

const CommandWord* command_word(std::string_view word, CommandWord::Form form) {
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const CommandWord& known) { return known.form == form && known.word == word; });
    return found == words.end() ? nullptr : &*found;
}

std::string_view nearest_command(std::string_view word) {
    const std::string folded = text::folded(word);
    if (folded.size() < 3) return {};
    if (std::find(marks_of_servers.begin(), marks_of_servers.end(), folded) != marks_of_servers.end()) return {};
    std::vector<std::string_view> candidates;
    candidates.reserve(words.size());
    for (const CommandWord& known : words)
        candidates.push_back(known.word);
    return config::closest(folded, candidates);
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
