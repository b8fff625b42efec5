// Fuzzes the reply extractor: no line of the text may be lost.
#include "tests/fuzz/fuzz_check.hpp"
#include "config/base/ascii.hpp"
#include "mail/reply/reply_extractor.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <map>

namespace {

/// The lines that are not blank, and how often each occurs.
std::map<std::string_view, int> count_lines(std::string_view text) {
    std::map<std::string_view, int> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = ascii::trim(text.substr(0, end));
        if (!line.empty()) ++out[line];
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view raw(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto text = mail::utf8::cleaned(raw);
    mail::ReplyContext context;
    context.subject = (data[0] & 1U) != 0 ? "Fwd: x" : "Re: x";
    context.is_reply = (data[0] & 2U) != 0;
    context.has_file = (data[0] & 4U) != 0;
    const auto cut = mail::cut_reply(text, context);
    FUZZ_CHECK(mail::utf8::is_valid(cut.reply) && mail::utf8::is_valid(cut.quoted));
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    std::size_t last = 0;
    for (const auto& each : cut.candidates) {
        FUZZ_CHECK(each.line >= last && each.line + each.lines <= lines);
        last = each.line;
    }
    FUZZ_CHECK(!cut.signature_line || *cut.signature_line < lines);
    auto before = count_lines(text);
    for (const auto& part : {std::string_view(cut.reply), std::string_view(cut.quoted)}) {
        for (const auto& [line, times] : count_lines(part))
            before[line] -= times;
    }
    FUZZ_CHECK(std::all_of(before.begin(), before.end(), [](const auto& each) { return each.second == 0; }));
    return 0;
}
