// ticketctl search: tickets by the words in their titles and texts.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ticket_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace ticketd::ctl {
namespace {

/// A snippet on one line.
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
    if (phrases.empty() || phrases.size() > storage::Search::max_phrases) {
        std::fprintf(stderr, "Search for one to %zu words or \"phrases\".\n", storage::Search::max_phrases);
        return usage;
    }
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    // The daemon does this while it has nothing else to do; what is found is always all there is.
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
            std::printf("%s\n", printable(fmt::format("{:>6}  {:<19} {}\n        {}", fmt::format("#{}", ticket->number.value),
                                                      config::to_string(ticket->status), ticket->title, snippet))
                                    .c_str());
        }
    }
    if (context.json)
        std::printf("%s\n", array.dump().c_str());
    else if (array.empty())
        std::fprintf(stderr, "No tickets.\n");
    return ok;
}

}  // namespace ticketd::ctl
