#pragma once

#include "templates/render.hpp"
#include "templates/template_values.hpp"
#include "templates/phrases.hpp"
#include "workflow/decide.hpp"

#include <string>

namespace templates {

/// The inputs of one mail, borrowed for one call of render.
struct MailOccasion {
    const workflow::Directory& directory;
    const workflow::Notification& notification;
    const workflow::Ticket* ticket;  // nullptr: the mail is about no ticket
    const workflow::Entry* entry;    // nullptr: no entry, or one that this reader must not see
    const Addresses& addresses;
    config::Instant now;
    workflow::SlaView sla;

    [[nodiscard]] const config::Desk& desk() const { return directory.config().desk; }
    /// The time zone for this reader: a technician's own, otherwise the desk's.
    [[nodiscard]] const date::time_zone* reader_zone() const {
        const auto* reader = directory.technician_by_address(mail::normalized(notification.recipient.address));
        return reader != nullptr && reader->zone != nullptr ? reader->zone : desk().zone;
    }
    [[nodiscard]] bool is_technician() const { return notification.to_technician; }
};

/// `entry` if the reader of `notification` may see it, otherwise nullptr. A client never gets a note or an event.
[[nodiscard]] const workflow::Entry* visible_entry(const workflow::Notification& notification, const workflow::Entry* entry);

/// The author's name as mails show it: the display name of a technician or the requester; the address of anybody else.
[[nodiscard]] std::string author_name(const MailOccasion& occasion);

/// Indices of the entry's attachments that the mail carries. The others are listed by name.
[[nodiscard]] std::vector<std::size_t> carried_attachments(const MailOccasion& occasion);

/// The values that the templates of this mail may use.
[[nodiscard]] TemplateValues fill_values(const MailOccasion& occasion, const Phrases& phrases);

/// The message without subject and texts: addresses, thread, headers, attachments.
[[nodiscard]] mail::OutgoingMessage make_envelope(const MailOccasion& occasion, const Phrases& phrases);

}  // namespace templates
