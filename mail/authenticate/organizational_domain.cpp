// Implements relaxed alignment: whether two domains share an organizational domain (RFC 7489 3.2), using libpsl.
#include "mail/authenticate/organizational_domain.hpp"

#include <libpsl.h>
#include <string>

namespace mail {
namespace {

/// The registrable part of `domain`; empty: there is none.
std::string_view registered_part(const std::string& domain) {
    // Uses the list built into libpsl, because a file read at run time could differ between the desk's programs.
    const char* part = psl_registrable_domain(psl_builtin(), domain.c_str());
    return part == nullptr ? std::string_view() : std::string_view(part);
}

}  // namespace

bool same_organisation(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return false;
    if (a == b) return true;
    const std::string first(a);
    const std::string second(b);
    const auto registered = registered_part(first);
    return !registered.empty() && registered == registered_part(second);
}

}  // namespace mail
