// Reads mbox files one mail at a time.
#include "mail/parse/mbox.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/header.hpp"
#include "mail/mime/mail_date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

namespace mail {

namespace {

constexpr std::size_t block_bytes = 256UL * 1024;
constexpr std::string_view from = "From ";

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view one) { return ascii::starts_with(word, one); });
}

constexpr std::array<std::string_view, 7> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};

/// The date of a separator begins with its weekday, behind the sender, which may be missing or hold blanks.
std::string_view date_of_separator(std::string_view line) {
    std::string_view rest = line.substr(from.size());
    for (std::size_t at = 0; at + 4 < rest.size(); ++at) {
        const bool starts_word = at == 0 || rest[at - 1] == ' ';
        if (starts_word && (rest[at + 3] == ' ' || rest[at + 3] == ',') && is_one_of(rest.substr(at, 3), weekdays)) {
            return rest.substr(at);
        }
    }
    return {};
}

bool is_clock(std::string_view word) {
    const auto digit = [&](std::size_t at) { return at < word.size() && ascii::is_digit(word[at]); };
    const std::size_t colon = digit(1) ? 2 : 1;
    return digit(0) && colon < word.size() && word[colon] == ':' && digit(colon + 1) && digit(colon + 2);
}

bool is_blank_line(std::string_view line) {
    return line == "\n" || line == "\r\n";
}

/// `>From `, `>>From `, …: one more '>' than was written.
bool is_quoted_from(std::string_view line) {
    const auto marks = line.find_first_not_of('>');
    return marks != std::string_view::npos && marks > 0 && line.substr(marks).starts_with(from);
}

}  // namespace

bool is_mbox_separator(std::string_view line) {
    if (!line.starts_with(from) || line.size() > 1000) return false;
    auto date = ascii::trim(date_of_separator(line));
    bool month = false;
    bool clock = false;
    while (!date.empty()) {
        const auto blank = std::min(date.find(' '), date.size());
        const auto word = date.substr(0, blank);
        month = month || (word.size() == 3 && is_one_of(word, months));
        clock = clock || is_clock(word);
        date.remove_prefix(std::min(blank + 1, date.size()));
    }
    return month && clock;
}

std::optional<config::Instant> written_at(std::string_view raw) {
    const auto header = read_header(raw.substr(0, 256UL * 1024), config::Limits{});
    const auto date = header.get("date");
    return date.empty() ? std::nullopt : parse_mail_date(date);
}

config::Result<MboxReader> MboxReader::open(const std::filesystem::path& file, std::int64_t position, std::size_t limit) {
    std::ifstream in(file, std::ios::binary);
    if (!in || !in.seekg(position))
        return config::permanent(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    return MboxReader(std::move(in), position, limit);
}

bool MboxReader::read_line() {
    auto end = buffer_.find('\n', begin_);
    if (end == std::string::npos && buffer_.size() - begin_ < block_bytes) {
        buffer_.erase(0, begin_);
        begin_ = 0;
        const auto had = buffer_.size();
        buffer_.resize(had + block_bytes);
        in_.read(buffer_.data() + had, static_cast<std::streamsize>(block_bytes));
        buffer_.resize(had + static_cast<std::size_t>(in_.gcount()));
        end = buffer_.find('\n', had);
    }
    if (begin_ == buffer_.size()) return false;
    starts_line_ = ends_line_;
    ends_line_ = end != std::string::npos;
    const auto length = (ends_line_ ? end + 1 : buffer_.size()) - begin_;
    line_.assign(buffer_, begin_, length);
    begin_ += length;
    position_ += static_cast<std::int64_t>(length);
    return true;
}

std::optional<StoredMail> MboxReader::next() {
    StoredMail mail;
    // Text before the first separator belongs to no mail.
    while (!has_separator_) {
        if (!read_line()) return std::nullopt;
        has_separator_ = starts_line_ && is_mbox_separator(line_);
    }
    mail.date = parse_mail_date(ascii::trim(date_of_separator(line_)));
    has_separator_ = false;
    mail.end = position_;
    bool after_blank = false;
    while (read_line()) {
        if (after_blank && starts_line_ && is_mbox_separator(line_)) {
            has_separator_ = true;
            break;
        }
        mail.end = position_;
        after_blank = starts_line_ && is_blank_line(line_);
        const std::string_view text = starts_line_ && is_quoted_from(line_) ? std::string_view(line_).substr(1) : line_;
        // The blank line before a separator is the file's, not the mail's; one more does no harm.
        if (mail.raw.size() + text.size() > limit_ + 2) {
            mail.too_large = true;
        } else if (!mail.too_large) {
            mail.raw += text;
        }
    }
    if (after_blank && mail.raw.ends_with('\n')) mail.raw.pop_back();
    if (after_blank && mail.raw.ends_with('\r')) mail.raw.pop_back();
    mail.too_large = mail.too_large || mail.raw.size() > limit_;
    if (!mail.date) mail.date = written_at(mail.raw);
    return mail;
}

}  // namespace mail
