#pragma once

#include "config/result.hpp"
#include "config/time.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// One mail from a file, and the offset of the next one.
struct StoredMail {
    std::string raw;
    std::optional<config::Instant> date;  // of delivery, else of the Date field
    std::int64_t end = 0;
    bool too_large = false;  // `raw` is truncated
};

/// Reads a file of many mails (mbox; RFC 4155 appendix A). A mail begins with a `From ` line after an empty line. Removes one `>`
/// from `>From ` lines (mboxrd). Needs memory for one mail, not for the file.
class MboxReader {
public:
    /// Starts at `position`, the offset of a mail. `limit` is the size of one mail in bytes. permanent: the file cannot be read.
    [[nodiscard]] static config::Result<MboxReader> open(const std::filesystem::path& file, std::int64_t position,
                                                         std::size_t limit);
    [[nodiscard]] std::optional<StoredMail> next();

private:
    explicit MboxReader(std::ifstream in, std::int64_t position, std::size_t limit)
        : in_(std::move(in)), position_(position), limit_(limit) {}
    /// The next line with its end, or a piece of a very long one.
    [[nodiscard]] bool read_line();

    std::ifstream in_;
    std::int64_t position_;  // offset of the next line
    std::size_t limit_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::string line_;
    bool starts_line_ = true;  // line_ begins a line, and is not the rest of a longer one
    bool ends_line_ = true;
    bool has_separator_ = false;  // line_ is the `From ` line of the next mail
};

/// True for `From address Mon Nov 23 08:30:00 2026` in the variants of common programs.
[[nodiscard]] bool is_mbox_separator(std::string_view line);

/// A file with one or many mails.
struct MailSource {
    enum class Kind { mbox, single };
    Kind kind = Kind::single;
    std::filesystem::path file;
    std::string name;         // does not change with a Maildir's flags
    std::string fingerprint;  // SHA-256 of the file's beginning
    std::int64_t bytes = 0;
};

/// The mail sources under `path`, sorted by name: a file, the mails of a Maildir, or the .eml and .mbox files below a folder.
/// permanent: there is none, or it cannot be read.
[[nodiscard]] config::Result<std::vector<MailSource>> find_mails(const std::filesystem::path& path);

/// Reads a file that is one mail. permanent: it cannot be read.
[[nodiscard]] config::Result<StoredMail> read_single(const MailSource& source, std::size_t limit);

/// The Date field of a mail; nullopt: missing or unreadable.
[[nodiscard]] std::optional<config::Instant> written_at(std::string_view raw);

}  // namespace mail
