#pragma once

#include "config/config.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace config {

/// One mistake in a config file. Printed as `file:line:column: message`.
struct Complaint {
    std::filesystem::path file;
    int line = 0;  // 1 is the first; 0 when the file as a whole is meant
    int column = 0;
    std::string message;
};

[[nodiscard]] std::string to_string(const Complaint& complaint);

/// Reads `file`, then the conf.d/*.toml beside it in order of name, and checks everything that can be checked without
/// opening a socket or a database. All mistakes found are returned, not only the first. Relative paths are taken
/// from the folder of `file`.
[[nodiscard]] tl::expected<Config, std::vector<Complaint>> load(const std::filesystem::path& file);

}  // namespace config
