#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The part of DNS that finding a public key takes: one TXT question (RFC 1035), its answer, EDNS so that a key fits (RFC 6891).
namespace mail {

/// What is known of a name's TXT record.
struct TxtAnswer {
    enum class State {
        found,
        none,   // there is no such record, says the server
        failed  // nobody answered, or not so that it could be used
    };
    State state = State::failed;
    std::string text;  // the strings of the record, joined (RFC 6376 3.6.2.2)
    std::chrono::seconds good_for{0};
};

/// The question for the TXT record of `name`; nullopt when that is no name (RFC 1035 2.3.4).
[[nodiscard]] std::optional<std::string> txt_question(std::string_view name, std::uint16_t id);

/// Reads the answer to `question`. nullopt: it is the answer to something else, which a forger may have sent; go on listening.
struct TxtReply {
    TxtAnswer answer;
    bool truncated = false;  // ask again over TCP
};
[[nodiscard]] std::optional<TxtReply> read_txt_reply(std::string_view question, std::string_view reply);

}  // namespace mail
