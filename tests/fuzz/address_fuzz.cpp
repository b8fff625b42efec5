// Fuzzes address lists: the results must be clean and bounded.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/mime/address_list.hpp"
#include "mail/encoding/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    const auto list = mail::parse_addresses(raw, 100);
    FUZZ_CHECK(list.size() <= 100);
    for (const auto& each : list) {
        FUZZ_CHECK(mail::utf8::is_valid(each.name) && mail::utf8::is_valid(each.address));
        FUZZ_CHECK(each.address.find_first_of(std::string_view("\0\r\n", 3)) == std::string::npos);
        FUZZ_CHECK(!each.name.empty() || !each.address.empty());
        (void)mail::is_sendable(each.address);
        (void)mail::split_detail(each.address, '+').base();
    }
    return 0;
}
