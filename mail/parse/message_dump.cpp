// A parsed mail as text for a terminal.
#include "mail/parse/message_dump.hpp"

#include <fmt/format.h>

namespace mail {
namespace {

std::string shown(const Address& address) {
    if (address.name.empty()) return address.address;
    return address.address.empty() ? address.name : fmt::format("{} <{}>", address.name, address.address);
}

void add(std::string& out, std::string_view label, std::string_view value) {
    if (!value.empty()) out += fmt::format("{:<13}{}\n", fmt::format("{}:", label), value);
}

void add(std::string& out, std::string_view label, const std::vector<Address>& list) {
    std::string joined;
    for (const auto& each : list)
        joined += (joined.empty() ? "" : ", ") + shown(each);
    add(out, label, joined);
}

void add_block(std::string& out, std::string_view label, std::string_view text) {
    if (!text.empty()) out += fmt::format("\n{}\n{}\n", label, text);
}

}  // namespace

std::string to_readable(const Message& message) {
    std::string out;
    add(out, "Kind",
        message.reaction ? fmt::format("{}, a reaction", to_string(message.kind)) : std::string(to_string(message.kind)));
    add(out, "From", message.from);
    add(out, "Reply-To", message.reply_to);
    add(out, "To", message.to);
    add(out, "Cc", message.cc);
    add(out, "Date", message.date ? config::format_rfc3339(*message.date) : std::string());
    add(out, "Subject", message.subject);
    add(out, "Message-ID", message.message_id);
    add(out, "In-Reply-To", message.in_reply_to);
    if (message.bounce) {
        const auto& bounce = *message.bounce;
        add(out, "Bounce", fmt::format("{} {} {} {}", bounce.recipient, bounce.action, bounce.status, bounce.diagnostic));
        add(out, "Bounced mail", bounce.original_message_id);
    }
    for (const auto& each : message.attachments) {
        add(out, "Attachment",
            fmt::format("{} ({}, {} bytes{})", each.name, each.type, each.size, each.is_inline ? ", inline" : ""));
    }
    for (const auto& defect : message.defects)
        add(out, "Defect", defect);
    if (message.forwarded)
        add(out, "Forwarded", fmt::format("{}: {}", shown(message.forwarded->from), message.forwarded->subject));
    add_block(out, "-- written now --", message.reply_text);
    add_block(out, "-- quoted --", message.quoted_text);
    return out;
}

}  // namespace mail
