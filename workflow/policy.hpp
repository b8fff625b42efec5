#pragma once

#include "config/config.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace workflow {

/// The configuration with the look-ups that every decision needs. Immutable; a SIGHUP makes a new one.
class Policy {
public:
    explicit Policy(config::Config config);
    Policy(const Policy&) = delete;  // the indices point into config_
    Policy& operator=(const Policy&) = delete;

    [[nodiscard]] const config::Config& config() const { return config_; }

    /// By registered address or alias, normalised. nullptr: none.
    [[nodiscard]] const config::Technician* technician_by_address(std::string_view address) const;
    [[nodiscard]] const config::Technician* technician(std::string_view name) const;
    [[nodiscard]] const config::Team* team(std::string_view name) const;
    /// By contact address, then by mail domain. nullptr: none.
    [[nodiscard]] const config::Client* client_of(std::string_view address) const;
    /// The client's contract. nullptr: the defaults of DESIGN section 5.
    [[nodiscard]] const config::Contract* contract(std::string_view name) const;
    /// True for every address of the desk, with or without an extension.
    [[nodiscard]] bool is_desk_address(std::string_view address) const;

private:
    config::Config config_;
    std::unordered_map<std::string, const config::Technician*> technicians_by_address_;
    std::unordered_map<std::string, const config::Technician*> technicians_;
    std::unordered_map<std::string, const config::Team*> teams_;
    std::unordered_map<std::string, const config::Client*> clients_by_contact_;
    std::unordered_map<std::string, const config::Client*> clients_by_domain_;
    std::unordered_map<std::string, const config::Contract*> contracts_;
    std::unordered_map<std::string, bool> desk_addresses_;
};

}  // namespace workflow
