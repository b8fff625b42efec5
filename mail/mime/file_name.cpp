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
    {"text/css", "css"},
    {"text/javascript", "js"},
    {"text/x-python", "py"},
    {"text/x-log", "log"},
    {"text/tab-separated-values", "tsv"},
    {"text/x-patch", "patch"},
    {"text/x-diff", "diff"},
    {"text/directory", "vcf"},
    {"image/x-png", "png"},
    {"image/heif", "heif"},
    {"image/avif", "avif"},
    {"image/jxl", "jxl"},
    {"image/x-icon", "ico"},
    {"image/vnd.microsoft.icon", "ico"},
    {"image/x-ms-bmp", "bmp"},
    {"image/x-emf", "emf"},
    {"image/emf", "emf"},
    {"image/x-wmf", "wmf"},
    {"image/wmf", "wmf"},
    {"image/vnd.adobe.photoshop", "psd"},
    {"image/vnd.dwg", "dwg"},
    {"image/vnd.dxf", "dxf"},
    {"audio/mp3", "mp3"},
    {"audio/mp4", "m4a"},
    {"audio/x-m4a", "m4a"},
    {"audio/aac", "aac"},
    {"audio/ogg", "ogg"},
    {"audio/opus", "opus"},
    {"audio/flac", "flac"},
    {"audio/amr", "amr"},
    {"audio/x-wav", "wav"},
    {"audio/wave", "wav"},
    {"audio/vnd.wave", "wav"},
    {"audio/x-ms-wma", "wma"},
    {"audio/midi", "mid"},
    {"audio/basic", "au"},
    {"video/mpeg", "mpg"},
    {"video/quicktime", "mov"},
    {"video/webm", "webm"},
    {"video/ogg", "ogv"},
    {"video/3gpp", "3gp"},
    {"video/x-msvideo", "avi"},
    {"video/x-ms-wmv", "wmv"},
    {"video/x-matroska", "mkv"},
    {"video/x-m4v", "m4v"},
    {"application/x-pdf", "pdf"},
    {"application/postscript", "ps"},
    {"application/rtf", "rtf"},
    {"application/x-zip-compressed", "zip"},
    {"application/x-zip", "zip"},
    {"application/gzip", "gz"},
    {"application/x-gzip", "gz"},
    {"application/x-tar", "tar"},
    {"application/x-bzip2", "bz2"},
    {"application/x-xz", "xz"},
    {"application/zstd", "zst"},
    {"application/x-7z-compressed", "7z"},
    {"application/vnd.rar", "rar"},
    {"application/x-rar-compressed", "rar"},
    {"application/javascript", "js"},
    {"application/yaml", "yaml"},
    {"application/sql", "sql"},
    {"application/epub+zip", "epub"},
    {"application/vnd.ms-word", "doc"},
    {"application/vnd.ms-powerpoint", "ppt"},
    {"application/vnd.ms-outlook", "msg"},
    {"application/vnd.ms-project", "mpp"},
    {"application/vnd.visio", "vsd"},
    {"application/vnd.ms-visio.drawing", "vsdx"},
    {"application/vnd.ms-xpsdocument", "xps"},
    {"application/vnd.ms-word.document.macroenabled.12", "docm"},
    {"application/vnd.ms-excel.sheet.macroenabled.12", "xlsm"},
    {"application/vnd.ms-excel.sheet.binary.macroenabled.12", "xlsb"},
    {"application/vnd.ms-powerpoint.presentation.macroenabled.12", "pptm"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.template", "dotx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.template", "xltx"},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
    {"application/vnd.openxmlformats-officedocument.presentationml.slideshow", "ppsx"},
    {"application/vnd.oasis.opendocument.text", "odt"},
    {"application/vnd.oasis.opendocument.spreadsheet", "ods"},
    {"application/vnd.oasis.opendocument.presentation", "odp"},
    {"application/vnd.oasis.opendocument.graphics", "odg"},
    {"application/vnd.oasis.opendocument.formula", "odf"},
    {"application/vnd.apple.pages", "pages"},
    {"application/vnd.apple.numbers", "numbers"},
    {"application/vnd.apple.keynote", "key"},
    {"application/vnd.google-earth.kml+xml", "kml"},
    {"application/vnd.google-earth.kmz", "kmz"},
    {"application/vnd.android.package-archive", "apk"},
    {"application/java-archive", "jar"},
    {"application/x-msdownload", "exe"},
    {"application/x-msi", "msi"},
    {"application/x-sh", "sh"},
    {"application/x-iso9660-image", "iso"},
    {"application/x-apple-diskimage", "dmg"},
    {"application/x-sqlite3", "sqlite"},
    {"application/vnd.tcpdump.pcap", "pcap"},
    {"application/x-pkcs7-signature", "p7s"},
    {"application/pkcs7-mime", "p7m"},
    {"application/x-pkcs7-mime", "p7m"},
    {"application/x-x509-ca-cert", "crt"},
    {"application/pkix-cert", "cer"},
    {"application/pkcs10", "p10"},
    {"application/x-pkcs12", "p12"},
    {"application/x-pem-file", "pem"},
    {"application/ms-tnef", "dat"},
    {"application/vnd.ms-tnef", "dat"},
    {"font/ttf", "ttf"},
    {"font/otf", "otf"},
    {"font/woff2", "woff2"},
    {"model/stl", "stl"},
    {"message/global", "eml"},
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
    // The syntax that a type names behind a plus (RFC 6839) opens it as well.
    for (const std::string_view syntax : {"xml", "json", "zip", "yaml"}) {
        if (type.ends_with(std::string("+").append(syntax))) return name.append(".").append(syntax);
    }
    return name + ".bin";
}

}  // namespace mail
