// Finds the TXT record for a name in a DNS reply. c-ares sends the query and checks who answers; the C library parses
// the records, because c-ares' own parser of TXT records reports neither their owner nor their time to live.
#include "mail/net/dns_txt.hpp"

#include "config/base/ascii.hpp"

#include <arpa/nameser.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace mail {
namespace {

constexpr int max_records = 100;
constexpr int max_aliases = 20;
constexpr std::chrono::seconds max_life{24 * 3600};

struct Record {
    std::string owner;
    ns_type type = ns_t_invalid;
    std::chrono::seconds life{0};
    std::optional<std::string> text;  // set for a TXT record; nullopt: malformed
    std::string target;               // set for a CNAME record
};

std::optional<std::string> joined_strings(std::string_view data) {
    std::string out;
    while (!data.empty()) {
        const auto size = static_cast<unsigned char>(data.front());
        data.remove_prefix(1);
        if (size > data.size()) return std::nullopt;
        out += data.substr(0, size);
        data.remove_prefix(size);
    }
    return out;
}

/// The TXT and CNAME records in the answer section; nullopt: the reply is malformed.
std::optional<std::vector<Record>> records_of(std::string_view reply) {
    ns_msg message{};
    const auto* const bytes = reinterpret_cast<const unsigned char*>(reply.data());
    if (reply.size() > NS_MAXMSG || ns_initparse(bytes, static_cast<int>(reply.size()), &message) != 0) return std::nullopt;
    std::vector<Record> out;
    for (int i = 0; i < std::min<int>(ns_msg_count(message, ns_s_an), max_records); ++i) {
        ns_rr parsed{};
        if (ns_parserr(&message, ns_s_an, i, &parsed) != 0) return std::nullopt;
        if (ns_rr_class(parsed) != ns_c_in) continue;
        Record record{
            ns_rr_name(parsed), ns_rr_type(parsed), std::min(std::chrono::seconds{ns_rr_ttl(parsed)}, max_life), {}, {}};
        if (record.type == ns_t_txt) {
            record.text = joined_strings(
                {reinterpret_cast<const char*>(ns_rr_rdata(parsed)), static_cast<std::size_t>(ns_rr_rdlen(parsed))});
        } else if (record.type == ns_t_cname) {
            std::array<char, NS_MAXDNAME> target{};
            if (ns_name_uncompress(bytes, bytes + reply.size(), ns_rr_rdata(parsed), target.data(), target.size()) < 0)
                return std::nullopt;
            record.target = target.data();
        } else {
            continue;
        }
        out.push_back(std::move(record));
    }
    return out;
}

}  // namespace

TxtAnswer read_txt_reply(std::string_view name, std::string_view reply) {
    const auto records = records_of(reply);
    if (!records) return {};
    TxtAnswer answer;
    answer.state = TxtAnswer::State::none;
    answer.good_for = max_life;
    std::string owner(name);
    for (int hops = 0; hops < max_aliases; ++hops) {
        const Record* alias = nullptr;
        for (const auto& record : *records) {
            if (!ascii::equal(record.owner, owner)) continue;
            if (record.type == ns_t_cname) {
                alias = &record;
                continue;
            }
            // With two records it is undefined which one counts (RFC 6376 3.6.2.2), so neither is used.
            if (!record.text || answer.state == TxtAnswer::State::found) return {};
            answer.state = TxtAnswer::State::found;
            answer.text = *record.text;
            answer.good_for = std::min(answer.good_for, record.life);
        }
        if (answer.state == TxtAnswer::State::found || alias == nullptr) return answer;
        answer.good_for = std::min(answer.good_for, alias->life);
        owner = alias->target;
    }
    return {};
}

}  // namespace mail
