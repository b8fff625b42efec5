// Finds the charset of raw header values in the parts and the encoded words around them.
#include "mail/parse/raw_value.hpp"

#include "mail/encoding/charset.hpp"
#include "mail/encoding/charset_detect.hpp"
#include "mail/encoding/charset_names.hpp"
#include "mail/encoding/utf8.hpp"

namespace mail {
namespace {

/// Latin and Unicode labels tell nothing about bytes that are neither.
bool tells(std::string_view charset) {
    return !charset.empty() && !charset.starts_with("utf-") && charset != "windows-1252" && charset != "iso-8859-15";
}

/// The charset that parts or encoded words name, else the one that all raw bytes together look like.
std::string charset_of(const Scan& scan) {
    std::string raw;
    for (const auto& part : scan.parts) {
        if (auto charset = canonical_charset(part.type.parameter("charset")); tells(charset)) return charset;
    }
    for (const auto& field : scan.parts.front().header.fields) {
        const auto word = field.value.find("=?");
        const auto end = word == std::string_view::npos ? word : field.value.find('?', word + 2);
        if (end != std::string_view::npos) {
            if (auto charset = canonical_charset(field.value.substr(word + 2, end - word - 2)); tells(charset)) return charset;
        }
        raw.append(field.value).append("\n");
    }
    constexpr std::size_t looked_at = 16 * 1024;
    for (const auto& part : scan.parts) {
        if (part.children.empty() && part.type.type() == "text" && part.transfer == Transfer::identity)
            raw.append(part.body.substr(0, looked_at)).append("\n");
        if (raw.size() > looked_at) break;
    }
    return std::string(detect_charset(raw));
}

}  // namespace

std::string_view RawValue::operator()(std::string_view value) const {
    if (utf8::is_valid(value) || value.find("=?") != std::string_view::npos) return value;
    if (!charset_) charset_ = charset_of(scan_);
    if (!tells(*charset_)) return value;
    held_ = header_like(value, *charset_);
    return held_;
}

}  // namespace mail
