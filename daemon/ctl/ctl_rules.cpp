// ticketctl rules test: shows what each rule would do to given mails on the current desk, without changing it.
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/ctl/dry_run.hpp"
#include "templates/event_text.hpp"
#include "workflow/model/sentence_kinds.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;
using config::Rule;

/// The rule's actions, in the words of the ticket's history.
std::vector<std::string> done_by(const workflow::Decision& decision, const Rule& rule, const Runtime& runtime) {
    const auto& phrases = runtime.texts().phrases();
    const auto* zone = runtime.config().desk.zone;
    const workflow::Cause by_rule = workflow::cause::Rule{rule.name};
    const auto notified = workflow::say("notice.told", by_rule);
    const auto escalated = workflow::say("notice.escalated", by_rule);
    std::vector<std::string> done;
    for (const auto& entry : decision.entries) {
        const auto* cause = entry.event ? templates::cause_of(*entry.event) : nullptr;
        if (cause && *cause == by_rule) done.push_back(templates::done_text(entry, phrases, zone));
        if (entry.kind == workflow::EntryKind::note && !rule.then.note.empty() && entry.text == rule.then.note)
            done.push_back("adds its note");
    }
    for (const auto& mail : decision.mails)
        for (const auto& line : mail.lines)
            if (line == notified || line == escalated) done.push_back("tells " + mail.recipient.address);
    return done;
}

bool applied(const workflow::Decision& decision, const Rule& rule) {
    const auto applies = workflow::say("reason.rule-applies", rule.name);
    return std::find(decision.reasons.begin(), decision.reasons.end(), applies) != decision.reasons.end();
}

bool left_out(const workflow::Decision& decision, const Rule& rule) {
    return std::any_of(decision.reasons.begin(), decision.reasons.end(), [&](const workflow::Sentence& reason) {
        return reason.name == "reason.rule-left-out" && reason.values.front() == workflow::Value(rule.name);
    });
}

std::string_view verdict(const workflow::Decision& decision, const Rule& rule) {
    if (applied(decision, rule)) return "applies";
    if (left_out(decision, rule)) return "is left out: an earlier rule stops";
    const auto moment = decision.opened ? Rule::On::created : Rule::On::updated;
    const auto has = [&](Rule::On on) { return std::find(rule.on.begin(), rule.on.end(), on) != rule.on.end(); };
    if (has(moment)) return "does not apply";
    return has(Rule::On::tick) ? "waits for time to pass" : "is not looked at";
}

Json file_json(const std::string& file, const workflow::Decision& decision, const std::vector<Rule>& rules,
               const Runtime& runtime) {
    Json list = Json::array();
    for (const auto& rule : rules)
        list.push_back({{"rule", rule.name}, {"verdict", verdict(decision, rule)}, {"does", done_by(decision, rule, runtime)}});
    const bool fresh = decision.opened || !decision.landed.is_set();
    return {{"file", file}, {"ticket", fresh ? Json(nullptr) : Json(decision.landed.value)}, {"rules", std::move(list)}};
}

void print_file(const std::string& file, const workflow::Decision& decision, const std::vector<Rule>& rules,
                const Runtime& runtime) {
    const auto what = decision.opened            ? std::string("opens a ticket")
                      : decision.landed.is_set() ? fmt::format("belongs to #{}", decision.landed.value)
                                                 : std::string("opens no ticket");
    print_line(file + ": " + what);
    for (const auto& rule : rules) {
        print_line(fmt::format("  \"{}\" {}", rule.name, verdict(decision, rule)));
        for (const auto& done : done_by(decision, rule, runtime))
            print_line("    " + done);
    }
}

}  // namespace

int test_rules(const Context& context, const std::vector<std::string>& files) {
    const auto dry_run = DryRun::start(context);
    if (!dry_run) return dry_run.error();
    int status = ok;
    Json all = Json::array();
    for (const auto& file : files) {
        const auto result = (*dry_run)->run(file, {}, {context.config.desk.address});
        if (!result) {
            status = complain(file + " cannot be read.", no_input);
        } else if (context.json) {
            all.push_back(file_json(file, result->decision, context.config.rules, (*dry_run)->runtime()));
        } else {
            print_file(file, result->decision, context.config.rules, (*dry_run)->runtime());
        }
    }
    if (context.json) print_json(all);
    return status;
}

}  // namespace ticketd::ctl
