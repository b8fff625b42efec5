#pragma once

#include "templates/render.hpp"
#include "templates/template_values.hpp"
#include "templates/phrases.hpp"
#include "workflow/decide.hpp"

#include <string>

namespace templates {

/// Everything that one mail is made from, for the length of one call.
struct MailOccasion {
    const workflow::Directory& directory;
    const workflow::Notification& notification;
    const workflow::Ticket* ticket;  // nullptr: about no ticket
    const workflow::Entry* entry;    // nullptr: none, or none that this reader may see
    const Addresses& addresses;
    config::Instant now;
    workflow::SlaView sla;

    [[nodiscard]] const config::Desk& desk() const { return directory.config().desk; }
    /// The zone in which its reader is told times.
    [[nodiscard]] const date::time_zone* reader_zone() const {
        const auto* reader = directory.technician_by_address(mail::normalized(notification.recipient.address));
        return reader != nullptr && reader->zone != nullptr ? reader->zone : desk().zone;
    }
    [[nodiscard]] bool is_technician() const { return notification.to_technician; }
};

/// The entry of `notification` if its reader may see it: a client never gets a note or an event, whoever asks.
[[nodiscard]] const workflow::Entry* visible_entry(const workflow::Notification& notification, const workflow::Entry* entry);

/// How the author of an entry is called: a technician by the display name, the requester by theirs, others by address.
[[nodiscard]] std::string author_name(const MailOccasion& occasion);

/// The attachments that go along, as indices into the entry's; the others are listed by name.
[[nodiscard]] std::vector<std::size_t> carried_attachments(const MailOccasion& occasion);

/// The values that the texts of this mail are filled with.
[[nodiscard]] TemplateValues fill_values(const MailOccasion& occasion, const Phrases& phrases);

/// All but subject and texts: addresses, thread, headers, attachments.
[[nodiscard]] mail::OutgoingMessage make_envelope(const MailOccasion& occasion, const Phrases& phrases);

}  // namespace templates
