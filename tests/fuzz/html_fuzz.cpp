// Fuzzes the HTML limiter and renderer.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/html/html_text.hpp"
#include "mail/encoding/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    // The body reader always passes clean UTF-8.
    const auto html = mail::utf8::cleaned({reinterpret_cast<const char*>(data), size});
    const auto read = mail::html_to_text(html);
    FUZZ_CHECK(mail::utf8::is_valid(read.text));
    std::size_t last = 0;
    for (const auto& mark : read.marks) {
        FUZZ_CHECK(mark.offset >= last && mark.offset < read.text.size());
        last = mark.offset;
    }
    return 0;
}
