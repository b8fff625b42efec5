// Converts ticket events to JSON and back, with one table of fields.

#include "workflow/model/ticket_event.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <tuple>
#include <type_traits>
#include <utility>

namespace workflow {

namespace {

using Json = nlohmann::ordered_json;

/// The fields of an event or cause: names and members alternate. A type without fields needs no entry.
template <class T>
constexpr auto fields_of = std::tuple{};

template <>
constexpr auto fields_of<cause::Command> = std::tuple{"shown", &cause::Command::shown};
template <>
constexpr auto fields_of<cause::Rule> = std::tuple{"rule", &cause::Rule::rule};
template <>
constexpr auto fields_of<cause::Contract> = std::tuple{"contract", &cause::Contract::contract};
template <>
constexpr auto fields_of<cause::ResolvedFor> = std::tuple{"days", &cause::ResolvedFor::days};
template <>
constexpr auto fields_of<cause::TicketDone> = std::tuple{"status", &cause::TicketDone::status};
template <>
constexpr auto fields_of<cause::MergedInto> = std::tuple{"ticket", &cause::MergedInto::ticket};
template <>
constexpr auto fields_of<cause::MergedFrom> = std::tuple{"ticket", &cause::MergedFrom::ticket};
template <>
constexpr auto fields_of<cause::ForeignToken> = std::tuple{"ticket", &cause::ForeignToken::ticket};
template <>
constexpr auto fields_of<cause::NamedByStranger> =
    std::tuple{"ticket", &cause::NamedByStranger::ticket, "address", &cause::NamedByStranger::address};
template <>
constexpr auto fields_of<cause::ClosedLongAgo> =
    std::tuple{"ticket", &cause::ClosedLongAgo::ticket, "days", &cause::ClosedLongAgo::days};

template <>
constexpr auto fields_of<event::Opened> = std::tuple{
    "title",    &event::Opened::title,    "requester", &event::Opened::requester, "forwarded",     &event::Opened::forwarded,
    "client",   &event::Opened::client,   "contract",  &event::Opened::contract,  "client_domain", &event::Opened::client_domain,
    "category", &event::Opened::category, "keyword",   &event::Opened::keyword,   "keyword_in",    &event::Opened::keyword_in,
    "team",     &event::Opened::team};
template <>
constexpr auto fields_of<event::SplitFrom> = std::tuple{
    "ticket",    &event::SplitFrom::ticket,    "entries",  &event::SplitFrom::entries,  "title",    &event::SplitFrom::title,
    "requester", &event::SplitFrom::requester, "client",   &event::SplitFrom::client,   "contract", &event::SplitFrom::contract,
    "category",  &event::SplitFrom::category,  "priority", &event::SplitFrom::priority, "team",     &event::SplitFrom::team,
    "assignee",  &event::SplitFrom::assignee,  "watchers", &event::SplitFrom::watchers, "cause",    &event::SplitFrom::cause};
template <>
constexpr auto fields_of<event::EntriesMoved> = std::tuple{
    "first", &event::EntriesMoved::first, "ticket", &event::EntriesMoved::ticket, "cause", &event::EntriesMoved::cause};
template <>
constexpr auto fields_of<event::StatusChanged> =
    std::tuple{"from", &event::StatusChanged::from, "to", &event::StatusChanged::to, "cause", &event::StatusChanged::cause};
template <>
constexpr auto fields_of<event::PriorityChanged> =
    std::tuple{"from", &event::PriorityChanged::from, "to", &event::PriorityChanged::to, "cause", &event::PriorityChanged::cause};
template <>
constexpr auto fields_of<event::CategoryChanged> =
    std::tuple{"from", &event::CategoryChanged::from, "to", &event::CategoryChanged::to, "cause", &event::CategoryChanged::cause};
template <>
constexpr auto fields_of<event::ClientChanged> =
    std::tuple{"from",          &event::ClientChanged::from,          "to",          &event::ClientChanged::to,
               "contract_from", &event::ClientChanged::contract_from, "contract_to", &event::ClientChanged::contract_to,
               "cause",         &event::ClientChanged::cause};
template <>
constexpr auto fields_of<event::TitleChanged> =
    std::tuple{"from", &event::TitleChanged::from, "to", &event::TitleChanged::to, "cause", &event::TitleChanged::cause};
template <>
constexpr auto fields_of<event::DescriptionRestored> = std::tuple{"cause", &event::DescriptionRestored::cause};
template <>
constexpr auto fields_of<event::TemplateUsed> = std::tuple{"template",   &event::TemplateUsed::ticket_template,
                                                           "title_from", &event::TemplateUsed::title_from,
                                                           "title_to",   &event::TemplateUsed::title_to,
                                                           "category",   &event::TemplateUsed::category,
                                                           "cause",      &event::TemplateUsed::cause};
template <>
constexpr auto fields_of<event::TemplateChanged> =
    std::tuple{"from", &event::TemplateChanged::from, "to", &event::TemplateChanged::to, "cause", &event::TemplateChanged::cause};
template <>
constexpr auto fields_of<event::Assigned> =
    std::tuple{"from",       &event::Assigned::from,       "to",    &event::Assigned::to,   "team", &event::Assigned::team,
               "away_until", &event::Assigned::away_until, "cause", &event::Assigned::cause};
template <>
constexpr auto fields_of<event::Unassigned> = std::tuple{"from", &event::Unassigned::from, "cause", &event::Unassigned::cause};
template <>
constexpr auto fields_of<event::TeamChanged> =
    std::tuple{"from", &event::TeamChanged::from, "to", &event::TeamChanged::to, "cause", &event::TeamChanged::cause};
template <>
constexpr auto fields_of<event::WatcherAdded> =
    std::tuple{"address", &event::WatcherAdded::address, "cause", &event::WatcherAdded::cause};
template <>
constexpr auto fields_of<event::WatcherRemoved> =
    std::tuple{"address", &event::WatcherRemoved::address, "cause", &event::WatcherRemoved::cause};
template <>
constexpr auto fields_of<event::Snoozed> = std::tuple{"until", &event::Snoozed::until, "cause", &event::Snoozed::cause};
template <>
constexpr auto fields_of<event::Woken> = std::tuple{"cause", &event::Woken::cause};
template <>
constexpr auto fields_of<event::Linked> =
    std::tuple{"kind", &event::Linked::kind, "ticket", &event::Linked::ticket, "cause", &event::Linked::cause};
template <>
constexpr auto fields_of<event::LinkedTicketOpened> =
    std::tuple{"ticket", &event::LinkedTicketOpened::ticket, "cause", &event::LinkedTicketOpened::cause};
template <>
constexpr auto fields_of<event::MergedInto> =
    std::tuple{"ticket", &event::MergedInto::ticket, "cause", &event::MergedInto::cause};
template <>
constexpr auto fields_of<event::MergedFrom> =
    std::tuple{"ticket", &event::MergedFrom::ticket, "cause", &event::MergedFrom::cause};
template <>
constexpr auto fields_of<event::ResponseClockRestarted> = std::tuple{"ticket", &event::ResponseClockRestarted::ticket};
template <>
constexpr auto fields_of<event::SlaWarning> =
    std::tuple{"clock", &event::SlaWarning::clock, "percent", &event::SlaWarning::percent};
template <>
constexpr auto fields_of<event::SlaBreach> = std::tuple{"clock", &event::SlaBreach::clock, "due_at", &event::SlaBreach::due_at};
template <>
constexpr auto fields_of<event::SlaEscalation> =
    std::tuple{"clock", &event::SlaEscalation::clock, "percent", &event::SlaEscalation::percent};
template <>
constexpr auto fields_of<event::TimeBooked> = std::tuple{
    "technician",  &event::TimeBooked::technician,  "worked", &event::TimeBooked::worked, "minutes", &event::TimeBooked::minutes,
    "billable",    &event::TimeBooked::billable,    "from",   &event::TimeBooked::from,   "to",      &event::TimeBooked::to,
    "hours_given", &event::TimeBooked::hours_given, "cause",  &event::TimeBooked::cause};
template <>
constexpr auto fields_of<event::TimerStarted> = std::tuple{"cause", &event::TimerStarted::cause};
template <>
constexpr auto fields_of<event::TimerStopped> =
    std::tuple{"technician", &event::TimerStopped::technician, "worked",   &event::TimerStopped::worked,
               "minutes",    &event::TimerStopped::minutes,    "billable", &event::TimerStopped::billable,
               "from",       &event::TimerStopped::from,       "to",       &event::TimerStopped::to,
               "cause",      &event::TimerStopped::cause};
template <>
constexpr auto fields_of<event::TimerResumed> =
    std::tuple{"technician", &event::TimerResumed::technician, "cause", &event::TimerResumed::cause};
template <>
constexpr auto fields_of<event::TimerRemoved> =
    std::tuple{"technician", &event::TimerRemoved::technician, "cause", &event::TimerRemoved::cause};
template <>
constexpr auto fields_of<event::TimerAsked> =
    std::tuple{"technician", &event::TimerAsked::technician, "minutes", &event::TimerAsked::minutes};
template <>
constexpr auto fields_of<event::Escalated> = std::tuple{"cause", &event::Escalated::cause};
template <>
constexpr auto fields_of<event::Reminded> = std::tuple{"address", &event::Reminded::address, "cause", &event::Reminded::cause};
template <>
constexpr auto fields_of<event::RulesStopped> =
    std::tuple{"rounds", &event::RulesStopped::rounds, "rules", &event::RulesStopped::rules};
template <>
constexpr auto fields_of<event::ConfirmationAsked> = std::tuple{"commands", &event::ConfirmationAsked::commands};
template <>
constexpr auto fields_of<event::CommandsConfirmed> = std::tuple{"commands", &event::CommandsConfirmed::commands};
template <>
constexpr auto fields_of<event::MailRefused> =
    std::tuple{"refusal", &event::MailRefused::refusal, "reason", &event::MailRefused::reason};
template <>
constexpr auto fields_of<event::ActionRefused> =
    std::tuple{"refusal", &event::ActionRefused::refusal, "reason", &event::ActionRefused::reason};
template <>
constexpr auto fields_of<event::AutoReply> = std::tuple{"subject", &event::AutoReply::subject, "text", &event::AutoReply::text};
template <>
constexpr auto fields_of<event::Reaction> = std::tuple{"text", &event::Reaction::text};
template <>
constexpr auto fields_of<event::DeliveryFailed> =
    std::tuple{"recipient",  &event::DeliveryFailed::recipient,  "status",     &event::DeliveryFailed::status,
               "diagnostic", &event::DeliveryFailed::diagnostic, "message_id", &event::DeliveryFailed::message_id};
template <>
constexpr auto fields_of<event::DeliveryReport> =
    std::tuple{"action",     &event::DeliveryReport::action,    "recipient",  &event::DeliveryReport::recipient,
               "status",     &event::DeliveryReport::status,    "diagnostic", &event::DeliveryReport::diagnostic,
               "message_id", &event::DeliveryReport::message_id};
template <>
constexpr auto fields_of<event::AddressSuspended> =
    std::tuple{"address", &event::AddressSuspended::address, "failures", &event::AddressSuspended::failures};
template <>
constexpr auto fields_of<event::AddressResumed> =
    std::tuple{"address", &event::AddressResumed::address, "failing_since", &event::AddressResumed::failing_since};
template <>
constexpr auto fields_of<event::MailSuppressed> =
    std::tuple{"address",      &event::MailSuppressed::address,     "failures", &event::MailSuppressed::failures,
               "suspended_at", &event::MailSuppressed::suspended_at};
template <>
constexpr auto fields_of<event::TicketErased> = std::tuple{"closed_minutes", &event::TicketErased::closed_minutes};

template <class T, class Visit, std::size_t... I>
void each_field([[maybe_unused]] T& value, [[maybe_unused]] Visit visit, std::index_sequence<I...>) {
    const auto& fields = fields_of<std::remove_const_t<T>>;
    (visit(std::get<2 * I>(fields), value.*std::get<2 * I + 1>(fields)), ...);
}
template <class T, class Visit>
void each_field(T& value, Visit visit) {
    constexpr std::size_t count = std::tuple_size_v<std::remove_cvref_t<decltype(fields_of<std::remove_const_t<T>>)>> / 2;
    each_field(value, visit, std::make_index_sequence<count>{});
}

/// Writes a time to the second when that is exact, otherwise to the microsecond.
std::string time_text(Instant at) {
    std::string text = config::format_rfc3339(at);
    const auto part = (at - std::chrono::floor<std::chrono::seconds>(at)).count();
    if (part == 0) return text;
    std::string digits = std::to_string(part);
    digits.insert(0, 6 - digits.size(), '0');
    text.pop_back();
    return text + "." + digits + "Z";
}

Json to_json(const std::string& value) {
    return value;
}
Json to_json(bool value) {
    return value;
}
Json to_json(int value) {
    return value;
}
Json to_json(TicketId value) {
    return value.value;
}
Json to_json(Status value) {
    return config::to_string(value);
}
Json to_json(Priority value) {
    return config::to_string(value);
}
Json to_json(Clock value) {
    return to_string(value);
}
Json to_json(Link::Kind value) {
    return to_string(value);
}
Json to_json(Instant value) {
    return time_text(value);
}
Json to_json(const std::optional<Instant>& value) {
    return value ? Json(time_text(*value)) : Json(nullptr);
}
Json to_json(const std::vector<std::string>& value) {
    return value;
}
Json to_json(const mail::Address& value) {
    return {{"name", value.name}, {"address", value.address}};
}

Json parsed(const std::string& text) {
    Json json = Json::parse(text, nullptr, false);
    return json.is_object() ? json : Json::object();
}

Json to_json(const StoredSentence& value) {
    return value.json.empty() ? Json(nullptr) : parsed(value.json);
}

Json to_json(const Cause& why) {
    return std::visit(
        [](const auto& one) -> Json {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one)>, cause::Unknown>) {
                return parsed(one.json);
            } else {
                Json json{{"cause", one.name}};
                each_field(one, [&](const char* name, const auto& field) { json[name] = to_json(field); });
                return json;
            }
        },
        why);
}

void from_json(const Json& json, std::string& value) {
    if (json.is_string()) value = json.get<std::string>();
}
void from_json(const Json& json, bool& value) {
    if (json.is_boolean()) value = json.get<bool>();
}
void from_json(const Json& json, int& value) {
    if (json.is_number_integer()) value = json.get<int>();
}
void from_json(const Json& json, TicketId& value) {
    if (json.is_number_integer()) value.value = json.get<std::int64_t>();
}
void from_json(const Json& json, Status& value) {
    if (json.is_string()) value = config::parse_status(json.get<std::string>()).value_or(value);
}
void from_json(const Json& json, Priority& value) {
    if (json.is_string()) value = config::parse_priority(json.get<std::string>()).value_or(value);
}
void from_json(const Json& json, Clock& value) {
    for (const Clock one : {Clock::response, Clock::resolution, Clock::update})
        if (json.is_string() && json.get<std::string>() == to_string(one)) value = one;
}
void from_json(const Json& json, Link::Kind& value) {
    if (json.is_string()) value = parse_link_kind(json.get<std::string>());
}
void from_json(const Json& json, Instant& value) {
    if (!json.is_string()) return;
    if (const auto at = config::parse_rfc3339(json.get<std::string>())) value = *at;
}
void from_json(const Json& json, std::optional<Instant>& value) {
    if (!json.is_string()) return;
    if (const auto at = config::parse_rfc3339(json.get<std::string>())) value = *at;
}
void from_json(const Json& json, std::vector<std::string>& value) {
    if (!json.is_array()) return;
    for (const Json& one : json)
        if (one.is_string()) value.push_back(one.get<std::string>());
}
void from_json(const Json& json, mail::Address& value) {
    if (!json.is_object()) return;
    if (const auto found = json.find("name"); found != json.end()) from_json(*found, value.name);
    if (const auto found = json.find("address"); found != json.end()) from_json(*found, value.address);
}
void from_json(const Json& json, StoredSentence& value) {
    if (json.is_object()) value.json = json.dump();
}
void from_json(const Json& json, Cause& why);

/// Reads the alternative called `name` with its fields. False: there is no such alternative.
template <class Variant, std::size_t I = 0>
bool read_alternative(Variant& into, std::string_view name, const Json& json) {
    // The last alternative is for unknown names.
    if constexpr (I + 1 < std::variant_size_v<Variant>) {
        using One = std::variant_alternative_t<I, Variant>;
        if (One::name != name) return read_alternative<Variant, I + 1>(into, name, json);
        One one;
        each_field(one, [&](const char* field_name, auto& field) {
            if (const auto found = json.find(field_name); found != json.end()) from_json(*found, field);
        });
        into = std::move(one);
        return true;
    } else {
        return false;
    }
}

void from_json(const Json& json, Cause& why) {
    if (!json.is_object()) return;
    std::string name;
    if (const auto found = json.find("cause"); found != json.end()) from_json(*found, name);
    if (!read_alternative(why, name, json)) why = cause::Unknown{json.dump()};
}

Json data_of(const TicketEvent& event) {
    return std::visit(
        [](const auto& one) -> Json {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one)>, event::Unknown>) {
                return parsed(one.data);
            } else {
                Json json = Json::object();
                each_field(one, [&](const char* name, const auto& field) { json[name] = to_json(field); });
                return json;
            }
        },
        event);
}

std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <std::size_t... I>
constexpr auto names_of(std::index_sequence<I...>) {
    return std::array{std::variant_alternative_t<I, TicketEvent>::name...};
}
constexpr auto names = names_of(std::make_index_sequence<std::variant_size_v<TicketEvent> - 1>{});

using Change = std::function<void(std::string&)>;

/// Calls `change` for every string value inside `json`.
void change_json(Json& json, const Change& change) {
    if (json.is_string()) {
        change(json.get_ref<std::string&>());
    } else if (json.is_structured()) {
        for (Json& one : json)
            change_json(one, change);
    }
}

void change_json(std::string& text, const Change& change) {
    Json json = parsed(text);
    change_json(json, change);
    text = dumped(json);
}

template <class T>
void change_field(T&, const Change&) {}
void change_field(std::string& text, const Change& change) {
    change(text);
}
void change_field(std::vector<std::string>& texts, const Change& change) {
    for (std::string& text : texts)
        change(text);
}
void change_field(StoredSentence& sentence, const Change& change) {
    if (!sentence.json.empty()) change_json(sentence.json, change);
}
void change_field(mail::Address& address, const Change& change) {
    change(address.name);
    change(address.address);
}
void change_field(Cause& why, const Change& change) {
    std::visit(
        [&](auto& one) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one)>, cause::Unknown>) {
                change_json(one.json, change);
            } else {
                each_field(one, [&](const char*, auto& field) { change_field(field, change); });
            }
        },
        why);
}

}  // namespace

std::string_view event_name(const TicketEvent& event) {
    if (const auto* unknown = std::get_if<event::Unknown>(&event)) return unknown->name_stored;
    return names.at(event.index());
}

std::span<const std::string_view> event_names() {
    return names;
}

std::string event_data(const TicketEvent& event) {
    return dumped(data_of(event));
}

std::string event_json(const TicketEvent& event) {
    return dumped({{"event", event_name(event)}, {"data", data_of(event)}});
}

std::optional<TicketEvent> parse_event(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("event") || !json["event"].is_string()) return std::nullopt;
    const auto name = json["event"].get<std::string>();
    const auto found = json.find("data");
    const Json data = found != json.end() && found->is_object() ? *found : Json::object();
    TicketEvent event;
    if (!read_alternative(event, name, data)) event = event::Unknown{name, dumped(data)};
    return event;
}

void change_texts(TicketEvent& event, const std::function<void(std::string&)>& change) {
    std::visit(
        [&](auto& one) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one)>, event::Unknown>) {
                change_json(one.data, change);
            } else {
                each_field(one, [&](const char*, auto& field) { change_field(field, change); });
            }
        },
        event);
}

}  // namespace workflow
