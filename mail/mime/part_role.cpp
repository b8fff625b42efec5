// Decides which parts of a mail are its text, its HTML or attachments.
#include "mail/mime/part_role.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>

namespace mail {
namespace {

const Part& part_at(const Scan& scan, int index) {
    return scan.parts[static_cast<std::size_t>(index)];
}

bool is_report(const Part& part) {
    return (part.type.is("message/delivery-status") || part.type.is("message/disposition-notification") ||
            part.type.is("message/feedback-report") || part.type.is("message/global-delivery-status")) &&
           !part.disposition.is("attachment");
}

bool is_resource_fork(const Scan& scan, const Part& part) {
    return part.type.is("application/applefile") && part.parent != Part::none &&
           part_at(scan, part.parent).type.is("multipart/appledouble");
}

bool is_tnef(const Part& part) {
    return part.type.is("application/ms-tnef") || part.type.is("application/vnd.ms-tnef");
}

/// Text by its type, but written for programs.
bool is_data(const Part& part) {
    constexpr auto types = std::to_array<std::string_view>(
        {"text/vcard", "text/x-vcard", "text/directory", "text/csv", "text/xml", "text/css", "text/rtf", "text/javascript",
         "text/x-amp-html", "text/rfc822-headers", "text/x-moz-deleted", "text/tab-separated-values", "text/ical"});
    return std::find(types.begin(), types.end(), part.type.value) != types.end();
}

/// A text part that is shown as text, and is no file.
bool is_body(const Scan& scan, int index, bool related, bool shows_nothing) {
    const auto& part = part_at(scan, index);
    if (part.disposition.is("attachment")) return false;
    if (index == 0 || part_at(scan, part.parent).is_message()) return true;
    const bool named = part.type.has("name") || part.disposition.has("filename");
    if (related && (part.header.has("content-id") || named)) return false;
    const bool shown_type = part.type.is("text/plain") || part.type.is("text/html") || part.type.is("text/enriched");
    if (!named) return shown_type || (!part.disposition.is("inline") && !is_data(part));
    // Senders name even the body; what comes first and is not said to be a file is no file.
    return shown_type && shows_nothing && part.disposition.value.empty();
}

bool holds_html(const Scan& scan, int index) {
    const auto& part = part_at(scan, index);
    if (part.type.is("text/html")) return true;
    return part.is_multipart() &&
           std::any_of(part.children.begin(), part.children.end(), [&](int child) { return holds_html(scan, child); });
}

}  // namespace

PartRole role_of(const Scan& scan, int index, bool related, bool shows_nothing) {
    const auto& part = part_at(scan, index);
    const bool is_text = part.type.type() == "text" && !part.type.is("text/calendar");
    if (is_text && is_body(scan, index, related, shows_nothing)) {
        return part.type.is("text/html") ? PartRole::html : PartRole::text;
    }
    if (is_report(part)) return PartRole::report;
    if (is_resource_fork(scan, part)) return PartRole::resource_fork;
    return is_tnef(part) ? PartRole::tnef : PartRole::attachment;
}

int related_root(const Scan& scan, const Part& related) {
    const auto start = ascii::trim(related.type.parameter("start"));
    if (!start.empty()) {
        for (const auto child : related.children) {
            if (ascii::trim(part_at(scan, child).header.get("content-id")) == start) return child;
        }
    }
    return related.children.front();
}

Alternatives choose_alternatives(const Scan& scan, const Part& alternative) {
    Alternatives out;
    for (const auto child : alternative.children) {
        const auto& each = part_at(scan, child);
        if (each.disposition.is("attachment")) continue;
        if (each.type.is("text/html") || (each.is_multipart() && holds_html(scan, child))) {
            out.html = child;
        } else if (each.type.type() == "text" && !each.type.is("text/calendar") &&
                   (out.text == Part::none || each.type.is("text/plain"))) {
            if (out.text == Part::none || !part_at(scan, out.text).type.is("text/plain")) out.text = child;
        } else if (each.is_multipart() && out.text == Part::none && !each.children.empty()) {
            out.text = child;
        }
    }
    return out;
}

}  // namespace mail
