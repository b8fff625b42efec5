// Fuzzes the MIME scanner: parts are views into the mail, nested, under its caps.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/mime/mime_scanner.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    config::Limits limits;
    limits.parts = 50;
    limits.nesting = 6;
    const auto found = mail::scan(raw, limits);
    FUZZ_CHECK(!found.parts.empty() && found.parts.size() <= 50);
    for (const auto& part : found.parts) {
        FUZZ_CHECK(part.depth <= 6);
        FUZZ_CHECK(part.type.value.find('/') != std::string::npos);
        FUZZ_CHECK(part.body.empty() || (part.body.data() >= part.whole.data() &&
                                         part.body.data() + part.body.size() <= part.whole.data() + part.whole.size()));
        for (const auto child : part.children)
            FUZZ_CHECK(child > 0 && static_cast<std::size_t>(child) < found.parts.size());
    }
    return 0;
}
