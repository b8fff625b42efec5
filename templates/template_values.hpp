#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace templates {

/// The values that a template may use. template_values.cpp has their names; README.md explains them.
enum class Key : std::uint8_t {
    desk,
    language,
    number,
    title,
    original_subject,
    technician,
    recipient,
    status,
    priority,
    urgent,
    internal,
    category,
    client,
    requester,
    requester_address,
    assignee,
    team,
    author,
    author_address,
    trust,
    unverified,
    text,
    text_html,
    excerpt,
    preview,
    has_lines,
    has_files,
    has_actions,
    sla,
    sla_detail,
    sla_percent,
    sla_color,
    sla_shade,
    solved_url,
    not_solved_url,
    unsubscribe_url,
    table,
    table_html,
    closes_on,
    unassigned,
    description,
    description_html,
    question,
    opened_for,
    follows,
    quoted_new,
    quoted_new_html,
    quoted_left_out,
    show_full_url,
    count
};
inline constexpr std::size_t key_count = static_cast<std::size_t>(Key::count);

/// The lists that a template may iterate over as a section. A row holds at most two values; each list names them itself.
enum class List : std::uint8_t { lines, actions, files, left_out, lost, count };
inline constexpr std::size_t list_count = static_cast<std::size_t>(List::count);

struct Row {
    std::string first;   // line, label, name
    std::string second;  // url, size
};

/// The values of one mail, as text.
struct TemplateValues {
    std::array<std::string, key_count> values;
    std::array<std::vector<Row>, list_count> lists;

    [[nodiscard]] std::string& operator[](Key key) { return values[static_cast<std::size_t>(key)]; }
    [[nodiscard]] const std::string& operator[](Key key) const { return values[static_cast<std::size_t>(key)]; }
    [[nodiscard]] std::vector<Row>& operator[](List list) { return lists[static_cast<std::size_t>(list)]; }
    [[nodiscard]] const std::vector<Row>& operator[](List list) const { return lists[static_cast<std::size_t>(list)]; }
};

[[nodiscard]] std::optional<Key> parse_key(std::string_view name);
[[nodiscard]] std::string_view to_string(Key key);
[[nodiscard]] std::optional<List> parse_list(std::string_view name);
[[nodiscard]] std::string_view to_string(List list);

/// The names of the two values in a list's rows. The second is empty when rows have only one value.
[[nodiscard]] std::pair<std::string_view, std::string_view> row_names(List list);

}  // namespace templates
