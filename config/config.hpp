#pragma once

#include "config/calendar.hpp"
#include "config/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace config {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

enum class Priority { low, medium, high, critical };
enum class Status { open, in_progress, waiting_customer, waiting_third_party, resolved, closed };

inline constexpr std::size_t priority_count = 4;

/// One value for each priority, the lowest first.
template <class T>
using PerPriority = std::array<T, priority_count>;

struct Desk {
    std::string name;                       // required; shown in From and in texts: "Northwind Support"
    std::string address;                    // required; lower case; the first desk address
    std::vector<std::string> aliases;       // lower case; an answer is sent from the address that received the mail
    std::string admin;                      // gets mails about problems; default: postmaster@ the desk's domain
    std::string language = "en";            // names a folder of templates/
    std::string time_zone = "UTC";          // IANA name
    const date::time_zone* zone = nullptr;  // time_zone, resolved
    std::filesystem::path key_file = "keys";
    std::string recipient_delimiter = "+";  // one character of + - = _ # ~
    int reopen_days = 14;                   // 0 to 3650
    int close_resolved_days = 5;            // 0 (never) to 3650

    /// What an absent technician is mailed beside mentions and answers to their own mails: nothing, news of their own tickets,
    /// all.
    enum class AwayNotices { none, own, all };
    AwayNotices away_notices = AwayNotices::none;
    bool claim_on_answer = true;  // who answers a ticket that nobody has, has it
};

/// Where a server writes Authentication-Results: above its own Received (milters), below it (Google, Microsoft 365), or as the
/// topmost field of all.
enum class ResultsPlace { above, below, top };

struct Database {
    enum class Kind { sqlite, postgresql };
    Kind kind = Kind::sqlite;
    std::string url = "sqlite:ticketd.db";  // as written
    std::filesystem::path file;             // sqlite: the file, absolute
    std::string conninfo;                   // postgresql: the libpq URL
};

struct Endpoint {
    std::string host;  // an IP address, or empty for a Unix socket
    std::uint16_t port = 0;
    std::filesystem::path unix_path;  // absolute
};

struct Listen {
    enum class Protocol { smtp, submission, lmtp };
    Protocol protocol = Protocol::smtp;
    Endpoint at;
    bool plain_auth_on_loopback = false;  // AUTH without TLS, from loopback only
    bool tls = false;                     // TLS from the first byte (submissions, 465)
};

struct Tls {
    std::filesystem::path certificate;  // PEM chain; empty: no STARTTLS is offered
    std::filesystem::path key;
    std::filesystem::path ca;  // empty: the system's certificates
};

struct Outgoing {
    enum class Kind { maildir, smtp, smtps, submission };
    Kind kind = Kind::maildir;
    std::string url;                // as written
    std::filesystem::path maildir;  // absolute
    std::string host;
    std::uint16_t port = 25;
    std::string user;  // AUTH when set
    std::filesystem::path password_file;
    int connections = 4;  // open connections to one smarthost, 1 to 64
};

struct Trust {
    /// The proof that a technician's mail needs in order to get the level `technician` (mail/authenticate/README.md).
    enum class Technician { token_and_domain, domain, token, signed_only };
    Technician technician = Technician::token_and_domain;
    std::string authserv_id;  // the exact id of trusted Authentication-Results fields
    ResultsPlace results = ResultsPlace::above;
    std::vector<std::string> trusted_peers;  // IP addresses whose mails may carry trusted Authentication-Results
    std::vector<std::string> hosts;          // names that our own servers write in Received
    std::vector<std::string> arc_sealers;    // domains of lists and forwarders with trusted ARC seals
    std::vector<Endpoint> dns;               // DNS servers for DKIM keys; empty: those in /etc/resolv.conf
    std::filesystem::path smime_ca;          // PEM certificates of the CAs that issue technicians' certificates; empty: none
};

struct Team {
    enum class Assign { round_robin, least_open };
    std::string name;
    std::string lead;                     // a technician's name
    Assign assign = Assign::round_robin;  // how the next ticket is assigned
    std::vector<std::string> members;     // technicians' names, in config order; filled by the loader
};

struct Technician {
    std::string name;  // short, unique, lower case
    std::string display_name;
    std::string email;                 // lower case
    std::vector<std::string> aliases;  // further addresses, lower case
    std::vector<std::string> teams;
    std::string password_hash;              // printed by `ticketctl password`; no other text ever authenticates
    std::string smime_fingerprint;          // SHA-256 of the pinned certificate, hex
    const date::time_zone* zone = nullptr;  // for times in mails to them; default: the desk's
};

struct Contract {
    /// The behaviour of the resolution clock after a resolved ticket is reopened.
    enum class Reopen { goes_on, anew };
    /// A point of a clock at which people are notified.
    struct Step {
        int at = 100;  // percent of the target, 1 to 1000: warnings below 100, the breach at 100, escalations above
        std::vector<std::string>
            tell;  // assignee, team, lead, client, everybody, a technician's name, team:NAME; empty: the default
    };
    std::string name;
    Calendar calendar;                                                          // resolved; default: 24x7
    Calendar critical_calendar;                                                 // resolved; default: `calendar`
    PerPriority<seconds> response{hours{24}, hours{8}, hours{2}, minutes{15}};  // 1 minute to 10 years
    PerPriority<std::optional<seconds>> resolution;                             // 1 minute to 10 years; nullopt: no target
    PerPriority<std::optional<seconds>> update;                                 // time between public answers; nullopt: no target
    std::vector<int> warn_at{50, 75, 90};        // percent of a target, 1 to 99, ascending, at most 10
    std::vector<Step> step;                      // ascending; sets the recipients at a point of warn_at, or adds a point
    Reopen reopen = Reopen::goes_on;             // keep the time used so far, or start from zero
    Priority priority = Priority::medium;        // priority of new tickets under this contract
    std::optional<std::chrono::sys_days> start;  // first day; applies to tickets opened from start to end
    std::optional<std::chrono::sys_days> end;    // last day
    minutes rounding{0};                         // billable time entries are rounded up to a multiple of it; 0 to 8 hours
    minutes minimum{0};                          // minimum length of a billable time entry; 0 to 8 hours
};

/// The daily mail that lists late and due tickets, sent to each technician.
struct Digest {
    std::optional<minutes> at;                                             // after midnight; nullopt: no digest
    const date::time_zone* zone = nullptr;                                 // default: the desk's
    std::array<bool, 7> days{true, true, true, true, true, false, false};  // Monday first
};

struct Client {
    std::string name;
    std::vector<std::string> domains;   // lower case
    std::vector<std::string> contacts;  // addresses, lower case
    std::vector<std::string> contract;  // the first one in force applies; empty: the defaults
    std::string language;               // selects ticket templates; empty: the desk's language
};

/// A person at a client who has several addresses.
struct Contact {
    std::string name;
    std::vector<std::string> addresses;  // lower case; mails go to the first; the loader adds them to the client's contacts
    std::string client;                  // a client's name; empty: determined by domain
};

/// A program that sends what people typed elsewhere: the form of a web site, a telephone system.
struct Form {
    enum class Requester { reply_to, from };
    std::vector<std::string> from;              // lower case: an address, a mail domain, or "noreply@": that name at any domain
    Requester requester = Requester::reply_to;  // which field names the person
};

struct Category {
    std::string name;
    std::vector<std::string> keywords;   // lower case, matched as whole words
    std::string team;                    // default team; empty: none
    std::vector<std::string> addresses;  // extensions that select it, as in support+network@
};

struct Rule {
    enum class On { created, updated, tick };
    struct When {
        std::vector<std::string> category;
        std::vector<std::string> client;
        std::vector<Priority> priority;
        std::vector<Status> status;
        std::vector<std::string> sender;            // addresses or domains
        std::vector<std::string> subject_contains;  // one of them is enough; case folded
        std::vector<int> idle_business_days;        // 1 to 365, ascending, at most 10; for ticks only
        std::optional<seconds> age;                 // minimum age of the ticket; 1 minute to 10 years
        std::optional<int> sla_used;                // minimum percentage of an SLA target used; 1 to 1000
    };
    struct Then {
        std::string assign;  // "ana" or "team:network"
        std::optional<Priority> priority;
        std::optional<Status> status;
        std::string category;
        std::vector<std::string> notify;  // technicians' names, "team:…", "assignee", "lead"
        std::string note;
        bool escalate = false;
        bool remind = false;
        bool close = false;
        std::string ticket_template;
    };
    std::string name;
    std::vector<On> on;
    When when;
    Then then;
    bool stop = false;  // after a match, later rules are skipped
};

struct TicketTemplate {
    std::string name;
    std::string language;  // empty: any; a name may be defined once per language
    std::string title;     // mustache; {{subject}} stands for the mail's subject
    std::string description;
    std::string category;
    std::optional<Priority> priority;
    std::string assign;                  // "ana" or "team:network"; empty: as for any new ticket
    std::vector<std::string> addresses;  // extensions that select it, besides its name
};

struct Mailbox {
    enum class After { seen, move, remove };
    std::string name;
    std::string url;  // as written: imaps://user@host/INBOX, or imap:// with STARTTLS
    std::string host;
    std::uint16_t port = 993;
    bool tls = true;  // TLS from the first byte; false: STARTTLS
    std::string user;
    std::string folder = "INBOX";
    std::filesystem::path password_file;
    std::filesystem::path oauth2_token_file;
    std::vector<std::string> oauth2_command;  // argv of a program that prints a fresh token
    After after = After::seen;
    std::string move_to;
    seconds poll{60};                           // 5 seconds to 1 day
    std::optional<seconds> backlog{hours{24}};  // how far back the first fetch reads; nullopt: all mails; 0: none
    std::string authserv_id;
    ResultsPlace results = ResultsPlace::top;
    std::filesystem::path tls_ca;
};

struct Dkim {
    std::string domain;
    std::string selector;
    std::filesystem::path key_file;  // PEM
};

/// Limits on the work and memory that others can cause. The loader checks the ranges (config/load_limits.cpp).
struct Limits {
    std::int64_t message_bytes = 37'748'736;     // one mail on the wire; 1 KiB to 1 GiB
    std::int64_t attachment_bytes = 26'214'400;  // one attachment, decoded; 1 KiB to 1 GiB
    std::int64_t header_bytes = 262'144;         // one header block; a larger one is a defect; 1 KiB to 16 MiB
    std::int64_t field_bytes = 65'536;           // one header field; a larger one is a defect; 998 bytes to 16 MiB
    int fields = 1000;                           // header fields of one block; 10 to 100,000
    int nesting = 20;                            // depth of MIME parts; 1 to 100
    int parts = 1000;                            // MIME parts of one mail; 1 to 100,000
    int recipients = 100;                        // recipients of one mail; the next gets 452; 1 to 100,000
    int command_bytes = 2048;                    // one SMTP command line; 512 to 65,536
    int sessions = 200;                          // SMTP and LMTP sessions in all; 1 to 100,000
    int sessions_per_peer = 10;                  // sessions of one IP address; 1 to 100,000
    int sessions_per_trusted_peer = 100;         // sessions of one address in trust.trusted_peers; 1 to 100,000
    int command_seconds = 300;                   // seconds to wait for a command; 1 to 3,600
    int session_seconds = 900;                   // seconds for one session; 1 to 86,400
    int soft_errors = 10;                        // errors in a session before answers slow down; 1 to 1,000
    int hard_errors = 20;                        // errors in a session before it ends; soft_errors to 1,000
    int hops = 50;                               // Received fields of a mail; more mean a loop; 1 to 1,000
    std::int64_t in_flight_bytes = 268'435'456;  // mail in memory; more gets 452; 1 MiB to 64 GiB, at least message_bytes
    int acks_per_sender_hour = 3;                // acknowledgements to one address; 0 to 1,000,000,000
    int acks_per_sender_day = 10;                // acknowledgements to one address; 0 to 1,000,000,000
    int acks_per_hour = 200;                     // acknowledgements in all; 0 to 1,000,000,000
    int unaligned_tickets_per_hour = 20;         // tickets of unaligned senders; more get no acknowledgement; 0 to 1,000,000,000
    int commands_per_mail = 10;                  // commands in one mail; 1 to 1,000
    int bulk_tickets = 5;                        // tickets that one mail may change without confirmation; 1 to 100,000
    int rule_tickets = 100;                      // tickets that a rule may change at once without approval; 1 to 1,000,000
    int mails_per_domain_minute = 0;             // mails that one daemon sends to one domain; 0 (no limit) to 1,000,000,000
    int failures_until_suspended = 3;            // bounces in a row before an address is suspended; 0 (never) to 1,000
    bool operator==(const Limits&) const = default;
};

/// The time for which old data is kept; each value is 1 day to 10 years.
struct Retention {
    std::optional<seconds> raw_mail;  // nullopt: for ever
    std::optional<seconds> closed_tickets;
};

struct Metrics {
    std::optional<Endpoint> address;  // loopback only
};

/// The whole typed configuration: cross-references are checked, paths are absolute, zones and calendars are resolved.
struct Config {
    std::filesystem::path file;  // the main file
    Desk desk;
    Database database;
    std::vector<Listen> listen;
    Tls tls;
    std::vector<Outgoing> outgoing;  // tried in order
    std::optional<Dkim> dkim;
    Trust trust;
    std::vector<Team> teams;
    std::vector<Technician> technicians;
    std::vector<Calendar> calendars;
    std::vector<Contract> contracts;
    Digest digest;
    std::vector<Client> clients;
    std::vector<Contact> contacts;
    std::vector<Form> forms;
    std::vector<Category> categories;
    std::vector<Rule> rules;
    std::vector<TicketTemplate> ticket_templates;
    std::vector<Mailbox> mailboxes;
    std::string spam_header;  // a mail with "yes" in this header field is quarantined; empty: no such field
    Limits limits;
    Retention retention;
    Metrics metrics;
};

[[nodiscard]] std::string_view to_string(Priority priority);  // "low"
[[nodiscard]] std::string_view to_string(Status status);      // "waiting-customer"
[[nodiscard]] std::optional<Priority> parse_priority(std::string_view word);
[[nodiscard]] std::optional<Status> parse_status(std::string_view word);

}  // namespace config
