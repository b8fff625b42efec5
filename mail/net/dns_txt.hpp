#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The part of DNS that is needed to find a public key: a TXT question (RFC 1035), its answer, EDNS for large keys (RFC 6891).
namespace mail {

/// The result of a look-up of a name's TXT record.
struct TxtAnswer {
    enum class State {
        found,
        none,   // the server says that there is no such record
        failed  // no usable answer
    };
    State state = State::failed;
    std::string text;  // the strings of the record, joined (RFC 6376 3.6.2.2)
    std::chrono::seconds good_for{0};
};

/// The question for the TXT record of `name`; nullopt: not a valid name (RFC 1035 2.3.4).
[[nodiscard]] std::optional<std::string> txt_question(std::string_view name, std::uint16_t id);

/// Reads the answer to `question`. nullopt: an answer to another question, perhaps forged; keep listening.
struct TxtReply {
    TxtAnswer answer;
    bool truncated = false;  // the caller must ask again over TCP
};
[[nodiscard]] std::optional<TxtReply> read_txt_reply(std::string_view question, std::string_view reply);

}  // namespace mail
