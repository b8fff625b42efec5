// Erases names and titles inside stored events, value by value, so that the JSON around them stays valid.

#include "storage/event_erasure.hpp"

#include "storage/sql/db_text.hpp"
#include "storage/sql/sql.hpp"
#include "workflow/model/ticket_event.hpp"

#include <utility>

namespace storage {

namespace {

using workflow::TicketEvent;
namespace event = workflow::event;

std::vector<std::pair<std::int64_t, TicketEvent>> events_of(const Sql& sql, const std::vector<std::int64_t>& tickets) {
    std::vector<std::pair<std::int64_t, TicketEvent>> found;
    if (tickets.empty()) return found;
    Query query(sql, "select id, event from entry where event <> '' and ticket " + in_integers(sql, "ids"),
                {Type::integer, Type::text});
    query.bind("ids", json_list(tickets));
    while (query.next())
        if (auto event = workflow::parse_event(query.text(1))) found.emplace_back(query.integer(0), std::move(*event));
    return found;
}

void replace_all(std::string& text, const std::string& words) {
    constexpr std::string_view mark = "erased";
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + mark.size()))
        text.replace(at, words.size(), mark);
}

}  // namespace

std::vector<std::string> titles_in_events(const Sql& sql, config::TicketId ticket) {
    std::vector<std::string> titles;
    for (const auto& [id, one] : events_of(sql, {ticket.value})) {
        if (const auto* opened = std::get_if<event::Opened>(&one)) {
            titles.insert(titles.end(), {opened->title, opened->requester.name, opened->keyword});
        } else if (const auto* split = std::get_if<event::SplitFrom>(&one)) {
            titles.insert(titles.end(), {split->title, split->requester.name});
        } else if (const auto* changed = std::get_if<event::TitleChanged>(&one)) {
            titles.insert(titles.end(), {changed->from, changed->to});
        } else if (const auto* used = std::get_if<event::TemplateUsed>(&one)) {
            titles.insert(titles.end(), {used->title_from, used->title_to});
        }
    }
    return titles;
}

void erase_in_events(const Sql& sql, const std::vector<std::int64_t>& tickets, const std::vector<std::string>& words) {
    for (auto& [id, event] : events_of(sql, tickets)) {
        const TicketEvent before = event;
        workflow::change_texts(event, [&](std::string& text) {
            for (const std::string& word : words)
                if (!word.empty()) replace_all(text, word);
        });
        if (event == before) continue;
        Query(sql, "update entry set event = :event where id = :id")
            .bind("event", clean(workflow::event_json(event)))
            .bind("id", id)
            .run();
    }
}

}  // namespace storage
