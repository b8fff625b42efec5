// Tells whether a text only thanks, by the words of thanks and courtesy of many languages.
#include "workflow/text/thanks.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace workflow::text {

namespace {

/// The words of one language, folded, with a blank between two. No word that denies stands here.
struct Language {
    std::string_view thanks;
    std::string_view courtesies;
};

constexpr Language english{
    "thank thanks thx ty cheers appreciated thankyou tnx tks",
    "a again all am an million and appreciate as awesome best brilliant bye day dear did easy evening everyone everything "
    "excellent fantastic fast "
    "fine for "
    "good got great guys have hello help helpful hi i is it its job just kind lot lots lovely many me morning much my nice noted "
    "now "
    "ok okay "
    "once one our perfect perfectly prompt quick quickly really received regards reply resolved response s service sir so solved "
    "super "
    "support swift team that the this to top trick very warm we weekend well with work worked working works yes you your"};

constexpr auto languages = std::to_array<Language>({
    {"dank danke dankeschön dankesehr merci",
     "abend alles am antwort aus besten bestens das dem den der die es erledigt euch euer eure freundliche freundlichen "
     "funktioniert "
     "für ganz geht geklappt geklärt gelöst gerne grüße grüßen gruß gute guten hallo hat herzlich herzliche herzlichen hilfe "
     "ihnen ihr "
     "ihre ihren ist jetzt klappt lg liebe lieben läuft mal mfg mit moin morgen mühe nochmal nochmals passt perfekt prima "
     "prompte rasche recht rückmeldung schnelle schon schöne schönen schönes sehr super tag tausend toll tolle top und "
     "unterstützung "
     "viele vielen vorab wochenende wunderbar wunderbare"},
    {"merci mercis remercie remercions",
     "aide avec beaucoup bien bon bonjour bonne bonsoir c ce cela cordialement d de efficacité est et fonctionne "
     "formidable grand "
     "infiniment intervention je journée l la le les maintenant marche mille nous parfait parfaitement pour rapide rapidité "
     "retour réactivité réponse réglé résolu salut soirée super sincèrement tous tout toute très un une votre vos vous ça à "
     "équipe"},
    {"gracias agradezco agradecemos agradecido agradecida",
     "a ahora amable ayuda bien buen buenas buenos cordial cordiales de del días el es excelente funciona genial hola la las lo "
     "los mil "
     "muchas muchísimas muy ok perfectamente perfecto pronta por resuelto respuesta rápida saludo saludos servicio su "
     "solucionado tardes todo todos tu un una vez y ya"},
    {"grazie ringrazio ringraziamo",
     "a adesso aiuto assistenza bene buona buongiorno celere ciao cordiali cordialmente davvero di e funziona gentile "
     "gentilissimi gentilissimo giornata il infinite l la le lo mille molte molto moltissime ok ora per perfetto rapida rapido "
     "risolto risposta saluti supporto tante tutti tutto un veloce voi vostra vostro vi ti è"},
    {"dank bedankt dankjewel dankuwel dankje",
     "alles alvast de en erg wel fijn geholpen goed goedemorgen groet groeten hallo hartelijk hartelijke heel het hoi hulp is je "
     "jullie met "
     "mvg nu opgelost perfect prima prettige reactie snelle super top u uw van veel vlotte voor vriendelijke weekend "
     "werkt zeer"},
    {"obrigado obrigada obrigados obrigadas agradeço agradecemos agradecido agradecida grato grata valeu",
     "a abraço abraços agora ajuda atenciosamente att bem boa bom certo cordialmente cumprimentos da de dia do e está excelente "
     "funciona funcionou já mais muito muitíssimo noite o ok olá os pela pelo perfeito pronta rapidez resolvido resposta rápida "
     "sua suporte tarde todos tudo uma vez ótimo"},
    {"dziękuję dziękujemy dzięki dziekuje dzieki podziękowania",
     "bardzo dobry dzień działa góry i już ogromne ok odpowiedź państwu pięknie pomoc pozdrawiam pozdrowienia rozwiązany "
     "serdecznie super szybka szybką teraz ślicznie świetnie wielkie wszystko z za"},
    {"tack tackar",
     "all allt bra den det du er ett fint för fungerar hej hjälpen hjälp hälsningar jag med mvh mycket mycket nu perfekt "
     "snabb "
     "snabba stort superbra supporten svar svaret så toppen tusen underbart varmt vi vänliga är"},
    {"tak takker",
     "alt den det er for fint fungerer godt hej hilsen hilsner hjælp hjælpen hurtig hurtige i jeg jeres mange med meget mvh "
     "nu og "
     "perfekt skal stor super svar svaret så tusind venlig vi virker"},
    {"takk takker",
     "alt bra den det er for fungerer hei hilsen hjelp hjelpen hyggelig jeg med mange mvh mye nå og ok perfekt rask raske "
     "super "
     "supert svar svaret så tusen vennlig vi virker"},
    {"kiitos kiitän kiitoksia kiitti kiitokset",
     "avusta ja kaikki hei hienoa hyvin hyvää loistavaa mukavaa nopeasta nyt oikein paljon parhain päivänjatkoa suuret "
     "suurkiitos "
     "teille terv terveisin toimii tuhannesti vastauksesta ystävällisin"},
    {"děkuji děkujeme díky dík dekuji diky",
     "ahoj den dobrý funguje hezký je mnohokrát moc mockrát odpověď pěkný pomoc pozdravem pořádku rychlou rychlost s skvělé "
     "super teď to "
     "už v velice vyřízení vám vše za"},
    {"ďakujem ďakujeme vďaka dakujem",
     "ahoj deň dobrý funguje krásne je moc odpoveď pekne pekný pomoc pozdravom poriadku rýchlu s skvelé super to už v veľmi vám "
     "všetko "
     "za"},
    {"köszönöm köszönjük köszi kösz köszönet",
     "a az gyors hálásan jó jól kedves már minden most mindent nagyon napot rendben segítséget segítségét szépen szia szuper "
     "tökéletes "
     "üdv üdvözlettel választ és működik"},
    {"mulțumesc mulţumesc multumesc mulțumim mulţumim multumim mersi",
     "acum ajutor ajutorul bine bună cu de foarte frumos funcționează mult o pentru perfect promptitudine rapid răspuns salut "
     "stimă "
     "totul tot zi ziua și"},
    {"teşekkürler teşekkür tesekkurler tesekkur sağolun sağol",
     "cevap ederim ederiz desteğiniz günler harika her herkese hızlı iyi için merhaba mükemmel saygılarımla selamlar şey şimdi "
     "tamam "
     "yardımınız çalışıyor çok"},
    {"спасибо благодарю благодарим благодарен благодарна",
     "большое быструю быстрый вам все всем всё добрый день здравствуйте заработало и огромное оперативность оперативную ответ "
     "отлично "
     "очень помогло помощь работает с супер теперь уважением хорошего хорошо дня за"},
    {"дякую дякуємо спасибі вдячний вдячна",
     "велике вам все всім відповідь гарного день добре добрий допомогу дуже дня з за запрацювало і повагою працює супер тепер "
     "чудово "
     "швидку щиро"},
    {"благодаря благодарим мерси",
     "бързия бързата ви всичко вече добре за и много отговор отговора поздрави помощта работи сега"},
    {"hvala zahvaljujem zahvaljujemo",
     "brz brzi brzom brzoj brzo dan dobar dobro dan deluje hitro hitri hitro i in lep lepa lepo lijepa lijepo lp mnogo najlepša "
     "na odgovor "
     "odgovoru odlično pomoč pomoći pozdrav puno radi sada sve super srdačan ti topla vam vas velika vse za zdaj že"},
    {"хвала захваљујем", "брз брзи брзом вам добар дан лепо много на одговор одговору пуно помоћи поздрав ради сада све"},
    {"ευχαριστώ ευχαριστούμε ευχαριστω ευχαριστίεσ",
     "όλα απάντηση βοήθεια για γρήγορη εντάξει θερμά και καλά καλημέρα λειτουργεί πάρα πολύ σασ τέλεια τη την το τώρα"},
    {"aitäh tänan täname tänud",
     "abi eest hea kiire kõik kõike nüüd parimat päeva suur suured super teid teile tervitades töötab "
     "vastuse väga"},
    {"paldies pateicos", "ar ātro ātru atbildi cieņu darbojas jums liels lielu milzīgs palīdzību par strādā tagad viss ļoti"},
    {"ačiū dėkoju dėkojame dėkui aciu", "atsakymą dabar didelis greitą gerai jums labai nuoširdžiai pagalbą už veikia viskas"},
    {"gràcies mercès agraeixo",
     "ajuda ara bé de el funciona i la les moltes moltíssimes per perfecte resposta ràpida salutacions tot"},
    {"takk takka þakka þakkir", "fyrir gott hjálpina hjálp kærar kærlega kveðja með nú þetta virkar"},
    {"kasih makasih terimakasih", "atas bantuan bantuannya banyak baik ok sudah terima"},
    {"cảm cám ơn", "anh bạn chân chị em nhiều ok rất thành xin"},
    {"תודה תודות", "את אתם הכל העזרה המהירה המענה יום טוב לך לכם מאוד מעולה על עובד רבה רבות שלום"},
    {"شكرا شكراً شكرًا أشكرك أشكركم نشكركم مشكور مشكورين",
     "الجزيل الدعم السريع الرد المساعدة تمام جدا جزيلا جزيلاً على كل لك لكم مرة أخرى"},
    {"ممنون متشکرم سپاس مرسی", "از بابت بسیار خیلی شما کمک"},
    {"धन्यवाद शुक्रिया", "आपका बहुत जी आपको"},
});

// Who names the problem thanks only when it is solved.
constexpr std::string_view problem_words =
    "problem problema problème probleem problemet ongelma probléma проблема проблему issue";
constexpr std::string_view solved_words =
    "solved resolved fixed gone gelöst behoben erledigt résolu réglé resuelto solucionado risolto opgelost "
    "resolvido rozwiązany løst löst ratkesi vyřešen megoldva решена решили вирішено";

/// Phrases of scripts without blanks between words, the longer before its beginning. Those of `true` thank.
struct Phrase {
    std::string_view text;
    bool thanks = false;
};
constexpr auto phrases = std::to_array<Phrase>({
    {"ありがとうございました", true},
    {"ありがとうございます", true},
    {"ありがとう御座います", true},
    {"ありがとう", true},
    {"有難うございました", true},
    {"有難うございます", true},
    {"有り難うございます", true},
    {"感謝申し上げます", true},
    {"御礼申し上げます", true},
    {"お礼申し上げます", true},
    {"感謝いたします", true},
    {"感謝します", true},
    {"助かりました", true},
    {"お世話になっております", false},
    {"お世話になりました", false},
    {"お世話になっています", false},
    {"よろしくお願いいたします", false},
    {"よろしくお願い致します", false},
    {"よろしくお願いします", false},
    {"宜しくお願いいたします", false},
    {"宜しくお願い致します", false},
    {"宜しくお願いします", false},
    {"解決しました", false},
    {"解決いたしました", false},
    {"直りました", false},
    {"できました", false},
    {"承知しました", false},
    {"承知いたしました", false},
    {"了解しました", false},
    {"了解です", false},
    {"迅速な", false},
    {"早速の", false},
    {"ご対応", false},
    {"ご回答", false},
    {"ご返信", false},
    {"ご連絡", false},
    {"いただき", false},
    {"頂き", false},
    {"誠に", false},
    {"大変", false},
    {"本当に", false},
    {"どうも", false},
    {"無事", false},
    {"谢谢", true},
    {"謝謝", true},
    {"多谢", true},
    {"多謝", true},
    {"感谢", true},
    {"感謝", true},
    {"辛苦了", true},
    {"非常", false},
    {"十分", false},
    {"好的", false},
    {"您的", false},
    {"你的", false},
    {"您", false},
    {"你们", false},
    {"你", false},
    {"大家", false},
    {"帮助", false},
    {"幫助", false},
    {"支持", false},
    {"回复", false},
    {"回覆", false},
    {"快速", false},
    {"已解决", false},
    {"已解決", false},
    {"问题", false},
    {"了", false},
    {"的", false},
    {"很", false},
    {"감사합니다", true},
    {"감사드립니다", true},
    {"감사해요", true},
    {"고맙습니다", true},
    {"고마워요", true},
    {"대단히", false},
    {"정말", false},
    {"네", false},
    {"빠른", false},
    {"답변", false},
    {"처리", false},
    {"도움", false},
    {"도와주셔서", false},
    {"해결되었습니다", false},
    {"안녕하세요", false},
    {"ขอบคุณ", true},
    {"ขอบพระคุณ", true},
    {"มาก", false},
    {"ๆ", false},
    {"ครับ", false},
    {"ค่ะ", false},
    {"คะ", false},
    {"นะ", false},
});

bool holds(std::string_view words, std::string_view word) {
    for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        const bool begins = at == 0 || words[at - 1] == ' ';
        const std::size_t end = at + word.size();
        if (begins && (end == words.size() || words[end] == ' ')) return true;
    }
    return false;
}

/// The next character, and `at` moved behind it. An invalid byte stands for itself.
std::uint32_t next_character(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    std::uint32_t code = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t i = 0; i < more && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; ++i)
        code = code << 6U | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    return code;
}

enum class Sign { letter, unspaced, emoji, other };

Sign sign_of(std::uint32_t code) {
    const auto in = [code](std::uint32_t from, std::uint32_t to) { return code >= from && code <= to; };
    if (code < 0x80) return is_word(static_cast<char>(code)) ? Sign::letter : Sign::other;
    if (in(0x80, 0xBF) || code == 0xD7 || code == 0xF7 || in(0x2000, 0x206F) || in(0x3000, 0x3004) || in(0x3008, 0x303F) ||
        in(0xFF00, 0xFF0F) || in(0xFF1A, 0xFF20) || code == 0x60C || code == 0x61B || code == 0x61F || code == 0x964 ||
        in(0xFE00, 0xFE0F))
        return Sign::other;
    if (in(0x2190, 0x2BFF) || in(0x1F000, 0x1FAFF) || in(0xE0020, 0xE007F)) return Sign::emoji;
    if (in(0xE00, 0xE7F) || in(0x3005, 0x3007) || in(0x3040, 0x30FF) || in(0x3400, 0x9FFF) || in(0xAC00, 0xD7AF) ||
        in(0xF900, 0xFAFF))
        return Sign::unspaced;
    return Sign::letter;
}

/// A text as words, folded.
struct Words {
    std::vector<std::string_view> spaced;
    std::vector<std::string_view> unspaced;
    bool thumb = false;  // a sign that says yes or thanks by itself
};

Words words_of(std::string_view folded) {
    constexpr auto kind_signs = std::to_array<std::uint32_t>({0x1F44D, 0x1F64F, 0x2764, 0x1F44C, 0x1F44F, 0x1F389, 0x1F91D});
    Words words;
    std::size_t begin = 0;
    Sign run = Sign::other;
    const auto close = [&](std::size_t end) {
        if (run == Sign::letter) words.spaced.push_back(folded.substr(begin, end - begin));
        if (run == Sign::unspaced) words.unspaced.push_back(folded.substr(begin, end - begin));
    };
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t here = at;
        const std::uint32_t code = next_character(folded, at);
        const Sign sign = sign_of(code);
        if (std::find(kind_signs.begin(), kind_signs.end(), code) != kind_signs.end()) words.thumb = true;
        if (sign == run) continue;
        close(here);
        run = sign;
        begin = here;
    }
    close(folded.size());
    return words;
}

/// Takes known phrases off the front until nothing is left. False: something else is left.
bool is_made_of_phrases(std::string_view chunk, bool& thanks) {
    while (!chunk.empty()) {
        const auto phrase =
            std::find_if(phrases.begin(), phrases.end(), [&](const Phrase& one) { return chunk.starts_with(one.text); });
        if (phrase == phrases.end()) return false;
        thanks = thanks || phrase->thanks;
        chunk.remove_prefix(phrase->text.size());
    }
    return true;
}

/// "👍" above "Kim Berg reacted to your message:", as Outlook tells a reaction (it sends no RFC 9078).
bool is_told_reaction(std::string_view text, std::string_view name) {
    constexpr auto reacts = std::to_array<std::string_view>({"react", "reagi", "réagi", "reacci", "reage", "zareag", "отреаг",
                                                             "відреаг", "gereag", "tepki", "リアクション", "回应", "반응"});
    const std::string_view sign = first_line(text);
    const Words above = words_of(sign);
    if (sign.empty() || !above.spaced.empty() || !above.unspaced.empty()) return false;
    const std::string_view rest = trim(trim(text).substr(sign.size()));
    if (rest.empty() || rest.find('\n') != std::string_view::npos) return false;
    const std::string line = folded(rest);
    const bool is_about_reaction =
        std::any_of(reacts.begin(), reacts.end(), [&](std::string_view part) { return line.find(part) != std::string::npos; });
    const bool by_sender = !name.empty() && line.starts_with(folded(name));
    return is_about_reaction && (by_sender || rest.ends_with(':') || rest.ends_with("\uFF1A"));
}

}  // namespace

bool is_bare_thanks(std::string_view text, std::string_view name) {
    constexpr std::size_t longest = 300;
    if (text.size() > longest || text.find_first_of("?") != std::string_view::npos) return false;
    if (text.find("\uFF1F") != std::string_view::npos || text.find("\u061F") != std::string_view::npos) return false;
    if (is_told_reaction(text, name)) return true;
    const std::string lower = folded(text);
    const std::string own_name = folded(name);
    const Words words = words_of(lower);
    bool thanked = words.thumb;
    for (const std::string_view chunk : words.unspaced)
        if (own_name.find(chunk) == std::string::npos && !is_made_of_phrases(chunk, thanked)) return false;
    if (words.spaced.empty()) return thanked;
    // The words of one language, with English ones among them: a courtesy of one may be news in another.
    return std::any_of(languages.begin(), languages.end(), [&](const Language& language) {
        bool here = thanked;
        bool names_problem = false;
        bool says_solved = false;
        for (const std::string_view word : words.spaced) {
            const bool thanks = holds(english.thanks, word) || holds(language.thanks, word);
            const bool problem = holds(problem_words, word);
            const bool solved = holds(solved_words, word);
            here = here || thanks;
            names_problem = names_problem || problem;
            says_solved = says_solved || solved;
            if (!thanks && !problem && !solved && !holds(english.courtesies, word) && !holds(language.courtesies, word) &&
                own_name.find(word) == std::string::npos)
                return false;
        }
        return here && (!names_problem || says_solved);
    });
}

}  // namespace workflow::text
