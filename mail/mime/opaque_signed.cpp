// Takes the mail out of an opaque S/MIME message without checking its signature.
#include "mail/mime/opaque_signed.hpp"

#include <openssl/cms.h>
#include <openssl/err.h>

#include <limits>
#include <memory>

namespace mail {

std::optional<std::string> signed_content(std::string_view der) {
    if (der.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return std::nullopt;
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());  // NOLINT: OpenSSL's word for bytes
    const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> cms(
        d2i_CMS_ContentInfo(nullptr, &bytes, static_cast<long>(der.size())), &CMS_ContentInfo_free);
    ERR_clear_error();
    if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) return std::nullopt;
    ASN1_OCTET_STRING** content = CMS_get0_content(cms.get());
    if (content == nullptr || *content == nullptr) return std::nullopt;
    const auto* data = ASN1_STRING_get0_data(*content);
    const auto size = ASN1_STRING_length(*content);
    if (data == nullptr || size <= 0) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));  // NOLINT
}

}  // namespace mail
