// Lists the names of the values and lists that templates may use.
#include "templates/template_values.hpp"

namespace templates {
namespace {

constexpr std::array<std::string_view, key_count> key_names{"desk",
                                                            "language",
                                                            "number",
                                                            "title",
                                                            "original_subject",
                                                            "technician",
                                                            "recipient",
                                                            "status",
                                                            "priority",
                                                            "urgent",
                                                            "internal",
                                                            "category",
                                                            "client",
                                                            "requester",
                                                            "requester_address",
                                                            "assignee",
                                                            "team",
                                                            "author",
                                                            "author_address",
                                                            "trust",
                                                            "unverified",
                                                            "text",
                                                            "text_html",
                                                            "excerpt",
                                                            "preview",
                                                            "has_lines",
                                                            "has_files",
                                                            "has_actions",
                                                            "sla",
                                                            "sla_detail",
                                                            "sla_percent",
                                                            "sla_color",
                                                            "sla_shade",
                                                            "solved_url",
                                                            "not_solved_url",
                                                            "unsubscribe_url",
                                                            "table",
                                                            "table_html",
                                                            "closes_on",
                                                            "unassigned",
                                                            "description",
                                                            "description_html",
                                                            "question",
                                                            "opened_for",
                                                            "follows",
                                                            "quoted_new",
                                                            "quoted_new_html",
                                                            "quoted_left_out",
                                                            "show_full_url"};

struct ListNames {
    std::string_view list, first, second;
};
constexpr std::array<ListNames, list_count> list_names{{
    {"lines", "line", ""},
    {"actions", "label", "url"},
    {"files", "name", "size"},
    {"left_out", "name", "size"},
    {"lost", "name", "size"},
}};

}  // namespace

std::optional<Key> parse_key(std::string_view name) {
    for (std::size_t i = 0; i < key_count; ++i)
        if (key_names[i] == name) return static_cast<Key>(i);
    return std::nullopt;
}

std::string_view to_string(Key key) {
    return key_names[static_cast<std::size_t>(key)];
}

std::optional<List> parse_list(std::string_view name) {
    for (std::size_t i = 0; i < list_count; ++i)
        if (list_names[i].list == name) return static_cast<List>(i);
    return std::nullopt;
}

std::string_view to_string(List list) {
    return list_names[static_cast<std::size_t>(list)].list;
}

std::pair<std::string_view, std::string_view> row_names(List list) {
    const auto& names = list_names[static_cast<std::size_t>(list)];
    return {names.first, names.second};
}

}  // namespace templates
