#pragma once

#include "mail/net/dns_txt_resolver.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace mail {

/// The texts of DKIM key records, by DNS name ("s1._domainkey.example.org").
using DkimKeys = std::map<std::string, std::string>;

/// Caches the answers of a TxtResolver for their time to live, so that a domain is not asked for every mail. Io thread only.
class DkimKeyCache {
public:
    using Clock = std::chrono::steady_clock;

    explicit DkimKeyCache(TxtResolver& source) : source_(source) {}

    /// True when the cache has an answer for every name. The answer may be that there is no key.
    [[nodiscard]] bool knows(const std::vector<std::string>& names, Clock::time_point now) const;
    /// The cached keys of these names.
    [[nodiscard]] DkimKeys keys(const std::vector<std::string>& names, Clock::time_point now) const;
    /// Looks up all missing names at once, within the deadline of the resolver. A name whose look-up failed is not
    /// asked again for half a minute.
    boost::asio::awaitable<void> fetch(std::vector<std::string> names);

private:
    struct Known {
        TxtAnswer answer;
        Clock::time_point until;
    };

    [[nodiscard]] const Known* find(const std::string& name, Clock::time_point now) const;
    void remember(const std::string& name, TxtAnswer answer);

    TxtResolver& source_;
    std::unordered_map<std::string, Known> known_;
};

}  // namespace mail
