#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// The contents of Outlook's winmail.dat (application/ms-tnef).
struct Tnef {
    struct File {
        std::string name;  // as written; may be empty
        std::string type;  // may be empty
        std::string content;
        std::string content_id;
    };
    std::vector<File> files;
    std::string text;  // UTF-8; empty when there is none
    std::string html;
};

/// Reads decoded winmail.dat bytes. nullopt: not a complete TNEF stream.
[[nodiscard]] std::optional<Tnef> read_tnef(std::string_view bytes);

}  // namespace mail
