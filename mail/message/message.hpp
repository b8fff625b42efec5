#pragma once

#include "config/time.hpp"
#include "mail/message/address.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// What wrote a mail, as far as its headers and form show.
enum class Kind { human, auto_reply, auto_generated, bounce, list, loop };

[[nodiscard]] std::string_view to_string(Kind kind);  // "auto-reply"

/// An attachment after its transfer encoding is undone.
struct Attachment {
    std::string name;        // safe to show and to save: no path, no controls, never empty
    std::string type;        // "image/png", lower case
    std::uint64_t size = 0;  // bytes, decoded
    bool is_inline = false;
    std::string content_id;                      // without <>
    std::string sha256;                          // lower-case hex of the decoded bytes
    std::shared_ptr<const std::string> content;  // shared with the row that stores it; null past limits.attachment_bytes
};

/// What a delivery status notification reports, of the first failed recipient (RFC 3464).
struct Bounce {
    std::string recipient;
    std::string action;  // "failed", "delayed", "delivered", "relayed", "expanded"
    std::string status;  // enhanced status, "5.1.1"
    std::string diagnostic;
    std::string original_message_id;  // of the mail that came back; may be empty
    std::string envelope_id;          // what we called it while we sent it (ENVID, RFC 3461 4.4); may be empty
};

/// A forwarded mail inside this one, as readable values.
struct Forwarded {
    Address from;
    std::string subject;
    std::string text;
};

/// A header field that a server on the way wrote, unfolded, not decoded; what evidence is read from.
struct TraceField {
    std::string name;  // lower case: received, authentication-results, arc-authentication-results, delivered-to, …
    std::string value;
};

/// A mail as read: every string is valid UTF-8 without NUL, every id is without <>.
struct Message {
    std::vector<Address> from, to, cc, reply_to;
    std::string subject;  // one line, decoded
    std::string message_id;
    std::string in_reply_to;
    std::vector<std::string> references;
    std::optional<config::Instant> date;

    std::string text;  // the text part, or the HTML's text when there is none
    std::string html;
    std::string reply_text;   // what this person wrote now
    std::string quoted_text;  // what was cut from `text`: lossless together with reply_text, can be shown
    std::optional<Forwarded> forwarded;

    std::vector<Attachment> attachments;
    Kind kind = Kind::human;
    bool reaction = false;  // RFC 9078 emoji: an acknowledgement, no comment
    bool precedence_bulk = false;
    bool loop_mark = false;                    // carries our own loop header with a valid HMAC; set by whoever has the key
    std::string loop_header;                   // X-Ticketd-Loop as written
    std::vector<std::string> recipients_seen;  // addresses in Delivered-To, X-Original-To, To, Cc, for reply tokens
    std::string list_id;
    bool spam_flagged = false;  // config's spam_header said yes
    int hops = 0;               // Received fields
    int from_fields = 0;        // From fields in the header: more than one is no identity
    // False: a limit cut it, or a field that may stand once stands twice. Servers checked one reading, and ours may be another.
    bool header_whole = true;
    bool urgent = false;            // X-Priority 1 or 2, Importance or Priority say so (RFC 4021 2.1.54)
    std::vector<TraceField> trace;  // in the order they stand, top first, with every From and DKIM-Signature too
    std::optional<Bounce> bounce;
    std::vector<std::string> defects;  // sentences; empty for a well-formed mail
};

}  // namespace mail
