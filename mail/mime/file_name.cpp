// Makes the name of an attachment safe to show and to save.
#include "mail/mime/file_name.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <array>
#include <utility>

namespace mail {
namespace {

/// Characters that are not seen, or that turn "exe.gpj" into "jpg.exe" on a screen.
bool is_invisible(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe007f);
}

constexpr auto extensions = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"text/plain", "txt"},
    {"text/html", "html"},
    {"text/calendar", "ics"},
    {"text/csv", "csv"},
    {"text/vcard", "vcf"},
    {"text/x-vcard", "vcf"},
    {"text/rtf", "rtf"},
    {"text/xml", "xml"},
    {"text/markdown", "md"},
    {"image/png", "png"},
    {"image/jpeg", "jpg"},
    {"image/jpg", "jpg"},
    {"image/pjpeg", "jpg"},
    {"image/gif", "gif"},
    {"image/bmp", "bmp"},
    {"image/tiff", "tif"},
    {"image/webp", "webp"},
    {"image/heic", "heic"},
    {"image/svg+xml", "svg"},
    {"audio/mpeg", "mp3"},
    {"audio/wav", "wav"},
    {"video/mp4", "mp4"},
    {"application/pdf", "pdf"},
    {"application/zip", "zip"},
    {"application/json", "json"},
    {"application/xml", "xml"},
    {"application/msword", "doc"},
    {"application/vnd.ms-excel", "xls"},
    {"application/pgp-signature", "asc"},
    {"application/pgp-keys", "asc"},
    {"application/pkcs7-signature", "p7s"},
    {"application/ics", "ics"},
    {"message/rfc822", "eml"},
});

}  // namespace

std::string safe_file_name(std::string_view name) {
    std::string clean;
    for (std::size_t pos = 0; pos < name.size();) {
        const auto c = utf8::next(name, pos);
        // A path keeps its last component only: ../../etc/passwd, C:\Users\ana\scan.pdf.
        if (c == '/' || c == '\\') {
            clean.clear();
        } else if (is_invisible(c)) {
            if (c == '\t' || c == '\n' || c == '\r') clean += ' ';
        } else if (c == '<' || c == '>' || c == ':' || c == '"' || c == '|' || c == '?' || c == '*') {
            clean += '_';
        } else {
            utf8::append(clean, c);
        }
    }
    std::string_view rest = ascii::trim(clean);
    while (rest.starts_with('.') && (rest.size() == 1 || rest[1] == '.'))
        rest.remove_prefix(1);
    if (rest == ".") rest = {};
    constexpr std::size_t longest = 200;
    constexpr std::size_t longest_extension = 20;
    if (rest.size() <= longest) return std::string(rest);
    const auto dot = rest.rfind('.');
    const auto extension =
        dot != std::string_view::npos && rest.size() - dot <= longest_extension ? rest.substr(dot) : std::string_view();
    return std::string(utf8::prefix(rest, longest - extension.size())).append(extension);
}

std::string invented_file_name(std::string_view type, int number) {
    std::string name = "attachment-" + std::to_string(number);
    for (const auto& [known, extension] : extensions) {
        if (known == type) return name.append(".").append(extension);
    }
    return name + ".bin";
}

}  // namespace mail
