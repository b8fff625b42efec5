#pragma once

#include "config/time.hpp"
#include "mail/message/address.hpp"
#include "mail/message/quote_candidate.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// The kind of author a mail has, judged by its headers and form.
enum class Kind { human, auto_reply, auto_generated, bounce, list, loop };

[[nodiscard]] std::string_view to_string(Kind kind);  // "auto-reply"

/// An attachment whose transfer encoding has been undone.
struct Attachment {
    std::string name;        // safe to show and save: no path, no controls, never empty
    std::string type;        // "image/png", lower case
    std::uint64_t size = 0;  // bytes, decoded
    bool is_inline = false;
    std::string content_id;                      // without <>
    std::string sha256;                          // lower-case hex of the decoded bytes
    std::shared_ptr<const std::string> content;  // shared with the row that stores it; null above limits.attachment_bytes
};

/// A delivery report (RFC 3464). It describes the first failed recipient.
struct Bounce {
    std::string recipient;
    std::string action;  // "failed", "delayed", "delivered", "relayed", "expanded"
    std::string status;  // enhanced status, "5.1.1"
    std::string diagnostic;
    std::string original_message_id;  // Message-ID of the mail that bounced; may be empty
    std::string envelope_id;          // the ENVID that we gave it when sending (RFC 3461 4.4); may be empty
};

/// A forwarded mail inside this one, in a readable form.
struct Forwarded {
    Address from;
    std::string subject;
    std::string text;
    std::vector<Address> before;    // when that one was forwarded, too: who wrote the one inside it, the outer first
    bool attached = false;          // it is attached (message/rfc822); its text is no part of Message::text
    std::vector<Attachment> files;  // of an attached one; those of the other kind are in Message::attachments
};

/// A header field written by servers, unfolded and not decoded. Evidence is read from these fields.
struct TraceField {
    std::string name;  // lower case: received, authentication-results, arc-authentication-results, delivered-to, …
    std::string value;
};

/// A parsed mail. Every string is valid UTF-8 without NUL; every id is without <>.
struct Message {
    std::vector<Address> from, to, cc, reply_to;
    std::string subject;  // one line, decoded
    std::string message_id;
    std::string in_reply_to;
    std::vector<std::string> references;
    std::optional<config::Instant> date;

    std::string text;  // the text part, or else the text of the HTML part
    std::string html;
    std::string reply_text;   // the text that the person wrote
    std::string quoted_text;  // the lines cut from `text`; no line is lost between it and reply_text
    std::optional<Forwarded> forwarded;
    /// In the order of the lines of `text`. A signature that has two signs is given with all its lines, another with one.
    std::vector<QuoteCandidate> quote_candidates;
    /// The line of `text`, counted from 0, from which on there is nothing but the sender's signature, a device's line or a
    /// company's notice, by two signs. None: no such line, or nothing else stands before it.
    std::optional<std::size_t> signature_line;

    std::vector<Attachment> attachments;
    Kind kind = Kind::human;
    bool reaction = false;  // an emoji reaction (RFC 9078), not a comment
    bool precedence_bulk = false;
    bool loop_mark = false;                    // has our loop header with a valid HMAC; the owner of the key sets it
    std::string loop_header;                   // X-Ticketd-Loop as written
    std::vector<std::string> recipients_seen;  // addresses in Delivered-To, X-Original-To, To, Cc, for reply tokens
    std::string list_id;
    bool spam_flagged = false;  // the field named by the config's spam_header says yes
    int hops = 0;               // number of Received fields
    int from_fields = 0;        // number of From fields; with more than one, From proves nothing
    // False: a limit cut the header, or a field that may occur only once occurs twice. A server may then have checked
    // a different reading.
    bool header_whole = true;
    bool urgent = false;            // by X-Priority 1 or 2, Importance or Priority (RFC 4021 2.1.54)
    std::vector<TraceField> trace;  // in header order, from the top, including every From and DKIM-Signature
    std::optional<Bounce> bounce;
    std::vector<std::string> defects;  // one sentence each; empty for a well-formed mail
};

}  // namespace mail
