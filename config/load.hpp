#pragma once

#include "config/config.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace config {

/// One mistake in a config file. Printed as `file:line:column: message`.
struct Complaint {
    std::filesystem::path file;
    int line = 1;  // 1 is the first, also when the file as a whole is meant
    int column = 1;
    std::string message;
};

[[nodiscard]] std::string to_string(const Complaint& complaint);

/// Reads `file`, then the conf.d/*.toml beside it in order of name, and checks everything that can be checked without
/// opening a socket or a database, or reading the files it names. All mistakes found are returned, in the order of the
/// files and lines. Relative paths are taken from the folder of `file`.
[[nodiscard]] tl::expected<Config, std::vector<Complaint>> load(const std::filesystem::path& file);

/// Every key that load() reads, as `section.key` (`contract.response.low`), sorted. Those that may also stand at the top
/// of the file are listed under `desk`. Holds the loader, the annotated ticketd.toml and the man page together.
[[nodiscard]] std::vector<std::string> known_keys();

}  // namespace config
