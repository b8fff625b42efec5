// Signs outgoing mail with libopendkim (RFC 6376).
#include "mail/compose/dkim_signer.hpp"

#include <array>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

// The library's header predates C99's bool.
#define _Bool bool
#include <opendkim/dkim.h>
#undef _Bool

namespace mail {

namespace {

/// The fields to sign: those that readers see or programs act on, except those that a relay adds or rewrites.
constexpr std::array signed_fields{"from",
                                   "to",
                                   "cc",
                                   "subject",
                                   "date",
                                   "message-id",
                                   "reply-to",
                                   "in-reply-to",
                                   "references",
                                   "mime-version",
                                   "content-type",
                                   "content-transfer-encoding",
                                   "auto-submitted",
                                   "list-unsubscribe"};
/// Fields that are signed once more often than they occur, so that none can be added on the way (RFC 6376 8.15).
constexpr std::array sealed_fields{"from", "to", "subject", "date", "reply-to"};

constexpr std::size_t line_width = 78;
constexpr int least_rsa_bits = 1024;
constexpr std::size_t largest_file = 64 * 1024;

/// libopendkim takes lists as null-terminated C arrays of strings, which it does not change.
template <std::size_t N>
std::array<const char*, N + 1> c_list(const std::array<const char*, N>& words) {
    std::array<const char*, N + 1> out{};
    std::copy(words.begin(), words.end(), out.begin());
    return out;
}

unsigned char* bytes_of(const char* text) {
    return const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(text));
}

std::string why(DKIM* mail, DKIM_STAT status) {
    const char* told = mail != nullptr ? dkim_geterror(mail) : nullptr;
    return told != nullptr && *told != '\0' ? told : dkim_getresultstr(status);
}

struct Signing {
    DKIM* mail = nullptr;
    Signing() = default;
    ~Signing() {
        if (mail != nullptr) dkim_free(mail);
    }
    Signing(const Signing&) = delete;
    Signing& operator=(const Signing&) = delete;
};

}  // namespace

class DkimSigner::Library {
public:
    Library() : lib_(dkim_init(nullptr, nullptr)) {}
    ~Library() {
        if (lib_ != nullptr) dkim_close(lib_);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    [[nodiscard]] bool set_up() {
        if (lib_ == nullptr) return false;
        const auto fields = c_list(signed_fields);
        const auto sealed = c_list(sealed_fields);
        const auto set = [&](dkim_opts_t option, const auto& list) {
            // The address of the list's pointer, passed with the size of a pointer, tells the library that this is a
            // list and not a number.
            const char* const* begin = list.data();
            return dkim_options(lib_, DKIM_OP_SETOPT, option, const_cast<char**>(begin), sizeof(const char**)) == DKIM_STAT_OK;
        };
        return set(DKIM_OPTS_SIGNHDRS, fields) && set(DKIM_OPTS_OVERSIGNHDRS, sealed);
    }
    [[nodiscard]] DKIM_LIB* get() const { return lib_; }

private:
    DKIM_LIB* lib_;
};

DkimSigner::DkimSigner(std::unique_ptr<Library> library, config::Dkim how, std::string key, bool is_rsa)
    : library_(std::move(library)), how_(std::move(how)), key_(std::move(key)), is_rsa_(is_rsa) {}

DkimSigner::~DkimSigner() {
    OPENSSL_cleanse(key_.data(), key_.size());
}

config::Result<std::shared_ptr<const DkimSigner>> DkimSigner::make(const config::Dkim& how) {
    const auto file = how.key_file.string();
    std::ifstream in(how.key_file, std::ios::binary);
    std::string key{std::istreambuf_iterator<char>(in), {}};
    if (!in || key.empty()) return config::permanent(fmt::format("The DKIM key {} cannot be read.", file));
    if (key.size() > largest_file) return config::permanent(fmt::format("{} is too large for a DKIM key.", file));
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(key.data(), static_cast<int>(key.size())), &BIO_free);
    // There is no passphrase, so an encrypted key counts as unreadable.
    const auto no_passphrase = [](char*, int, int, void*) { return -1; };
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> parsed(
        PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr), &EVP_PKEY_free);
    if (!parsed) return config::permanent(fmt::format("The DKIM key {} is no private key in PEM without a passphrase.", file));
    const int kind = EVP_PKEY_get_base_id(parsed.get());
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_ED25519)
        return config::permanent(fmt::format("The DKIM key {} is neither RSA nor Ed25519 (RFC 8463).", file));
    if (kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(parsed.get()) < least_rsa_bits)
        return config::permanent(fmt::format("The DKIM key {} has {} bits; receivers refuse less than {} (RFC 8301).", file,
                                             EVP_PKEY_get_bits(parsed.get()), least_rsa_bits));
    auto library = std::make_unique<Library>();
    if (!library->set_up()) return config::permanent("libopendkim cannot be set up.");
    auto signer = std::make_shared<const DkimSigner>(std::move(library), how, std::move(key), kind == EVP_PKEY_RSA);
    // Signs a test mail, so that a key that libopendkim refuses is reported now and not with the first mail.
    if (auto tried = signer->sign("From: a@b.example\r\nDate: x\r\n\r\nx\r\n"); !tried)
        return config::permanent(fmt::format("The DKIM key {} does not sign: {}", file, tried.error().what));
    return signer;
}

config::Result<std::string> DkimSigner::sign(std::string_view raw) const {
    DKIM_STAT status = DKIM_STAT_OK;
    Signing signing;
    signing.mail = dkim_sign(library_->get(), bytes_of("ticketd"), nullptr, bytes_of(key_.c_str()),
                             bytes_of(how_.selector.c_str()), bytes_of(how_.domain.c_str()), DKIM_CANON_RELAXED,
                             DKIM_CANON_RELAXED, is_rsa_ ? DKIM_SIGN_RSASHA256 : DKIM_SIGN_ED25519SHA256, -1, &status);
    DKIM* mail = signing.mail;
    if (mail == nullptr) return config::permanent(why(nullptr, status));
    dkim_set_margin(mail, static_cast<int>(line_width));
    const auto header = raw.substr(0, raw.find("\r\n\r\n"));
    for (std::size_t at = 0; at < header.size() && status == DKIM_STAT_OK;) {
        std::size_t end = header.find("\r\n", at);
        while (end != std::string_view::npos && end + 2 < header.size() && (header[end + 2] == ' ' || header[end + 2] == '\t'))
            end = header.find("\r\n", end + 2);
        if (end == std::string_view::npos) end = header.size();
        status = dkim_header(mail, bytes_of(header.data() + at), end - at);
        at = end + 2;
    }
    if (status == DKIM_STAT_OK) status = dkim_eoh(mail);
    const auto body = raw.substr(std::min(raw.size(), header.size() + 4));
    if (status == DKIM_STAT_OK && !body.empty()) status = dkim_body(mail, bytes_of(body.data()), body.size());
    if (status == DKIM_STAT_OK) status = dkim_eom(mail, nullptr);
    unsigned char* field = nullptr;
    std::size_t length = 0;
    constexpr std::string_view name = "DKIM-Signature: ";
    if (status == DKIM_STAT_OK) status = dkim_getsighdr_d(mail, name.size(), &field, &length);
    if (status != DKIM_STAT_OK) return config::permanent(why(mail, status));
    return std::string(name) + std::string(reinterpret_cast<const char*>(field), length) + "\r\n";
}

}  // namespace mail
