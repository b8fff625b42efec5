#include "mail/classify.hpp"

#include "mail/ascii.hpp"
#include "mail/auto_words.hpp"

#include <algorithm>
#include <string_view>

namespace mail {
namespace {

/// The first word of a header value, in lower case.
std::string keyword(std::string_view value) {
    value = ascii::trim(value);
    return ascii::to_lower(value.substr(0, value.find_first_of(" \t;(,\r\n")));
}

bool has_part(const Scan& scan, std::string_view type) {
    return std::any_of(scan.parts.begin(), scan.parts.end(), [&](const Part& part) { return part.type.is(type); });
}

bool is_report(const Media& type, std::string_view kind) {
    return type.is("multipart/report") && ascii::equal(type.parameter("report-type"), kind);
}

/// Someone answers a meeting request with a button (RFC 5546 3.2.3).
bool is_calendar_answer(const Scan& scan) {
    return std::any_of(scan.parts.begin(), scan.parts.end(), [](const Part& part) {
        if (!part.type.is("text/calendar")) return false;
        const auto method = part.type.parameter("method");
        if (!method.empty()) return ascii::equal(method, "reply") || ascii::equal(method, "counter");
        // Without the parameter the calendar itself says it, near its start.
        constexpr std::size_t looked_at = 4096;
        const auto body = decode_transfer(part.body.substr(0, looked_at), part.transfer);
        return ascii::contains(body, "\nmethod:reply") || ascii::contains(body, "\nmethod:counter");
    });
}

bool replies_by_itself(const Scan& scan, const Header& header, const Message& message) {
    const auto& type = scan.parts.front().type;
    if (keyword(header.get("auto-submitted")) == "auto-replied") return true;
    if (is_report(type, "disposition-notification") || has_part(scan, "message/disposition-notification")) return true;
    if (is_calendar_answer(scan)) return true;
    for (const auto name :
         {"x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply", "x-auto-reply"}) {
        const auto value = keyword(header.get(name));
        if (header.has(name) && value != "no" && value != "false") return true;
    }
    const auto precedence = keyword(header.get("precedence"));
    if (precedence == "auto_reply" || precedence == "auto-reply" || keyword(header.get("x-precedence")) == "auto_reply")
        return true;
    if (keyword(header.get("delivered-to")) == "autoresponder" || ascii::equal(keyword(header.get("preference")), "auto_reply"))
        return true;
    return words::is_auto_reply_subject(message.subject);
}

bool is_generated(const Header& header, const Message& message) {
    for (const auto name : {"x-cron-env", "x-auto-generated", "x-jira-fingerprint", "x-github-reason",
                            "x-gitlab-notificationreason", "x-nagios-notification", "x-zabbix-notification"}) {
        if (header.has(name)) return true;
    }
    if (message.from.empty()) return false;
    return words::is_machine_address(message.from.front().address);
}

/// owner-users@, users-bounces@: programs that run mailing lists write these.
bool is_list_owner(std::string_view value) {
    const auto at = value.find('@');
    auto local = value.substr(0, at);
    if (const auto open = local.rfind('<'); open != std::string_view::npos) local.remove_prefix(open + 1);
    local = ascii::trim(local);
    if (const auto plus = local.find_first_of("+="); plus != std::string_view::npos) local = local.substr(0, plus);
    return ascii::starts_with(local, "owner-") || ascii::ends_with(local, "-owner") || ascii::ends_with(local, "-bounces") ||
           ascii::ends_with(local, "-request") || ascii::equal(local, "listserv") || ascii::equal(local, "majordomo");
}

bool is_list(const Header& header) {
    if (is_list_owner(header.get("sender"))) return true;
    for (const auto name : {"x-mailman-version", "x-beenthere", "x-ml-name", "x-listserver", "list-id", "list-post",
                            "list-unsubscribe", "list-help", "mailing-list", "x-mailing-list"}) {
        if (header.has(name)) return true;
    }
    return keyword(header.get("precedence")) == "list";
}

}  // namespace

bool is_reaction(const Scan& scan, const Message& message) {
    if (message.in_reply_to.empty()) return false;  // RFC 9078 2: to what else would it react
    return std::any_of(scan.parts.begin(), scan.parts.end(), [](const Part& part) {
        return part.disposition.is("reaction") || part.type.is("text/vnd.google.email-reaction+json");
    });
}

Kind classify(const Scan& scan, const Message& message, int most_hops) {
    const auto& header = scan.parts.front().header;
    if (message.hops > most_hops) return Kind::loop;
    if (message.bounce) return Kind::bounce;
    if (replies_by_itself(scan, header, message)) return Kind::auto_reply;
    if (is_report(scan.parts.front().type, "feedback-report")) return Kind::auto_generated;
    if (const auto submitted = keyword(header.get("auto-submitted")); !submitted.empty() && submitted != "no")
        return Kind::auto_generated;
    if (is_list(header)) return Kind::list;
    if (is_generated(header, message)) return Kind::auto_generated;
    const auto precedence = keyword(header.get("precedence"));
    if (precedence != "bulk" && precedence != "junk") return Kind::human;
    // vacation(1) and its kin answer with no other sign.
    return message.in_reply_to.empty() ? Kind::auto_generated : Kind::auto_reply;
}

}  // namespace mail
