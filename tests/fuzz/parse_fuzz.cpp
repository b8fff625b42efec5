// Fuzzes the whole parser: clean strings, one JSON line, the same result twice.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/parse/message_json.hpp"
#include "mail/parse/dedup_key.hpp"
#include "mail/parse/parse.hpp"
#include "mail/encoding/utf8.hpp"

#include <nlohmann/json.hpp>

// Any bytes must give a message whose strings are clean, one JSON line, and the same result when parsed again.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    mail::ParseOptions options;
    options.limits.parts = 50;
    options.limits.attachment_bytes = 10'000;
    const auto mail = mail::parse(raw, options);
    const auto line = mail::to_json_line(mail);
    FUZZ_CHECK(line.find('\n') == std::string::npos);
    const auto json = nlohmann::json::parse(line, nullptr, false);
    FUZZ_CHECK(json.is_object());
    for (const auto* text : {&mail.subject, &mail.text, &mail.html, &mail.reply_text, &mail.quoted_text, &mail.message_id}) {
        FUZZ_CHECK(mail::utf8::is_valid(*text) && text->find('\0') == std::string::npos);
    }
    for (const auto& each : mail.attachments) {
        FUZZ_CHECK(!each.name.empty() && each.name.find('/') == std::string::npos && each.sha256.size() == 64);
        FUZZ_CHECK(mail::utf8::is_valid(each.name) && mail::utf8::is_valid(each.type));
    }
    for (const auto& field : mail.trace)
        FUZZ_CHECK(mail::utf8::is_valid(field.value));
    if (mail.bounce) FUZZ_CHECK(mail::utf8::is_valid(mail.bounce->recipient) && mail::utf8::is_valid(mail.bounce->diagnostic));
    FUZZ_CHECK(mail::dedup_key(raw) == mail::dedup_key(raw));
    FUZZ_CHECK(to_json_line(mail::parse(raw, options)) == line);
    return 0;
}
