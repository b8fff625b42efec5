// Fuzzes Authentication-Results and Received fields, which strangers write too, and DNS replies.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/authenticate/auth_results.hpp"
#include "mail/net/dns_txt.hpp"
#include "mail/authenticate/trusted_auth_results.hpp"

#include <cstddef>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto fields = mail::parse_auth_results(text)) {
        for (const auto& result : fields->results)
            FUZZ_CHECK(!result.method.empty() && !result.result.empty());
    }
    const auto hop = mail::parse_received(text);
    FUZZ_CHECK(hop.by.find_first_of("();,<>\"") == std::string::npos);
    (void)mail::read_txt_reply("s1._domainkey.contoso.example", text);
    // The same bytes after a valid head, so that the record parser is reached: 35 octets of question, three answers.
    static const std::string head("ab\x81\x80\0\1\0\3\0\0\0\0\2s1\x0a_domainkey\7contoso\7example\0\0\x10\0\1", 47);
    const auto answer = mail::read_txt_reply("s1._domainkey.contoso.example", head + std::string(text));
    FUZZ_CHECK(answer.state != mail::TxtAnswer::State::found || answer.text.size() <= size);
    return 0;
}
