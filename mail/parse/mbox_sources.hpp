#pragma once

#include "config/result.hpp"
#include "mail/parse/mbox.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mail {

/// A file with mails, as an import finds it.
struct MailSource {
    enum class Kind { mbox, single };
    Kind kind = Kind::single;
    std::filesystem::path file;
    std::string name;         // stays the same when a Maildir's flags change
    std::string fingerprint;  // SHA-256 of its beginning
    std::int64_t bytes = 0;
};

/// What is to be read under `path`, by name: a file, the mails of a Maildir, or the .eml and .mbox files below a folder.
/// permanent: there is nothing, or it cannot be read.
[[nodiscard]] config::Result<std::vector<MailSource>> find_mails(const std::filesystem::path& path);

/// A whole mail from a file of its own. permanent: it cannot be read.
[[nodiscard]] config::Result<StoredMail> read_single(const MailSource& source, std::size_t limit);

}  // namespace mail
