// Reads and writes the columns of table ticket from one list of fields.
#include "storage/ticket_columns.hpp"

#include "storage/sql/db_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <type_traits>

namespace storage {

using config::Instant;
using workflow::Ticket;

namespace {

std::int64_t micros_or_zero(const std::optional<Instant>& at) {
    return at ? config::to_micros(*at) : 0;
}

std::optional<Instant> instant_unless_zero(std::int64_t micros) {
    return micros == 0 ? std::nullopt : std::optional(config::from_micros(micros));
}

/// One line per person: name, minutes worked and counted, start of the timer, time of the last question about it.
/// Minutes that are not billable follow the minutes worked, as in "90/30". A line without them was written before that
/// distinction existed.
std::string write_efforts(const std::vector<workflow::Effort>& efforts) {
    std::vector<std::string> lines;
    for (const workflow::Effort& effort : efforts)
        lines.push_back(fmt::format("{} {}{} {} {} {}", effort.technician, effort.worked,
                                    effort.unbilled ? fmt::format("/{}", *effort.unbilled) : "", effort.counted,
                                    micros_or_zero(effort.timer_since), micros_or_zero(effort.asked_at)));
    return join_list(lines);
}

std::vector<workflow::Effort> read_efforts(const std::string& column) {
    std::vector<workflow::Effort> efforts;
    for (std::string_view line : split_list(column)) {
        std::array<std::int64_t, 4> values{};
        std::optional<int> unbilled;
        for (auto value = values.rbegin(); value != values.rend(); ++value) {
            const std::size_t blank = std::min(line.rfind(' '), line.size());
            const std::string_view word = line.substr(std::min(blank + 1, line.size()));
            const char* const end = word.data() + word.size();
            const char* const after = std::from_chars(word.data(), end, *value).ptr;
            if (after != end && *after == '/') std::from_chars(after + 1, end, unbilled.emplace(0));
            line = line.substr(0, blank);
        }
        efforts.push_back({std::string(line), static_cast<int>(values[0]), static_cast<int>(values[1]),
                           instant_unless_zero(values[2]), instant_unless_zero(values[3]), unbilled});
    }
    return efforts;
}

/// One list per person: id, name, then four strings for each step that can be undone.
std::string write_undos(const std::vector<workflow::Undo>& undos) {
    std::vector<std::string> lists;
    for (const workflow::Undo& undo : undos) {
        std::vector<std::string> words{std::to_string(undo.id), undo.by};
        for (const workflow::Undo::Step& step : undo.steps)
            words.insert(words.end(), {step.what, step.who, step.was, step.is});
        lists.push_back(join_list(words));
    }
    return join_list(lists);
}

std::vector<workflow::Undo> read_undos(const std::string& column) {
    std::vector<workflow::Undo> undos;
    for (const std::string& list : split_list(column)) {
        const std::vector<std::string> words = split_list(list);
        if (words.size() < 2) continue;
        workflow::Undo& undo = undos.emplace_back();
        std::from_chars(words[0].data(), words[0].data() + words[0].size(), undo.id);
        undo.by = words[1];
        for (std::size_t i = 2; i + 3 < words.size(); i += 4)
            undo.steps.push_back({words[i], words[i + 1], words[i + 2], words[i + 3]});
    }
    return undos;
}

template <class Field>
constexpr Type type_of() {
    constexpr bool is_text = std::is_same_v<Field, std::string> || std::is_same_v<Field, std::vector<std::string>> ||
                             std::is_same_v<Field, std::vector<workflow::ClockEvent>> ||
                             std::is_same_v<Field, std::vector<workflow::Effort>> ||
                             std::is_same_v<Field, std::vector<workflow::Undo>> || std::is_same_v<Field, config::Status> ||
                             std::is_same_v<Field, config::Priority>;
    return is_text ? Type::text : Type::integer;
}

/// Puts each field into the next cell of a row.
struct Writer {
    RowBatch& rows;
    std::int64_t version;

    void operator()(const char*, const config::TicketId& value) const { rows.integer(value.value); }
    void operator()(const char*, const std::int64_t&) const { rows.integer(version); }
    void operator()(const char*, const int& value) const { rows.integer(value); }
    void operator()(const char*, const std::string& value) const { rows.text(value); }
    void operator()(const char*, const std::vector<std::string>& value) const { rows.text(join_list(value)); }
    void operator()(const char*, const std::vector<workflow::Effort>& value) const { rows.text(write_efforts(value)); }
    void operator()(const char*, const std::vector<workflow::Undo>& value) const { rows.text(write_undos(value)); }
    void operator()(const char*, const config::Status& value) const { rows.text(config::to_string(value)); }
    void operator()(const char*, const config::Priority& value) const { rows.text(config::to_string(value)); }
    void operator()(const char*, const Instant& value) const { rows.instant(value); }
    void operator()(const char*, const std::optional<Instant>& value) const { rows.optional_instant(value); }
    void operator()(const char*, const std::chrono::seconds& value) const { rows.integer(value.count()); }
    void operator()(const char*, const std::chrono::microseconds& value) const { rows.integer(value.count()); }
    void operator()(const char*, const std::vector<workflow::ClockEvent>& value) const { rows.text(workflow::to_text(value)); }
};

/// Fills each field from the next column.
struct Reader {
    const Query& query;
    std::size_t column = 0;

    void operator()(const char*, config::TicketId& value) { value.value = query.integer(column++); }
    void operator()(const char*, std::int64_t& value) { value = query.integer(column++); }
    void operator()(const char*, int& value) { value = static_cast<int>(query.integer(column++)); }
    void operator()(const char*, std::string& value) { value = query.text(column++); }
    void operator()(const char*, std::vector<std::string>& value) { value = split_list(query.text(column++)); }
    void operator()(const char*, std::vector<workflow::Effort>& value) { value = read_efforts(query.text(column++)); }
    void operator()(const char*, std::vector<workflow::Undo>& value) { value = read_undos(query.text(column++)); }
    void operator()(const char*, config::Status& value) { value = config::parse_status(query.text(column++)).value_or(value); }
    void operator()(const char*, config::Priority& value) {
        value = config::parse_priority(query.text(column++)).value_or(value);
    }
    void operator()(const char*, Instant& value) { value = query.instant(column++); }
    void operator()(const char*, std::optional<Instant>& value) { value = query.optional_instant(column++); }
    void operator()(const char*, std::chrono::seconds& value) { value = std::chrono::seconds(query.integer(column++)); }
    void operator()(const char*, std::chrono::microseconds& value) { value = std::chrono::microseconds(query.integer(column++)); }
    void operator()(const char*, std::vector<workflow::ClockEvent>& value) {
        value = workflow::parse_clock_log(query.text(column++));
    }
};

}  // namespace

const std::vector<Column>& ticket_columns() {
    static const std::vector<Column> columns = [] {
        std::vector<Column> out;
        const Ticket ticket;
        each_column(ticket, [&]<class Field>(const char* name, const Field&) { out.push_back({name, type_of<Field>()}); });
        out.push_back({"requester_key", Type::text});
        return out;
    }();
    return columns;
}

void add_ticket(RowBatch& rows, const Ticket& ticket, std::int64_t version) {
    each_column(ticket, Writer{rows, version});
    rows.text(index_key(mail::normalized(ticket.requester.address)));
}

std::string select_tickets_text(const std::string& rest) {
    std::string names;
    for (const Column& column : ticket_columns()) {
        if (std::string_view(column.name) == "requester_key") continue;
        names += (names.empty() ? "" : ", ");
        names += column.name;
    }
    return "select " + names + " from ticket " + rest;
}

const std::vector<Type>& select_tickets_types() {
    static const std::vector<Type> types = [] {
        std::vector<Type> out;
        for (const Column& column : ticket_columns())
            out.push_back(column.type);
        out.pop_back();  // requester_key is derived, so it is not read
        return out;
    }();
    return types;
}

std::vector<Ticket> fetch_tickets(Query& query) {
    std::vector<Ticket> tickets;
    while (query.next())
        each_column(tickets.emplace_back(), Reader{query});
    return tickets;
}

}  // namespace storage
