#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace mail {

/// The result of looking up a name's TXT record.
struct TxtAnswer {
    enum class State {
        found,
        none,   // the server says that there is no such record
        failed  // no usable answer arrived
    };
    State state = State::failed;
    std::string text;  // the strings of the record, joined (RFC 6376 3.6.2.2)
    std::chrono::seconds good_for{0};
};

/// Finds the only TXT record of `name` in a DNS reply (RFC 1035) and follows aliases to it. Several records count as
/// `failed`, because it is unknown which one is meant.
[[nodiscard]] TxtAnswer read_txt_reply(std::string_view name, std::string_view reply);

}  // namespace mail
