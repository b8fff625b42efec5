// Indexes the config: technicians, clients, contracts, calendars and desk addresses by name and address.
#include "workflow/model/directory.hpp"

#include <date/tz.h>

#include <algorithm>

namespace workflow {

namespace {

template <class Map>
auto find_in(const Map& map, std::string_view key) -> typename Map::mapped_type {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
}

/// Contracts start and end at midnight in the zone of their calendar.
bool in_force(const config::Contract& contract, Instant at) {
    const date::time_zone* zone = contract.calendar.zone;
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    const auto today = std::chrono::floor<std::chrono::days>(zone ? second + zone->get_info(second).offset : second);
    return (!contract.start || *contract.start <= today) && (!contract.end || today <= *contract.end);
}

}  // namespace

Directory::Terms::Terms(const config::Contract& contract)
    : usual(contract.calendar), critical(contract.critical_calendar), steps(contract.step) {
    const auto add = [&](int percent) {
        const bool there = std::any_of(steps.begin(), steps.end(), [&](const auto& step) { return step.at == percent; });
        if (!there) steps.push_back({percent, {}});
    };
    for (const int percent : contract.warn_at)
        add(percent);
    add(100);
    std::sort(steps.begin(), steps.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
}

Directory::Directory(config::Config config) : config_(std::move(config)), keywords_(config_.categories) {
    default_contract_.calendar.name = "24x7";
    default_contract_.calendar.always = true;
    default_contract_.critical_calendar = default_contract_.calendar;

    for (const config::Technician& technician : config_.technicians) {
        technicians_.emplace(technician.name, &technician);
        technicians_by_address_.emplace(mail::normalized(technician.email), &technician);
        for (const std::string& alias : technician.aliases)
            technicians_by_address_.emplace(mail::normalized(alias), &technician);
    }
    for (const config::Team& team : config_.teams)
        teams_.emplace(team.name, &team);
    terms_.emplace(std::string{}, default_contract_);
    for (const config::Contract& contract : config_.contracts) {
        contracts_.emplace(contract.name, &contract);
        terms_.emplace(contract.name, contract);
    }
    for (const config::Category& category : config_.categories)
        categories_.emplace(mail::normalized(category.name), &category);

    for (const config::Client& client : config_.clients) {
        clients_.emplace(mail::normalized(client.name), &client);
        for (const std::string& contact : client.contacts)
            clients_by_contact_.emplace(mail::normalized(contact), &client);
        for (const std::string& domain : client.domains)
            clients_by_domain_.emplace(mail::normalized(domain), &client);
    }
    for (const config::Contact& contact : config_.contacts) {
        const config::Client* named = client(contact.client);  // nullptr: the client follows from the domain, as for anybody else
        for (const std::string& address : contact.addresses) {
            contacts_.emplace(mail::normalized(address), &contact);
            if (named) clients_by_contact_.emplace(mail::normalized(address), named);
        }
    }

    desk_addresses_.emplace(mail::normalized(config_.desk.address), &config_.desk.address);
    for (const std::string& alias : config_.desk.aliases)
        desk_addresses_.emplace(mail::normalized(alias), &alias);
}

const config::Technician* Directory::technician_by_address(std::string_view address) const {
    return find_in(technicians_by_address_, address);
}

const config::Technician* Directory::technician(std::string_view name) const {
    return find_in(technicians_, name);
}

const config::Team* Directory::team(std::string_view name) const {
    return find_in(teams_, name);
}

const config::Client* Directory::client_of(std::string_view address) const {
    const std::string key = mail::normalized(address);
    if (const config::Client* by_contact = find_in(clients_by_contact_, key)) return by_contact;
    return find_in(clients_by_domain_, mail::domain_of(key));
}

const config::Contact* Directory::contact_by_address(std::string_view address) const {
    return find_in(contacts_, address);
}

const config::Client* Directory::client(std::string_view name) const {
    return find_in(clients_, mail::normalized(name));
}

const config::Contract* Directory::contract(std::string_view name) const {
    return find_in(contracts_, name);
}

const config::Contract& Directory::contract_or_default(std::string_view name) const {
    const config::Contract* named = contract(name);
    return named ? *named : default_contract_;
}

std::string Directory::contract_of(const config::Client& client, Instant at) const {
    for (const std::string& name : client.contract)
        if (const config::Contract* one = contract(name); one && in_force(*one, at)) return name;
    return {};
}

const Directory::Terms& Directory::terms(std::string_view contract) const {
    const auto named = terms_.find(contract);
    return named == terms_.end() ? terms_.find(std::string_view{})->second : named->second;
}

const BusinessCalendar& Directory::business_calendar(std::string_view contract, config::Priority priority) const {
    return priority == config::Priority::critical ? terms(contract).critical : terms(contract).usual;
}

const std::vector<config::Contract::Step>& Directory::steps(std::string_view contract) const {
    return terms(contract).steps;
}

const config::Category* Directory::category(std::string_view name) const {
    return find_in(categories_, mail::normalized(name));
}

std::optional<mail::Detailed> Directory::desk_address(std::string_view address) const {
    const char delimiter = config_.desk.recipient_delimiter.empty() ? '+' : config_.desk.recipient_delimiter.front();
    mail::Detailed parts = mail::split_detail(address, delimiter);
    if (desk_addresses_.contains(parts.base())) return parts;
    // A desk address that itself contains the delimiter is taken as a whole.
    std::string whole = mail::normalized(address);
    if (!desk_addresses_.contains(whole)) return std::nullopt;
    const std::size_t at = whole.rfind('@');
    return mail::Detailed{whole.substr(0, at), {}, whole.substr(at + 1)};
}

bool Directory::is_desk_address(std::string_view address) const {
    return desk_address(address).has_value();
}

}  // namespace workflow
