#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace mail {

/// A mailbox as people see it: a display name (UTF-8, decoded, may be empty) and an addr-spec (RFC 5322 3.4).
struct Address {
    std::string name;
    std::string address;  // as written, without <>; never decoded

    bool operator==(const Address&) const = default;
};

/// The addr-spec in the form in which addresses are compared: ASCII letters in lower case.
[[nodiscard]] std::string normalized(std::string_view address);

/// The addr-spec in the form in which it is written to: only its domain in lower case, for what stands before is up to the host
/// that it is on (RFC 5321 2.4).
[[nodiscard]] std::string as_written(std::string_view address);

/// What follows the last '@', lower case; empty when there is none.
[[nodiscard]] std::string domain_of(std::string_view address);

/// An address taken apart at the recipient delimiter: support+abc@desk.example -> support, abc, desk.example.
struct Detailed {
    std::string local;      // lower case, without the extension
    std::string extension;  // as written; empty when none
    std::string domain;     // lower case
    [[nodiscard]] std::string base() const { return local + "@" + domain; }
};
[[nodiscard]] Detailed split_detail(std::string_view address, char delimiter);

/// True when `address` is one plain addr-spec that we are ready to send to: one '@', a local part of at most 64 and a
/// domain of at most 255 octets, no blanks, controls or brackets (RFC 5321 4.5.3.1).
[[nodiscard]] bool is_sendable(std::string_view address);

}  // namespace mail
