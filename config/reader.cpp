// Implements the typed getters of a config section. Each marks its key as known and complains about a value that does not fit.
#include "config/reader.hpp"

#include "config/suggest.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>

namespace config {
namespace {

constexpr std::size_t longest_line = 1000;
constexpr std::size_t longest_text = 64U << 10U;

std::string_view type_of(const Node& node) {
    struct Name {
        std::string_view operator()(const Node::Table&) const { return "a table"; }
        std::string_view operator()(const Node::Array&) const { return "an array"; }
        std::string_view operator()(const std::string&) const { return "a string"; }
        std::string_view operator()(std::int64_t) const { return "a whole number"; }
        std::string_view operator()(double) const { return "a fraction"; }
        std::string_view operator()(bool) const { return "true or false"; }
        std::string_view operator()(const Node::Date&) const { return "a date"; }
        std::string_view operator()(const Node::Other&) const { return "a time"; }
    };
    return std::visit(Name{}, node.value);
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 32 || c == 127;
}

}  // namespace

bool Reading::define(References::Kind kind, const std::string& name, Place place, const std::string& label) {
    const Place* before = references.define(kind, name, place);
    if (before == nullptr) return true;
    complain(place, fmt::format("{}: the {} \"{}\" already stands in {}; it must be given only once.", label, to_string(kind),
                                name, describe(document, *before)));
    return false;
}

std::vector<std::string> texts(std::vector<Item> items) {
    std::vector<std::string> out;
    out.reserve(items.size());
    for (Item& item : items)
        out.push_back(std::move(item.text));
    return out;
}

Section::Section(Reading& reading, const Node::Table* table, Place place, std::string label, std::string path)
    : reading_(reading), table_(table), place_(place), label_(std::move(label)), path_(std::move(path)) {}

const Node* Section::find(std::string_view key) const {
    if (table_ == nullptr) return nullptr;
    for (const auto& field : *table_) {
        if (field.key == key) return &field.value;
    }
    return nullptr;
}

const Node* Section::ask(std::string_view key) {
    asked_.emplace(key);
    reading_.keys.insert(path_ + std::string(key));
    return find(key);
}

bool Section::holds_array(std::string_view key) const {
    const Node* node = find(key);
    return node != nullptr && std::holds_alternative<Node::Array>(node->value);
}

bool Section::is_empty_array(std::string_view key) const {
    const Node* node = find(key);
    const auto* array = node == nullptr ? nullptr : std::get_if<Node::Array>(&node->value);
    return array != nullptr && array->empty();
}

Place Section::place_of(std::string_view key) const {
    const Node* node = find(key);
    return node == nullptr ? place_ : node->place;
}

void Section::complain(std::string_view key, Place place, const std::string& sentence) const {
    reading_.complain(place, label(key) + ": " + sentence);
}

void Section::complain_empty(std::string_view key) const {
    reading_.complain(place_of(key), fmt::format("{} is empty; write a value or leave the key out.", label(key)));
}

void Section::complain_twice(std::string_view key, const Item& item) const {
    complain(key, item.place, fmt::format("\"{}\" stands here twice; once is enough.", item.text));
}

void Section::complain_type(std::string_view key, const Node& node, std::string_view wanted) const {
    reading_.complain(node.place, fmt::format("{} must be {}, not {}.", label(key), wanted, type_of(node)));
}

void Section::complain_word(std::string_view key, const Item& item, const std::vector<std::string_view>& known) const {
    reading_.complain(item.place, fmt::format("{} must be one of {}; \"{}\" is none of them.{}", label(key),
                                              fmt::join(known, ", "), item.text, did_you_mean(item.text, known)));
}

bool Section::need(std::string_view key, std::string_view what) {
    asked_.emplace(key);  // known even when the file has only a misspelt one
    if (has(key) || reading_.listing) return true;
    reading_.complain(place_, fmt::format("{} is missing: give {}.", label(key), what));
    return false;
}

bool Section::is_line(std::string_view key, const std::string& text, Place place) const {
    if (text.find_first_not_of(' ') == std::string::npos) {
        reading_.complain(place, fmt::format("{} is empty; write a value or leave the key out.", label(key)));
    } else if (text.size() > longest_line) {
        reading_.complain(place, fmt::format("{} is longer than {} bytes.", label(key), longest_line));
    } else if (std::any_of(text.begin(), text.end(), is_control)) {
        reading_.complain(place, fmt::format("{} must be one line without control characters.", label(key)));
    } else {
        return true;
    }
    return false;
}

std::optional<Item> Section::item(std::string_view key) {
    const Node* node = ask(key);
    if (node == nullptr) return std::nullopt;
    const auto* text = std::get_if<std::string>(&node->value);
    if (text == nullptr) {
        complain_type(key, *node, "a string");
        return std::nullopt;
    }
    if (!is_line(key, *text, node->place)) return std::nullopt;
    return Item{*text, node->place};
}

bool Section::text(std::string_view key, std::string& into) {
    auto found = item(key);
    if (found) into = std::move(found->text);
    return found.has_value();
}

void Section::long_text(std::string_view key, std::string& into) {
    const Node* node = ask(key);
    if (node == nullptr) return;
    const auto* text = std::get_if<std::string>(&node->value);
    if (text == nullptr) return complain_type(key, *node, "a string");
    if (text->size() > longest_text) return complain(key, "this is longer than 64 KiB.");
    const auto is_bad = [](char c) { return is_control(c) && c != '\n' && c != '\t'; };
    if (std::any_of(text->begin(), text->end(), is_bad)) return complain(key, "control characters are not allowed here.");
    into = *text;
}

std::vector<Item> Section::items(std::string_view key) {
    const Node* node = ask(key);
    std::vector<Item> out;
    if (node == nullptr) return out;
    const auto add = [&](const Node& one) {
        if (const auto* text = std::get_if<std::string>(&one.value)) {
            if (is_line(key, *text, one.place)) out.push_back({*text, one.place});
        } else if (const auto* date = std::get_if<Node::Date>(&one.value)) {
            out.push_back({date->text, one.place});  // accepts 2026-12-25 without quotes
        } else {
            complain_type(key, one, "a string or an array of strings");
        }
    };
    if (const auto* array = std::get_if<Node::Array>(&node->value)) {
        for (const Node& one : *array)
            add(one);
    } else {
        add(*node);
    }
    return out;
}

void Section::flag(std::string_view key, bool& into) {
    const Node* node = ask(key);
    if (node == nullptr) return;
    if (const auto* value = std::get_if<bool>(&node->value)) {
        into = *value;
    } else {
        complain_type(key, *node, "true or false");
    }
}

std::optional<std::int64_t> Section::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    const Node* node = ask(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = std::get_if<std::int64_t>(&node->value);
    if (value == nullptr) {
        complain_type(key, *node, "a whole number");
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        complain(key, fmt::format("{} is out of range; it must be from {} to {}.", *value, least, most));
        return std::nullopt;
    }
    return *value;
}

bool Section::ascending(std::string_view key, std::vector<int>& into, int least, int most, std::size_t max_items) {
    const Node* node = ask(key);
    if (node == nullptr) return false;
    const Node::Array single{*node};
    const auto* array = std::get_if<Node::Array>(&node->value);
    std::vector<int> out;
    for (const Node& one : array == nullptr ? single : *array) {
        const auto* value = std::get_if<std::int64_t>(&one.value);
        if (value == nullptr) {
            complain_type(key, one, "a whole number or an array of them");
            return false;
        }
        if (*value < least || *value > most) {
            reading_.complain(
                one.place, fmt::format("{}: {} is out of range; each must be from {} to {}.", label(key), *value, least, most));
            return false;
        }
        if (!out.empty() && *value <= out.back()) {
            reading_.complain(one.place, fmt::format("{}: {} follows {}; write the numbers in ascending order, each once.",
                                                     label(key), *value, out.back()));
            return false;
        }
        out.push_back(static_cast<int>(*value));
    }
    if (out.size() > max_items) {
        complain(key, fmt::format("there are {} numbers; at most {} are allowed.", out.size(), max_items));
        return false;
    }
    into = std::move(out);
    return true;
}

bool Section::path(std::string_view key, std::filesystem::path& into) {
    const auto found = item(key);
    if (found) into = (reading_.folder / found->text).lexically_normal();
    return found.has_value();
}

bool Section::duration(std::string_view key, std::optional<std::chrono::seconds>& into, std::chrono::seconds least,
                       std::chrono::seconds most) {
    const auto found = item(key);
    if (!found) return false;
    const auto span = parse_duration(found->text);
    if (!span) {
        complain(key, span.error().what);
        return false;
    }
    if (*span < least || *span > most) {
        complain(key, fmt::format("\"{}\" is out of range; it must be from {} to {}.", found->text, format_duration(least),
                                  format_duration(most)));
        return false;
    }
    into = *span;
    return true;
}

bool Section::duration(std::string_view key, std::chrono::seconds& into, std::chrono::seconds least, std::chrono::seconds most) {
    std::optional<std::chrono::seconds> span;
    if (!duration(key, span, least, most)) return false;
    into = *span;
    return true;
}

void Section::read_one(std::string_view key, const Node* node, std::string label, const Read& read) {
    const auto* table = node == nullptr ? nullptr : std::get_if<Node::Table>(&node->value);
    Section section(reading_, table, node == nullptr ? place_ : node->place, std::move(label), path_ + std::string(key) + ".");
    read(section);
    section.refuse_unknown();
}

bool Section::table(std::string_view key, const Read& read) {
    asked_.emplace(key);
    const Node* node = find(key);
    if (node == nullptr && !reading_.listing) return false;
    if (node != nullptr && !std::holds_alternative<Node::Table>(node->value)) {
        complain_type(key, *node, path_.empty() ? fmt::format("a table, [{}]", key) : "a table, { … }");
        return false;
    }
    read_one(key, node, path_.empty() ? fmt::format("[{}] ", key) : label(key) + ".", read);
    return true;
}

void Section::tables(std::string_view key, const Read& read) {
    asked_.emplace(key);
    const Node* node = find(key);
    const auto label = fmt::format("[[{}{}]] ", path_, key);
    if (node == nullptr) {
        if (reading_.listing) read_one(key, nullptr, label, read);
        return;
    }
    if (std::holds_alternative<Node::Table>(node->value)) return read_one(key, node, fmt::format("[{}{}] ", path_, key), read);
    const auto* array = std::get_if<Node::Array>(&node->value);
    if (array == nullptr) return complain_type(key, *node, fmt::format("sections that begin with [[{}{}]]", path_, key));
    for (const Node& one : *array) {
        if (std::holds_alternative<Node::Table>(one.value)) {
            read_one(key, &one, label, read);
        } else {
            complain_type(key, one, fmt::format("sections that begin with [[{}{}]]", path_, key));
        }
    }
}

void Section::refuse_unknown() const {
    if (table_ == nullptr) return;
    const std::vector<std::string_view> known(asked_.begin(), asked_.end());
    for (const auto& field : *table_) {
        if (asked_.contains(field.key)) continue;
        const auto near = did_you_mean(field.key, known);
        const auto known_here = near.empty() ? fmt::format(" Known here: {}.", fmt::join(known, ", ")) : near;
        reading_.complain(field.place, fmt::format("{} is not a known key.{}", label(field.key), known_here));
    }
}

}  // namespace config
