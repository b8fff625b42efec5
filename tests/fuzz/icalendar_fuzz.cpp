// Fuzzes iCalendar files: libical parses what strangers publish, and its rules are expanded to their end.
#include "tests/fuzz/fuzz_check.hpp"
#include "config/icalendar.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using std::chrono::year;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto found = config::parse_icalendar(text);
    if (!found) {
        FUZZ_CHECK(!found.error().what.empty());
        return 0;
    }
    FUZZ_CHECK(std::ranges::adjacent_find(*found, std::ranges::greater_equal()) == found->end());
    FUZZ_CHECK(found->empty() || found->back() <= std::chrono::sys_days{year{2100} / 12 / 31});
    return 0;
}
