#pragma once

#include "config/time.hpp"
#include "mail/message/address.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mail {

/// One of our mails before composing. Strings are UTF-8. Line breaks in header values become blanks.
struct OutgoingMessage {
    Address from;
    std::vector<Address> to;
    std::vector<Address> cc;
    std::string reply_to;     // an address with a token; empty: no Reply-To
    std::string return_path;  // envelope sender; empty: the null return path <>
    std::string recipient;    // the only envelope recipient
    std::string subject;
    std::string message_id;  // without <>
    std::string in_reply_to;
    std::vector<std::string> references;
    config::Instant date{};
    std::vector<std::pair<std::string, std::string>> headers;  // further fields, in order: Auto-Submitted, X-Ticketd-…
    std::string text;
    std::string html;
    struct Part {
        std::string name;
        std::string type;
        std::string content_id;  // when set, the HTML part shows it inline
        std::string content;
    };
    std::vector<Part> attachments;
};

}  // namespace mail
