// Turns TOML files into one tree of our own nodes. Only this file knows the TOML library. Its parser throws for
// errors that input can cause; those exceptions are caught here.
#include "config/document.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <system_error>
#include <toml++/toml.h>

namespace config {
namespace {

namespace fs = std::filesystem;

// Bytes. Far above the config of the largest desk; a wrong path (a database, a device) cannot fill the memory.
constexpr std::uintmax_t largest_file = 16U << 20U;

Place place_of(const toml::source_region& source, std::size_t file) {
    return Place{file, static_cast<int>(source.begin.line), static_cast<int>(source.begin.column)};
}

Node converted(const toml::node& from, std::size_t file);

Node::Table converted_table(const toml::table& from, std::size_t file) {
    Node::Table out;
    out.reserve(from.size());
    for (const auto& [key, value] : from) {
        out.push_back({std::string(key.str()), place_of(key.source(), file), converted(value, file)});
    }
    return out;
}

Node converted(const toml::node& from, std::size_t file) {
    Node out;
    out.place = place_of(from.source(), file);
    if (const auto* table = from.as_table()) {
        out.value = converted_table(*table, file);
    } else if (const auto* array = from.as_array()) {
        Node::Array items;
        items.reserve(array->size());
        for (const auto& item : *array)
            items.push_back(converted(item, file));
        out.value = std::move(items);
    } else if (const auto* text = from.as_string()) {
        out.value = text->get();
    } else if (const auto* integer = from.as_integer()) {
        out.value = integer->get();
    } else if (const auto* real = from.as_floating_point()) {
        out.value = real->get();
    } else if (const auto* flag = from.as_boolean()) {
        out.value = flag->get();
    } else if (const auto* date = from.as_date()) {
        const toml::date day = date->get();
        out.value = Node::Date{fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day)};
    } else {
        out.value = Node::Other{};
    }
    return out;
}

tl::expected<std::string, std::string> read_file(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);  // fails for folders and devices, too
    if (error) return tl::unexpected("The file cannot be read: " + error.message() + ".");
    if (size > largest_file) return tl::unexpected(std::string("The file is larger than 16 MiB: is it the right one?"));
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) return tl::unexpected(std::string("The file cannot be read: is it readable for this user?"));
    return text;
}

tl::expected<Node::Table, Complaint> parse_file(const fs::path& path, std::size_t file) {
    const auto text = read_file(path);
    if (!text) return tl::unexpected(Complaint{path, 1, 1, text.error()});
    try {
        return converted_table(toml::parse(*text), file);
    } catch (const toml::parse_error& error) {
        const Place place = place_of(error.source(), file);
        return tl::unexpected(Complaint{path, std::max(place.line, 1), std::max(place.column, 1),
                                        fmt::format("This is not valid TOML: {}.", error.description())});
    }
}

tl::expected<std::vector<fs::path>, Complaint> files_of(const fs::path& file) {
    std::vector<fs::path> out{file};
    const fs::path folder = file.parent_path() / "conf.d";
    std::error_code error;
    if (!fs::is_directory(folder, error)) return out;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const auto name = entry->path().filename().string();
        // Editors leave hidden copies next to the file; they are not config.
        if (entry->path().extension() == ".toml" && !name.starts_with('.')) out.push_back(entry->path());
    }
    if (error) return tl::unexpected(Complaint{folder, 1, 1, "The folder cannot be read: " + error.message() + "."});
    std::sort(out.begin() + 1, out.end());
    return out;
}

bool holds_tables(const Node& node) {
    const auto* array = std::get_if<Node::Array>(&node.value);
    return array != nullptr && std::all_of(array->begin(), array->end(),
                                           [](const Node& item) { return std::holds_alternative<Node::Table>(item.value); });
}

/// Adds the tables of later files to those of the first.
class Merge {
public:
    Merge(const Document& document, std::vector<Complaint>& complaints) : document_(document), complaints_(complaints) {}

    void into(Node::Table& table, Node::Table&& more, const std::string& prefix) {
        for (auto& field : more) {
            const auto same =
                std::find_if(table.begin(), table.end(), [&](const Node::Field& have) { return have.key == field.key; });
            if (same == table.end()) {
                table.push_back(std::move(field));
            } else {
                join(*same, std::move(field), prefix);
            }
        }
    }

private:
    void join(Node::Field& have, Node::Field&& field, const std::string& prefix) {
        auto* mine = std::get_if<Node::Table>(&have.value.value);
        auto* theirs = std::get_if<Node::Table>(&field.value.value);
        if (mine != nullptr && theirs != nullptr) {
            into(*mine, std::move(*theirs), prefix + field.key + ".");
        } else if (holds_tables(have.value) && holds_tables(field.value)) {
            auto& items = std::get<Node::Array>(have.value.value);
            auto& added = std::get<Node::Array>(field.value.value);
            std::move(added.begin(), added.end(), std::back_inserter(items));
        } else {
            complaints_.push_back({document_.files.at(field.place.file), field.place.line, field.place.column,
                                   fmt::format("{}{} is given twice: it already stands in {}. Keep one of the two.", prefix,
                                               field.key, describe(document_, have.place))});
        }
    }

    const Document& document_;
    std::vector<Complaint>& complaints_;
};

}  // namespace

std::string describe(const Document& document, Place place) {
    const auto& path = document.files.at(place.file);
    const auto folder = document.files.front().parent_path();
    return fmt::format("{}:{}", folder.empty() ? path.string() : path.lexically_relative(folder).string(), place.line);
}

tl::expected<Document, std::vector<Complaint>> read_document(const fs::path& file) {
    auto files = files_of(file);
    if (!files) return tl::unexpected(std::vector<Complaint>{files.error()});
    Document out;
    out.files = std::move(*files);
    std::vector<Complaint> complaints;
    Merge merge(out, complaints);
    for (std::size_t i = 0; i < out.files.size(); ++i) {
        auto table = parse_file(out.files[i], i);
        if (!table) {
            complaints.push_back(table.error());
        } else {
            merge.into(out.root, std::move(*table), "");
        }
    }
    if (!complaints.empty()) return tl::unexpected(std::move(complaints));
    return out;
}

}  // namespace config
