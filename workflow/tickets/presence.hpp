#pragma once

#include "workflow/tickets/notifications.hpp"

#include <string_view>

// Who of those that news concerns is mailed: an absent technician is left in peace, and somebody always hears.
namespace workflow {

struct Audience {
    Technicians technicians;
    bool is_admin_needed = false;  // nobody is there
};

/// Of `whom`, those who are mailed. The author (`except`) and whoever asks for help with this ticket are not. Who is away is
/// mailed as `desk.away_notices` says, and when this decision made them a watcher (a mention). When all of the rest are away, or
/// the only one is whoever asks, all who are there are mailed instead; when nobody is, the admin.
[[nodiscard]] Audience who_hears(const DecisionBuilder& builder, const Ticket& ticket, const Technicians& whom,
                                 std::string_view except);

/// True when the technician is mailed news of this ticket now, as far as their absence decides it.
[[nodiscard]] bool is_reachable(const DecisionBuilder& builder, const Ticket& ticket, const config::Technician& technician);

}  // namespace workflow
