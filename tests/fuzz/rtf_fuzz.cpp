// Fuzzes the RTF reader: plain RTF and compressed RTF.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/mime/rtf.hpp"
#include "mail/encoding/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    constexpr std::size_t most = 1U << 20U;
    const auto check = [](const mail::RtfText& read, std::size_t from) {
        FUZZ_CHECK(mail::utf8::is_valid(read.text) && mail::utf8::is_valid(read.html));
        // A byte becomes at most three, a link is written once for each field.
        FUZZ_CHECK(read.text.size() + read.html.size() <= 8 * from + 64);
    };
    check(mail::read_rtf(bytes), size);
    if (const auto rtf = mail::decompress_rtf(bytes, most)) {
        FUZZ_CHECK(rtf->size() <= most + 17);
        check(mail::read_rtf(*rtf), rtf->size());
    }
    return 0;
}
