// Fuzzes the tag grammar: any subject or body is parsed in bounded time, and the result can be parsed again.
#include "tests/fuzz/fuzz_check.hpp"
#include "workflow/commands/command_parse.hpp"

#include <cstddef>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto subject = workflow::parse_subject(text)) {
        for (const auto& tag : subject->tags)
            FUZZ_CHECK(tag.begin < tag.end && tag.end <= text.size());
        FUZZ_CHECK(subject->commands.empty() == subject->tags.empty());
    }
    if (const auto body = workflow::parse_body(text)) {
        FUZZ_CHECK(body->text.size() <= text.size());
        // The remaining body must not begin with further commands.
        if (const auto again = workflow::parse_body(body->text); again && body->commands.empty())
            FUZZ_CHECK(again->commands.empty());
    }
    if (const auto items = workflow::parse_items(text)) {
        for (const auto& item : *items)
            FUZZ_CHECK(!item.shown.empty());
    }
    return 0;
}
