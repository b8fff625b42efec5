#pragma once

#include "config/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

using ImapUid = std::uint32_t;

/// One response as received: its text without the line ends, and its literals, which were cut out of the text (RFC 9051 4.3).
struct ImapRaw {
    struct Literal {
        std::size_t at = 0;  // position in `text`; the octet count in braces is before it
        std::string bytes;
        bool dropped = false;  // it was larger than the limit, so it was read and discarded
    };
    std::string text;
    std::vector<Literal> literals;
};

/// The data of one mail in a FETCH response.
struct ImapMail {
    ImapUid uid = 0;
    std::optional<std::int64_t> size;  // RFC822.SIZE: the server's claim, which may be wrong
    std::optional<config::Instant> internal_date;
    std::uint64_t mod_sequence = 0;  // (CONDSTORE); 0: not reported
    std::optional<std::string> body;
    bool too_large = false;  // the body was larger than the limit
};

/// One response, parsed (RFC 9051 section 7).
struct ImapResponse {
    enum class Kind { ok, no, bad, bye, preauth, go_on, capability, search, exists, expunge, fetch, other };
    Kind kind = Kind::other;
    std::string tag;                 // empty: untagged
    std::string code;                // code of ok, no, bad, bye and preauth, upper case: "UIDVALIDITY"
    std::string code_value;          // the text after the code, as written
    std::string text;                // text for people, or a challenge
    std::vector<std::string> words;  // capability: upper case
    std::vector<ImapUid> uids;       // search
    std::uint32_t number = 0;        // exists, expunge
    ImapMail mail;                   // fetch
};

/// Parses a response in one pass. Never fails: a response that is unknown or makes no sense is `other`, or its fields
/// stay empty.
[[nodiscard]] ImapResponse parse_imap_response(ImapRaw raw);

/// The size in octets of the literal that is announced at the end of a line, as `{12}`, `{12+}` or `~{12}`; nullopt:
/// none is announced.
[[nodiscard]] std::optional<std::uint64_t> announced_literal(std::string_view line);

/// Reads a decimal number. nullopt: not a number, or more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> imap_number(std::string_view text);

/// A day for SEARCH SINCE: "7-Nov-2026". The server interprets it in its own time zone.
[[nodiscard]] std::string imap_day(config::Instant at);

}  // namespace mail
