// ticketctl explain: shows what a mail would do, and why.
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "daemon/ctl/dry_run.hpp"
#include "templates/sentence_text.hpp"
#include "workflow/inbound/smime_scope.hpp"
#include "workflow/inbound/sender_identity.hpp"
#include "workflow/inbound/threading.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace ticketd::ctl {

namespace {

using Json = nlohmann::ordered_json;

/// The reason without the placeholder number, because a new ticket has no number yet.
std::string without_placeholder(std::string reason) {
    const std::string number = fmt::format("#{}", DryRun::not_yet.value);
    for (auto at = reason.find(number); at != std::string::npos; at = reason.find(number, at))
        reason.replace(at, number.size(), "new ticket");
    return reason;
}

Json mails_of(const workflow::Decision& decision) {
    Json array = Json::array();
    for (const auto& order : decision.mails)
        array.push_back({{"kind", workflow::to_string(order.kind)}, {"to", order.recipient.address}});
    return array;
}

void print(const Json& shown) {
    for (const auto* key : {"kind", "sender", "trust", "why", "ticket", "opens", "quarantine"})
        if (!shown[key].is_null())
            std::printf("%-11s %s\n", key,
                        printable(shown[key].is_string() ? shown[key].get<std::string>() : shown[key].dump()).c_str());
    for (const auto& reason : shown["reasons"])
        print_safe_line("because     " + reason.get<std::string>());
    for (const auto& mail : shown["mails"])
        std::printf("mail        %s to %s\n", mail["kind"].get<std::string>().c_str(),
                    printable(mail["to"].get<std::string>()).c_str());
}

}  // namespace

int explain(const Context& context, const std::string& file, const std::optional<std::string>& from,
            const std::vector<std::string>& to) {
    const auto dry_run = DryRun::start(context);
    if (!dry_run) return dry_run.error();
    const auto result = (*dry_run)->run(file, from.value_or(""), to);
    if (!result) return complain("Cannot read " + file + ".", no_input);
    const auto& [inbound, snapshot, now, decision] = *result;
    const auto& directory = (*dry_run)->runtime().directory();
    const auto covered = workflow::as_signed(directory, snapshot, inbound);
    const auto& read = covered ? *covered : inbound;
    const auto thread = workflow::find_thread(directory, snapshot, read);
    const auto ticket = snapshot.tickets.find(thread.ticket);
    const auto identity =
        workflow::identify_sender(directory, read, ticket == snapshot.tickets.end() ? nullptr : &ticket->second);

    const bool known = decision.landed.is_set() && decision.landed != DryRun::not_yet;
    const auto worded = [&](const workflow::Sentence& sentence) {
        return templates::sentence_text(sentence, templates::english(), directory.config().desk.zone);
    };
    Json shown;
    shown["kind"] = mail::to_string(inbound.message.kind);
    shown["sender"] = identity.address;
    shown["trust"] = workflow::to_string(identity.trust);
    shown["why"] = worded(identity.why);
    shown["ticket"] = known ? Json(decision.landed.value) : Json(nullptr);
    shown["opens"] = decision.opened;
    shown["quarantine"] =
        decision.disposition == workflow::Disposition::quarantined ? Json(decision.quarantine_reason) : Json(nullptr);
    shown["reasons"] = Json::array();
    for (const auto& reason : decision.reasons)
        shown["reasons"].push_back(without_placeholder(worded(reason)));
    shown["mails"] = mails_of(decision);
    if (context.json) {
        print_line(shown.dump(-1, ' ', false, Json::error_handler_t::replace));
    } else {
        print(shown);
    }
    return ok;
}

}  // namespace ticketd::ctl
