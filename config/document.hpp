#pragma once

#include "config/load.hpp"

#include <compare>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace config {

/// A position in the files of one configuration.
struct Place {
    std::size_t file = 0;  // index into Document::files
    int line = 1;
    int column = 1;
    auto operator<=>(const Place&) const = default;
};

/// A value of a TOML file with its place, independent of the library that read it.
struct Node {
    struct Field;
    struct Date {
        std::string text;  // as in 2026-12-25
    };
    struct Other {};  // times and date-times, which no key of ours accepts
    using Array = std::vector<Node>;
    using Table = std::vector<Field>;

    std::variant<Table, Array, std::string, std::int64_t, double, bool, Date, Other> value;
    Place place;
};

struct Node::Field {
    std::string key;
    Place place;  // where the key is
    Node value;
};

/// The main file and its conf.d/*.toml as one tree.
struct Document {
    std::vector<std::filesystem::path> files;  // [0] is the main file
    Node::Table root;
};

/// "ticketd.toml:12" or "conf.d/10-people.toml:3", as a complaint about another place mentions it.
[[nodiscard]] std::string describe(const Document& document, Place place);

/// Reads `file` and the conf.d/*.toml next to it in the order of their names. Merges tables of the same name and
/// concatenates arrays of tables. A value that is given twice causes a complaint that names both places.
[[nodiscard]] tl::expected<Document, std::vector<Complaint>> read_document(const std::filesystem::path& file);

}  // namespace config
