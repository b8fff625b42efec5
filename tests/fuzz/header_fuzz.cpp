// Fuzzes header sections and every way to read a header value.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/mime/file_name.hpp"
#include "mail/mime/header.hpp"
#include "mail/mime/mail_date.hpp"
#include "mail/mime/content_type.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/mime/encoded_words.hpp"

// Reads a header section, and each of its values in every way that a value may be read.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    const auto header = mail::read_header(raw, config::Limits{});
    FUZZ_CHECK(header.body <= raw.size());
    for (const auto& field : header.fields) {
        const auto text = mail::decode_words(field.value);
        FUZZ_CHECK(mail::utf8::is_valid(text));
        FUZZ_CHECK(text.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos);
        const auto media = mail::read_media(field.value);
        for (const auto& [name, value] : media.parameters) {
            FUZZ_CHECK(name == "boundary" || mail::utf8::is_valid(value));
            const auto safe = mail::safe_file_name(value);
            FUZZ_CHECK(safe.size() <= 200 && safe.find_first_of("/\\") == std::string::npos);
        }
        (void)mail::parse_mail_date(field.value);
    }
    return 0;
}
