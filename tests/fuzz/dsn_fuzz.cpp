// Fuzzes delivery reports, machine-readable and free-form.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/classify/delivery_status.hpp"
#include "mail/classify/freeform_bounce.hpp"
#include "mail/encoding/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    if (const auto read = mail::read_delivery_status(raw)) {
        FUZZ_CHECK(mail::utf8::is_valid(read->recipient) && mail::utf8::is_valid(read->diagnostic));
    }
    mail::BounceHints hints;
    hints.null_sender = true;
    hints.from = "mailer-daemon@x.example";
    const auto text = mail::utf8::cleaned(raw);
    mail::BounceRecipients recipients;
    if (const auto read = mail::read_bounce_text(text, hints, recipients)) {
        FUZZ_CHECK(read->action == "failed" || read->action == "delayed");
        FUZZ_CHECK(!read->status.empty());
        FUZZ_CHECK(mail::utf8::is_valid(recipients.best()) && mail::utf8::is_valid(read->diagnostic));
    }
    return 0;
}
