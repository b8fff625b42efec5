// Records which names a configuration defines and which keys refer to them, and lists dangling references.
#include "config/references.hpp"

#include "config/value_formats.hpp"
#include "config/suggest.hpp"

#include <fmt/core.h>

namespace config {

std::string_view to_string(References::Kind kind) {
    switch (kind) {
        case References::Kind::team:
            return "team";
        case References::Kind::technician:
            return "technician";
        case References::Kind::calendar:
            return "calendar";
        case References::Kind::contract:
            return "contract";
        case References::Kind::client:
            return "client";
        case References::Kind::category:
            return "category";
        case References::Kind::rule:
            return "rule";
        case References::Kind::ticket_template:
            return "ticket template";
        case References::Kind::mailbox:
            return "mailbox";
        case References::Kind::address:
        case References::Kind::contact:
        case References::Kind::person:
            return "address";
        case References::Kind::domain:
            return "domain";
        case References::Kind::extension:
            return "extension";
        case References::Kind::listener:
            return "listener";
        case References::Kind::keyword:
            return "keyword";
    }
    return "";
}

const Place* References::define(Kind kind, const std::string& name, Place place) {
    const auto [at, is_new] = defined_[kind].try_emplace(lower(name), Defined{name, place});
    return is_new ? nullptr : &at->second.place;
}

void References::refer(Kind kind, std::string name, Place place, std::string label) {
    references_.push_back({kind, std::move(name), place, std::move(label)});
}

const Place* References::find(Kind kind, const std::string& name) const {
    const auto references = defined_.find(kind);
    if (references == defined_.end()) return nullptr;
    const auto found = references->second.find(lower(name));
    return found != references->second.end() && found->second.name == name ? &found->second.place : nullptr;
}

std::vector<std::string_view> References::all(Kind kind) const {
    std::vector<std::string_view> out;
    if (const auto references = defined_.find(kind); references != defined_.end()) {
        for (const auto& [folded, defined] : references->second)
            out.push_back(defined.name);
    }
    return out;
}

std::vector<References::Dangling> References::dangling() const {
    std::vector<Dangling> out;
    for (const Reference& reference : references_) {
        if (has(reference.kind, reference.name)) continue;
        out.push_back({reference.place, fmt::format("{}: there is no {} \"{}\".{}", reference.label, to_string(reference.kind),
                                                    reference.name, did_you_mean(reference.name, all(reference.kind)))});
    }
    return out;
}

}  // namespace config
