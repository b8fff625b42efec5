// Tests signatures made with keys of this run. Mails signed by the openssl program are tested end to end
// (tests/e2e/test_smime.py).

#include "mail/authenticate/cms_signature.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

namespace mail {
namespace {

template <auto Function>
struct Free {
    template <class T>
    void operator()(T* what) const {
        Function(what);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;

const std::string text = "Content-Type: text/plain\r\n\r\n[#1]\r\n#take\r\n";

config::Instant now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

struct Person {
    Key key;
    Certificate certificate;
};

/// A person whose certificate is self-signed and valid for a day around this moment.
Person person(Key key, const char* address = "ana@desk.example") {
    Certificate made(X509_new());
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -43'200);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 43'200);
    X509_set_pubkey(made.get(), key.get());
    X509_NAME* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "emailAddress", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(address),  // NOLINT
                               -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    X509_sign(made.get(), key.get(), EVP_sha256());
    return {std::move(key), std::move(made)};
}

std::string signed_by(const Person& who, const std::string& content, unsigned int flags, const EVP_MD* digest = EVP_sha256(),
                      const Person* also = nullptr) {
    const Bio in(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    flags |= CMS_BINARY;
    const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags | CMS_PARTIAL));
    CMS_add1_signer(cms.get(), who.certificate.get(), who.key.get(), digest, flags);
    if (also != nullptr) CMS_add1_signer(cms.get(), also->certificate.get(), also->key.get(), digest, flags);
    EXPECT_EQ(CMS_final(cms.get(), in.get(), nullptr, flags), 1);
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(cms.get(), &der);
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));  // NOLINT
    OPENSSL_free(der);
    return out;
}

std::string why_not(const config::Result<CmsSigner>& found) {
    return found ? "good" : found.error().what;
}

TEST(CmsSignature, HoldsForWhatItCovers) {
    const Person ana = person(Key(EVP_RSA_gen(2048)));
    const Person curve = person(Key(EVP_EC_gen("P-256")));
    const Person weak = person(Key(EVP_RSA_gen(1024)));
    const struct {
        const char* what;
        std::string der;
        std::optional<std::string> detached;
        const char* why;
    } rows[] = {
        {"beside the text", signed_by(ana, text, CMS_DETACHED), text, "good"},
        {"around the text", signed_by(ana, text, 0), std::nullopt, "good"},
        {"an elliptic curve", signed_by(curve, text, CMS_DETACHED, EVP_sha384()), text, "good"},
        {"another text", signed_by(ana, text, CMS_DETACHED), text + "\r\n", "the signature is wrong"},
        {"line ends of another kind", signed_by(ana, text, CMS_DETACHED), "Content-Type: text/plain\n\n[#1]\n#take\n",
         "the signature is wrong"},
        {"a text of its own besides", signed_by(ana, text, 0), text, "its content is not where it belongs"},
        {"no text anywhere", signed_by(ana, text, CMS_DETACHED), std::nullopt, "its content is not where it belongs"},
        {"SHA-1", signed_by(ana, text, CMS_DETACHED, EVP_sha1()), text, "its digest is weak"},
        {"a short key", signed_by(weak, text, CMS_DETACHED), text, "its key is weak"},
        {"no certificate", signed_by(ana, text, CMS_DETACHED | CMS_NOCERTS), text, "it does not bring its certificate along"},
        {"no signed attributes", signed_by(ana, text, CMS_DETACHED | CMS_NOATTR), text, "it does not say when it was made"},
        {"two signers", signed_by(ana, text, CMS_DETACHED, EVP_sha256(), &curve), text, "it has not exactly one signer"},
        {"cut short", signed_by(ana, text, CMS_DETACHED).substr(0, 300), text, "it cannot be read"},
        {"no bytes", "", text, "it cannot be read"},
        {"text", "MIIF", text, "it cannot be read"},
    };
    for (const auto& row : rows) {
        const auto found = check_cms(row.der, row.detached, nullptr, now());
        EXPECT_EQ(why_not(found).substr(0, std::string_view(row.why).size()), row.why) << row.what;
    }
}

TEST(CmsSignature, NeedsACertificateOfThatDay) {
    const Person ana = person(Key(EVP_EC_gen("P-256")));
    const auto der = signed_by(ana, text, CMS_DETACHED);
    for (const auto& [late, why] : {std::pair(-13, "its certificate has expired"), std::pair(-11, "good"), std::pair(11, "good"),
                                    std::pair(13, "its certificate has expired")}) {
        const auto found = check_cms(der, text, nullptr, now() + std::chrono::hours{late});
        EXPECT_EQ(why_not(found).substr(0, std::string_view(why).size()), why) << late;
    }
}

TEST(CmsSignature, TellsWhoAndHasANameOfItsOwn) {
    const Person ana = person(Key(EVP_EC_gen("P-256")));
    const auto first = check_cms(signed_by(ana, text, CMS_DETACHED), text, nullptr, now());
    const auto around = check_cms(signed_by(ana, "another text", 0), std::nullopt, nullptr, now());
    ASSERT_TRUE(first);
    ASSERT_TRUE(around);
    EXPECT_EQ(first->fingerprint.size(), 64U);
    EXPECT_EQ(first->fingerprint, around->fingerprint);
    EXPECT_EQ(first->addresses, std::vector<std::string>{"ana@desk.example"});
    EXPECT_FALSE(first->is_vouched);
    EXPECT_NE(first->id, around->id);
    EXPECT_LT(std::chrono::abs(first->signed_at - now()), std::chrono::minutes{1});
}

TEST(CmsSignature, AnAuthorityVouchesOnlyForWhatItIssued) {
    const Person ana = person(Key(EVP_EC_gen("P-256")));
    const Person other = person(Key(EVP_EC_gen("P-256")), "ben@desk.example");
    const X509Store store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), ana.certificate.get());
    const auto listed = check_cms(signed_by(ana, text, CMS_DETACHED), text, store.get(), now());
    const auto stranger = check_cms(signed_by(other, text, CMS_DETACHED), text, store.get(), now());
    ASSERT_TRUE(listed && stranger);
    EXPECT_TRUE(listed->is_vouched);
    EXPECT_FALSE(stranger->is_vouched);
}

}  // namespace
}  // namespace mail
