// The sentence by which Outlook tells of a reaction to a mail, in many languages.
#include "mail/classify/reaction_phrases.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>

namespace mail::words {
namespace {

using Text = std::string_view;

/// Near the end of the line that follows the emoji; the person's name stands before it.
constexpr auto sentences = std::to_array<Text>({"reacted to your message",
                                                "liked your message",
                                                "reacted to your email",
                                                "hat auf ihre nachricht reagiert",
                                                "hat auf deine nachricht reagiert",
                                                "hat ihre nachricht mit",
                                                "gefällt ihre nachricht",
                                                "a réagi à votre message",
                                                "a aimé votre message",
                                                "reaccionó a su mensaje",
                                                "reaccionó a tu mensaje",
                                                "ha reaccionado a su mensaje",
                                                "ha reaccionado a tu mensaje",
                                                "reagiu à sua mensagem",
                                                "reagiu à tua mensagem",
                                                "ha reagito al tuo messaggio",
                                                "ha reagito al messaggio",
                                                "heeft gereageerd op uw bericht",
                                                "heeft gereageerd op je bericht",
                                                "reagerade på ditt meddelande",
                                                "reagerte på meldingen",
                                                "har reageret på din",
                                                "reagoi viestiisi",
                                                "zareagował",
                                                "reagoval",
                                                "reagált az üzenet",
                                                "a reacționat la mesajul",
                                                "iletinize tepki",
                                                "отреагировал",
                                                "відреагував",
                                                "リアクションしました",
                                                "回应了你的邮件",
                                                "回應了您的郵件",
                                                "메시지에 반응"});

/// Signs without letters: an emoji, "+1".
bool is_sign(Text line) {
    constexpr std::size_t longest = 40;
    return line.size() <= longest && std::none_of(line.begin(), line.end(), ascii::is_alpha) &&
           std::any_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xe2; });
}

}  // namespace

bool is_reaction_text(Text text) {
    constexpr std::size_t looked_at = 1000;
    LineReader lines(utf8::prefix(text, looked_at));
    int count = 0;
    while (const auto line = lines.next()) {
        const auto trimmed = ascii::trim(line->text);
        if (trimmed.empty()) continue;
        const auto lower = utf8::to_lower(trimmed);
        const bool tells =
            std::any_of(sentences.begin(), sentences.end(), [&](Text each) { return lower.find(each) != Text::npos; });
        // The sentence comes first or below the emoji; whoever writes of it has more to say around it.
        constexpr std::size_t longest = 150;
        if (tells) return lower.size() <= longest && (trimmed.ends_with(':') || trimmed.ends_with("：") || count == 1);
        if (++count > 1 || !is_sign(trimmed)) return false;
    }
    return false;
}

}  // namespace mail::words
