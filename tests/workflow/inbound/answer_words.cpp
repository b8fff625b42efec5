// The words of random mails.
#include "tests/workflow/inbound/answers.hpp"

#include <fmt/format.h>

#include <array>

namespace answers {

namespace {

using Strings = std::vector<std::string>;

const Strings subjects{
    "The printer on the second floor", "Our order of last month", "The new mail server",      "Die Anlage in Halle 3",
    "Le rapport du mois dernier",      "The door of the archive", "Nobody in our department", "The backup of last night",
    "El pedido de la semana pasada",   "Der Müllwagen",           "The licence key",          "My colleague Zoë"};
const Strings verbs{"does not answer since",
                    "was moved to the cellar on",
                    "needs a new part before",
                    "schickt uns nichts mehr seit",
                    "shows a red light since",
                    "n'est pas arrivé avant",
                    "was replaced by an older one",
                    "has been working again since",
                    "se paró de repente el",
                    "was never delivered to us,",
                    "läuft nur noch am",
                    "asks for a password every"};
const Strings ends{
    "Monday.",          "the storm of last week.", "yesterday at noon.", "Dienstag früh.", "the end of the month.",
    "l'été.",           "the third of the month.", "día siguiente.",     "half an hour.",  "this morning, as you know.",
    "the last update.", "we called you about it.", "Mittwoch.",          "the inventory.", "the move to building 7."};
const Strings objects{"room",  "box",   "Kiste", "order", "Auftrag", "pallet", "carton", "tray", "valve",  "hall",  "meter",
                      "année", "garaż", "kulcs", "ключ",  "filter",  "gasket", "spring", "hose", "nozzle", "motor", "bearing"};
const Strings whole{"Please tell us which of the two you would like to keep.",
                    "We will send somebody as soon as the part is here.",
                    "Die Rechnung liegt bei, bitte prüfen Sie die Beträge.",
                    "You'll find the \"short guide\" at https://www.help.example/guide/printer?id=77 as well.",
                    "Насос стоит с прошлой пятницы, и новый ещё не пришёл.",
                    "Η αντλία σταμάτησε χθες το βράδυ και δεν ξεκινά πάλι.",
                    "新しい部品は来週の月曜日に届きます。",
                    "我们明天上午十点会打电话给您。",
                    "Merci de bien vouloir vérifier l'état du câble réseau.",
                    "Could you try it once more with the other cable?",
                    "The files are at https://files.example/share/a8-77/list and will be kept for 30 days.",
                    "It's the same as in March, isn't it?",
                    "Thank you for your patience.",
                    "We could not reproduce it on our machines so far."};
const Strings questions{"Is it on?",
                        "Which one?",
                        "Did you restart it?",
                        "When does it fit?",
                        "P200 or P400?",
                        "Ist es dringend?",
                        "How many are there?",
                        "C'est urgent ?",
                        "ok",
                        "yes",
                        "12345"};
const Strings shorts{"Yes.",
                     "No",
                     "ok",
                     "yes",
                     "12345",
                     "+1",
                     "-",
                     "👍",
                     "???",
                     "5.2.1",
                     "P400",
                     "Ja, bitte.",
                     "è vero",
                     "The second one.",
                     "Not yet, we are waiting for the technician.",
                     "да",
                     "はい",
                     "x",
                     "é",
                     "Kim",
                     "3",
                     "On Monday.",
                     "n/a",
                     "see above"};
const Strings greetings{"Hello", "Dear", "Hi", "Guten Tag", "Bonjour"};
const Strings closings{"Kind regards", "Best wishes", "Mit freundlichen Grüßen", "Cordialement", "Thanks"};

}  // namespace

std::string sentence(Random& random) {
    if (random.one_in(6)) return random.pick(whole);
    if (random.one_in(2))
        return fmt::format("{} {} {} {}", random.pick(whole), random.pick(objects), random.below(9000), random.pick(objects));
    if (random.one_in(2))
        return fmt::format("{} {} {} {} {}.", random.pick(subjects), random.below(400), random.pick(verbs), random.pick(objects),
                           random.below(9000));
    return fmt::format("{} {} {} {}", random.pick(subjects), random.pick(verbs), random.below(90), random.pick(ends));
}

std::string short_answer(Random& random) {
    return random.pick(shorts);
}

std::vector<std::string> mail_text(Random& random, const Person& from) {
    Strings out{fmt::format("{} {},", random.pick(greetings), random.one_in(2) ? "all" : "Ms Adler"), ""};
    for (std::size_t paragraphs = 1 + random.below(4); paragraphs > 0; --paragraphs) {
        std::string line = sentence(random);
        for (std::size_t more = random.below(4); more > 0; --more)
            line += " " + sentence(random);
        out.push_back(line);
        if (random.one_in(3))
            for (std::size_t count = 1 + random.below(3); count > 0; --count)
                out.push_back(random.pick(questions));
        if (random.one_in(4)) {
            out.emplace_back("Please choose one of these:");
            for (std::size_t item = 1; item <= 3; ++item)
                out.push_back(fmt::format("{}. {}", item, sentence(random)));
        }
        if (random.one_in(6))
            out.insert(out.end(), {"$ systemctl status pump", "   Active: failed (code=exited, status=203)", "-- "});
        if (random.one_in(3)) out.emplace_back("");
    }
    out.insert(out.end(), {"", random.pick(closings), from.name});
    return out;
}

}  // namespace answers
