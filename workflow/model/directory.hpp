#pragma once

#include "config/config.hpp"

#include "mail/message/address.hpp"
#include "workflow/model/business_time.hpp"
#include "workflow/model/keywords.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace workflow {

/// The configuration with the look-ups that every decision needs. Immutable; a SIGHUP makes a new one.
class Directory {
public:
    explicit Directory(config::Config config);
    Directory(const Directory&) = delete;  // the indices point into config_
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] const config::Config& config() const { return config_; }

    /// The technician with this registered address or alias (normalised). nullptr: there is none.
    [[nodiscard]] const config::Technician* technician_by_address(std::string_view address) const;
    [[nodiscard]] const config::Technician* technician(std::string_view name) const;
    [[nodiscard]] const config::Team* team(std::string_view name) const;
    /// The client with this contact address, or else with this mail domain. nullptr: there is none.
    [[nodiscard]] const config::Client* client_of(std::string_view address) const;
    [[nodiscard]] const config::Contact* contact_by_address(std::string_view address) const;  // normalised
    [[nodiscard]] const config::Client* client(std::string_view name) const;                  // the case is ignored
    /// The name of the client's contract that is in force at `at`; empty: the defaults apply.
    [[nodiscard]] std::string contract_of(const config::Client& client, Instant at) const;
    /// The contract with this name. nullptr: the defaults apply (workflow/sla/README.md).
    [[nodiscard]] const config::Contract* contract(std::string_view name) const;
    /// The same, but returns the defaults for an empty or unknown name.
    [[nodiscard]] const config::Contract& contract_or_default(std::string_view name) const;
    /// The calendar of a contract's clocks. Critical tickets may have their own.
    [[nodiscard]] const BusinessCalendar& business_calendar(std::string_view contract, config::Priority priority) const;
    /// The steps of a contract's clocks, ascending. They always include the breach.
    [[nodiscard]] const std::vector<config::Contract::Step>& steps(std::string_view contract) const;
    [[nodiscard]] const config::Category* category(std::string_view name) const;  // the case is ignored
    [[nodiscard]] const Keywords& keywords() const { return keywords_; }
    /// True for every address of the desk, with or without an extension.
    [[nodiscard]] bool is_desk_address(std::string_view address) const;
    /// The parts of a desk address; nullopt: not an address of the desk.
    [[nodiscard]] std::optional<mail::Detailed> desk_address(std::string_view address) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    template <class T>
    using ByName = std::unordered_map<std::string, const T*, Hash, std::equal_to<>>;

    /// Values computed once per contract.
    struct Terms {
        explicit Terms(const config::Contract& contract);
        BusinessCalendar usual;
        BusinessCalendar critical;
        std::vector<config::Contract::Step> steps;  // warnings, the breach, further steps
    };

    [[nodiscard]] const Terms& terms(std::string_view contract) const;

    config::Config config_;
    config::Contract default_contract_;
    Keywords keywords_;
    ByName<config::Technician> technicians_by_address_;
    ByName<config::Technician> technicians_;
    ByName<config::Team> teams_;
    ByName<config::Contact> contacts_;
    ByName<config::Client> clients_;
    ByName<config::Client> clients_by_contact_;
    ByName<config::Client> clients_by_domain_;
    ByName<config::Contract> contracts_;
    std::map<std::string, Terms, std::less<>> terms_;  // by contract; the defaults under the empty name
    ByName<config::Category> categories_;
    ByName<std::string> desk_addresses_;
};

}  // namespace workflow
