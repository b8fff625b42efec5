#pragma once

#include "config/document.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// The names that one configuration defines, and the references to them. References are checked at the end, so that sections may
/// be in any order and in any file.
class References {
public:
    enum class Kind {
        team,
        technician,
        calendar,
        contract,
        client,
        category,
        rule,
        ticket_template,
        mailbox,
        address,    // address of a technician or the desk; it may belong to only one of them
        contact,    // an address of a client
        person,     // an address of a [[contact]]
        domain,     // domain of a client
        extension,  // support+EXTENSION@
        listener,
        keyword,  // keyword of a category
    };

    /// Defines `name`, ignoring case. Returns the place of an earlier definition, or nullptr when the name is new.
    [[nodiscard]] const Place* define(Kind kind, const std::string& name, Place place);

    /// Records a reference to `name`. `label` is the key that refers, as complaints name it: "[[client]] contract".
    void refer(Kind kind, std::string name, Place place, std::string label);

    /// The place where `name` is defined; nullptr: it is undefined. The case must match.
    [[nodiscard]] const Place* find(Kind kind, const std::string& name) const;
    [[nodiscard]] bool has(Kind kind, const std::string& name) const { return find(kind, name) != nullptr; }
    [[nodiscard]] std::vector<std::string_view> all(Kind kind) const;

    struct Dangling {
        Place place;
        std::string message;
    };
    /// The references to undefined names.
    [[nodiscard]] std::vector<Dangling> dangling() const;

private:
    struct Defined {
        std::string name;  // as written
        Place place;
    };
    struct Reference {
        Kind kind;
        std::string name;
        Place place;
        std::string label;
    };
    std::map<Kind, std::map<std::string, Defined>> defined_;  // keys are in lower case
    std::vector<Reference> references_;
};

[[nodiscard]] std::string_view to_string(References::Kind kind);  // "ticket template", for sentences

}  // namespace config
