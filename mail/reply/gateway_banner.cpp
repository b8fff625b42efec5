// Finds the warning that a mail gateway sets above the words of a mail from outside.
#include "mail/reply/gateway_banner.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace mail::reply {
namespace {

using Text = std::string_view;

constexpr auto warnings = std::to_array<Text>({"caution",
                                               "warning",
                                               "attention",
                                               "external",
                                               "be careful",
                                               "security notice",
                                               "notice",
                                               "important",
                                               "alert",
                                               "achtung",
                                               "vorsicht",
                                               "warnung",
                                               "hinweis",
                                               "extern",
                                               "avertissement",
                                               "prudence",
                                               "atención",
                                               "precaución",
                                               "advertencia",
                                               "externo",
                                               "atenção",
                                               "cuidado",
                                               "aviso",
                                               "attenzione",
                                               "avviso",
                                               "esterno",
                                               "let op",
                                               "waarschuwing",
                                               "varning",
                                               "obs",
                                               "advarsel",
                                               "huomio",
                                               "varoitus",
                                               "uwaga",
                                               "ostrzeżenie",
                                               "upozornění",
                                               "pozor",
                                               "figyelem",
                                               "atenție",
                                               "dikkat",
                                               "внимание",
                                               "увага",
                                               "προσοχή",
                                               "注意",
                                               "警告",
                                               "주의",
                                               "this email originated",
                                               "this e-mail originated",
                                               "this message originated",
                                               "this message came from"});

constexpr auto outsides = std::to_array<Text>({"outside of the organi",
                                               "outside of our organi",
                                               "outside of your organi",
                                               "outside the organi",
                                               "outside our organi",
                                               "outside your organi",
                                               "outside of the company",
                                               "outside the company",
                                               "outside our company",
                                               "outside of our network",
                                               "originated from outside",
                                               "originated outside",
                                               "came from outside",
                                               "sent from outside",
                                               "external sender",
                                               "external email",
                                               "external e-mail",
                                               "external source",
                                               "external to the organi",
                                               "externer absender",
                                               "externen absender",
                                               "externe absender",
                                               "externe e-mail",
                                               "externe mail",
                                               "externen e-mail",
                                               "von außerhalb",
                                               "außerhalb der organisation",
                                               "außerhalb des unternehmens",
                                               "außerhalb unser",
                                               "expéditeur externe",
                                               "l'extérieur de l",
                                               "l’extérieur de l",
                                               "remitente externo",
                                               "fuera de la organi",
                                               "fuera de nuestra organi",
                                               "fuera de la empresa",
                                               "externo a la organi",
                                               "remetente externo",
                                               "fora da organi",
                                               "fora da empresa",
                                               "mittente esterno",
                                               "dall'esterno",
                                               "esterno all'organi",
                                               "externe afzender",
                                               "buiten de organisatie",
                                               "buiten onze organisatie",
                                               "extern avsändare",
                                               "utanför organisationen",
                                               "ekstern afsender",
                                               "uden for organisationen",
                                               "ekstern avsender",
                                               "utenfor organisasjonen",
                                               "organisaation ulkopuolelta",
                                               "spoza organizacji",
                                               "nadawcy zewnętrznego",
                                               "mimo organizaci",
                                               "szervezeten kívül",
                                               "külső feladó",
                                               "din afara organiza",
                                               "kuruluş dışından",
                                               "внешнего отправителя",
                                               "за пределами организации",
                                               "外部から",
                                               "社外から",
                                               "来自外部",
                                               "外部邮件",
                                               "外部郵件",
                                               "외부에서"});

template <std::size_t N>
bool has_any(Text text, const std::array<Text, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](Text each) { return text.find(each) != Text::npos; });
}

/// Without the stars, brackets and signs around a warning.
Text bare(Text lower) {
    while (!lower.empty() && !ascii::is_alnum(lower.front()) && !ascii::is_high(lower.front()))
        lower.remove_prefix(1);
    for (Text sign : {Text("⚠\xef\xb8\x8f"), Text("⚠"), Text("❗"), Text("🛑"), Text("⛔")}) {
        if (lower.starts_with(sign)) return bare(lower.substr(sign.size()));
    }
    return lower;
}

}  // namespace

LineKinds mark_banner(const Lines& lines, LineKinds kinds) {
    constexpr std::size_t most_lines = 8;
    constexpr std::size_t most_bytes = 900;
    const auto first = next_shown(kinds, 0);
    auto end = first;
    while (end < kinds.size() && kinds[end] == LineKind::own && end - first <= most_lines)
        ++end;
    if (end == first || end - first > most_lines) return kinds;
    const auto from = lines.start(first);
    const auto to = lines.start(end - 1) + lines.whole(end - 1).size();
    const auto follows = next_shown(kinds, end);
    if (to - from > most_bytes || follows >= kinds.size() || kinds[follows] != LineKind::own) return kinds;
    const auto lower = utf8::to_lower(lines.all().substr(from, to - from));
    const auto opening = bare(lower);
    if (!std::any_of(warnings.begin(), warnings.end(), [&](Text each) { return opening.starts_with(each); })) return kinds;
    if (!has_any(lower, outsides)) return kinds;
    std::fill(kinds.begin() + static_cast<std::ptrdiff_t>(first), kinds.begin() + static_cast<std::ptrdiff_t>(end),
              LineKind::cut);
    return kinds;
}

}  // namespace mail::reply
