// Fuzzes the cutting by proof: each line has one fate, and nothing is cut that the ticket does not hold.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/encoding/utf8.hpp"
#include "workflow/inbound/quote_proof.hpp"
#include "workflow/text/characters.hpp"
#include "workflow/text/words.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// The lines with something on them, with how often each stands there.
std::map<std::string_view, int> count_lines(std::string_view text) {
    std::map<std::string_view, int> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
            line.remove_suffix(1);
        if (!line.empty()) ++out[line];
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

}  // namespace

// The input is an answer, a line with three equal signs, and what the ticket holds.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using Kind = mail::QuoteCandidate::Kind;
    const auto cleaned = mail::utf8::cleaned(std::string_view(reinterpret_cast<const char*>(data), size));
    const std::string_view all = cleaned;
    const auto middle = std::min(all.find("\n===\n"), all.size());
    const std::string text(all.substr(0, middle));
    const std::string_view older = all.substr(std::min(middle + 5, all.size()));
    workflow::HeldText held;
    if (!older.empty()) held.add_writer(older);
    const workflow::TicketFacts facts{
        {"Pump Desk desk@pumps.example", "Jana Novak <jana@mill.example>"}, {"The pump"}, "Jana Novak"};
    std::vector<mail::QuoteCandidate> guesses;
    for (std::size_t i = 0; i < std::min<std::size_t>(size, 6); ++i)
        guesses.push_back({static_cast<Kind>(data[i] % 6), data[i] % 13U, data[i] % 4U});
    const auto out = workflow::cut_by_proof(text, guesses, held, facts, size % 2 == 0);
    FUZZ_CHECK(out.fates.size() == static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
    FUZZ_CHECK(!older.empty() || out.cut.empty());
    // Each line of the answer is in one of the parts; the shown one has questions besides.
    std::map<std::string_view, int> parts;
    for (const std::string& part : {std::cref(out.shown), std::cref(out.folded), std::cref(out.signature), std::cref(out.cut)})
        for (const auto& [line, times] : count_lines(part))
            parts[line] += times;
    for (const auto& [line, times] : count_lines(text))
        FUZZ_CHECK(parts[line] >= times || workflow::text::is_invisible(workflow::text::without_marks(line).body));
    return 0;
}
