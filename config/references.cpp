#include "config/references.hpp"

#include "config/value_formats.hpp"
#include "config/suggest.hpp"

#include <fmt/core.h>

namespace config {

std::string_view to_string(Names::Kind kind) {
    switch (kind) {
        case Names::Kind::team:
            return "team";
        case Names::Kind::technician:
            return "technician";
        case Names::Kind::calendar:
            return "calendar";
        case Names::Kind::contract:
            return "contract";
        case Names::Kind::client:
            return "client";
        case Names::Kind::category:
            return "category";
        case Names::Kind::rule:
            return "rule";
        case Names::Kind::ticket_template:
            return "ticket template";
        case Names::Kind::mailbox:
            return "mailbox";
        case Names::Kind::address:
        case Names::Kind::contact:
        case Names::Kind::person:
            return "address";
        case Names::Kind::domain:
            return "domain";
        case Names::Kind::extension:
            return "extension";
        case Names::Kind::listener:
            return "listener";
        case Names::Kind::keyword:
            return "keyword";
    }
    return "";
}

const Place* Names::define(Kind kind, const std::string& name, Place place) {
    const auto [at, is_new] = defined_[kind].try_emplace(lower(name), Defined{name, place});
    return is_new ? nullptr : &at->second.place;
}

void Names::refer(Kind kind, std::string name, Place place, std::string label) {
    references_.push_back({kind, std::move(name), place, std::move(label)});
}

const Place* Names::find(Kind kind, const std::string& name) const {
    const auto names = defined_.find(kind);
    if (names == defined_.end()) return nullptr;
    const auto found = names->second.find(lower(name));
    return found != names->second.end() && found->second.name == name ? &found->second.place : nullptr;
}

std::vector<std::string_view> Names::all(Kind kind) const {
    std::vector<std::string_view> out;
    if (const auto names = defined_.find(kind); names != defined_.end()) {
        for (const auto& [folded, defined] : names->second)
            out.push_back(defined.name);
    }
    return out;
}

std::vector<Names::Dangling> Names::dangling() const {
    std::vector<Dangling> out;
    for (const Reference& reference : references_) {
        if (has(reference.kind, reference.name)) continue;
        out.push_back({reference.place, fmt::format("{}: there is no {} \"{}\".{}", reference.label, to_string(reference.kind),
                                                    reference.name, did_you_mean(reference.name, all(reference.kind)))});
    }
    return out;
}

}  // namespace config
