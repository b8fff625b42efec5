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
    bool is_automatic = false;  // by its message class a receipt, a report or an absence note
};

/// True for bytes that start as winmail.dat does, whatever their type and name say.
[[nodiscard]] bool starts_as_tnef(std::string_view bytes);

/// Reads decoded winmail.dat bytes. Words that stand in RTF only are read from there. nullopt: not a complete TNEF stream.
[[nodiscard]] std::optional<Tnef> read_tnef(std::string_view bytes);

}  // namespace mail
