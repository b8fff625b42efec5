#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace mail {

/// A mailbox: a display name (UTF-8, decoded, may be empty) and an addr-spec (RFC 5322 3.4).
struct Address {
    std::string name;
    std::string address;  // as written, without <>, never decoded

    bool operator==(const Address&) const = default;
};

/// The addr-spec with ASCII letters in lower case, the form in which addresses are compared.
[[nodiscard]] std::string normalized(std::string_view address);

/// The addr-spec with its domain in lower case, the form to which mails are sent. The local part is unchanged,
/// because its case may matter to the receiving host (RFC 5321 2.4).
[[nodiscard]] std::string as_written(std::string_view address);

/// The part after the last '@', in lower case; empty without an '@'.
[[nodiscard]] std::string domain_of(std::string_view address);

/// An address split at the recipient delimiter: support+abc@desk.example -> support, abc, desk.example.
struct Detailed {
    std::string local;      // lower case, without the extension
    std::string extension;  // as written; empty: there is none
    std::string domain;     // lower case
    [[nodiscard]] std::string base() const { return local + "@" + domain; }
};
[[nodiscard]] Detailed split_detail(std::string_view address, char delimiter);

/// True when `address` is one plain addr-spec: one '@', a local part of at most 64 and a domain of at most 255
/// octets, no blanks, controls or brackets (RFC 5321 4.5.3.1). Mails are sent only to such addresses.
[[nodiscard]] bool is_sendable(std::string_view address);

}  // namespace mail
