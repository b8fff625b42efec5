#pragma once

#include "config/config.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace config {

/// One mistake in a config file. Printed as `file:line:column: message`.
struct Complaint {
    std::filesystem::path file;
    int line = 1;  // counts from 1; also 1 when the complaint is about the whole file
    int column = 1;
    std::string message;
};

[[nodiscard]] std::string to_string(const Complaint& complaint);

/// Reads `file`, then the conf.d/*.toml next to it in the order of their names. Checks everything that needs no
/// socket, no database and none of the files that the config names. Returns all mistakes in the order of files and
/// lines. Relative paths start at the folder of `file`.
[[nodiscard]] tl::expected<Config, std::vector<Complaint>> load(const std::filesystem::path& file);

/// Every key that load() reads, as `section.key` (`contract.response.low`), sorted. Keys that may also appear at the
/// top of the file are listed under `desk`. A test compares the list with the annotated ticketd.toml and the man
/// page.
[[nodiscard]] std::vector<std::string> known_keys();

}  // namespace config
