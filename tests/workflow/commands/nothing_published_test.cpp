// What is meant for us never goes to a client: every command word and every word near to one, in each place and each mark.
#include "tests/workflow/desk.hpp"
#include "workflow/commands/command_parse.hpp"
#include "workflow/commands/near_words.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>
#include <string>
#include <vector>

namespace {

using namespace workflow;
using desk_test::worded;

/// Each word with one letter left out, doubled, changed, or two swapped.
std::vector<std::string> typing_errors(const std::string& word) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        out.push_back(std::string(word).erase(i, 1));
        out.push_back(std::string(word).insert(i, 1, word[i]));
        std::string other = word;
        other[i] = 'x';
        out.push_back(other);
        if (i + 1 < word.size() && word[i] != word[i + 1]) {
            other = word;
            std::swap(other[i], other[i + 1]);
            out.push_back(other);
        }
    }
    return out;
}

/// The text that would go to the client; nullopt: the mail is refused or its text is a note.
std::optional<std::string> published(const std::string& subject, const std::string& body) {
    const auto tags = parse_subject(subject, {"Keyboard", "[#1] Keyboard"});
    if (!tags) return std::nullopt;
    const auto items = parse_body(body);
    if (!items) return std::nullopt;
    auto all = tags->commands;
    all.insert(all.end(), items->commands.begin(), items->commands.end());
    if (!all.empty()) return std::nullopt;  // it ran, and the receipt says so
    if (!late_note(items->text).empty()) return std::nullopt;
    return std::string(items->text);
}

std::vector<std::pair<std::string, std::string>> places(const std::string& word) {
    const std::string tag = "[" + word + "]";
    return {{tag + " Re: [#1] Keyboard", "He broke it."},
            {"Re: " + tag + " [#1] Keyboard", "He broke it."},
            {"Re: [#1] " + tag + " Keyboard", "He broke it."},
            {"Re: [#1] Keyboard " + tag, "He broke it."},
            {"Re: [#1] [" + word, "He broke it."},
            {"Re: [#1] Keyboard [" + word, "He broke it."},
            {"Re: [#1] Keyboard #" + word, "He broke it."},
            {"Re: [#1] Keyboard " + word + "]", "He broke it."},
            {"Re: [#1] Keyboard 【" + word + "】", "He broke it."},
            {"Re: [#1] Keyboard ［" + word + "］", "He broke it."},
            {"Re: [#1] Keyboard", tag + " he broke it."},
            {"Re: [#1] Keyboard", tag + "\nHe broke it."},
            {"Re: [#1] Keyboard", "#" + word + "\nHe broke it."},
            {"Re: [#1] Keyboard", "#" + word + " he broke it."},
            {"Re: [#1] Keyboard", "/" + word + "\nHe broke it."}};
}

TEST(NothingPublished, OfACommandWordOrOneNearToIt) {
    std::set<std::string> words;
    for (const CommandWord& known : command_words()) {
        const std::string word(known.word);
        if (known.form == CommandWord::Form::list || word.find(' ') != std::string::npos) continue;
        words.insert(word);
        if (word.size() < 3 || word.find_first_of("0123456789") != std::string::npos) continue;
        for (const std::string& wrong : typing_errors(word))
            if (!nearest_command(wrong).empty() || is_nearly_note(wrong)) words.insert(wrong);
    }
    EXPECT_GT(words.size(), 800U);
    for (const std::string& word : words)
        for (const auto& [subject, body] : places(word))
            EXPECT_EQ(published(subject, body), std::nullopt) << subject << " | " << body;
}

TEST(NothingPublished, OfATypingErrorOfNoteInAnyPlace) {
    for (const std::string word : {"note", "internal", "notiz", "intern", "privat"}) {
        for (const std::string& wrong : typing_errors(word)) {
            if (nearest_command(wrong).empty() && !is_nearly_note(wrong)) continue;  // "not", "inter": other words
            EXPECT_EQ(published("Re: [#1] Keyboard [" + wrong + "]", "He broke it."), std::nullopt) << wrong;
            if (is_nearly_note(wrong)) {
                EXPECT_EQ(published("Re: [#1] Key [" + wrong + "] board", "He broke it."), std::nullopt) << wrong;
            }
        }
    }
}

TEST(NothingPublished, OfANoteInOtherMarksOrLines) {
    for (const char* subject :
         {"Re: [#1] Keyboard (note)", "Re: [#1] (intern) Keyboard", "Re: [#1] {note} Keyboard", "Re: [#1] Key [note] board",
          "Re: [#1] Keyboard #note", "Re: [#1] [notes for Ben] Keyboard", "Re: [#1] Keyboard [note: he broke it]",
          "Re: [#1] Keyboard [private]", "[Note] AW: [#1] Keyboard", "Re: [Notiz] Keyboard"})
        EXPECT_EQ(published(subject, "He broke it."), std::nullopt) << subject;
    for (const char* body :
         {"Hello Ben,\n#note he broke it", "Hello\n\n[internal]\nhe broke it", "He broke it.\n\n#note", "#Notiz: kaputt"})
        EXPECT_EQ(published("Re: [#1] Keyboard", body), std::nullopt) << body;
}

TEST(NothingPublished, AndOrdinaryBracketsAreText) {
    constexpr std::string_view ordinary =
        "PDF,FAQ,new,task,EXTERNAL,EXT,SPAM,SUSPECT,URGENT,IMPORTANT,data,last,done,none,step,tax,Update,Backup,Order,Invoice,"
        "Offer,"
        "Quote,Notice,Node,Nodes,Hotel,Internet,Internet "
        "access,Server,Windows,Linux,Debian,Ubuntu,macOS,iPhone,Android,Outlook,Excel,"
        "Word,Teams,Zoom,Slack,JIRA,JIRA-17,GitHub,GitLab,SAP,Oracle,MySQL,Redis,nginx,Apache,Docker,Azure,AWS,Cisco,Dell,HP,"
        "Lenovo,"
        "Epson,Canon,Brother,Ricoh,Xerox,Zebra,Nokia,Siemens,Bosch,VIP,Tip,Win,Zip,WiFi,WLAN,VPN,DNS,DHCP,SMTP,IMAP,LDAP,SSO,2FA,"
        "MFA,"
        "Log,Logs,Flow,Now,Slow,Row,Law,How,Light,Night,Right,Left,Line,Lines,Fine,Nine,Mini,Minor,Major,Make,Lake,Cake,Tape,"
        "Table,"
        "Tablet,Tile,Theme,Team,Type,Token,Data "
        "sheet,Gate,Rate,Late,State,Static,Stage,Staff,Star,Stars,Smart,Sport,Share,Shop,Snow,Slot,"
        "Shoes,Ship,Top,Store,Stock,Stone,Storm,Tower,Power,Lower,Flower,Pack,Rack,Bank,Black,Hack,Jack,Lack,Price,Print,Printer,"
        "Prime,"
        "Pro,Promo,Proof,Radio,Form,Forms,Forum,Ford,Four,Floor,Fork,Fox,Limit,Light 2,Lost,Lisa,"
        "Hello,Height,Heap,Wish,"
        "Width,Wine,Winter,Want,Waste,Water,Design,Reserve,Export,Import,Airport,Resort,Record,Repeat,Cloud,Class,Clone,Clock,"
        "Cross,Cause,"
        "Paris "
        "2,Stars,Clock,Watch,Heart,Remove,Large,Energy,George,Sprint,Speed,Send,Spare,Spark,Splice,Solid,Media,Medicine,Intro,"
        "Insert,Integral,Interval,Privacy,"
        "Prince,"
        "Primate,Republic,Temple,Sample,Monitor,Mouse,Keyboard,Screen,Pump,Valve,Door,Lift,Heating,Room 12,Building "
        "7,Berlin,Paris,"
        "London,Vienna,Q1,Q2,Q3,Q4,2026,2026-12,v1.2,1.0,12345,#12345x,CVE-2026-1234,RFC 5321,ISO "
        "9001,DIN,EN,DE,FR,EU,US,UK,HR,IT,QA,"
        "Dev,Prod,Test,Tests,Beta,Alpha,Demo,Draft,Review,Approved,Rejected,Pending,Sales,Finance,Legal,Marketing,Support,"
        "Helpdesk,"
        "Service,Newsletter,Digest,Announcement,Survey,Meeting,Agenda,Minutes,Event,Events,Alert,Alerts,Error,Errors,Warning,"
        "Caution,"
        "Security,Patch,Release,Bug,Bugs,Bugfix,Feature,Question,Questions,Answer,Idea,Feedback,Contract,Budget,Holiday,Vacation,"
        "Reminder,Invitation,Accepted,Declined,Canceled,Rechnung,Angebot,Bestellung,Lieferung,Strom,Heizung,Wasser,Drucker,"
        "Bildschirm,"
        "Frage,Hinweis,Wichtig,Dringend,Info,Termin,Urlaub,Messe,Miete,Klima,Karte,Kasse,Liste,Licht,Zeile,Ziel,Titelbild,Datei,"
        "Datum,"
        "Preis,Prinz,Stadt,Stern,Stift,Stoff,a;b;c,list-name,users@lists.example,ticketd-users,P5,GTX "
        "1080,C++,A4,USB-C,HDMI,3d,24x7,100%";
    std::size_t count = 0;
    for (const std::string_view word : text::split(ordinary, ',')) {
        ++count;
        for (const std::string& subject :
             {fmt::format("Re: [#1] Keyboard [{}]", word), fmt::format("[{}] Re: [#1] Keyboard", word),
              fmt::format("Re: [#1] [{}] Keyboard", word), fmt::format("Re: [{}] Keyboard", word)}) {
            const auto parsed = parse_subject(subject, {"Keyboard", "[#1] Keyboard"});
            EXPECT_TRUE(parsed) << subject << ": " << (parsed ? "" : worded(parsed.error()));
            EXPECT_TRUE(!parsed || parsed->commands.empty()) << subject;
        }
        const std::string line = fmt::format("[{}] is what I mean.", word);
        const auto body = parse_body(line);
        EXPECT_TRUE(body && body->text == line) << line << (body ? "" : worded(body.error()));
    }
    EXPECT_GE(count, 300U);
}

}  // namespace
