#pragma once

#include "config/result.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace mail {

/// The first line of a file with a password or token, without its line end. Called at each login, so that a secret
/// may change while the program runs. Blocks. permanent: the file is unreadable or empty.
[[nodiscard]] config::Result<std::string> read_secret(const std::filesystem::path& file);

/// Runs a program (argv, no shell, no standard input, our standard error) and returns the first line of its output,
/// an access token. Blocks for at most `timeout`, then kills the program and its children. permanent: no such
/// program, or no token; temporary: it failed or took too long. Error messages never contain the token.
[[nodiscard]] config::Result<std::string> run_token_command(const std::vector<std::string>& argv,
                                                            std::chrono::milliseconds timeout);

}  // namespace mail
