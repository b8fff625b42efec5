// Fuzzes transfer encodings and charsets, including base64 in pieces.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/encoding/charset.hpp"
#include "mail/mime/format_flowed.hpp"
#include "mail/encoding/transfer.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/encoding/uuencode.hpp"

#include <array>

// The first byte selects a charset and the place where base64 is cut into pieces.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view raw(reinterpret_cast<const char*>(data) + 1, size - 1);
    FUZZ_CHECK(mail::decode_quoted_printable(raw).size() <= raw.size());
    FUZZ_CHECK(mail::decode_q(raw).size() <= raw.size());
    const auto whole = mail::decode_base64(raw);
    FUZZ_CHECK(whole.size() <= raw.size());
    mail::Base64Decoder pieces;
    std::string joined;
    const auto cut = raw.size() * data[0] / 256;
    pieces.feed(raw.substr(0, cut), joined);
    pieces.feed(raw.substr(cut), joined);
    pieces.finish(joined);
    FUZZ_CHECK(joined == whole);
    for (const auto& file : mail::find_uuencoded(raw))
        FUZZ_CHECK(file.from < file.to && file.to <= raw.size());
    constexpr std::array<std::string_view, 16> labels{
        "",       "utf-8",   "us-ascii", "iso-8859-1", "windows-1251", "koi8-r", "iso-2022-jp", "shift_jis",
        "gb2312", "gb18030", "big5",     "euc-kr",     "utf-7",        "utf-16", "hz-gb-2312",  "viscii"};
    const auto read = mail::to_utf8(raw, labels[data[0] % labels.size()]);
    FUZZ_CHECK(mail::utf8::is_valid(read.text) && read.text.find('\0') == std::string::npos);
    (void)mail::unflow(read.text, data[0] % 2 == 0);
    (void)mail::enriched_to_text(read.text);
    return 0;
}
