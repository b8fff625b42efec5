// Checks one S/MIME signature and its certificate. smime.cpp finds the signed part and the technician.

#include "mail/authenticate/cms_signature.hpp"

#include "mail/crypto/sha256.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <limits>

namespace mail {
namespace {

constexpr int least_security_bits = 112;  // RSA 2048, elliptic curves of 224 bits (NIST SP 800-57)
constexpr int max_certificates = 20;
constexpr int longest_chain = 5;

template <auto Function>
struct Free {
    template <class T>
    void operator()(T* what) const {
        Function(what);
    }
};
using Cms = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;

struct FreeCertificates {
    void operator()(STACK_OF(X509) * certificates) const { sk_X509_pop_free(certificates, X509_free); }
};
using Certificates = std::unique_ptr<STACK_OF(X509), FreeCertificates>;

struct FreeAddresses {
    void operator()(STACK_OF(OPENSSL_STRING) * addresses) const { X509_email_free(addresses); }
};

Bio reading(std::string_view bytes) {
    return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string fingerprint_of(const X509& certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(&certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
    std::string out;
    for (unsigned int i = 0; i < size; ++i)
        out += fmt::format("{:02x}", digest.at(i));
    return out;
}

/// The rfc822Names of the certificate and the emailAddress in its subject (RFC 8550 3). The library leaves out values
/// with a NUL.
std::vector<std::string> addresses_of(X509& certificate) {
    const std::unique_ptr<STACK_OF(OPENSSL_STRING), FreeAddresses> found(X509_get1_email(&certificate));
    std::vector<std::string> out;
    for (int i = 0; found && i < sk_OPENSSL_STRING_num(found.get()); ++i)
        out.emplace_back(sk_OPENSSL_STRING_value(found.get(), i));
    return out;
}

/// The signing time from the signed attributes (RFC 5652 11.3); nullopt unless it occurs exactly once.
std::optional<config::Instant> signing_time(const CMS_SignerInfo& signer) {
    const int at = CMS_signed_get_attr_by_NID(&signer, NID_pkcs9_signingTime, -1);
    if (at < 0 || CMS_signed_get_attr_by_NID(&signer, NID_pkcs9_signingTime, at) >= 0) return std::nullopt;
    X509_ATTRIBUTE* attribute = CMS_signed_get_attr(&signer, at);
    if (X509_ATTRIBUTE_count(attribute) != 1) return std::nullopt;
    const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(attribute, 0);
    if (value == nullptr || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME)) return std::nullopt;
    std::tm parts{};
    // The library uses the same string type for both kinds of time; `type` was checked.
    if (ASN1_TIME_to_tm(value->value.asn1_string, &parts) != 1) return std::nullopt;
    return config::Instant{std::chrono::seconds{timegm(&parts)}};
}

bool is_strong_digest(const CMS_SignerInfo& signer) {
    X509_ALGOR* digest = nullptr;
    CMS_SignerInfo_get0_algs(const_cast<CMS_SignerInfo*>(&signer), nullptr, nullptr, &digest, nullptr);  // NOLINT: it only reads
    const ASN1_OBJECT* name = nullptr;
    X509_ALGOR_get0(&name, nullptr, nullptr, digest);
    const int nid = OBJ_obj2nid(name);
    return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

bool holds_at(const X509& certificate, config::Instant now) {
    auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    std::time_t at = seconds;
    return X509_cmp_time(X509_get0_notBefore(&certificate), &at) < 0 && X509_cmp_time(X509_get0_notAfter(&certificate), &at) > 0;
}

bool is_vouched_for(X509& certificate, STACK_OF(X509) * others, X509_STORE* authorities, config::Instant now) {
    if (authorities == nullptr) return false;
    const StoreContext context(X509_STORE_CTX_new());
    if (!context || X509_STORE_CTX_init(context.get(), authorities, &certificate, others) != 1) return false;
    X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(how, std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    X509_VERIFY_PARAM_set_depth(how, longest_chain);
    // The admin lists the trusted authorities, which need not be roots.
    X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_auth_level(how, 2);
    if (X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SMIME_SIGN) != 1) return false;
    return X509_verify_cert(context.get()) == 1;
}

/// Checks the preconditions of a signature and returns its only signer.
config::Result<CMS_SignerInfo*> only_signer(CMS_ContentInfo& cms, bool is_detached) {
    if (OBJ_obj2nid(CMS_get0_type(&cms)) != NID_pkcs7_signed) return config::permanent("it is not signed");
    if (OBJ_obj2nid(CMS_get0_eContentType(&cms)) != NID_pkcs7_data) return config::permanent("what it signs is no mail");
    // A detached signature with embedded content would sign another text than the one that is shown.
    if ((CMS_is_detached(&cms) == 1) != is_detached) return config::permanent("its content is not where it belongs");
    STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(&cms);
    if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1) return config::permanent("it has not exactly one signer");
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
    if (!is_strong_digest(*signer)) return config::permanent("its digest is weak: SHA-256 or better is asked for");
    return signer;
}

}  // namespace

void FreeX509Store::operator()(x509_store_st* store) const {
    X509_STORE_free(store);
}

config::Result<X509Store> load_authorities(const std::string& file) {
    X509Store store(X509_STORE_new());
    const Bio in(BIO_new_file(file.c_str(), "r"));
    if (!in) {
        ERR_clear_error();
        return config::permanent(fmt::format("cannot read the certificates in {} (trust.smime_ca)", file));
    }
    int count = 0;
    while (X509* read = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
        count += X509_STORE_add_cert(store.get(), read);
        X509_free(read);
    }
    ERR_clear_error();
    if (count == 0) return config::permanent(fmt::format("there is no certificate in {} (trust.smime_ca)", file));
    return store;
}

config::Result<CmsSigner> check_cms(std::string_view der, std::optional<std::string_view> detached, x509_store_st* authorities,
                                    config::Instant now) {
    constexpr auto largest = static_cast<std::size_t>(std::numeric_limits<int>::max());
    if (der.size() > largest || (detached && detached->size() > largest)) return config::permanent("it is too large");
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());  // NOLINT: OpenSSL's word for bytes
    const Cms cms(d2i_CMS_ContentInfo(nullptr, &bytes, static_cast<long>(der.size())));
    ERR_clear_error();
    if (!cms) return config::permanent("it cannot be read");
    const auto signer = only_signer(*cms, detached.has_value());
    if (!signer) return tl::unexpected(signer.error());

    const Certificates certificates(CMS_get1_certs(cms.get()));
    if (!certificates || sk_X509_num(certificates.get()) > max_certificates)
        return config::permanent("it does not bring its certificate along, or far too many");
    const Bio in = detached ? reading(*detached) : Bio();
    const Bio out(BIO_new(BIO_s_mem()));
    // This call checks only the bytes; the certificate is checked below.
    const bool good = CMS_verify(cms.get(), nullptr, nullptr, in.get(), out.get(), CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    ERR_clear_error();
    if (!good) return config::permanent("the signature is wrong: the text was changed on the way, or signed by somebody else");

    X509* certificate = nullptr;
    CMS_SignerInfo_get0_algs(*signer, nullptr, &certificate, nullptr, nullptr);
    if (certificate == nullptr) return config::permanent("it does not bring its certificate along");
    if (!holds_at(*certificate, now)) return config::permanent("its certificate has expired, or does not hold yet");
    if (EVP_PKEY_get_security_bits(X509_get0_pubkey(certificate)) < least_security_bits)
        return config::permanent("its key is weak: RSA of 2048 bits or better is asked for");
    const auto signed_at = signing_time(**signer);
    if (!signed_at) return config::permanent("it does not say when it was made");

    char* content = nullptr;
    const long size = BIO_get_mem_data(out.get(), &content);  // NOLINT: OpenSSL's macro
    CmsSigner found;
    found.fingerprint = fingerprint_of(*certificate);
    found.addresses = addresses_of(*certificate);
    found.is_vouched = is_vouched_for(*certificate, certificates.get(), authorities, now);
    ERR_clear_error();
    found.signed_at = *signed_at;
    // Leaves out the signature's own bytes: anybody can alter an ECDSA signature so that it still verifies.
    Sha256 hash;
    hash.update(fmt::format("{} {} ", found.fingerprint, found.signed_at.time_since_epoch().count()));
    if (size > 0) hash.update({content, static_cast<std::size_t>(size)});
    found.id = hash.hex();
    return found;
}

}  // namespace mail
