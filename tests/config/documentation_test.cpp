// Compares the config structs, the loader's keys, the annotated ticketd.toml and ticketd.toml(5) with each other.
#include "tests/config/temp_folder.hpp"

#include "config/document.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>

namespace config {
namespace {

namespace fs = std::filesystem;
using Texts = std::map<std::string, std::string>;  // key -> its description

const fs::path folder = fs::path(SOURCE_DIR) / "config";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        out.push_back(line);
    return out;
}

/// The annotated file with every commented-out key enabled.
std::string uncommented() {
    return std::regex_replace(contents(folder / "ticketd.toml"), std::regex("(^|\n)#(?=\\[|[a-z0-9_]+ = )"), "$1");
}

void collect(const Node::Table& table, const std::string& path, std::set<std::string>& into) {
    for (const auto& field : table) {
        if (const auto* inner = std::get_if<Node::Table>(&field.value.value)) {
            collect(*inner, path + field.key + ".", into);
            continue;
        }
        const auto* array = std::get_if<Node::Array>(&field.value.value);
        const bool tables = array != nullptr && !array->empty() && std::holds_alternative<Node::Table>(array->front().value);
        if (!tables) into.insert(path + field.key);
        if (array == nullptr) continue;
        for (const auto& item : *array) {
            if (const auto* row = std::get_if<Node::Table>(&item.value)) collect(*row, path + field.key + ".", into);
        }
    }
}

/// The comment above the first appearance of each key in the annotated file.
Texts annotations() {
    Texts out;
    std::string section, comment;
    std::smatch match;
    for (const auto& line : lines_of(contents(folder / "ticketd.toml"))) {
        if (std::regex_match(line, match, std::regex("#?\\[+([a-z_.]+)\\]+"))) {
            section = match[1].str() + ".";
            comment.clear();
        } else if (std::regex_search(line, match, std::regex("^#?([a-z0-9_]+) = "))) {
            out.try_emplace(section + match[1].str(), comment);
            comment.clear();
        } else if (line.starts_with("# ")) {
            comment += (comment.empty() ? "" : " ") + line.substr(2);
        } else {
            comment.clear();
        }
    }
    return out;
}

/// The text of each `.It Ic key` under its `.Ss [section]` in the man page.
Texts man_page() {
    Texts out;
    std::string section, key;
    std::smatch match;
    for (const auto& line : lines_of(contents(folder / "ticketd.toml.5"))) {
        if (std::regex_match(line, match, std::regex("\\.Ss \\[+([a-z_]+)\\]+"))) {
            section = match[1].str() + ".";
        } else if (std::regex_match(line, match, std::regex("\\.It Ic ([a-z0-9_.]+)"))) {
            key = section + match[1].str();
            out[key];
        } else if (line.starts_with(".")) {
            key.clear();
        } else if (!key.empty()) {
            out[key] += (out[key].empty() ? "" : " ") + line;
        }
    }
    return out;
}

std::set<std::string> keys_of(const Texts& texts) {
    std::set<std::string> out;
    for (const auto& [key, text] : texts)
        out.insert(key);
    return out;
}

std::set<std::string> loader_keys() {
    const auto keys = known_keys();
    return {keys.begin(), keys.end()};
}

TEST(Documentation, TheAnnotatedFileLoads) {
    const auto annotated = load(folder / "ticketd.toml");
    EXPECT_EQ(told(annotated), "");
    EXPECT_EQ(annotated.value_or(Config{}).limits, Limits{});
    EXPECT_EQ(told(load(folder / "example.toml")), "");
}

TEST(Documentation, TheAnnotatedFileHasEveryKeyAndNoOther) {
    const TempFolder temp;
    const auto document = read_document(temp.write("ticketd.toml", uncommented()));
    ASSERT_TRUE(document.has_value());
    std::set<std::string> keys;
    collect(document->root, "", keys);
    EXPECT_EQ(keys, loader_keys());
}

TEST(Documentation, TheManPageHasEveryKeyAndNoOther) {
    EXPECT_EQ(keys_of(man_page()), loader_keys());
}

TEST(Documentation, TheManPageSaysWhatTheAnnotatedFileSays) {
    const auto man = man_page();
    for (auto [key, text] : annotations()) {
        if (!man.contains(key)) continue;  // rule.when = { … }: its keys are described one by one
        std::replace(text.begin(), text.end(), '`', '"');
        // The man page may first describe what a group of keys has in common.
        EXPECT_THAT(man.at(key), testing::EndsWith(text)) << key;
    }
}

TEST(Documentation, EveryKeyHasAMeaningAndADefault) {
    const std::regex ending("(Default: [^ ]+|Required[.,])");
    for (const auto& [key, text] : man_page())
        EXPECT_TRUE(std::regex_search(text, ending)) << key << ": " << text;
}

struct Documented {
    std::int64_t value, least, most;
};

std::map<std::string, Documented> documented_limits() {
    std::map<std::string, Documented> out;
    const std::regex form("Default: ([0-9]+)\\. Range: ([0-9]+) to ([0-9]+)$");
    std::smatch match;
    for (const auto& [key, text] : annotations()) {
        if (!key.starts_with("limits.")) continue;
        EXPECT_TRUE(std::regex_search(text, match, form)) << key << ": " << text;
        if (!match.empty()) out[key.substr(7)] = {std::stoll(match[1]), std::stoll(match[2]), std::stoll(match[3])};
    }
    return out;
}

TEST(Documentation, DefaultsOfLimitsAreThoseOfTheStruct) {
    std::string limits = desk_with("[limits]\n");
    for (const auto& [key, said] : documented_limits())
        limits += fmt::format("{} = {}\n", key, said.value);
    const TempFolder temp;
    const auto loaded = load(temp.write("ticketd.toml", limits));
    ASSERT_TRUE(loaded.has_value()) << told(loaded);
    EXPECT_EQ(loaded->limits, Limits{});
}

TEST(Documentation, RangesOfLimitsAreThoseOfTheLoader) {
    const TempFolder temp;
    const auto limits = documented_limits();
    EXPECT_GE(limits.size(), 24U);
    for (const auto& [key, said] : limits) {
        const auto complaints = [&, name = key](std::int64_t value) {
            std::string text = fmt::format("{}[limits]\n{} = {}\n", small_desk, name, value);
            // These two limits depend on another one, which is added here.
            if (name == "in_flight_bytes") text += "message_bytes = 1024\n";
            if (name == "message_bytes") text += "in_flight_bytes = 68719476736\n";
            if (name == "hard_errors") text += "soft_errors = 1\n";
            if (name == "soft_errors") text += "hard_errors = 1000\n";
            return told(load(temp.write("ticketd.toml", text)));
        };
        EXPECT_EQ(complaints(said.least), "") << key;
        EXPECT_EQ(complaints(said.most), "") << key;
        const auto range = fmt::format("it must be from {} to {}.", said.least, said.most);
        EXPECT_THAT(complaints(said.least - 1), testing::HasSubstr(range)) << key;
        EXPECT_THAT(complaints(said.most + 1), testing::HasSubstr(range)) << key;
    }
}

/// The names of the fields of each struct in config.hpp; nested structs are listed under their own name.
std::map<std::string, std::set<std::string>> struct_fields() {
    std::map<std::string, std::set<std::string>> out;
    std::vector<std::string> open;
    std::smatch match;
    for (const auto& line : lines_of(contents(folder / "config.hpp"))) {
        const auto code = line.substr(0, line.find("//"));
        if (std::regex_search(code, match, std::regex("^ *struct ([A-Za-z]+) \\{"))) {
            open.push_back(match[1].str());
        } else if (code.find("};") != std::string::npos && code.find("enum") == std::string::npos &&
                   std::regex_match(code, std::regex(" *\\}; *"))) {
            open.pop_back();
        } else if (!open.empty() && code.find('(') == std::string::npos && code.find("enum ") == std::string::npos &&
                   std::regex_search(code, match, std::regex("([a-z_0-9]+)(?: = [^;]+|\\{.*\\})?; *$"))) {
            out[open.back()].insert(match[1].str());
        }
    }
    return out;
}

TEST(Documentation, EveryFieldIsFilledByAKeyAndEveryKeyFillsAField) {
    const std::map<std::string, std::string> sections{{"Desk", "desk"},
                                                      {"Database", "database"},
                                                      {"Listen", "listen"},
                                                      {"Outgoing", "outgoing"},
                                                      {"Trust", "trust"},
                                                      {"Team", "team"},
                                                      {"Technician", "technician"},
                                                      {"Contract", "contract"},
                                                      {"Step", "contract.step"},
                                                      {"Digest", "digest"},
                                                      {"Client", "client"},
                                                      {"Contact", "contact"},
                                                      {"Form", "form"},
                                                      {"Category", "category"},
                                                      {"Rule", "rule"},
                                                      {"When", "rule.when"},
                                                      {"Then", "rule.then"},
                                                      {"TicketTemplate", "ticket_template"},
                                                      {"Mailbox", "mailbox"},
                                                      {"Dkim", "outgoing.dkim"},
                                                      {"Limits", "limits"},
                                                      {"Retention", "retention"},
                                                      {"Metrics", "metrics"},
                                                      {"Calendar", "calendar"}};
    // Fields whose names differ from their key's, with the key that the loader fills them from.
    const std::map<std::string, std::string> made_from{{"Desk.zone", "desk.time_zone"},
                                                       {"Database.kind", "database.url"},
                                                       {"Database.file", "database.url"},
                                                       {"Database.conninfo", "database.url"},
                                                       {"Listen.at", "listen.address"},
                                                       {"Outgoing.kind", "outgoing.url"},
                                                       {"Outgoing.maildir", "outgoing.url"},
                                                       {"Outgoing.host", "outgoing.url"},
                                                       {"Outgoing.port", "outgoing.url"},
                                                       {"Team.members", "technician.teams"},
                                                       {"Mailbox.host", "mailbox.url"},
                                                       {"Mailbox.port", "mailbox.url"},
                                                       {"Mailbox.tls", "mailbox.url"},
                                                       {"Mailbox.user", "mailbox.url"},
                                                       {"Mailbox.folder", "mailbox.url"},
                                                       {"Mailbox.oauth2_token_file", "mailbox.oauth2"},
                                                       {"Mailbox.oauth2_command", "mailbox.oauth2"},
                                                       {"Mailbox.move_to", "mailbox.after"},
                                                       {"Calendar.zone", "calendar.time_zone"},
                                                       {"Digest.zone", "digest.time_zone"},
                                                       {"Technician.zone", "technician.time_zone"},
                                                       {"Calendar.week", "calendar.hours"},
                                                       {"Calendar.always", "calendar.name"},
                                                       {"Tls.certificate", "desk.tls_certificate"},
                                                       {"Tls.key", "desk.tls_key"},
                                                       {"Tls.ca", "desk.tls_ca"},
                                                       {"Config.spam_header", "desk.spam_header"}};
    const auto keys = loader_keys();
    // True for a key, and for a table of keys such as contract.response.
    const auto is_key = [&](const std::string& key) {
        const auto next = keys.lower_bound(key);
        return next != keys.end() && (*next == key || next->starts_with(key + "."));
    };
    std::set<std::string> filled{"calendar.hours", "calendar.holidays", "calendar.holidays_file", "calendar.name",
                                 "calendar.time_zone"};
    for (const auto& [owner, fields] : struct_fields()) {
        for (const auto& field : fields) {
            const auto made = made_from.find(owner + "." + field);
            if (made == made_from.end() && !sections.contains(owner)) continue;  // Config itself and its parts
            const auto key = made != made_from.end() ? made->second : sections.at(owner) + "." + field;
            EXPECT_TRUE(is_key(key)) << owner << "." << field << " is filled by no key";
            filled.insert(key);
        }
    }
    for (const auto& key : keys) {
        const auto table = key.substr(0, key.rfind('.'));
        EXPECT_TRUE(filled.contains(key) || filled.contains(table)) << key << " fills no field";
    }
}

TEST(Documentation, TheExampleOfTheManPageLoads) {
    const auto page = contents(folder / "ticketd.toml.5");
    const auto from = page.find("\n", page.find(".Bd -literal")) + 1;
    const auto to = page.find(".Ed", from);
    ASSERT_NE(to, std::string::npos);
    const TempFolder temp;
    EXPECT_EQ(told(load(temp.write("ticketd.toml", page.substr(from, to - from)))), "");
}

}  // namespace
}  // namespace config
