#pragma once

#include "config/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

using ImapUid = std::uint32_t;

/// One raw response: its text without line ends, and its literals with the positions at which they were cut out (RFC 9051 4.3).
struct ImapRaw {
    struct Literal {
        std::size_t at = 0;  // in `text`; the octet count in braces stays before it
        std::string bytes;
        bool dropped = false;  // it exceeded the limit and was discarded
    };
    std::string text;
    std::vector<Literal> literals;
};

/// The data of one mail in a FETCH response.
struct ImapMail {
    ImapUid uid = 0;
    std::optional<std::int64_t> size;  // RFC822.SIZE, as the server claims it
    std::optional<config::Instant> internal_date;
    std::uint64_t mod_sequence = 0;  // (CONDSTORE); 0: not given
    std::optional<std::string> body;
    bool too_large = false;  // the body exceeded the limit
};

/// One parsed response (RFC 9051 section 7).
struct ImapResponse {
    enum class Kind { ok, no, bad, bye, preauth, go_on, capability, search, exists, expunge, fetch, other };
    Kind kind = Kind::other;
    std::string tag;                 // empty: untagged
    std::string code;                // of ok, no, bad, bye and preauth, upper case: "UIDVALIDITY"
    std::string code_value;          // the rest of the code, as written
    std::string text;                // for people, or a challenge
    std::vector<std::string> words;  // capability: upper case
    std::vector<ImapUid> uids;       // search
    std::uint32_t number = 0;        // exists, expunge
    ImapMail mail;                   // fetch
};

/// Parses a response in one pass. Never fails: an unknown or malformed response is `other`, or parts of it are left out.
[[nodiscard]] ImapResponse parse_imap_response(ImapRaw raw);

/// The size of the literal that a line announces at its end, `{12}`, `{12+}` or `~{12}`; nullopt: none.
[[nodiscard]] std::optional<std::uint64_t> announced_literal(std::string_view line);

/// A decimal number; nullopt: not a number, or more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> imap_number(std::string_view text);

/// A folder's name in modified UTF-7 (RFC 3501 5.1.3). Invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string imap_folder_name(std::string_view utf8);

/// UIDs in ascending order as a set: "3:5,9".
[[nodiscard]] std::string imap_uid_set(const std::vector<ImapUid>& uids);

/// A day for SEARCH SINCE: "7-Nov-2026". The server interprets it in its own zone.
[[nodiscard]] std::string imap_day(config::Instant at);

}  // namespace mail
