#pragma once

#include "config/config.hpp"

#include <string>

namespace mail {

/// How `parse` reads a mail.
struct ParseOptions {
    config::Limits limits;
    std::string spam_header;       // empty: none
    bool keep_attachments = true;  // false: sizes and hashes only
};

}  // namespace mail
