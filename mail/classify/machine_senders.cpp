// The addresses and subjects of machines, as tables.
#include "mail/classify/machine_senders.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>

namespace mail::words {
namespace {

using Text = std::string_view;

/// At the start of the subjects of machines that watch others.
constexpr auto reports = std::to_array<Text>({"cron <", "anacron ", "** problem ", "** recovery ", "** acknowledgement ",
                                              "[firing:", "[resolved:", "logwatch for ", "[nagios]", "[zabbix]",
                                              "problem service alert", "problem host alert", "*** problem "});

constexpr auto machines = std::to_array<Text>(
    {"noreply",      "no-reply",      "no_reply",   "no.reply",   "donotreply",   "do-not-reply", "do_not_reply",
     "do.not.reply", "mailer-daemon", "postmaster", "nobody",     "autoreply",    "auto-reply",   "bounce",
     "bounces",      "root",          "alert",      "alerts",     "alertmanager", "notification", "notifications",
     "notify",       "newsletter",    "grafana",    "prometheus", "monitoring",   "monit",        "logwatch",
     "icinga2",      "nagios",        "zabbix",     "icinga",     "cron",         "cronjob",      "daemon"});

}  // namespace

bool is_report_subject(Text subject) {
    const auto lower = utf8::to_lower(utf8::prefix(ascii::trim(subject), 60));
    return std::any_of(reports.begin(), reports.end(), [&](Text each) { return lower.starts_with(each); });
}

bool is_machine_address(Text address) {
    const auto local = address.substr(0, address.find('@'));
    const auto is_free = [&](std::size_t at) { return at >= local.size() || !ascii::is_alnum(local[at]); };
    return std::any_of(machines.begin(), machines.end(), [&](Text name) {
        if (ascii::starts_with(local, name) && is_free(name.size())) return true;
        // "orders-noreply@"
        return name.find("reply") != Text::npos && ascii::ends_with(local, name) && is_free(local.size() - name.size() - 1);
    });
}

}  // namespace mail::words
