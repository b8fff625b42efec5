// Reads whether DMARC passed at the start of a forwarder's ARC chain (RFC 8617).
#include "mail/authenticate/arc.hpp"

#include "mail/message/address.hpp"
#include "config/base/ascii.hpp"
#include "mail/authenticate/auth_results.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace mail {
namespace {

constexpr int max_sets = 10;  // RFC 8617 allows 50; an answer passes only a few forwarders

/// The value of a tag in a tag list (RFC 6376 3.2). Seals and the head of ARC-Authentication-Results have this form.
/// nullopt: the tag does not occur exactly once.
std::optional<std::string_view> tag(std::string_view list, std::string_view name) {
    std::optional<std::string_view> found;
    while (!list.empty()) {
        const auto end = std::min(list.find(';'), list.size());
        const auto item = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        const auto equals = item.find('=');
        if (equals == std::string_view::npos || ascii::trim(item.substr(0, equals)) != name) continue;
        if (found) return std::nullopt;
        found = ascii::trim(item.substr(equals + 1));
    }
    return found;
}

/// The number of the set in the chain that the field belongs to, its "i=" (RFC 8617 4.2.1). 0: invalid.
int instance(std::string_view written) {
    int number = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), number);
    return error == std::errc() && end == written.data() + written.size() && number <= max_sets ? std::max(number, 0) : 0;
}

/// One set of three fields, with the data that we need.
struct Set {
    int seals = 0;
    int signatures = 0;
    int results = 0;
    std::string_view sealer;
    std::string_view told;  // ARC-Authentication-Results after its "i=1;"
};

/// The sets in the order of their numbers, from 1. Empty: the chain is incomplete, or one of its fields cannot be
/// read (RFC 8617 5.2).
std::vector<Set> sets_of(const Message& message) {
    std::array<Set, max_sets> sets;
    int count = 0;
    for (const auto& field : message.trace) {
        if (!field.name.starts_with("arc-")) continue;
        const std::string_view value = field.value;
        const bool is_results = field.name == "arc-authentication-results";
        // In this field "i=" comes first, and the rest is not a tag list.
        const auto head = is_results ? value.substr(0, value.find(';')) : value;
        const auto written = tag(head, "i");
        const int number = written ? instance(*written) : 0;
        if (number == 0) return {};
        count = std::max(count, number);
        auto& set = sets.at(static_cast<std::size_t>(number) - 1);
        if (is_results) {
            ++set.results;
            set.told = value.substr(std::min(head.size() + 1, value.size()));
        } else if (field.name == "arc-seal") {
            ++set.seals;
            set.sealer = tag(value, "d").value_or("");
        } else if (field.name == "arc-message-signature") {
            ++set.signatures;
        }
    }
    std::vector<Set> out(sets.begin(), sets.begin() + count);
    const bool is_whole = std::all_of(out.begin(), out.end(),
                                      [](const Set& set) { return set.seals == 1 && set.signatures == 1 && set.results == 1; });
    return is_whole ? out : std::vector<Set>();
}

bool tells_pass(std::string_view told, std::string_view from_domain) {
    const auto results = parse_auth_results(told);
    if (!results) return false;
    int dmarc = 0;
    for (const auto& result : results->results) {
        if (result.method != "dmarc") continue;
        ++dmarc;
        const auto is_from = [&](const std::string& value) { return normalized(value) == from_domain; };
        if (result.result != "pass" || !result.all("header.from", is_from)) return false;
    }
    return dmarc == 1;
}

}  // namespace

bool arc_tells_dmarc_pass(const Message& message, const std::vector<std::string>& sealers, std::string_view from_domain) {
    if (sealers.empty() || from_domain.empty()) return false;
    const auto sets = sets_of(message);
    // A sealer could have written anything below its seal, so one that is not listed invalidates the whole chain.
    const auto is_listed = [&](const Set& set) {
        return std::any_of(sealers.begin(), sealers.end(), [&](const auto& known) { return ascii::equal(known, set.sealer); });
    };
    return !sets.empty() && std::all_of(sets.begin(), sets.end(), is_listed) && tells_pass(sets.front().told, from_domain);
}

}  // namespace mail
