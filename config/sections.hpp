#pragma once

#include "config/reader.hpp"

namespace config {

// One reader for each group of sections. Each gets the whole file and asks for its own tables; complaints go to the
// Reading. load.cpp calls them in an order in which later readers can use the values of earlier ones.

void read_desk(Section& root, Config& into);        // [desk] and the desk-wide keys: TLS, spam_header, recipient_delimiter
void read_database(Section& root, Database& into);  // [database]
void read_trust(Section& root, Trust& into);        // [trust]
void read_limits(Section& root, Limits& into);      // [limits]
void read_upkeep(Section& root, Config& into);      // [retention], [metrics]
void read_listeners(Section& root, Config& into);   // [[listen]]
void read_outgoing(Section& root, Config& into);    // [outgoing], one or several
void read_mailboxes(Section& root, Config& into);   // [[mailbox]]
void read_staff(Section& root, Config& into);       // [[team]], [[technician]]
void read_calendars(Section& root, Config& into);   // [[calendar]]
void read_contracts(Section& root, Config& into);   // [[contract]]
void read_digest(Section& root, Config& into);      // [digest]
void read_clients(Section& root, Config& into);     // [[client]], [[contact]], [[form]]
void read_categories(Section& root, Config& into);  // [[category]]
void read_templates(Section& root, Config& into);   // [[ticket_template]]
void read_rules(Section& root, Config& into);       // [[rule]]

/// Whether `address` (lower case) is one of the desk's own, with or without an extension.
[[nodiscard]] bool is_own_address(const Desk& desk, const std::string& address);

/// Records that `item` refers to a technician, or to a team as "team:NAME".
void refer_to_staff(Section& section, std::string_view key, const Item& item);

/// Every priority and status with its word, for Section::word.
[[nodiscard]] Words<Priority> priority_words();
[[nodiscard]] Words<Status> status_words();

}  // namespace config
