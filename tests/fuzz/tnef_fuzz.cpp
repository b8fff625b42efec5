// Fuzzes winmail.dat with its checksums corrected first.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/mime/tnef.hpp"
#include "mail/encoding/utf8.hpp"

// Corrects the checksums of a winmail.dat first, because otherwise hardly any input would reach the library.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    for (std::size_t pos = 6; pos + 11 <= bytes.size();) {
        std::size_t length = 0;
        for (std::size_t i = 4; i-- > 0;)
            length = (length << 8U) | static_cast<unsigned char>(bytes[pos + 5 + i]);
        if (length > bytes.size() - pos - 11) break;
        unsigned sum = 0;
        for (std::size_t i = 0; i < length; ++i)
            sum += static_cast<unsigned char>(bytes[pos + 9 + i]);
        bytes[pos + 9 + length] = static_cast<char>(sum & 0xffU);
        bytes[pos + 10 + length] = static_cast<char>((sum >> 8U) & 0xffU);
        pos += 11 + length;
    }
    const auto read = mail::read_tnef(bytes);
    if (read) FUZZ_CHECK(mail::utf8::is_valid(read->text) && mail::utf8::is_valid(read->html));
    return 0;
}
