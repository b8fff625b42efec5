// Selects the DKIM signatures that are worth checking and checks them with libopendkim (RFC 6376).
#include "mail/authenticate/dkim_verify.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/header.hpp"
#include "mail/authenticate/organizational_domain.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <utility>

// The library's header is C99.
#define _Bool bool  // NOLINT(bugprone-reserved-identifier,cppcoreguidelines-macro-usage)
#include <opendkim/dkim.h>
#undef _Bool

namespace mail {
namespace {

constexpr std::size_t max_candidates = 3;
constexpr unsigned least_key_bits = 1024;
constexpr std::chrono::days longest_on_the_way{7};
constexpr std::chrono::days fast_clock{1};

/// Fields of which a reader, or our own parser, shows only one. If a mail has two, the signed one need not be the one
/// that is shown.
constexpr auto single_fields =
    std::to_array<std::string_view>({"from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to",
                                     "references", "mime-version", "content-type", "content-transfer-encoding"});

/// The tags of a signature (RFC 6376 3.2). nullopt: malformed, or a tag occurs twice.
std::optional<std::map<std::string, std::string>> tags_of(std::string_view value) {
    std::map<std::string, std::string> out;
    while (!value.empty()) {
        const auto end = std::min(value.find(';'), value.size());
        const auto tag = ascii::trim(value.substr(0, end));
        value.remove_prefix(std::min(end + 1, value.size()));
        if (tag.empty()) continue;
        const auto equals = tag.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        auto name = std::string(ascii::trim(tag.substr(0, equals)));
        if (!out.try_emplace(std::move(name), ascii::trim(tag.substr(equals + 1))).second) return std::nullopt;
    }
    return out;
}

bool covers(std::string_view list, std::string_view field) {
    while (!list.empty()) {
        const auto end = std::min(list.find(':'), list.size());
        if (ascii::equal(ascii::trim(list.substr(0, end)), field)) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

bool is_host_name(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

std::optional<DkimCandidate> candidate(std::string_view value, std::string_view from_domain, bool has_to) {
    const auto tags = tags_of(value);
    if (!tags || tags->contains("l")) return std::nullopt;
    const auto tag = [&](const char* name) {
        const auto found = tags->find(name);
        return found == tags->end() ? std::string() : found->second;
    };
    const auto algorithm = ascii::to_lower(tag("a"));
    if (algorithm != "rsa-sha256" && algorithm != "ed25519-sha256") return std::nullopt;
    const auto fields = tag("h");
    for (const std::string_view field : {"from", "subject", "date", "message-id"}) {
        if (!covers(fields, field)) return std::nullopt;
    }
    // Otherwise a mail from a technician to somebody else could be resent to us as if it had been written to us.
    if (has_to && !covers(fields, "to")) return std::nullopt;
    const auto domain = ascii::to_lower(tag("d"));
    const auto selector = ascii::to_lower(tag("s"));
    if (!is_host_name(domain) || !is_host_name(selector) || !same_organisation(domain, from_domain)) return std::nullopt;
    return DkimCandidate{0, domain, selector + "._domainkey." + domain};
}

bool is_recent(const Message& message, config::Instant received_at) {
    return message.date && *message.date > received_at - longest_on_the_way && *message.date < received_at + fast_clock;
}

struct HeaderLines {
    std::vector<std::string_view> fields;  // each with its folds, without the last line break
    std::string_view body;
};

/// Splits a mail strictly, as the signer saw it (RFC 5322 2.2). nullopt: the header is malformed, so a tolerant
/// reader may see other fields than the signer did.
std::optional<HeaderLines> strict_header(std::string_view raw) {
    HeaderLines out;
    std::size_t at = 0;
    for (;;) {
        const auto end = raw.find("\r\n", at);
        if (end == std::string_view::npos) return std::nullopt;
        const auto line = raw.substr(at, end - at);
        if (line.empty()) {
            out.body = raw.substr(end + 2);
            return out;
        }
        if (ascii::is_blank(line.front())) {
            if (out.fields.empty() || ascii::trim(line).empty()) return std::nullopt;
            const auto start = static_cast<std::size_t>(out.fields.back().data() - raw.data());
            out.fields.back() = raw.substr(start, end - start);
        } else {
            const auto colon = line.find(':');
            if (colon == 0 || colon == std::string_view::npos || ascii::is_blank(line[colon - 1])) return std::nullopt;
            out.fields.push_back(line);
        }
        at = end + 2;
    }
}

bool is_field(std::string_view field, std::string_view name) {
    return ascii::equal(field.substr(0, field.find(':')), name);
}

std::string_view value_of(const std::vector<std::string_view>& fields, std::string_view name) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](auto field) { return is_field(field, name); });
    return found == fields.end() ? std::string_view{} : found->substr(found->find(':') + 1);
}

/// Many signers do not sign Content-Type, so a forger may replace it. In that case the body itself must show its
/// structure: a Content-Type with several parts is accepted only when their boundary is the first line.
bool reads_as_signed(const std::vector<std::string_view>& fields, std::string_view body, std::string_view signature) {
    const auto type = value_of(fields, "content-type");
    const auto tags = tags_of(signature.substr(signature.find(':') + 1));
    const auto signed_fields = tags && tags->contains("h") ? tags->at("h") : std::string();
    if (covers(signed_fields, "content-type") || !ascii::contains(type, "boundary")) return true;
    const auto first = ascii::trim_right(body.substr(0, body.find("\r\n")));
    return first.size() > 2 && first.starts_with("--") && type.find(first.substr(2)) != std::string_view::npos;
}

bool has_doubles(const std::vector<std::string_view>& fields) {
    return std::any_of(single_fields.begin(), single_fields.end(), [&](std::string_view name) {
        return std::count_if(fields.begin(), fields.end(), [&](auto field) { return is_field(field, name); }) > 1;
    });
}

/// Restores the signed CRLFs where pipes and old mailboxes leave bare line feeds. Empty: there is nothing to restore.
std::string with_crlf(std::string_view raw) {
    std::size_t bare = 0;
    for (auto at = raw.find('\n'); at != std::string_view::npos; at = raw.find('\n', at + 1))
        if (at == 0 || raw[at - 1] != '\r') ++bare;
    std::string out;
    if (bare == 0) return out;
    out.reserve(raw.size() + bare);
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\n' && (i == 0 || raw[i - 1] != '\r')) out += '\r';
        out += raw[i];
    }
    return out;
}

/// The library asks for the key in a callback; we have fetched it already.
struct Asked {
    const std::string* record = nullptr;
};

DKIM_CBSTAT give_key(DKIM* dkim, DKIM_SIGINFO*, u_char* buffer, std::size_t size) {
    const auto* asked = static_cast<const Asked*>(dkim_get_user_context(dkim));
    if (asked == nullptr || asked->record == nullptr || asked->record->size() >= size) return DKIM_CBSTAT_NOTFOUND;
    std::memcpy(buffer, asked->record->c_str(), asked->record->size() + 1);
    return DKIM_CBSTAT_CONTINUE;
}

/// The library takes pointers to non-const data that it only reads.
u_char* bytes(std::string_view text) {
    return reinterpret_cast<u_char*>(const_cast<char*>(text.data()));  // NOLINT
}

struct FreeDkim {
    void operator()(DKIM* dkim) const { (void)dkim_free(dkim); }
};

bool is_good(DKIM* dkim, const DkimCandidate& candidate) {
    DKIM_SIGINFO** signatures = nullptr;
    int count = 0;
    if (dkim_getsiglist(dkim, &signatures, &count) != DKIM_STAT_OK || count != 1) return false;
    auto* signature = signatures[0];
    const auto flags = dkim_sig_getflags(signature);
    if ((flags & DKIM_SIGFLAG_PASSED) == 0 || dkim_sig_getbh(signature) != DKIM_SIGBH_MATCH) return false;
    if ((flags & DKIM_SIGFLAG_TESTKEY) != 0) return false;  // t=y: treated as unsigned (RFC 6376 3.6.1)
    const auto* domain = dkim_sig_getdomain(signature);
    return domain != nullptr && ascii::equal(reinterpret_cast<const char*>(domain), candidate.domain);  // NOLINT
}

}  // namespace

std::vector<DkimCandidate> dkim_candidates(const Message& message, config::Instant received_at) {
    std::vector<DkimCandidate> out;
    if (message.from_fields != 1 || message.from.size() != 1 || !is_recent(message, received_at)) return out;
    const auto from_domain = domain_of(normalized(message.from.front().address));
    std::size_t index = 0;
    for (const auto& field : message.trace) {
        if (field.name != "dkim-signature") continue;
        if (auto one = candidate(field.value, from_domain, !message.to.empty()); one && out.size() < max_candidates) {
            one->index = index;
            out.push_back(std::move(*one));
        }
        ++index;
    }
    return out;
}

std::vector<std::string> key_names(const std::vector<DkimCandidate>& candidates) {
    std::vector<std::string> out;
    for (const auto& one : candidates)
        out.push_back(one.key_name);
    return out;
}

struct DkimVerifier::Library {
    DKIM_LIB* handle = nullptr;
};

DkimVerifier::DkimVerifier() : library_(std::make_unique<Library>()) {
    library_->handle = dkim_init(nullptr, nullptr);
    if (library_->handle == nullptr) throw std::runtime_error("libopendkim cannot be set up");
    unsigned bits = least_key_bits;
    (void)dkim_options(library_->handle, DKIM_OP_SETOPT, DKIM_OPTS_MINKEYBITS, &bits, sizeof bits);
    (void)dkim_set_key_lookup(library_->handle, give_key);
}

DkimVerifier::~DkimVerifier() {
    dkim_close(library_->handle);
}

std::string DkimVerifier::verified(std::string_view raw, const std::vector<DkimCandidate>& candidates,
                                   const DkimKeys& keys) const {
    if (candidates.empty() || keys.empty()) return {};
    const auto mended = with_crlf(raw);
    const auto parts = strict_header(mended.empty() ? raw : std::string_view(mended));
    if (!parts || has_doubles(parts->fields)) return {};
    std::vector<std::string_view> signatures;
    for (const auto field : parts->fields)
        if (is_field(field, "dkim-signature")) signatures.push_back(field);

    for (const auto& one : candidates) {
        const auto key = keys.find(one.key_name);
        if (key == keys.end() || one.index >= signatures.size()) continue;
        if (!reads_as_signed(parts->fields, parts->body, signatures[one.index])) continue;
        Asked asked{&key->second};
        DKIM_STAT status = DKIM_STAT_OK;
        const std::unique_ptr<DKIM, FreeDkim> dkim(dkim_verify(library_->handle, bytes("ticketd"), nullptr, &status));
        if (!dkim || dkim_set_user_context(dkim.get(), &asked) != DKIM_STAT_OK) return {};
        bool fed = true;
        for (const auto field : parts->fields) {
            // Passes one signature at a time, so that the library cannot report the success of another signature.
            if (is_field(field, "dkim-signature") && field.data() != signatures[one.index].data()) continue;
            fed = fed && dkim_header(dkim.get(), bytes(field), field.size()) == DKIM_STAT_OK;
        }
        if (!fed || dkim_eoh(dkim.get()) != DKIM_STAT_OK) continue;
        if (!parts->body.empty() && dkim_body(dkim.get(), bytes(parts->body), parts->body.size()) != DKIM_STAT_OK) continue;
        if (dkim_eom(dkim.get(), nullptr) == DKIM_STAT_OK && is_good(dkim.get(), one)) return one.domain;
    }
    return {};
}

}  // namespace mail
