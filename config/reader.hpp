#pragma once

#include "config/document.hpp"
#include "config/references.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace config {

/// The state that all section readers share while one configuration is read.
struct Reading {
    Reading(const Document& from, std::filesystem::path folder_of_main) : document(from), folder(std::move(folder_of_main)) {}

    const Document& document;
    std::filesystem::path folder;  // folder of the main file, absolute; relative paths start here
    std::vector<std::pair<Place, std::string>> complaints;
    References references;
    std::set<std::string> keys;  // every key that a reader asked for, as section.key
    bool listing = false;        // only the keys are wanted, so missing sections are read as empty ones

    void complain(Place place, std::string message) { complaints.emplace_back(place, std::move(message)); }

    /// Defines a name. A name that is already defined causes a complaint, which begins with `label`.
    bool define(References::Kind kind, const std::string& name, Place place, const std::string& label);
};

/// A text and its place.
struct Item {
    std::string text;
    Place place;
};

/// The words that a key accepts, and their values.
template <class E>
using Words = std::vector<std::pair<std::string_view, E>>;

/// The texts of `items`.
[[nodiscard]] std::vector<std::string> texts(std::vector<Item> items);

/// One table of the config. Every getter marks its key as known, leaves the field unchanged when the key is missing,
/// and complains at the place of the value when it does not fit. A key that no getter asked for is a mistake in the
/// file.
class Section {
public:
    /// A `table` of nullptr counts as empty. `label` precedes a key in complaints ("[desk] "), `path` in
    /// Reading::keys ("desk.").
    Section(Reading& reading, const Node::Table* table, Place place, std::string label, std::string path);

    [[nodiscard]] Reading& reading() const { return reading_; }
    [[nodiscard]] Place place() const { return place_; }
    [[nodiscard]] bool is_empty() const { return table_ == nullptr || table_->empty(); }
    [[nodiscard]] std::string label(std::string_view key) const { return label_ + std::string(key); }
    /// The place of the value of `key`; the section's place when the key is missing.
    [[nodiscard]] Place place_of(std::string_view key) const;
    [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
    [[nodiscard]] bool holds_array(std::string_view key) const;
    [[nodiscard]] bool is_empty_array(std::string_view key) const;
    /// Complains about the value of `key`: "LABEL: sentence".
    void complain(std::string_view key, const std::string& sentence) const { complain(key, place_of(key), sentence); }
    void complain(std::string_view key, Place place, const std::string& sentence) const;
    void complain_empty(std::string_view key) const;
    /// Complains unless `key` is given. `what` describes the value: "the address that clients write to".
    bool need(std::string_view key, std::string_view what);
    /// Marks `key` as known without reading it.
    void allow(std::string_view key) { asked_.emplace(key); }

    /// Reads a text of one line, not empty, at most 1,000 bytes.
    std::optional<Item> item(std::string_view key);
    bool text(std::string_view key, std::string& into);
    /// Reads a text of several lines, up to 64 KiB; it may be empty.
    void long_text(std::string_view key, std::string& into);
    /// Reads one string or an array of strings.
    std::vector<Item> items(std::string_view key);
    /// Like items(), each parsed by `parse`. Complains about duplicates.
    template <class Parse>
    std::vector<Item> items(std::string_view key, Parse&& parse) {
        std::vector<Item> out;
        std::set<std::string> seen;
        for (Item& found : items(key)) {
            auto value = parse(found.text);
            if (!value) {
                complain(key, found.place, value.error().what);
            } else if (!seen.insert(*value).second) {
                complain_twice(key, {*value, found.place});
            } else {
                out.push_back({std::move(*value), found.place});
            }
        }
        return out;
    }
    void flag(std::string_view key, bool& into);
    template <class Integer>
    bool number(std::string_view key, Integer& into, std::int64_t least, std::int64_t most) {
        const auto value = integer(key, least, most);
        if (value) into = static_cast<Integer>(*value);
        return value.has_value();
    }
    /// Reads one whole number, or an array of ascending ones.
    bool ascending(std::string_view key, std::vector<int>& into, int least, int most, std::size_t max_items);
    /// Reads a path and makes it absolute.
    bool path(std::string_view key, std::filesystem::path& into);
    bool duration(std::string_view key, std::chrono::seconds& into, std::chrono::seconds least, std::chrono::seconds most);
    bool duration(std::string_view key, std::optional<std::chrono::seconds>& into, std::chrono::seconds least,
                  std::chrono::seconds most);

    /// Reads a text with `parse`. Its error becomes the complaint.
    template <class T, class Parse>
    bool parsed(std::string_view key, T& into, Parse&& parse) {
        const auto found = item(key);
        if (!found) return false;
        auto value = parse(found->text);
        if (!value) {
            complain(key, value.error().what);
            return false;
        }
        into = std::move(*value);
        return true;
    }

    /// Reads one of the words in `words`.
    template <class E, class Into>
    bool word(std::string_view key, Into& into, const Words<E>& words) {
        const auto found = item(key);
        if (!found) return false;
        const auto value = word_of(key, *found, words);
        if (value) into = *value;
        return value.has_value();
    }
    template <class E>
    std::vector<E> words(std::string_view key, const Words<E>& words) {
        std::vector<E> out;
        for (const Item& found : items(key)) {
            const auto value = word_of(key, found, words);
            if (!value) continue;
            if (std::find(out.begin(), out.end(), *value) != out.end()) complain_twice(key, found);
            out.push_back(*value);
        }
        return out;
    }

    using Read = std::function<void(Section&)>;
    /// Calls `read` with the table `key`, if it is given.
    bool table(std::string_view key, const Read& read);
    /// Calls `read` with every table of the array `key`. A single [key] counts as an array of one.
    void tables(std::string_view key, const Read& read);
    /// Complains about every key that no getter asked for.
    void refuse_unknown() const;

private:
    [[nodiscard]] const Node* find(std::string_view key) const;
    const Node* ask(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
    void complain_twice(std::string_view key, const Item& item) const;
    void complain_type(std::string_view key, const Node& node, std::string_view wanted) const;
    void complain_word(std::string_view key, const Item& item, const std::vector<std::string_view>& known) const;
    bool is_line(std::string_view key, const std::string& text, Place place) const;
    void read_one(std::string_view key, const Node* node, std::string label, const Read& read);

    template <class E>
    std::optional<E> word_of(std::string_view key, const Item& item, const Words<E>& words) const {
        std::vector<std::string_view> known;
        for (const auto& [text, value] : words) {
            if (text == item.text) return value;
            known.push_back(text);
        }
        complain_word(key, item, known);
        return std::nullopt;
    }

    Reading& reading_;
    const Node::Table* table_;
    Place place_;
    std::string label_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace config
