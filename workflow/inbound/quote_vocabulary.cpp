// The words by which mail programs introduce quotes.
#include "workflow/inbound/quote_vocabulary.hpp"

#include "workflow/text/text.hpp"
#include "workflow/text/words.hpp"

#include <algorithm>
#include <array>

namespace workflow::quotes {

namespace {

/// By language: how a quote is introduced; days of the week and months, in full and short.
constexpr auto vocabulary = std::to_array<std::string_view>({
    // English, and what all use
    "on at wrote writes said sent from to via by the of am pm a p m utc gmt z bst est edt cst cdt mst mdt pst pdt cet "
    "cest met mest eet eest wet west msk ist jst kst aest aedt nzst nzdt sast brt st nd rd th h hrs hours",
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january "
    "february march april may june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec",
    // German
    "am um uhr schrieb geschrieben hat von vom den der montag dienstag mittwoch donnerstag freitag samstag sonnabend "
    "sonntag mo di mi do fr sa so januar jänner februar feber märz april mai juni juli august september oktober "
    "november dezember mär mrz okt dez",
    // French
    "le la à a écrit de ecrit lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim janvier "
    "février mars avril mai juin juillet août septembre octobre novembre décembre janv févr avr juil déc heures",
    // Spanish
    "el a las la los escribió escribio en de del lunes martes miércoles jueves viernes sábado domingo lun mar mié mie "
    "jue vie sáb sab dom enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
    "diciembre ene abr ago sept dic hora horas hs",
    // Portuguese
    "em às as no na escreveu de segunda terça quarta quinta sexta feira sábado domingo seg ter qua qui sex sáb dom "
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro fev abr mai ago set out "
    "dez",
    // Italian
    "il alle ore ha scritto lunedì martedì mercoledì giovedì venerdì sabato domenica lun mar mer gio ven sab dom "
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre gen mag giu lug "
    "ago set ott dic",
    // Dutch
    "op om schreef heeft het volgende geschreven maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo "
    "do vr za zo januari februari maart april mei juni juli augustus september oktober november december mrt okt uur",
    // Danish, Norwegian, Swedish
    "den d kl skrev følgende mandag tirsdag onsdag torsdag fredag lørdag søndag man tirs ons tors fre lør søn tir tor "
    "januar februar marts april maj juni juli august september oktober november december",
    "mandag tirsdag onsdag torsdag fredag lørdag søndag mars mai okt des desember klokka",
    "måndag tisdag onsdag torsdag fredag lördag söndag mån tis ons tors fre lör sön januari februari mars april maj "
    "juni juli augusti september oktober november december klockan",
    // Finnish, Estonian
    "kirjoitti klo maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai maanantaina tiistaina "
    "keskiviikkona torstaina perjantaina lauantaina sunnuntaina ma ti ke to pe la su tammikuuta helmikuuta "
    "maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta tammi "
    "helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    "kirjutas kell kuupäeval esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev e t k n r l p jaanuar "
    "veebruar märts aprill mai juuni juuli august september oktoober november detsember jaan veebr okt dets",
    // Polish, Czech, Slovak
    "dnia o godz napisał napisała napisał(a) pisze w dniu poniedziałek wtorek środa czwartek piątek sobota niedziela "
    "pon wt śr czw pt sob niedz stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "dne v ve napsal napsala pondělí úterý středa středu čtvrtek pátek sobota sobotu neděle neděli po út st čt pá so "
    "ne ledna února března dubna května června července srpna září října listopadu prosince led úno bře dub kvě čvn "
    "čvc srp zář říj lis pro",
    "dňa napísal napísala písal pondelok utorok streda stredu štvrtok piatok sobota nedeľa po ut st št pi so ne "
    "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    // Hungarian, Romanian
    "ezt írta időpontban ekkor hétfő kedd szerda csütörtök péntek szombat vasárnap h k sze cs p szo v január február "
    "március április május június július augusztus szeptember október november december jan febr márc ápr máj jún júl "
    "aug szept okt nov dec",
    "în data la ora a scris luni marți miercuri joi vineri sâmbătă duminică lun mar mie vin sâm dum ianuarie "
    "februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie ian iun iul noi",
    // Croatian, Serbian, Bosnian, Slovenian
    "je u napisao napisala ponedjeljak ponedeljak utorak srijeda sreda četvrtak petak subota nedjelja nedelja pon uto "
    "sri sre čet pet sub ned siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga "
    "prosinca sij velj ožu tra svi lip srp kol ruj lis stu pro",
    "dne ob je oseba napisal napisala ponedeljek torek sreda četrtek petek sobota nedelja pon tor sre čet pet sob ned "
    "januar februar marec april maj junij julij avgust september oktober november december",
    // Turkish
    "tarihinde saat şunu yazdı şunları kişi pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt sal çar per cum "
    "cmt paz ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık oca şub nis haz tem ağu eyl "
    "eki kas ara",
    // Latvian, Lithuanian
    "plkst rakstīja pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena pirmd otrd trešd ceturtd "
    "piektd sestd svētd janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris "
    "decembris gada g",
    "rašė val pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis sausio vasario "
    "kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio m mėn d",
    // Russian, Ukrainian, Bulgarian
    "в от пишет написал написала писал понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт "
    "сб вс января февраля марта апреля мая июня июля августа сентября октября ноября декабря янв фев мар апр май июн "
    "июл авг сен сент окт ноя нояб дек г года",
    "о пише написав написала понеділок вівторок середа четвер пятниця субота неділя пн вт ср чт пт сб нд січня лютого "
    "березня квітня травня червня липня серпня вересня жовтня листопада грудня січ лют бер кві тра чер лип сер вер "
    "жов лис гру р",
    "на в написа понеделник вторник сряда четвъртък петък събота неделя пон вт ср чет пет съб нед януари февруари "
    "март април май юни юли август септември октомври ноември декември г ч",
    // Greek
    "στις έγραψε ο η το ώρα δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρι τετ πεμ παρ σαβ κυρ "
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου "
    "δεκεμβρίου ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ πμ μμ",
    // Hebrew, Arabic, Persian
    "בתאריך ב בשעה מאת כתב כתבה כתבו יום א ג ד ה ו שבת ראשון שני שלישי רביעי חמישי שישי בינואר בפברואר במרץ באפריל "
    "במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר "
    "אוקטובר נובמבר דצמבר",
    "في كتب كتبت بتاريخ الساعة من الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد يناير فبراير مارس أبريل مايو "
    "يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر ص م",
    "در تاریخ نوشت دوشنبه سه شنبه چهارشنبه پنجشنبه جمعه یکشنبه ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر "
    "اکتبر نوامبر دسامبر",
    // Catalan, Basque, Galician
    "el la dia les va escriure dilluns dimarts dimecres dijous divendres dissabte diumenge gener febrer març abril "
    "maig juny juliol agost setembre octubre novembre desembre",
    "igorleak hau idatzi du astelehena asteartea asteazkena osteguna ostirala larunbata igandea urtarrilak otsailak "
    "martxoak apirilak maiatzak ekainak uztailak abuztuak irailak urriak azaroak abenduak",
    // Vietnamese, Indonesian, Malay
    "vào lúc ngày tháng năm thứ chủ nhật đã viết hai ba tư sáu bảy th",
    "pada pukul menulis tanggal senin selasa rabu kamis jumat sabtu minggu isnin ahad khamis januari februari maret "
    "mac april mei jun juli julai agustus ogos september oktober november desember disember",
    // Icelandic
    "skrifaði þann mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur janúar febrúar "
    "apríl maí júní júlí ágúst október nóvember",
    // Chinese, Japanese, Korean: each character is a word
    "年 月 火 水 木 金 土 日 曜 時 分 秒 午 前 後 星 期 一 二 三 四 五 六 周 週 上 下 于 於 在 写 道 寫 说 の 、 に "
    "さ ん は 書 き ま し た 님 이 작 성 년 월 일 요 화 수 목 금 토 오 전 후 시 분 에 서",
});

constexpr auto originals = std::to_array<std::string_view>({
    "original message",     "original appointment",    "originalnachricht",       "ursprüngliche nachricht",
    "originaltermin",       "ursprünglicher termin",   "message d'origine",       "message d’origine",
    "message original",     "rendez-vous d'origine",   "mensaje original",        "mensagem original",
    "messaggio originale",  "oorspronkelijk bericht",  "oorspronkelijke bericht", "oprindelig meddelelse",
    "opprinnelig melding",  "ursprungligt meddelande", "originalmeddelande",      "alkuperäinen viesti",
    "wiadomość oryginalna", "oryginalna wiadomość",    "původní zpráva",          "pôvodná správa",
    "eredeti üzenet",       "mesajul original",        "mesaj original",          "izvorna poruka",
    "izvirno sporočilo",    "orijinal ileti",          "исходное сообщение",      "оригинално съобщение",
    "αρχικό μήνυμα",        "元のメッセージ",
});

constexpr auto forwards = std::to_array<std::string_view>({
    "forwarded message",
    "forwarded by",
    "begin forwarded",
    "forwarded mail",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten",
    "message transféré",
    "message transfere",
    "début du message réexpédié",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "mensagem encaminhada",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "doorgestuurd bericht",
    "videresendt",
    "vidarebefordrat",
    "välitetty viesti",
    "wiadomość przekazana",
    "przekazana wiadomość",
    "přeposlaná zpráva",
    "továbbított üzenet",
    "mesaj redirecționat",
    "iletilen ileti",
    "пересылаемое сообщение",
    "转发的邮件",
});

constexpr auto reply_prefixes =
    std::to_array<std::string_view>({"re",  "aw", "fw",     "fwd", "wg", "tr",  "rv",  "sv", "antw", "antwort", "r",   "i",
                                     "enc", "vs", "doorst", "odp", "pd", "res", "ref", "yt", "ynt",  "vb",      "bls", "rif"});

}  // namespace

Vocabulary::Vocabulary() {
    std::vector<text::Word> found;
    for (const std::string_view language : vocabulary)
        text::append_words(language, found);
    words_.reserve(found.size());
    for (const text::Word& word : found)
        words_.insert(word.hash);
}

bool Vocabulary::has(std::uint64_t word) const {
    return words_.has(word);
}

bool is_original_marker(std::string_view line) {
    constexpr std::string_view dashes = "-_ ";
    if (line.size() < 3 || dashes.find(line[1]) == std::string_view::npos) return false;
    line = text::trim(line);
    const auto first = line.find_first_not_of(dashes);
    if (first == std::string_view::npos || first < 3) return false;
    const auto last = line.find_last_not_of(dashes) + 1;
    if (line.size() - last < 3 || last - first > 80) return false;
    const std::string inside = text::folded(line.substr(first, last - first));
    return std::find(originals.begin(), originals.end(), inside) != originals.end();
}

bool is_forward_marker(std::string_view line) {
    constexpr std::size_t shortest = 10;
    constexpr std::size_t longest = 200;
    if (line.size() < shortest || line.size() > longest) return false;
    const std::string folded = text::folded(line);
    return std::any_of(forwards.begin(), forwards.end(),
                       [&](std::string_view phrase) { return folded.find(phrase) != std::string::npos; });
}

bool is_reply_prefix(std::string_view word) {
    return std::find(reply_prefixes.begin(), reply_prefixes.end(), word) != reply_prefixes.end();
}

}  // namespace workflow::quotes
