// ticketctl list and show: prints tickets as lines, as a page or as JSON.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/ctl/ticket_json.hpp"
#include "templates/event_text.hpp"
#include "templates/render.hpp"
#include "mail/message/address.hpp"
#include "mail/encoding/utf8.hpp"
#include "workflow/decide.hpp"
#include "workflow/text/time_words.hpp"
#include "workflow/reports/history.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ticketd::ctl {
namespace {

/// The time in UTC, as scripts read it (RFC 3339).
std::string when(config::Instant at) {
    return config::format_rfc3339(at);
}

/// The time in the desk's time zone, as people read it.
std::string local_time(config::Instant at, const workflow::Directory& directory) {
    return workflow::shown_time(at, directory.config().desk.zone);
}

/// The state and the due time of a ticket, such as "red" and a date, for one column of the list.
std::string short_due(const workflow::Directory& directory, const workflow::Ticket& ticket, config::Instant now) {
    const auto view = workflow::sla_view(directory, ticket, now);
    if (view.state == workflow::SlaView::State::none) return "-";
    return view.due_at ? fmt::format("{} {}", to_string(view.state), local_time(*view.due_at, directory)) : "paused";
}

std::string due_words(const workflow::Directory& directory, const workflow::Ticket& ticket, config::Instant now) {
    const auto view = workflow::sla_view(directory, ticket, now);
    if (!view.due_at || !view.clock) return view.paused ? "paused" : "-";
    const auto left = std::chrono::round<std::chrono::minutes>(view.left);
    return fmt::format("{} {} ({}, {}{}, {} % used)", workflow::to_string(*view.clock), local_time(*view.due_at, directory),
                       to_string(view.state), config::format_duration(std::chrono::abs(left)),
                       left < std::chrono::minutes{0} ? " late" : " left", view.used_percent.value_or(0));
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

void print_ticket(const workflow::Directory& directory, const workflow::Ticket& ticket,
                  const std::vector<workflow::Entry>& entries, const templates::Phrases& phrases, bool full) {
    print_safe_line(fmt::format("#{}  {}", ticket.number.value, ticket.title));
    print_safe_line(fmt::format("  status     {}", config::to_string(ticket.status)));
    print_safe_line(fmt::format("  priority   {}", config::to_string(ticket.priority)));
    print_safe_line(fmt::format("  category   {}", or_dash(ticket.category)));
    print_safe_line(fmt::format("  client     {}", or_dash(ticket.client)));
    const auto& requester = ticket.requester;
    print_safe_line("  requester  " +
                    (requester.name.empty() ? requester.address : fmt::format("{} <{}>", requester.name, requester.address)));
    print_safe_line(fmt::format("  assignee   {}   team {}", or_dash(ticket.assignee), or_dash(ticket.team)));
    if (!ticket.ticket_template.empty()) print_safe_line(fmt::format("  template   {}", ticket.ticket_template));
    if (ticket.snoozed_until) print_safe_line(fmt::format("  snoozed    until {}", when(*ticket.snoozed_until)));
    for (const auto& watcher : ticket.watchers)
        print_safe_line(fmt::format("  watcher    {}", watcher.address));
    for (const auto& link : ticket.links) {
        print_safe_line(fmt::format("  link       {} #{}", workflow::to_string(link.kind), link.number.value));
    }
    print_safe_line(fmt::format("  due        {}", due_words(directory, ticket, wall_clock())));
    print_safe_line(fmt::format("  created    {}   updated {}", when(ticket.created_at), when(ticket.updated_at)));
    const bool said_below = std::any_of(entries.begin(), entries.end(),
                                        [&](const workflow::Entry& entry) { return entry.text == ticket.description; });
    if (!said_below && !ticket.description.empty()) print_safe_line("\n" + ticket.description);
    const auto numbers = workflow::entry_numbers(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto& entry = entries[i];
        const auto number = numbers[i] == 0 ? "" : fmt::format("{}. ", numbers[i]);
        print_safe_line(fmt::format("\n{}  {}{} by {} ({}{})", when(entry.at), number, workflow::to_string(entry.kind),
                                    entry.author, workflow::to_string(entry.trust), entry.unverified ? ", unverified" : ""));
        print_safe_line(templates::entry_text(entry, phrases, directory.config().desk.zone));
        for (const auto& one : entry.attachments) {
            print_safe_line(fmt::format("  attachment {} ({}, {} bytes) sha256 {}", one.name, one.type, one.size, one.sha256));
        }
        if (!entry.quoted_new.empty()) print_safe_line(fmt::format("  {}\n{}", phrases["story.quoted-new"], entry.quoted_new));
        if (full && !entry.quoted.empty()) {
            print_safe_line(fmt::format("  {}\n{}", phrases["story.cut"], entry.quoted));
        } else if (entry.left_out_lines > 0) {
            print_safe_line(fmt::format("  [{}]", phrases.left_out(entry.left_out_lines)));
        }
    }
}

/// Participants of the ticket who get no mail because too many mails to them bounced.
std::vector<std::string> suspended_of(Stores& stores, const workflow::Ticket& ticket) {
    std::vector<std::string> addresses{mail::normalized(ticket.requester.address)};
    for (const auto& watcher : ticket.watchers)
        addresses.push_back(mail::normalized(watcher.address));
    const auto failing = stores.suppressions.find(addresses);
    std::erase_if(addresses, [&](const std::string& address) {
        const auto found = failing.find(address);
        return found == failing.end() || !found->second.suspended_at;
    });
    return addresses;
}

void print_time(const workflow::Ticket& ticket, const std::vector<workflow::TimeEntry>& time) {
    using std::chrono::minutes;
    if (!time.empty()) print_safe_line("");
    for (const auto& entry : time)
        print_safe_line(fmt::format("  time {:>7}  {} to {}  {}{}{}", workflow::work_words(minutes{entry.minutes}),
                                    when(entry.from), when(entry.to), entry.technician, entry.billable ? "" : ", not billable",
                                    entry.text.empty() ? "" : ": " + entry.text));
    for (const auto& effort : ticket.efforts)
        if (effort.timer_since)
            print_safe_line(fmt::format("  timer of {} runs since {}", effort.technician, when(*effort.timer_since)));
    if (!time.empty())
        print_safe_line(fmt::format("  time {:>7}  in all", workflow::work_words(minutes{workflow::minutes_total(ticket)})));
}

config::Result<storage::Filter> to_filter(const ListOptions& options) {
    storage::Filter filter;
    for (const auto& word : options.status) {
        const auto status = config::parse_status(word);
        if (!status) return config::permanent("There is no status '" + word + "'. See ticketctl(1) for the six.");
        filter.status.push_back(*status);
    }
    if (!options.priority.empty()) {
        filter.priority = config::parse_priority(options.priority);
        if (!filter.priority) {
            return config::permanent("There is no priority '" + options.priority + "': low, medium, high or critical.");
        }
    }
    filter.assignee = options.assignee;
    filter.team = options.team;
    filter.client = options.client;
    filter.requester = mail::normalized(options.requester);
    filter.category = options.category;
    filter.ticket_template = options.ticket_template;
    filter.most = options.most;
    return filter;
}

}  // namespace

int list(const Context& context, const ListOptions& options) {
    const auto filter = to_filter(options);
    if (!filter) return complain(filter.error().what, usage);
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const workflow::Directory directory(context.config);
    const auto now = wall_clock();
    const auto tickets = stores.tickets.list(*filter);
    if (context.json) {
        auto array = nlohmann::ordered_json::array();
        for (const auto& ticket : tickets)
            array.push_back(head_json(directory, ticket, now));
        print_safe_line(array.dump());
        return ok;
    }
    for (const auto& ticket : tickets) {
        print_safe_line(fmt::format("{:>6}  {:<19} {:<8} {:<12} {:<27} {:<28} {}", fmt::format("#{}", ticket.number.value),
                                    config::to_string(ticket.status), config::to_string(ticket.priority),
                                    or_dash(ticket.assignee), short_due(directory, ticket, now), ticket.requester.address,
                                    ticket.title));
    }
    if (tickets.empty()) print_note("No tickets.");
    return ok;
}

int show(const Context& context, std::int64_t number, bool full) {
    const auto texts = templates::Texts::load(context.config.desk.language);
    if (!texts) {
        std::fprintf(stderr, "%s\n", texts.error().what.c_str());
        return bad_config;
    }
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    const auto ticket = stores.tickets.find({number});
    if (!ticket) return no_such("ticket", number);
    const auto entries = stores.tickets.entries({number});
    const auto time = stores.time_log.of({number});
    const workflow::Directory directory(context.config);
    const auto suspended = suspended_of(stores, *ticket);
    if (context.json) {
        auto whole = ticket_json(directory, *ticket, entries, time, texts->phrases(), wall_clock(), full);
        whole["suspended"] = suspended;
        print_safe_line(whole.dump());
    } else {
        print_ticket(directory, *ticket, entries, texts->phrases(), full);
        print_time(*ticket, time);
        for (const auto& address : suspended) {
            print_safe_line(fmt::format("\nNothing is sent to {}: too many mails in a row came back. ticketctl outbox resume {}",
                                        address, address));
        }
    }
    return ok;
}

}  // namespace ticketd::ctl
