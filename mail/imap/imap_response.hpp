#pragma once

#include "config/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

using ImapUid = std::uint32_t;

/// One response as it came: its text without the line ends and without the literals, which stand where they were cut out (RFC
/// 9051 4.3).
struct ImapRaw {
    struct Literal {
        std::size_t at = 0;  // in `text`; the octet count in braces stays before it
        std::string bytes;
        bool dropped = false;  // it was past the limit: read and thrown away
    };
    std::string text;
    std::vector<Literal> literals;
};

/// What a FETCH response tells of one mail.
struct ImapMail {
    ImapUid uid = 0;
    std::optional<std::int64_t> size;  // RFC822.SIZE: what the server says, which need not be true
    std::optional<config::Instant> internal_date;
    std::uint64_t mod_sequence = 0;  // (CONDSTORE); 0: not told
    std::optional<std::string> body;
    bool too_large = false;  // a body came that was past the limit
};

/// One response as it is meant (RFC 9051 section 7).
struct ImapResponse {
    enum class Kind { ok, no, bad, bye, preauth, go_on, capability, search, exists, expunge, fetch, other };
    Kind kind = Kind::other;
    std::string tag;                 // empty: untagged
    std::string code;                // of ok, no, bad, bye and preauth, upper case: "UIDVALIDITY"
    std::string code_value;          // what stands behind it, as written
    std::string text;                // for people, or a challenge
    std::vector<std::string> words;  // capability: upper case
    std::vector<ImapUid> uids;       // search
    std::uint32_t number = 0;        // exists, expunge
    ImapMail mail;                   // fetch
};

/// Reads a response in one pass. Never fails: what is not known or makes no sense is `other`, or left out.
[[nodiscard]] ImapResponse parse_imap_response(ImapRaw raw);

/// The octets of the literal that is announced at the end of a line, `{12}`, `{12+}` or `~{12}`; nullopt: none.
[[nodiscard]] std::optional<std::uint64_t> announced_literal(std::string_view line);

/// A decimal number; nullopt: none, or more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> imap_number(std::string_view text);

/// A day for SEARCH SINCE: "7-Nov-2026". The server takes it in its own zone.
[[nodiscard]] std::string imap_day(config::Instant at);

}  // namespace mail
