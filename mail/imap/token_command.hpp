#pragma once

#include "config/result.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace mail {

/// The first line of a file that holds a password or a token, without its end. It is read anew for each login, so that a secret
/// may be changed while the program runs. Blocks. permanent: it cannot be read, or there is nothing in it.
[[nodiscard]] config::Result<std::string> read_secret(const std::filesystem::path& file);

/// Runs a program (argv; no shell, nothing on its standard input, its standard error is ours) and gives the first line that it
/// prints: an access token. Blocks, `timeout` at most; then the program and its children are killed. permanent: there is no such
/// program, or no token comes; temporary: it failed or took too long. The token is in no sentence.
[[nodiscard]] config::Result<std::string> run_token_command(const std::vector<std::string>& argv,
                                                            std::chrono::milliseconds timeout);

}  // namespace mail
