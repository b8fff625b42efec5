#pragma once

#include "config/config.hpp"
#include "config/result.hpp"
#include "daemon/core/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::ctl {

/// Exit statuses of ticketctl (sysexits.h), which an MTA's pipe understands.
enum Exit : int {
    ok = 0,
    usage = 64,
    data_error = 65,
    no_input = 66,
    software = 70,
    output_error = 74,
    try_again = 75,
    bad_config = 78,
};

/// The arguments that every verb gets.
struct Context {
    config::Config config;
    bool json = false;
};

/// `text` for a terminal. Makes control characters visible (escapes, text direction), because strangers may have
/// written them. Keeps line breaks.
[[nodiscard]] std::string printable(std::string_view text);

/// Migrates the database. On failure prints the reason and returns it. Throws storage::Unavailable.
[[nodiscard]] config::Result<void> prepare(Stores& stores);

struct ListOptions {
    std::vector<std::string> status;
    std::string assignee, team, client, requester, priority, category, ticket_template;
    std::size_t most = 1'000'000;
};
int list(const Context& context, const ListOptions& options);
int show(const Context& context, std::int64_t number, bool full);
int act(const Context& context, std::int64_t number, const std::vector<std::string>& items, const std::string& as);

int sla_explain(const Context& context, std::int64_t number);

struct ReportOptions {
    std::string client, from, to;
    std::string format = "text";
};
int report_sla(const Context& context, const ReportOptions& options);
struct SearchOptions {
    std::vector<std::string> words;
    std::size_t most = 20;
};
int search(const Context& context, const SearchOptions& options);

/// `what` is a ticket's number or a mail address. Asks for confirmation unless `yes`.
int erase(const Context& context, const std::string& what, bool yes);

struct NewOptions {
    std::string title, text, requester, requester_name, ticket_template, as;
    std::vector<std::string> items;
};
int open(const Context& context, const NewOptions& options);

/// Prints what each rule would do to each mail. Changes nothing.
int test_rules(const Context& context, const std::vector<std::string>& files);
/// held_rules lists the rules on hold; allow_rule approves one.
int held_rules(const Context& context);
int allow_rule(const Context& context, const std::string& name);

struct AwayOptions {
    std::string technician, until;  // without a name, the verb lists who is away
    bool back = false;
};
int away(const Context& context, const AwayOptions& options);

struct TimeOptions {
    std::string client, technician, from, to;  // dates as in 2026-11-20
    std::string format = "text";
};
int report_time(const Context& context, const TimeOptions& options);

/// `from` is nullopt when the option is missing.
int deliver(const Context& context, const std::optional<std::string>& from, const std::vector<std::string>& to);
int parse(const Context& context, const std::vector<std::string>& files);
/// Imports old mails from mbox files, Maildirs and .eml files. Continues an interrupted import of the same files.
int import_mails(const Context& context, const std::vector<std::string>& paths, bool notify);

int outbox_list(const Context& context, const std::string& status, std::size_t most);
int outbox_show(const Context& context, std::int64_t id);
int outbox_retry(const Context& context, std::int64_t id);
int outbox_drop(const Context& context, std::int64_t id);
/// `what` is a smarthost's name or URL, or empty for all. outbox_resume also accepts a suspended address.
int outbox_pause(const Context& context, const std::string& what);
int outbox_resume(const Context& context, const std::string& what);
/// One sentence for each smarthost that is paused.
[[nodiscard]] std::vector<std::string> paused_smarthosts(const config::Config& config,
                                                         const std::vector<storage::Smarthost>& known);
int quarantine_list(const Context& context);
int quarantine_show(const Context& context, std::int64_t id);
int quarantine_retry(const Context& context, std::int64_t id);
int quarantine_drop(const Context& context, std::int64_t id);

int status(const Context& context);
int migrate(const Context& context);
int check(const Context& context);
int password();
int keys_list(const Context& context);
int keys_rotate(const Context& context);
int keys_revoke(const Context& context, std::int64_t id);
/// Prints what a mail would do and why. Changes nothing.
int explain(const Context& context, const std::string& file, const std::optional<std::string>& from,
            const std::vector<std::string>& to);

}  // namespace ticketd::ctl
