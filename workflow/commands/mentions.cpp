// Finds @name in a technician's text and adds those named as watchers.
#include "workflow/commands/mentions.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow {

namespace {

/// What names of technicians are made of.
bool is_of_a_name(char c) {
    return text::is_word(c) || c == '.' || c == '_' || c == '-';
}

constexpr std::string_view opening = "\n\r([{\"'*,;:>";  // what may stand before a name that is called

/// Tells, for ascending places of a text, whether their line bears a quote mark, since somebody else wrote it, or is indented as
/// code is.
class QuotedLines {
public:
    explicit QuotedLines(std::string_view text) : text_(text) { begin(0); }

    bool holds(std::size_t at) {
        while (at > end_)
            begin(end_ + 1);
        return quoted_;
    }

private:
    void begin(std::size_t line) {
        end_ = std::min(text_.find('\n', line), text_.size());
        const std::size_t first = std::min(text_.find_first_not_of(" \t", line), end_);
        const bool code = first - line >= 4 || text_.substr(line, first - line).find('\t') != std::string_view::npos;
        quoted_ = code || (first < end_ && text_[first] == '>');
    }

    std::string_view text_;
    std::size_t end_ = 0;  // of the current line
    bool quoted_ = false;
};

}  // namespace

std::vector<const config::Technician*> mentioned(const Directory& directory, std::string_view text) {
    std::vector<const config::Technician*> found;
    QuotedLines quoted(text);
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        // A word of its own, and no part of an address, a link, a path or code.
        if (at > 0 && !text::is_blank(text[at - 1]) && opening.find(text[at - 1]) == std::string_view::npos) continue;
        if (quoted.holds(at)) continue;
        std::size_t end = at + 1;
        while (end < text.size() && is_of_a_name(text[end]))
            ++end;
        if (end < text.size() && text[end] == '@') continue;  // "@home@example.org": a name of another world
        const std::size_t next = text.find_first_not_of(" \t", end);
        if (next != std::string_view::npos && text[next] == '=') continue;  // "@ben = 1": code
        std::string_view name = text.substr(at + 1, end - at - 1);
        // "ask @ana." and "@ana-" end in a character that may be part of a name: tries the full name first, then trims it.
        const config::Technician* technician = directory.technician(text::folded(name));
        while (!technician && !name.empty() && !text::is_word(name.back())) {
            name.remove_suffix(1);
            technician = directory.technician(text::folded(name));
        }
        if (technician && std::find(found.begin(), found.end(), technician) == found.end()) found.push_back(technician);
    }
    return found;
}

void add_mentioned(DecisionBuilder& builder, Ticket& ticket, std::string_view text, const Actor& actor) {
    if (actor.kind != Actor::Kind::technician) return;
    for (const config::Technician* technician : mentioned(builder.directory, text))
        if (technician->name != actor.name && technician->name != ticket.assignee)
            add_watcher(builder, ticket, technician->email, actor, cause::Mentioned{});
}

}  // namespace workflow
