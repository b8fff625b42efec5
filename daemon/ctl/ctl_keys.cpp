// ticketctl keys: lists, rotates and revokes the secret keys of reply tokens.
#include "daemon/ctl/ctl.hpp"
#include "mail/crypto/token.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>

namespace ticketd::ctl {

namespace {

using Json = nlohmann::ordered_json;

int refused(const config::Error& error) {
    std::fprintf(stderr, "%s\n", error.what.c_str());
    return bad_config;
}

config::Instant created_at(const mail::KeyRing::Key& key) {
    return config::Instant{std::chrono::seconds{key.created}};
}

}  // namespace

int keys_list(const Context& context) {
    const auto ring = mail::KeyRing::open_or_create(context.config.desk.key_file);
    if (!ring) return refused(ring.error());
    Json array = Json::array();
    for (const auto& key : ring->keys()) {
        const bool newest = &key == &ring->newest();
        const auto created = config::format_rfc3339(created_at(key));
        if (!context.json) std::printf("%3d  %s  %s\n", key.id, created.c_str(), newest ? "signs and verifies" : "verifies");
        array.push_back({{"id", key.id}, {"created_at", created}, {"signs", newest}});
    }
    if (context.json) std::printf("%s\n", array.dump().c_str());
    return ok;
}

int keys_rotate(const Context& context) {
    const auto id = mail::KeyRing::rotate(context.config.desk.key_file);
    if (!id) return refused(id.error());
    if (context.json) {
        std::printf("%s\n", Json{{"id", *id}}.dump().c_str());
    } else {
        std::printf("Key %d signs from now on, once ticketd has been reloaded. The older ones still verify.\n", *id);
    }
    return ok;
}

int keys_revoke(const Context& context, std::int64_t id) {
    if (id < 0 || id > 255) return refused({config::Error::Kind::permanent, "a key's id is a number up to 255"});
    const auto done = mail::KeyRing::revoke(context.config.desk.key_file, static_cast<std::uint8_t>(id));
    if (!done) return refused(done.error());
    if (!context.json)
        std::printf("No address that was made with key %lld is good any more, once ticketd has been reloaded.\n",
                    static_cast<long long>(id));
    return ok;
}

}  // namespace ticketd::ctl
