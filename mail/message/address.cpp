// Handles addresses: normalisation, domain, recipient delimiter, and whether mail can be sent to them.
#include "mail/message/address.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>

namespace mail {

std::string normalized(std::string_view address) {
    return ascii::to_lower(ascii::trim(address));
}

std::string as_written(std::string_view address) {
    address = ascii::trim(address);
    const auto at = address.rfind('@');
    if (at == std::string_view::npos) return std::string(address);
    return std::string(address.substr(0, at)) + ascii::to_lower(address.substr(at));
}

std::string domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string() : normalized(address.substr(at + 1));
}

Detailed split_detail(std::string_view address, char delimiter) {
    const auto whole = ascii::trim(address);
    const auto at = whole.rfind('@');
    auto local = whole.substr(0, at);
    Detailed out;
    // A delimiter at the start of a local part does not count, because no name would be left in front of it (as in Postfix).
    const auto cut = delimiter == '\0' ? std::string_view::npos : local.find(delimiter, 1);
    if (cut != std::string_view::npos) {
        out.extension = local.substr(cut + 1);
        local = local.substr(0, cut);
    }
    out.local = ascii::to_lower(local);
    out.domain = domain_of(whole);
    return out;
}

bool is_sendable(std::string_view address) {
    const auto at = address.find('@');
    if (at == std::string_view::npos || at != address.rfind('@')) return false;
    const auto local = address.substr(0, at);
    const auto domain = address.substr(at + 1);
    if (local.empty() || local.size() > 64 || domain.empty() || domain.size() > 255) return false;
    if (domain.front() == '.' || domain.back() == '.' || domain.front() == '-') return false;
    if (domain.find("..") != std::string_view::npos) return false;
    constexpr std::string_view refused = " <>()[]\\,;:\"";
    return std::none_of(address.begin(), address.end(),
                        [&](char c) { return ascii::is_control(c) || refused.find(c) != std::string_view::npos; });
}

}  // namespace mail
