// ticketctl: reads the command line and calls a verb.
#include "config/load.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/core/log.hpp"
#include "storage/sql/session.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace ticketd;

/// The request on the command line. Its verb fills it in, then runs with the loaded config.
struct Request {
    std::string file = "/etc/ticketd/ticketd.toml";
    bool json = false;
    bool needs_config = true;
    std::function<int(const ctl::Context&)> verb;

    ctl::ListOptions list;
    ctl::ReportOptions report;
    ctl::NewOptions fresh;
    ctl::SearchOptions search;
    ctl::TimeOptions time;
    ctl::AwayOptions away;
    std::int64_t number = 0;
    bool full = false;
    bool notify = false;
    bool yes = false;
    std::vector<std::string> words;
    std::string text;
    std::optional<std::string> from;
    std::size_t most = 1000;
};

/// An empty filter usually means that a script forgot to set a variable. It would list everything or nothing.
const CLI::Validator not_empty([](const std::string& word) { return word.empty() ? std::string("is empty") : std::string(); },
                               "TEXT");

/// Adds an id option. CLI11 alone would print the 309 digits of the type's range, and would clamp a number that is too large.
CLI::Option* add_number(CLI::App& verb, Request& request, const std::string& name, const std::string& meaning,
                        const std::string& help) {
    const auto read = [&request, name, meaning](const std::string& word) {
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), request.number);
        if (error != std::errc{} || end != word.data() + word.size() || request.number < 1)
            throw CLI::ValidationError(name + " is " + meaning + ": 1 or more.");
    };
    return verb.add_option_function<std::string>(name, read, help)->type_name("INT")->required();
}

CLI::Option* add_ticket_number(CLI::App& verb, Request& request) {
    return add_number(verb, request, "N", "a ticket's number", "The ticket's number");
}

void add_ticket_verbs(CLI::App& cli, Request& request) {
    auto* list = cli.add_subcommand("list", "Every ticket, closed too; filters narrow it");
    list->add_option("--status", request.list.status,
                     "open, in-progress, waiting-customer, waiting-third-party, resolved, closed")
        ->check(not_empty);
    list->add_option("--assignee", request.list.assignee, "A technician's name, or none")->check(not_empty);
    list->add_option("--team", request.list.team, "A team's name")->check(not_empty);
    list->add_option("--client", request.list.client, "A client's name")->check(not_empty);
    list->add_option("--requester", request.list.requester, "A mail address")->check(not_empty);
    list->add_option("--priority", request.list.priority, "low, medium, high, critical")->check(not_empty);
    list->add_option("--category", request.list.category, "A category's name")->check(not_empty);
    list->add_option("--template", request.list.ticket_template, "A ticket template's name")->check(not_empty);
    list->add_option("--most", request.list.most, "How many at the most")->check(CLI::PositiveNumber);
    list->callback([&] { request.verb = [&](const auto& context) { return ctl::list(context, request.list); }; });

    auto* show = cli.add_subcommand("show", "One ticket with its whole story");
    add_ticket_number(*show, request);
    show->add_flag("--full", request.full, "With what was cut from the mails");
    show->callback([&] { request.verb = [&](const auto& context) { return ctl::show(context, request.number, request.full); }; });

    auto* search = cli.add_subcommand("search", "Tickets that hold all of these words and \"phrases\", the latest first");
    search->add_option("WORDS", request.search.words, "Words, or phrases in double quotes")->required()->check(not_empty);
    search->add_option("--limit", request.search.most, "How many at the most")->check(CLI::Range(1, 1'000'000));
    search->callback([&] { request.verb = [&](const auto& context) { return ctl::search(context, request.search); }; });

    auto* erase = cli.add_subcommand("erase", "Remove for good what a ticket holds, or what an address wrote");
    erase->add_option("WHAT", request.text, "A ticket's number or a mail address")->required()->check(not_empty);
    erase->add_flag("--yes", request.yes, "Do not ask");
    erase->callback([&] { request.verb = [&](const auto& context) { return ctl::erase(context, request.text, request.yes); }; });

    auto* act = cli.add_subcommand("do", "Run command items on a ticket, as a subject would hold them in brackets");
    add_ticket_number(*act, request);
    act->add_option("ITEMS", request.words, "For example: resolve priority=high assign=ana")->required()->check(not_empty);
    act->add_option("--as", request.text, "The technician who does it; without, it is the admin");
    act->callback([&] {
        request.verb = [&](const auto& context) { return ctl::act(context, request.number, request.words, request.text); };
    });
}

void add_report_time(CLI::App& report, Request& request) {
    auto* time = report.add_subcommand("time", "What was worked, by ticket, client and technician");
    time->fallthrough();
    auto& options = request.time;
    time->add_option("--client", options.client, "Of this client only");
    time->add_option("--technician", options.technician, "Of this technician only");
    time->add_option("--from", options.from, "Work that ended on this day or later: 2026-11-01");
    time->add_option("--to", options.to, "Work that ended on this day or before");
    time->add_option("--format", options.format, "text, json or csv")->check(CLI::IsMember({"text", "json", "csv"}));
    time->callback([&] { request.verb = [&](const auto& context) { return ctl::report_time(context, request.time); }; });
}

void add_new(CLI::App& cli, Request& request) {
    auto* fresh = cli.add_subcommand("new", "Open a ticket");
    auto& options = request.fresh;
    fresh->add_option("--title,--subject", options.title, "Its title; a template may bring one");
    fresh->add_option("--text,--description", options.text, "What it is about; - for standard input");
    fresh->add_option("--requester,--from", options.requester, "Mail address of whom it is for, who gets an acknowledgement");
    fresh->add_option("--requester-name", options.requester_name, "The name that goes with it");
    fresh->add_option("--template", options.ticket_template, "A ticket template that fills it");
    fresh->add_option("--as", options.as, "The technician who opens it; without, it is the admin");
    fresh->add_option("ITEMS", options.items, "For example: priority=high assign=ana");
    fresh->callback([&] { request.verb = [&](const auto& context) { return ctl::open(context, request.fresh); }; });
}

void add_away(CLI::App& cli, Request& request) {
    auto* away = cli.add_subcommand("away", "Who is away; or that somebody is, or is back");
    away->add_option("NAME", request.away.technician, "A technician's name");
    away->add_option("--until", request.away.until, "The day of the return, 2026-12-01, or a span, 3d");
    away->add_flag("--back", request.away.back, "The technician is there again");
    away->callback([&] { request.verb = [&](const auto& context) { return ctl::away(context, request.away); }; });
}

void add_rules(CLI::App& cli, Request& request) {
    auto* rules = cli.add_subcommand("rules", "The rules of the config");
    rules->require_subcommand(1);
    auto* test = rules->add_subcommand("test", "What each rule would do to mails; nothing is changed");
    test->fallthrough();
    test->add_option("FILE", request.words, "Mails, one a file")->required();
    test->callback([&] { request.verb = [&](const auto& context) { return ctl::test_rules(context, request.words); }; });
    auto* held = rules->add_subcommand("held", "The rules that came due for too many tickets at once and wait for a yes");
    held->fallthrough();
    held->callback([&] { request.verb = ctl::held_rules; });
    auto* allow = rules->add_subcommand("allow", "Let a rule run for what is due now, however many tickets it changes");
    allow->fallthrough();
    allow->add_option("NAME", request.text, "The rule's name")->required()->check(not_empty);
    allow->callback([&] { request.verb = [&](const auto& context) { return ctl::allow_rule(context, request.text); }; });
}

void add_sla_verbs(CLI::App& cli, Request& request) {
    auto* sla = cli.add_subcommand("sla", "The clocks of a ticket");
    sla->require_subcommand(1);
    auto* explain = sla->add_subcommand("explain", "Every span of time that counted, and why");
    explain->fallthrough();
    add_ticket_number(*explain, request);
    explain->callback([&] { request.verb = [&](const auto& context) { return ctl::sla_explain(context, request.number); }; });

    auto* report = cli.add_subcommand("report", "How tickets were served, and what was worked");
    report->require_subcommand(1);
    auto* times = report->add_subcommand("sla", "Promised times met and missed, by client and priority");
    times->fallthrough();
    times->add_option("--client", request.report.client, "Of this client only");
    times->add_option("--from", request.report.from, "Tickets opened on this day or later: 2026-11-01; without, 30 days back");
    times->add_option("--to", request.report.to, "Tickets opened until this day, that day too; without, until now");
    times->add_option("--format", request.report.format, "text, json, csv or html")
        ->check(CLI::IsMember({"text", "json", "csv", "html"}));
    times->callback([&] { request.verb = [&](const auto& context) { return ctl::report_sla(context, request.report); }; });
    add_report_time(*report, request);
}

void add_mail_verbs(CLI::App& cli, Request& request) {
    auto* deliver = cli.add_subcommand("deliver", "Take a mail on standard input: 0 stored, 75 try again, 65 refused");
    deliver->add_option("--from", request.from, "The envelope sender; empty for the null return path");
    deliver->add_option("--to", request.words, "The envelope recipients; without, the desk's address");
    deliver->callback(
        [&] { request.verb = [&](const auto& context) { return ctl::deliver(context, request.from, request.words); }; });

    auto* import = cli.add_subcommand("import", "Take old mails from mbox files, Maildirs and .eml files; nobody is written to");
    import->add_option("PATH", request.words, "Files and folders; given again, an import goes on where it stopped")->required();
    import->add_flag("--notify", request.notify, "Treat them as new mails: acknowledge, and tell the technicians");
    import->callback(
        [&] { request.verb = [&](const auto& context) { return ctl::import_mails(context, request.words, request.notify); }; });

    auto* parse = cli.add_subcommand("parse", "Show how mails are read");
    parse->add_option("FILE", request.words, "Mails, one a file")->required();
    parse->callback([&] {
        request.needs_config = false;
        request.verb = [&](const auto& context) { return ctl::parse(context, request.words); };
    });
}

/// The verbs of a queue: `NAME`, `NAME show ID`, `NAME retry ID`, `NAME drop ID`.
struct QueueVerbs {
    std::function<int(const ctl::Context&)> list;
    int (*show)(const ctl::Context&, std::int64_t);
    int (*retry)(const ctl::Context&, std::int64_t);
    int (*drop)(const ctl::Context&, std::int64_t);
};

CLI::App* add_queue(CLI::App& cli, Request& request, const char* name, const char* what, const QueueVerbs& verbs) {
    auto* queue = cli.add_subcommand(name, what);
    queue->require_subcommand(0, 1);
    const auto add = [&](const char* verb, const char* help, int (*run)(const ctl::Context&, std::int64_t)) {
        auto* sub = queue->add_subcommand(verb, help);
        sub->fallthrough();
        add_number(*sub, request, "ID", "a number that the list shows", "As the list shows it");
        sub->callback(
            [&request, run] { request.verb = [&request, run](const auto& context) { return run(context, request.number); }; });
    };
    add("show", "The mail's bytes, as they are", verbs.show);
    add("retry", "Try again now", verbs.retry);
    add("drop", "Give it up; the bytes stay", verbs.drop);
    queue->callback([&request, queue, list = verbs.list] {
        if (queue->get_subcommands().empty()) request.verb = list;
    });
    return queue;
}

void add_trust_verbs(CLI::App& cli, Request& request) {
    auto* keys = cli.add_subcommand("keys", "The keys that sign reply addresses");
    keys->require_subcommand(0, 1);
    const auto add = [&](const char* verb, const char* help, int (*run)(const ctl::Context&)) {
        auto* sub = keys->add_subcommand(verb, help);
        sub->fallthrough();
        sub->callback([&request, run] { request.verb = run; });
    };
    add("list", "Every key, newest first", ctl::keys_list);
    add("rotate", "Make a new key that signs from now on; the others still verify", ctl::keys_rotate);
    auto* revoke = keys->add_subcommand("revoke", "Make every address void that was signed with a key");
    revoke->fallthrough();
    add_number(*revoke, request, "ID", "a number that the list shows", "As the list shows it");
    revoke->callback([&] { request.verb = [&](const auto& context) { return ctl::keys_revoke(context, request.number); }; });
    keys->callback([&request, keys] {
        if (keys->get_subcommands().empty()) request.verb = ctl::keys_list;
    });

    auto* explain = cli.add_subcommand("explain", "What a mail would do and why; changes nothing");
    explain->add_option("FILE", request.text, "The mail")->required();
    explain->add_option("--from", request.from, "The envelope sender");
    // One value for each --to, because FILE comes after them.
    explain->add_option("--to", request.words, "An envelope recipient, may be repeated; without, those that its headers name")
        ->allow_extra_args(false);
    explain->callback([&] {
        request.verb = [&](const auto& context) { return ctl::explain(context, request.text, request.from, request.words); };
    });
}

void add_admin_verbs(CLI::App& cli, Request& request) {
    auto* outbox = add_queue(cli, request, "outbox", "Mails on their way out",
                             {[&](const auto& context) { return ctl::outbox_list(context, request.text, request.most); },
                              ctl::outbox_show, ctl::outbox_retry, ctl::outbox_drop});
    const auto add = [&](const char* verb, const char* help, int (*run)(const ctl::Context&, const std::string&)) {
        auto* sub = outbox->add_subcommand(verb, help);
        sub->fallthrough();
        sub->add_option("WAY", request.text, "A url of [outgoing], as status shows it; for resume an address, too");
        sub->callback(
            [&request, run] { request.verb = [&request, run](const auto& context) { return run(context, request.text); }; });
    };
    add("pause", "Hold all mail back, or what goes WAY", ctl::outbox_pause);
    add("resume", "Let it go: all, WAY, or mail to an address that is suspended", ctl::outbox_resume);
    outbox->add_option("--status", request.text, "queued, sending, sent, failed, dropped");
    outbox->add_option("--most", request.most, "How many at the most, newest first")->check(CLI::PositiveNumber);
    add_queue(cli, request, "quarantine", "Mails that could not be worked on, with their reasons",
              {ctl::quarantine_list, ctl::quarantine_show, ctl::quarantine_retry, ctl::quarantine_drop});

    cli.add_subcommand("status", "How many of everything")->callback([&] { request.verb = ctl::status; });
    cli.add_subcommand("migrate", "Bring the schema to this program's version")->callback([&] { request.verb = ctl::migrate; });
    cli.add_subcommand("check", "Check the config, the keys, the texts and the database")->callback([&] {
        request.verb = ctl::check;
    });
    cli.add_subcommand("password", "Turn the password on standard input into a password_hash")->callback([&] {
        request.needs_config = false;
        request.verb = [](const auto&) { return ctl::password(); };
    });
}

int run(Request& request) {
    ctl::Context context;
    context.json = request.json;
    if (request.needs_config) {
        auto loaded = config::load(std::filesystem::absolute(request.file));
        if (!loaded) {
            for (const auto& complaint : loaded.error())
                std::fprintf(stderr, "%s\n", config::to_string(complaint).c_str());
            return ctl::bad_config;
        }
        context.config = std::move(*loaded);
    }
    return request.verb(context);
}

/// The pipe of an MTA treats unknown statuses as permanent failures. So every failure except an unusable mail becomes
/// "try again".
int exit_status(bool is_deliver, int status) {
    return is_deliver && status != ctl::ok && status != ctl::data_error ? ctl::try_again : status;
}

/// Some output may still be in the buffer, and the disk may be full.
int finish_output(int status) {
    const bool whole = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (whole || status != ctl::ok) return status;
    std::fprintf(stderr, "ticketctl: not everything could be written to standard output.\n");
    return ctl::output_error;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App cli("Looks after a ticketd desk, whether the daemon runs or not.", "ticketctl");
    Request request;
    cli.fallthrough();
    cli.require_subcommand(1);
    cli.add_option("--config", request.file, "The config file")->capture_default_str()->envname("TICKETD_CONFIG");
    cli.add_flag("--json", request.json, "Print JSON");
    cli.set_version_flag("--version", std::string("ticketctl ") + TICKETD_VERSION);
    add_ticket_verbs(cli, request);
    add_sla_verbs(cli, request);
    add_new(cli, request);
    add_away(cli, request);
    add_rules(cli, request);
    add_mail_verbs(cli, request);
    add_trust_verbs(cli, request);
    add_admin_verbs(cli, request);
    for (auto* verb : cli.get_subcommands({}))
        verb->fallthrough();
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const bool is_deliver = std::find(words.begin(), words.end(), "deliver") != words.end();
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return exit_status(is_deliver, cli.exit(error) == 0 ? ctl::ok : ctl::usage);
    }

    std::signal(SIGPIPE, SIG_IGN);
    start_log(false);
    try {
        return exit_status(is_deliver, finish_output(run(request)));
    } catch (const storage::Unavailable& error) {
        std::fprintf(stderr, "The database cannot be reached, try again: %s\n", error.what());
        return ctl::try_again;
    } catch (const storage::Full& error) {
        std::fprintf(stderr, "The database has no room, try again when it has: %s\n", error.what());
        return ctl::try_again;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "ticketctl: %s\n", error.what());
        return exit_status(is_deliver, ctl::software);
    }
}
