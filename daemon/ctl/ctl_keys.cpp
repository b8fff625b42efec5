// ticketctl keys: lists, rotates and revokes the keys that sign reply addresses.
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "mail/crypto/token.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>

namespace ticketd::ctl {

namespace {

using Json = nlohmann::ordered_json;

config::Instant created_at(const mail::KeyRing::Key& key) {
    return config::Instant{std::chrono::seconds{key.created}};
}

}  // namespace

int keys_list(const Context& context) {
    const auto ring = mail::KeyRing::open_or_create(context.config.desk.key_file);
    if (!ring) return complain(ring.error().what, bad_config);
    Json array = Json::array();
    for (const auto& key : ring->keys()) {
        const bool newest = &key == &ring->newest();
        const auto created = config::format_rfc3339(created_at(key));
        if (!context.json) std::printf("%3d  %s  %s\n", key.id, created.c_str(), newest ? "signs and verifies" : "verifies");
        array.push_back({{"id", key.id}, {"created_at", created}, {"signs", newest}});
    }
    if (context.json) print_json(array);
    return ok;
}

int keys_rotate(const Context& context) {
    const auto id = mail::KeyRing::rotate(context.config.desk.key_file);
    if (!id) return complain(id.error().what, bad_config);
    if (context.json) {
        print_json({{"id", *id}});
    } else {
        print_line(fmt::format("Key {} signs from now on, once ticketd has been reloaded. The older ones still verify.", *id));
    }
    return ok;
}

int keys_revoke(const Context& context, std::int64_t id) {
    if (id < 0 || id > 255) return complain("a key's id is a number up to 255", bad_config);
    const auto done = mail::KeyRing::revoke(context.config.desk.key_file, static_cast<std::uint8_t>(id));
    if (!done) return complain(done.error().what, bad_config);
    if (!context.json)
        print_line(fmt::format("No address that was made with key {} is good any more, once ticketd has been reloaded.", id));
    return ok;
}

}  // namespace ticketd::ctl
