// Determines when the morning digest is due, and makes its mails.
#include "workflow/reports/digest.hpp"

#include "workflow/reports/ticket_list.hpp"

#include <date/tz.h>
#include <fmt/format.h>

namespace workflow {

std::optional<std::string> digest_day(const config::Digest& digest, Instant now) {
    if (!digest.at) return std::nullopt;
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    const auto local = digest.zone ? second + digest.zone->get_info(second).offset : second;
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    // A digest may be sent late, but not on another day.
    if (local - midnight < *digest.at) return std::nullopt;
    if (!digest.days.at(std::chrono::weekday{midnight}.iso_encoding() - 1)) return std::nullopt;
    const std::chrono::year_month_day day{midnight};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

std::vector<Notification> digests(const Directory& directory, const std::vector<Ticket>& open,
                                  const std::map<std::string, Instant>& away, Instant now) {
    std::vector<Notification> mails;
    for (const config::Technician& technician : directory.config().technicians) {
        const auto absence = away.find(technician.name);
        if (absence != away.end() && absence->second > now) continue;
        Notification notification;
        notification.kind = MailKind::digest;
        notification.recipient = {technician.display_name, technician.email};
        notification.to_technician = true;
        notification.ticket_lists = digest_of(directory, technician.name, open, now);
        if (!notification.ticket_lists.empty()) mails.push_back(std::move(notification));
    }
    return mails;
}

}  // namespace workflow
