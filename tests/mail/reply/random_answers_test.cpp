// Answers put together at random: a person's sentences, the quotes of many programs, and what stands below them. No line of the
// person may be cut where the quote has marks or two signs, and a quote that the writer left alone goes.
#include "mail/reply/reply_extractor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace mail {
namespace {

using Text = std::string_view;

/// What people type, also what looks like something else.
constexpr Text sentences[] = {
    "It works again, thank you.",
    "ok",
    "-",
    "5.2.1",
    "No, the lamp stays red.",
    "Sent via courier on Tuesday, number 77120.",
    "Sent from the old building to the new one.",
    "Von meinem Platz aus geht es nicht.",
    "Enviado por error a otra persona, perdón.",
    "From: Oslo",
    "To: Bergen",
    "Date: Friday",
    "The information contained in this list is out of date.",
    "Disclaimer: I have not opened the case.",
    "This email is about the second screen.",
    "We have 3 of them, 2 are broken, 1 is new.",
    "On 4 May your driver said he would come back.",
    "Mia wrote that it is done.",
    "He said:",
    "please call 555 0199 before 10:30",
    "-- see the list",
    "# not a heading",
    "a > b, so it stops",
    "Ja, seit gestern 8:15 Uhr.",
    "Le câble est neuf, le port aussi.",
    "もう動きました。",
    "Это второй принтер, не первый.",
    "mysql> select 1;",
    "Error 0x80070005: access denied",
    "PS: the key is with the porter.",
    "Subject to change, of course.",
    "Best would be Monday.",
    "https://files.example/a/b?c=1",
    "Ticket 4711 of 23.11.2026 is the same.",
    "mia@desk.example knows about it.",
    "Thanks!",
};

/// What programs write above a quote.
constexpr Text attributions[] = {
    "On Mon, Nov 23, 2026 at 8:15 AM Mia Holt <mia@desk.example> wrote:",
    "On 11/23/26 08:15, Mia Holt via North Desk wrote:",
    "On Mon, 23 Nov 2026 08:15:20 +0100\nMia Holt <mia@desk.example> wrote:",
    "On Monday, November 23, 2026 at 8:15 AM Mia Holt\n<support+iqcaaaaabj7bj2l4ob2444@desk.example> wrote:",
    "Am 23.11.2026 um 08:15 schrieb Mia Holt <mia@desk.example>:",
    "Am Mo., 23. Nov. 2026 um 08:15 Uhr schrieb Mia Holt <\nmia@desk.example>:",
    "Le lun. 23 nov. 2026 à 08:15, Mia Holt <mia@desk.example> a écrit :",
    "El lun, 23 nov 2026 a las 8:15, Mia Holt (<mia@desk.example>) escribió:",
    "Em seg., 23 de nov. de 2026 às 08:15, Mia Holt <mia@desk.example> escreveu:",
    "Il giorno lun 23 nov 2026 alle ore 08:15 Mia Holt <mia@desk.example> ha scritto:",
    "Op ma 23 nov. 2026 om 08:15 schreef Mia Holt <mia@desk.example>:",
    "Den mån 23 nov. 2026 kl 08:15 skrev Mia Holt <mia@desk.example>:",
    "man. 23. nov. 2026 kl. 08.15 skrev Mia Holt <mia@desk.example>:",
    "ma 23. marrask. 2026 klo 8.15 Mia Holt (mia@desk.example) kirjoitti:",
    "pon., 23 lis 2026 o 08:15 Mia Holt <mia@desk.example> napisał(a):",
    "po 23. 11. 2026 v 8:15 odesílatel Mia Holt <mia@desk.example> napsal:",
    "Mia Holt <mia@desk.example> ezt írta (időpont: 2026. nov. 23., H, 8:15):",
    "пн, 23 нояб. 2026 г. в 08:15, Mia Holt <mia@desk.example>:",
    "2026年11月23日(月) 8:15 Mia Holt <mia@desk.example>:",
    "Mia Holt <mia@desk.example> 于2026年11月23日周一 08:15写道：",
    "23.11.2026 8:15, Mia Holt пишет:",
    "---- On Mon, 23 Nov 2026 08:15:20 +0100 Mia Holt <mia@desk.example> wrote ----",
};

constexpr Text heads[] = {
    "From: Mia Holt <mia@desk.example>\nSent: Monday, November 23, 2026 8:15 AM\nTo: Jon Bell <jon@client.example>\nSubject: "
    "Lamp",
    "Von: Mia Holt <mia@desk.example>\nGesendet: Montag, 23. November 2026 08:15\nAn: Jon Bell\nBetreff: Lamp",
    "________________________________\nDe : Mia Holt <mia@desk.example>\nEnvoyé : lundi 23 novembre 2026 08:15\nÀ : Jon Bell\n"
    "Objet : Lamp",
    "-----Original Message-----\nFrom: Mia Holt [mailto:mia@desk.example]\nSent: Monday, November 23, 2026 8:15 AM\nTo: Bell, "
    "Jon\n"
    "Subject: RE: Lamp",
    "-----Ursprüngliche Nachricht-----\nVon: Mia Holt\nGesendet: Montag, 23. November 2026 08:15\nAn: Jon Bell\nBetreff: Lamp",
    "*From:* Mia Holt <mia@desk.example>\n*Sent:* Monday, November 23, 2026 8:15 AM\n*To:* Jon Bell\n*Subject:* Lamp",
    "Frá: Mia Holt <mia@desk.example>\nSent: mánudagur, 23. nóvember 2026 08:15\nTil: Jon Bell\nEfni: Lamp",
    "Pošiljatelj: Mia Holt <mia@desk.example>\nPoslano: ponedjeljak, 23. studenoga 2026. 8:15\nPrima: Jon Bell\nPredmet: Lamp",
    "Xyzzy: Mia Holt <mia@desk.example>\nPlugh: 2026-11-23 08:15\nFoo: Jon Bell <jon@client.example>\nBar: Lamp",
};

constexpr Text quoted_lines[] = {
    "Dear Jon, quoted line one.",
    "Is the quoted lamp on?",
    "Which quoted floor is it?",
    "We quoted the price on 3 November:",
    "quoted 12345",
    "Kind quoted regards",
    "Mia of the quoted desk",
    "The quoted table follows - see there",
};

constexpr Text marks[] = {"> ", ">", "> ", "> ", "# ", "| ", ") ", "MH> ", "    Mia> ", "\t", "    ", "    > "};

constexpr Text footers[] = {
    "_______________________________________________\nlamps mailing list\nlamps@lists.client.example",
    "-- \nJon Bell\nBell & Sons",
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you are not the intended "
    "recipient, "
    "delete it.",
    "Sent from my iPhone",
};

class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    bool one_in(std::size_t n) { return below(n) == 0; }
    template <std::size_t N>
    Text any(const Text (&all)[N]) {
        return all[below(N)];
    }

    /// Some of the person's lines; each is noted.
    std::string own(std::size_t most) {
        std::string out;
        const auto wanted = 1 + below(most);
        for (std::size_t i = 0; i < wanted; ++i) {
            const auto line = any(sentences);
            own_.push_back(line);
            out.append(line).append(one_in(3) ? "\n\n" : "\n");
        }
        return out;
    }

    std::string quote(Text mark, std::size_t least = 1) {
        std::string out;
        const auto wanted = least + below(5);
        for (std::size_t i = 0; i < wanted; ++i) {
            const auto line = any(quoted_lines);
            out.append(mark).append(line).append("\n");
            if (one_in(4)) out.append(mark == ">" ? ">\n" : mark == "> " ? "> \n" : "\n");
        }
        return out;
    }

    [[nodiscard]] const std::vector<Text>& own_lines() const { return own_; }

private:
    std::mt19937_64 random_;
    std::vector<Text> own_;
};

struct Answer {
    std::string text;
    Text mark;               // of its quoted lines
    bool left_alone = true;  // nothing was typed below the quote's begin
};

std::string gap(Generator& from) {
    return from.one_in(3) ? "" : "\n";
}

Answer marked_answer(Generator& from) {
    Answer out;
    const auto mark = out.mark = from.any(marks);
    const auto attribution = std::string(from.any(attributions)) + "\n" + gap(from);
    switch (from.below(4)) {
        case 0:
            out.text = from.own(4) + gap(from) + attribution + from.quote(mark);
            break;
        case 1:
            out.text = attribution + from.quote(mark) + "\n" + from.own(4);
            out.left_alone = false;
            break;
        case 2:
            out.text = from.own(2) + "\n" + attribution + from.quote(mark) + "\n" + from.own(3) + "\n" + from.quote(mark) + "\n" +
                       from.own(3);
            out.left_alone = false;
            break;
        default:
            out.text = from.own(3) + gap(from) + std::string(from.any(heads)) + "\n\n" + from.quote("> ") + "\n" + from.own(2);
            out.left_alone = false;
            break;
    }
    return out;
}

Answer unmarked_answer(Generator& from) {
    Answer out;
    const bool block = from.one_in(2);
    const auto head = std::string(block ? from.any(heads) : from.any(attributions));
    if (from.one_in(5)) {
        // Nothing above: nobody can tell, and all is shown.
        out.text = head + "\n\n" + from.quote("") + "\n" + from.own(3);
        out.left_alone = false;
    } else {
        out.text = from.own(4) + "\n" + head + "\n\n" + from.quote("", 2);
    }
    return out;
}

std::vector<Text> lines_of(Text text) {
    std::vector<Text> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        out.push_back(text.substr(0, end));
        if (end == Text::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

std::uint64_t seed() {
    const char* given = std::getenv("TICKETD_TEST_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : 20261123;
}

TEST(RandomAnswers, LoseNoLineOfThePerson) {
    constexpr int wanted = 2000;
    RecordProperty("seed", std::to_string(seed()));
    int alone = 0;
    int kept = 0;
    int lost = 0;
    for (int n = 0; n < wanted; ++n) {
        Generator from(seed() * 100000 + static_cast<std::uint64_t>(n));
        auto answer = from.one_in(3) ? unmarked_answer(from) : marked_answer(from);
        if (from.one_in(4)) answer.text += "\n" + std::string(from.any(footers)) + "\n";
        ReplyContext context;
        context.subject = "Re: Lamp";
        context.is_reply = true;
        const auto cut = cut_reply(answer.text, context);
        const auto shown = lines_of(cut.reply);
        for (const auto line : from.own_lines()) {
            // A line with the quote's own mark is one of the quote.
            if (!answer.mark.empty() && line.starts_with(answer.mark)) continue;
            const auto stands = std::count(shown.begin(), shown.end(), line);
            const auto typed = std::count(from.own_lines().begin(), from.own_lines().end(), line);
            if (stands >= typed) continue;
            ++lost;
            EXPECT_GT(lost, 5) << "seed " << seed() << ", answer " << n << " lost: " << line << "\n---\n"
                               << answer.text << "\n--- reply:\n"
                               << cut.reply;
            break;
        }
        // Words that end in a colon introduce what follows, and then it stays.
        const bool introduced =
            std::any_of(from.own_lines().begin(), from.own_lines().end(), [](Text line) { return line.ends_with(':'); });
        if (!answer.left_alone || introduced) continue;
        ++alone;
        if (cut.reply.find("quoted") != std::string::npos) {
            ++kept;
            if (std::getenv("TICKETD_TEST_SHOW") != nullptr)
                std::printf("KEPT %d\n%s\n--- reply:\n%s\n======\n", n, answer.text.c_str(), cut.reply.c_str());
        }
    }
    std::printf("seed %llu: %d answers, %d quotes left alone, %d of them kept\n", static_cast<unsigned long long>(seed()), wanted,
                alone, kept);
    EXPECT_EQ(lost, 0);
    EXPECT_LE(kept * 20, alone) << "more than one quote in twenty stays";
}

}  // namespace
}  // namespace mail
