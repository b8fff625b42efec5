// Fuzzes tokens, our Message-IDs and loop marks: none is valid unless it was made with the key.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/crypto/token.hpp"

#include <cstddef>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const mail::KeyRing keys = mail::KeyRing::of({3, 1, 4});
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    FUZZ_CHECK(!mail::read_token(keys, text, {}));
    FUZZ_CHECK(!mail::read_message_id(keys, text));
    FUZZ_CHECK(!mail::is_own_loop_mark(keys, text, text));
    return 0;
}
