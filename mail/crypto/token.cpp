// Makes and reads reply tokens, our Message-IDs and loop marks.
#include "mail/crypto/token.hpp"

#include "mail/message/address.hpp"
#include "config/base/ascii.hpp"
#include "mail/encoding/base32.hpp"
#include "mail/crypto/hmac.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace mail {
namespace {

constexpr std::uint64_t token_version = 1;

// A token consists of these fields, high bits first, then the HMAC over them: 132 + 128 bits fill exactly 52 letters.
constexpr int version_bits = 2;
constexpr int purpose_bits = 4;
constexpr int key_bits = 8;
constexpr int ticket_bits = 34;
constexpr int expiry_bits = 20;  // hours since 1970; enough until 2089
constexpr int party_bits = 64;

constexpr std::uint64_t last_hour = (std::uint64_t{1} << expiry_bits) - 1;
constexpr auto last_ticket = (std::int64_t{1} << ticket_bits) - 1;

struct Fields {
    std::uint64_t purpose = 0;
    std::uint64_t key = 0;
    std::uint64_t ticket = 0;
    std::uint64_t hour = 0;
    std::uint64_t party = 0;
};

void put(Base32Writer& out, const Fields& fields) {
    out.put(token_version, version_bits);
    out.put(fields.purpose, purpose_bits);
    out.put(fields.key, key_bits);
    out.put(fields.ticket, ticket_bits);
    out.put(fields.hour, expiry_bits);
    out.put(fields.party, party_bits);
}

/// The bytes to sign: the fields in the letters of the token, so that there is only one layout.
std::string signed_part(const Fields& fields) {
    Base32Writer out;
    put(out, fields);
    return out.take();
}

std::optional<Fields> get_fields(Base32Reader& in) {
    const auto version = in.get(version_bits);
    const auto purpose = in.get(purpose_bits);
    const auto key = in.get(key_bits);
    const auto ticket = in.get(ticket_bits);
    const auto hour = in.get(expiry_bits);
    const auto party = in.get(party_bits);
    if (!party || *version != token_version) return std::nullopt;
    return Fields{*purpose, *key, *ticket, *hour, *party};
}

std::uint64_t checked(config::TicketId ticket) {
    if (ticket.value < 0 || ticket.value > last_ticket) throw std::out_of_range("ticket number does not fit a reply token");
    return static_cast<std::uint64_t>(ticket.value);
}

std::uint64_t hour_after(config::Instant expires) {
    const auto hours = std::chrono::ceil<std::chrono::hours>(expires.time_since_epoch()).count();
    return std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(hours, 0)), last_hour);
}

bool is_purpose(std::uint64_t value) {
    return value >= static_cast<std::uint64_t>(Purpose::reply) && value <= static_cast<std::uint64_t>(Purpose::unsubscribe);
}

/// `key id, HMAC` in base32, the proof in Message-IDs and loop marks.
std::string proof(const KeyRing& keys, Hmac::Use use, std::string_view data) {
    Base32Writer out;
    out.put(keys.newest().id, key_bits);
    const auto mac = keys.newest_hash().sign(use, data);
    out.put(mac.data(), mac.size());
    return out.take();
}

bool is_proof(const KeyRing& keys, Hmac::Use use, std::string_view letters, std::string_view data) {
    Base32Reader in(letters);
    const auto id = in.get(key_bits);
    Hmac::Mac mac{};
    if (!id || !in.get(mac.data(), mac.size()) || !in.finished()) return false;
    const auto* hash = keys.find_hash(static_cast<std::uint8_t>(*id));
    return hash != nullptr && Hmac::equal(mac, hash->sign(use, data));
}

}  // namespace

std::uint64_t party_hash(std::string_view address) {
    const auto name = normalized(address);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(name.data(), name.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available in this OpenSSL");
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < sizeof hash; ++i)
        hash = (hash << 8) | digest[i];
    return hash;
}

std::string make_token(const KeyRing& keys, Purpose purpose, config::TicketId ticket, std::string_view party,
                       config::Instant expires) {
    const Fields fields{static_cast<std::uint64_t>(purpose), keys.newest().id, checked(ticket), hour_after(expires),
                        party_hash(party)};
    const auto mac = keys.newest_hash().sign(Hmac::Use::token, signed_part(fields));
    Base32Writer out;
    put(out, fields);
    out.put(mac.data(), mac.size());
    return out.take();
}

std::optional<TokenClaim> read_token(const KeyRing& keys, std::string_view token, config::Instant now) {
    if (token.size() != token_letters) return std::nullopt;
    Base32Reader in(token);
    const auto fields = get_fields(in);
    Hmac::Mac mac{};
    if (!fields || !in.get(mac.data(), mac.size())) return std::nullopt;
    const auto* hash = keys.find_hash(static_cast<std::uint8_t>(fields->key));
    if (hash == nullptr || !Hmac::equal(mac, hash->sign(Hmac::Use::token, signed_part(*fields)))) return std::nullopt;
    const config::Instant expires{std::chrono::hours{fields->hour}};
    if (!is_purpose(fields->purpose) || expires <= now) return std::nullopt;
    return TokenClaim{static_cast<Purpose>(fields->purpose),
                      config::TicketId{static_cast<std::int64_t>(fields->ticket)},
                      {},
                      fields->party,
                      expires};
}

std::string make_message_id(const KeyRing& keys, config::TicketId ticket, std::uint64_t unique, std::string_view domain) {
    const auto name = fmt::format("{}.{:x}", ticket.value, unique);
    const auto where = ascii::to_lower(domain);
    return fmt::format("{}.{}@{}", name, proof(keys, Hmac::Use::message_id, name + '@' + where), where);
}

std::optional<config::TicketId> read_message_id(const KeyRing& keys, std::string_view message_id) {
    constexpr std::size_t longest = 512;  // a number, a unique value, a proof and a domain are far shorter
    const auto at = message_id.rfind('@');
    if (message_id.size() > longest || at == std::string_view::npos) return std::nullopt;
    const auto local = message_id.substr(0, at);
    const auto dot = local.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto name = local.substr(0, dot);
    config::TicketId ticket;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), ticket.value);
    if (error != std::errc() || end == name.data() + name.size() || *end != '.') return std::nullopt;
    // Some mail programs change the case of the whole id.
    const auto data = ascii::to_lower(name) + '@' + ascii::to_lower(message_id.substr(at + 1));
    if (!is_proof(keys, Hmac::Use::message_id, local.substr(dot + 1), data)) return std::nullopt;
    return ticket;
}

std::string make_loop_mark(const KeyRing& keys, std::string_view message_id) {
    return proof(keys, Hmac::Use::loop_mark, message_id);
}

bool is_own_loop_mark(const KeyRing& keys, std::string_view mark, std::string_view message_id) {
    return is_proof(keys, Hmac::Use::loop_mark, ascii::trim(mark), message_id);
}

}  // namespace mail
