#pragma once

#include "mail/net/dns_txt_resolver.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace mail {

/// Public keys of DKIM signers by the name they stand under ("s1._domainkey.example.org"): the record's text.
using DkimKeys = std::map<std::string, std::string>;

/// Remembers what a TxtResolver said, for as long as it said, so that a domain is asked once and not once a mail. Io thread only.
class DkimKeyCache {
public:
    using Clock = std::chrono::steady_clock;

    explicit DkimKeyCache(TxtResolver& source) : source_(source) {}

    /// True when every name can be answered now; an answer may be that there is no key.
    [[nodiscard]] bool knows(const std::vector<std::string>& names, Clock::time_point now) const;
    /// The keys there are for these names among what is known.
    [[nodiscard]] DkimKeys keys(const std::vector<std::string>& names, Clock::time_point now) const;
    /// Asks for what is not known, all at once. Ends within the source's deadline; who fails is not asked again for half a
    /// minute.
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
