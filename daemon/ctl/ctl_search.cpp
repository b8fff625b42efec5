// ticketctl search: finds tickets by the words in their titles and texts.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/ctl/ticket_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace ticketd::ctl {
namespace {

/// The text without line breaks.
std::string one_line(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

}  // namespace

int search(const Context& context, const SearchOptions& options) {
    const auto phrases = storage::search_phrases(fmt::format("{}", fmt::join(options.words, " ")));
    if (phrases.empty() || phrases.size() > storage::Search::max_phrases)
        return complain(fmt::format("Search for one to {} words or \"phrases\".", storage::Search::max_phrases), usage);
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    // The daemon indexes texts only while it is idle. Indexing the rest here makes the result complete.
    stores.search.take_in_all();
    const workflow::Directory directory(context.config);
    const auto now = wall_clock();
    auto array = nlohmann::ordered_json::array();
    for (const auto& found : stores.search.find(phrases, options.most)) {
        const auto ticket = stores.tickets.find(found.ticket);
        if (!ticket) continue;
        auto head = head_json(directory, *ticket, now);
        const auto snippet = one_line(found.snippet.empty() ? ticket->title : found.snippet);
        head["snippet"] = snippet;
        array.push_back(std::move(head));
        if (!context.json) {
            print_safe_line(fmt::format("{:>6}  {:<19} {}\n        {}", fmt::format("#{}", ticket->number.value),
                                        config::to_string(ticket->status), ticket->title, snippet));
        }
    }
    if (context.json)
        print_json(array);
    else if (array.empty())
        print_note("No tickets.");
    return ok;
}

}  // namespace ticketd::ctl
