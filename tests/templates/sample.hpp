#pragma once

#include "templates/render.hpp"

#include <date/tz.h>

namespace templates::sample {

inline const config::Instant now = config::from_micros(1'795'435'200'000'000);  // Mon 23 Nov 2026, 12:00 UTC

/// A desk with two technicians in Berlin and one ticket. Each test changes what it needs.
inline config::Config config() {
    config::Config config;
    config.desk.name = "Northwind Support";
    config.desk.address = "support@desk.example";
    config.desk.aliases = {"help@desk.example"};
    config.desk.time_zone = "Europe/Berlin";
    config.desk.zone = date::locate_zone("Europe/Berlin");
    config::Technician ana;
    ana.name = "ana";
    ana.display_name = "Ana Ruiz";
    ana.email = "ana@desk.example";
    config::Technician ben;
    ben.name = "ben";
    ben.display_name = "Ben Okafor";
    ben.email = "ben@desk.example";
    config.technicians = {ana, ben};
    return config;
}

inline workflow::Ticket ticket() {
    workflow::Ticket ticket;
    ticket.number = {1234};
    ticket.title = "The printer on the third floor is on fire";
    ticket.priority = config::Priority::high;
    ticket.category = "Hardware";
    ticket.client = "Contoso";
    ticket.requester = {"Clara Brandt", "clara@contoso.example"};
    ticket.desk_address = "help@desk.example";
    ticket.root_id = "first@contoso.example";
    ticket.last_client_id = "latest@contoso.example";
    ticket.created_at = now - std::chrono::minutes{20};
    ticket.clocks.response_due_at = now + std::chrono::minutes{100};
    return ticket;
}

inline workflow::Entry client_entry() {
    workflow::Entry entry;
    entry.ticket = {1234};
    entry.kind = workflow::EntryKind::comment;
    entry.author = "clara@contoso.example";
    entry.trust = workflow::Trust::participant;
    entry.text =
        "Hello,\n\nsince this morning there is smoke coming out of the big printer, and it will not switch off.\n"
        "The manual says to pull the plug, see https://printers.example/manual?id=7&page=2.\n\nClara\n";
    return entry;
}

inline workflow::Entry technician_entry() {
    workflow::Entry entry;
    entry.ticket = {1234};
    entry.kind = workflow::EntryKind::comment;
    entry.author = "ana";
    entry.trust = workflow::Trust::technician;
    entry.text = "Hello Clara,\n\nplease pull the plug and keep the window open. I am on my way.\n\nBest regards";
    return entry;
}

inline templates::Addresses addresses() {
    const std::string token(52, 'q');
    templates::Addresses out;
    out.reply = "help+r" + token.substr(1) + "@desk.example";
    out.note = "help+n" + token.substr(1) + "@desk.example";
    out.action = "help+a" + token.substr(1) + "@desk.example";
    out.return_path = "help+v" + token.substr(1) + "@desk.example";
    out.message_id = "1234.63.proof@desk.example";
    out.loop_mark = "loopmark";
    out.thread_id = "1234.0.proof@desk.example";
    return out;
}

inline workflow::Notification to_technician(workflow::MailKind kind) {
    workflow::Notification order;
    order.kind = kind;
    order.ticket = {1234};
    order.recipient = {"Ben Okafor", "ben@desk.example"};
    order.to_technician = true;
    return order;
}

inline workflow::Notification to_client(workflow::MailKind kind) {
    workflow::Notification order;
    order.kind = kind;
    order.ticket = {1234};
    order.recipient = {"Clara Brandt", "clara@contoso.example"};
    return order;
}

}  // namespace templates::sample
