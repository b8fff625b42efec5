// Tells a technician's signature from an answer.
#include "workflow/inbound/own_signature.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <vector>

namespace workflow {

namespace {

constexpr std::size_t most_lines = 8;

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (const std::string_view line : text::split(text, '\n'))
        if (const auto bare = text::trim(line); !bare.empty()) lines.push_back(bare);
    return lines;
}

bool has_sentence(const std::vector<std::string_view>& lines) {
    return std::any_of(lines.begin(), lines.end(),
                       [](std::string_view line) { return line.ends_with('.') || line.ends_with('!') || line.ends_with('?'); });
}

/// Their name on top, and no sentence below.
bool is_signed(const config::Technician& technician, const std::vector<std::string_view>& lines) {
    const std::string name = text::folded(technician.display_name);
    return !name.empty() && lines.size() <= most_lines && text::folded(lines.front()).starts_with(name) && !has_sentence(lines);
}

/// A closing line that the mail's readers know, and all of the text is from there on. One line, or none that is a sentence: it is
/// a single sign.
bool is_closing(const mail::Message& message, std::string_view text, const std::vector<std::string_view>& lines) {
    if (lines.size() > 1 && (lines.size() > most_lines || has_sentence(lines))) return false;
    const std::string_view whole = message.text;
    const std::string_view bare = text::trim(text);
    const std::size_t at = whole.rfind(bare);
    if (at == std::string_view::npos || !text::trim(whole.substr(at + bare.size())).empty()) return false;
    const auto line = static_cast<std::size_t>(std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    return std::any_of(message.quote_candidates.begin(), message.quote_candidates.end(), [&](const mail::QuoteCandidate& one) {
        return one.kind == mail::QuoteCandidate::Kind::signature && one.line == line;
    });
}

/// Earlier mails of theirs end in these lines, each below other words. Two lines or more: a single one may be said again.
bool ends_earlier_mails(const TicketTexts& earlier, std::string_view technician, const std::vector<std::string_view>& lines) {
    if (lines.size() < 2) return false;
    std::size_t mails = 0;
    for (const TicketTexts::Text& text : earlier.entries) {
        if (text.author != technician) continue;
        const auto above = lines_of(text.words);
        if (above.size() > lines.size() && std::equal(lines.rbegin(), lines.rend(), above.rbegin())) ++mails;
    }
    return mails >= (has_sentence(lines) ? 2U : 1U);
}

}  // namespace

bool is_only_signature(const MailContext& context, std::string_view text, const TicketTexts* earlier) {
    const auto lines = lines_of(text);
    if (lines.empty()) return false;
    if (lines.front() == "--" || is_closing(context.message(), text, lines)) return true;
    if (!context.technician) return false;
    return is_signed(*context.technician, lines) || (earlier && ends_earlier_mails(*earlier, context.technician->name, lines));
}

}  // namespace workflow
