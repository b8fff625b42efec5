// Reads words.txt, and puts times, lengths and sizes into words of the desk's language.
#include "templates/phrases.hpp"

#include "workflow/model/sentence_kinds.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <date/tz.h>
#include <fmt/format.h>

namespace templates {
namespace {

constexpr std::array names{
    // These follow the order of their enumerations.
    std::string_view("status.open"),
    std::string_view("status.in-progress"),
    std::string_view("status.waiting-customer"),
    std::string_view("status.waiting-third-party"),
    std::string_view("status.resolved"),
    std::string_view("status.closed"),
    std::string_view("priority.low"),
    std::string_view("priority.medium"),
    std::string_view("priority.high"),
    std::string_view("priority.critical"),
    std::string_view("trust.claimed"),
    std::string_view("trust.participant"),
    std::string_view("trust.technician"),
    std::string_view("trust.confirmed"),
    std::string_view("day.1"),
    std::string_view("day.2"),
    std::string_view("day.3"),
    std::string_view("day.4"),
    std::string_view("day.5"),
    std::string_view("day.6"),
    std::string_view("day.7"),
    std::string_view("month.1"),
    std::string_view("month.2"),
    std::string_view("month.3"),
    std::string_view("month.4"),
    std::string_view("month.5"),
    std::string_view("month.6"),
    std::string_view("month.7"),
    std::string_view("month.8"),
    std::string_view("month.9"),
    std::string_view("month.10"),
    std::string_view("month.11"),
    std::string_view("month.12"),
    // These are looked up by name.
    std::string_view("language"),
    std::string_view("moment"),
    std::string_view("day"),
    std::string_view("span.minutes"),
    std::string_view("span.hours"),
    std::string_view("span.hours-minutes"),
    std::string_view("span.days"),
    std::string_view("sla.response"),
    std::string_view("sla.response-late"),
    std::string_view("sla.resolution"),
    std::string_view("sla.resolution-late"),
    std::string_view("sla.update"),
    std::string_view("sla.update-late"),
    std::string_view("sla.detail"),
    std::string_view("sla.detail-late"),
    std::string_view("sla.paused"),
    std::string_view("sla.none"),
    std::string_view("from.via"),
    std::string_view("from.via-unverified"),
    std::string_view("action.take"),
    std::string_view("action.resolve"),
    std::string_view("action.wait"),
    std::string_view("action.note"),
    std::string_view("listing.late"),
    std::string_view("listing.due"),
    std::string_view("listing.open"),
    std::string_view("listing.unassigned"),
    std::string_view("listing.team"),
    std::string_view("listing.mine"),
    std::string_view("listing.breached"),
    std::string_view("listing.all"),
    std::string_view("listing.none"),
    std::string_view("listing.more"),
    std::string_view("listing.nobody"),
    std::string_view("digest.summary"),
    std::string_view("answer.summary"),
    std::string_view("answer.summary.one"),
    std::string_view("report.period"),
    std::string_view("report.client"),
    std::string_view("report.all-clients"),
    std::string_view("report.no-client"),
    std::string_view("report.total"),
    std::string_view("report.priority"),
    std::string_view("report.tickets"),
    std::string_view("report.response"),
    std::string_view("report.resolution"),
    std::string_view("report.met"),
    std::string_view("report.missed"),
    std::string_view("report.running"),
    std::string_view("report.times"),
    std::string_view("report.reopened"),
    std::string_view("report.updates"),
    std::string_view("report.backlog"),
    std::string_view("report.age"),
    std::string_view("report.age-last"),
    std::string_view("report.billed"),
    std::string_view("action.stop"),
    std::string_view("action.yes"),
    std::string_view("action.no"),
    std::string_view("action.show"),
    std::string_view("action.undo"),
    std::string_view("left-out.one"),
    std::string_view("left-out.lines"),
    std::string_view("action.send"),
    std::string_view("receipt.too-long"),
    std::string_view("link.merged-into"),
    std::string_view("link.split-from"),
    std::string_view("link.follows"),
    std::string_view("link.relates"),
    std::string_view("story.watchers"),
    std::string_view("story.links"),
    std::string_view("story.time"),
    std::string_view("story.timer"),
    std::string_view("story.snoozed"),
    std::string_view("story.note"),
    std::string_view("story.not-billable"),
    std::string_view("story.total"),
    std::string_view("story.quoted-new"),
    std::string_view("story.cut"),
    std::string_view("story.earlier"),
    std::string_view("answer.help"),
    std::string_view("event.by"),
    std::string_view("event.none"),
    std::string_view("event.and"),
    std::string_view("event.somebody"),
    std::string_view("event.mail"),
    std::string_view("event.headline"),
    std::string_view("event.trust.claimed"),
    std::string_view("event.trust.participant"),
    std::string_view("event.trust.technician"),
    std::string_view("event.trust.confirmed"),
    std::string_view("event.status.open"),
    std::string_view("event.status.in-progress"),
    std::string_view("event.status.waiting-customer"),
    std::string_view("event.status.waiting-third-party"),
    std::string_view("event.status.resolved"),
    std::string_view("event.status.closed"),
    std::string_view("event.clock.response"),
    std::string_view("event.clock.resolution"),
    std::string_view("event.clock.update"),
    std::string_view("event.link.merged-into"),
    std::string_view("event.link.split-from"),
    std::string_view("event.link.follows"),
    std::string_view("event.link.relates"),
    std::string_view("event.opened"),
    std::string_view("event.opened.forwarded"),
    std::string_view("event.opened.client"),
    std::string_view("event.opened.contract"),
    std::string_view("event.opened.by-contact"),
    std::string_view("event.opened.by-domain"),
    std::string_view("event.opened.category"),
    std::string_view("event.opened.in-subject"),
    std::string_view("event.opened.in-text"),
    std::string_view("event.opened.team"),
    std::string_view("event.split-from"),
    std::string_view("event.split-from.priority"),
    std::string_view("event.split-from.team"),
    std::string_view("event.split-from.watchers"),
    std::string_view("event.entries-moved"),
    std::string_view("event.status-changed"),
    std::string_view("event.priority-changed"),
    std::string_view("event.category-changed"),
    std::string_view("event.client-changed"),
    std::string_view("event.client-changed.contract"),
    std::string_view("event.title-changed"),
    std::string_view("event.description-restored"),
    std::string_view("event.template-used"),
    std::string_view("event.template-changed"),
    std::string_view("event.assigned"),
    std::string_view("event.assigned.team"),
    std::string_view("event.assigned.member"),
    std::string_view("event.assigned.changed"),
    std::string_view("event.assigned.away"),
    std::string_view("event.team-changed"),
    std::string_view("event.watcher-added"),
    std::string_view("event.watcher-removed"),
    std::string_view("event.snoozed"),
    std::string_view("event.woken"),
    std::string_view("event.linked"),
    std::string_view("event.linked-ticket-opened"),
    std::string_view("event.merged-into"),
    std::string_view("event.merged-from"),
    std::string_view("event.response-clock-restarted"),
    std::string_view("event.first-response"),
    std::string_view("event.first-response-moved"),
    std::string_view("event.first-response-taken-back"),
    std::string_view("event.sla-warning"),
    std::string_view("event.sla-breach"),
    std::string_view("event.sla-escalation"),
    std::string_view("event.time.counted"),
    std::string_view("event.time.not-billable"),
    std::string_view("event.time.of"),
    std::string_view("event.time-booked"),
    std::string_view("event.time-booked.hours"),
    std::string_view("event.timer-started"),
    std::string_view("event.timer-stopped"),
    std::string_view("event.timer-resumed"),
    std::string_view("event.timer-removed"),
    std::string_view("event.timer-asked"),
    std::string_view("event.escalated"),
    std::string_view("event.reminded"),
    std::string_view("event.rules-stopped"),
    std::string_view("event.confirmation-asked"),
    std::string_view("event.commands-confirmed"),
    std::string_view("event.mail-refused"),
    std::string_view("event.action-refused"),
    std::string_view("event.auto-reply"),
    std::string_view("event.auto-reply-words"),
    std::string_view("event.reaction"),
    std::string_view("event.delivery-failed"),
    std::string_view("event.delivery-report"),
    std::string_view("event.address-suspended"),
    std::string_view("event.address-resumed"),
    std::string_view("event.mail-suppressed"),
    std::string_view("event.ticket-erased"),
    std::string_view("event.ticket-erased.closed"),
    std::string_view("event.participant-erased"),
    std::string_view("cause.rule"),
    std::string_view("cause.contract"),
    std::string_view("cause.urgent-mail"),
    std::string_view("cause.desk-address"),
    std::string_view("cause.their-mail"),
    std::string_view("cause.their-answer"),
    std::string_view("cause.their-unsubscription"),
    std::string_view("cause.client-says-solved"),
    std::string_view("cause.client-says-unsolved"),
    std::string_view("cause.public-answer"),
    std::string_view("cause.answered-before-split"),
    std::string_view("cause.merged-ticket"),
    std::string_view("cause.copied-in"),
    std::string_view("cause.reply-to"),
    std::string_view("cause.mentioned"),
    std::string_view("cause.resolved-for"),
    std::string_view("cause.snooze-over"),
    std::string_view("cause.ticket-done"),
    std::string_view("cause.merged-into"),
    std::string_view("cause.merged-from"),
    std::string_view("cause.foreign-token"),
    std::string_view("cause.named-by-stranger"),
    std::string_view("cause.closed-long-ago"),
    std::string_view("cause.same-mail"),
    std::string_view("rule.subject"),
    std::string_view("rule.due"),
    std::string_view("rule.does"),
    std::string_view("rule.first"),
    std::string_view("rule.ask"),
    std::string_view("rule.then"),
    std::string_view("rule.template"),
    std::string_view("rule.category"),
    std::string_view("rule.priority"),
    std::string_view("rule.assign"),
    std::string_view("rule.status"),
    std::string_view("rule.note"),
    std::string_view("rule.notify"),
    std::string_view("rule.escalate"),
    std::string_view("rule.remind"),
    std::string_view("rule.close"),
};
// The sentences of workflow/ follow, in the order of their table.
constexpr std::size_t phrase_count = names.size() + workflow::sentence_kinds.size();

constexpr std::size_t first_status = 0;
constexpr std::size_t first_priority = 6;
constexpr std::size_t first_trust = 10;
constexpr std::size_t first_day = 14;
constexpr std::size_t first_month = 21;

/// phrase_count: there is no such phrase.
std::size_t index_of(std::string_view name) {
    const auto index = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (index < names.size()) return index;
    const auto* const kind = workflow::sentence_kind(name);
    return kind == nullptr ? phrase_count : names.size() + static_cast<std::size_t>(kind - workflow::sentence_kinds.data());
}

std::string_view name_at(std::size_t index) {
    return index < names.size() ? names[index] : workflow::sentence_kinds[index - names.size()].name;
}

template <class Holes>
std::string filled(std::string_view phrase, const Holes& holes) {
    std::string out;
    while (!phrase.empty()) {
        const auto open = std::min(phrase.find('{'), phrase.size());
        out += phrase.substr(0, open);
        phrase.remove_prefix(open);
        if (phrase.empty()) break;
        const auto close = std::min(phrase.find('}'), phrase.size() - 1);
        const auto hole = phrase.substr(1, close - 1);
        for (const auto& [known, value] : holes)
            if (known == hole) out += value;
        phrase.remove_prefix(close + 1);
    }
    return out;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

std::string number(std::int64_t value) {
    return std::to_string(value);
}

}  // namespace

config::Result<Phrases> Phrases::parse(std::string_view file, std::string_view text) {
    Phrases out;
    out.phrases_.resize(phrase_count);
    for (int line_number = 1; !text.empty(); ++line_number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        const auto wrong = [&](std::string_view what) {
            return config::permanent(fmt::format("{}:{}: {}", file, line_number, what));
        };
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) return wrong("a line is `name = text`");
        const auto name = trim(line.substr(0, equals));
        const auto phrase = trim(line.substr(equals + 1));
        const auto index = index_of(name);
        if (index == phrase_count) return wrong(fmt::format("\"{}\" is not a name that the program uses", name));
        if (phrase.empty()) return wrong(fmt::format("\"{}\" has no text", name));
        if (!out.phrases_[index].empty()) return wrong(fmt::format("\"{}\" is there twice", name));
        out.phrases_[index] = phrase;
    }
    for (std::size_t i = 0; i < phrase_count; ++i)
        if (out.phrases_[i].empty()) return config::permanent(fmt::format("{}: \"{}\" is missing", file, name_at(i)));
    return out;
}

const std::string& Phrases::status(config::Status status) const {
    return phrases_[first_status + static_cast<std::size_t>(status)];
}

const std::string& Phrases::priority(config::Priority priority) const {
    return phrases_[first_priority + static_cast<std::size_t>(priority)];
}

const std::string& Phrases::trust(workflow::Trust trust) const {
    return phrases_[first_trust + static_cast<std::size_t>(trust)];
}

const std::string& Phrases::operator[](std::string_view name) const {
    return phrases_.at(index_of(name));
}

std::string Phrases::fill(std::string_view name, Holes holes) const {
    return filled((*this)[name], holes);
}

std::string Phrases::fill(std::string_view name, std::span<const std::pair<std::string_view, std::string>> holes) const {
    return filled((*this)[name], holes);
}

std::string Phrases::moment(config::Instant at, const date::time_zone* zone) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    std::string abbreviation = "UTC";
    auto local = seconds;
    if (zone != nullptr) {
        const auto info = zone->get_info(seconds);
        local += info.offset;
        abbreviation = info.abbrev;
    }
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day day{midnight};
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - midnight).count();
    const auto weekday = std::chrono::weekday{midnight}.iso_encoding() - 1;
    const auto month = static_cast<unsigned>(day.month()) - 1;
    return fill("moment", {{"day", phrases_[first_day + weekday]},
                           {"date", number(static_cast<unsigned>(day.day()))},
                           {"month", phrases_[first_month + month]},
                           {"year", number(static_cast<int>(day.year()))},
                           {"time", fmt::format("{:02}:{:02}", minutes / 60, minutes % 60)},
                           {"zone", abbreviation}});
}

std::string Phrases::day(config::Instant at, const date::time_zone* zone) const {
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    const auto midnight = std::chrono::floor<std::chrono::days>(zone ? second + zone->get_info(second).offset : second);
    const std::chrono::year_month_day date{midnight};
    return fill("day", {{"day", phrases_[first_day + std::chrono::weekday{midnight}.iso_encoding() - 1]},
                        {"date", number(static_cast<unsigned>(date.day()))},
                        {"month", phrases_[first_month + static_cast<unsigned>(date.month()) - 1]},
                        {"year", number(static_cast<int>(date.year()))}});
}

std::string Phrases::work(std::chrono::seconds length) const {
    const auto minutes = (std::abs(length.count()) + 30) / 60;
    constexpr std::int64_t minutes_matter_below = 10 * 60;
    if (minutes < 60) return fill("span.minutes", {{"n", number(minutes)}});
    if (minutes >= minutes_matter_below) return fill("span.hours", {{"n", number((minutes + 30) / 60)}});
    if (minutes % 60 == 0) return fill("span.hours", {{"n", number(minutes / 60)}});
    return fill("span.hours-minutes", {{"n", number(minutes / 60)}, {"m", number(minutes % 60)}});
}

std::string Phrases::left_out(int lines) const {
    return lines == 1 ? (*this)["left-out.one"] : fill("left-out.lines", {{"n", number(lines)}});
}

std::string Phrases::span(std::chrono::seconds length) const {
    // Rounds to the nearest minute, so that a clock that started a moment ago still shows "in 8 h".
    const auto minutes = (std::abs(length.count()) + 30) / 60;
    constexpr std::int64_t minutes_matter_below = 10 * 60;
    constexpr std::int64_t days_from = 48 * 60;
    if (minutes < 60) return fill("span.minutes", {{"n", number(minutes)}});
    if (minutes >= days_from) return fill("span.days", {{"n", number((minutes + 12 * 60) / (24 * 60))}});
    if (minutes >= minutes_matter_below) return fill("span.hours", {{"n", number((minutes + 30) / 60)}});
    if (minutes % 60 == 0) return fill("span.hours", {{"n", number(minutes / 60)}});
    return fill("span.hours-minutes", {{"n", number(minutes / 60)}, {"m", number(minutes % 60)}});
}

std::string file_size(std::uint64_t bytes) {
    if (bytes < 1000) return fmt::format("{} bytes", bytes);
    if (bytes < 1'000'000) return fmt::format("{} KB", (bytes + 500) / 1000);
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

}  // namespace templates
