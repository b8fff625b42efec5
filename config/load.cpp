// Runs all section readers over one configuration and collects their complaints, sorted by place.
#include "config/load.hpp"

#include "config/sections.hpp"
#include "config/suggest.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <tuple>

namespace config {
namespace {

namespace fs = std::filesystem;

void read_all(Section& root, Config& into) {
    read_desk(root, into);
    read_database(root, into.database);
    read_listeners(root, into);
    read_outgoing(root, into);
    read_trust(root, into.trust);
    read_staff(root, into);
    read_calendars(root, into);
    read_contracts(root, into);
    read_digest(root, into);
    read_clients(root, into);
    read_categories(root, into);
    read_templates(root, into);
    read_rules(root, into);
    read_mailboxes(root, into);
    read_limits(root, into.limits);
    read_upkeep(root, into);
    root.refuse_unknown();
}

std::vector<Complaint> in_order(Reading& reading) {
    for (auto& dangling : reading.references.dangling())
        reading.complain(dangling.place, std::move(dangling.message));
    auto& all = reading.complaints;
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Complaint> out;
    out.reserve(all.size());
    for (auto& [place, message] : all) {
        out.push_back({reading.document.files.at(place.file), place.line, place.column, std::move(message)});
    }
    return out;
}

}  // namespace

std::string to_string(const Complaint& complaint) {
    return fmt::format("{}:{}:{}: {}", complaint.file.string(), complaint.line, complaint.column, complaint.message);
}

tl::expected<Config, std::vector<Complaint>> load(const fs::path& file) {
    const auto document = read_document(file);
    if (!document) return tl::unexpected(document.error());
    std::error_code error;
    Config out;
    out.file = fs::absolute(file, error).lexically_normal();
    if (error)
        return tl::unexpected(
            std::vector<Complaint>{{file, 1, 1, "The current folder cannot be found: " + error.message() + "."}});

    Reading reading(*document, out.file.parent_path());
    Section root(reading, &document->root, Place{}, "", "");
    read_all(root, out);
    if (auto complaints = in_order(reading); !complaints.empty()) return tl::unexpected(std::move(complaints));
    return out;
}

std::vector<std::string> known_keys() {
    const Document nothing{.files = {"ticketd.toml"}, .root = {}};
    Reading reading(nothing, "/");
    reading.listing = true;
    Section root(reading, nullptr, Place{}, "", "");
    Config ignored;
    read_all(root, ignored);
    return {reading.keys.begin(), reading.keys.end()};
}

}  // namespace config
