#pragma once

#include "config/result.hpp"
#include "config/time.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// One mail out of a file, and where the next one begins.
struct StoredMail {
    std::string raw;
    std::optional<config::Instant> date;  // when it was delivered or written
    std::int64_t end = 0;
    bool too_large = false;  // `raw` is cut off
};

/// Reads a file of many mails (mbox; RFC 4155 appendix A). A mail begins with a `From ` line behind an empty line; a line of
/// `>From ` is given back what its writer put in front of it (mboxrd). Needs memory for one mail, not for the file.
class MboxReader {
public:
    /// Starts at `position`, where a mail begins. permanent: the file cannot be read. `limit` in bytes, of one mail.
    [[nodiscard]] static config::Result<MboxReader> open(const std::filesystem::path& file, std::int64_t position,
                                                         std::size_t limit);
    [[nodiscard]] std::optional<StoredMail> next();

private:
    explicit MboxReader(std::ifstream in, std::int64_t position, std::size_t limit)
        : in_(std::move(in)), position_(position), limit_(limit) {}
    /// The next line with its end, or a piece of a very long one.
    [[nodiscard]] bool read_line();

    std::ifstream in_;
    std::int64_t position_;  // of what read_line gives next
    std::size_t limit_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::string line_;
    bool starts_line_ = true;  // line_ is not the rest of a longer one
    bool ends_line_ = true;
    bool has_separator_ = false;  // line_ is the `From ` line of the mail that comes next
};

/// True for `From address Mon Nov 23 08:30:00 2026` in the many forms that programs write.
[[nodiscard]] bool is_mbox_separator(std::string_view line);

/// The Date field of a mail; nullopt: none that can be read.
[[nodiscard]] std::optional<config::Instant> written_at(std::string_view raw);

}  // namespace mail
