// Which texts only thank, in many languages.
#include "workflow/text/thanks.hpp"

#include <gtest/gtest.h>

#include <string>

using workflow::text::is_bare_thanks;

TEST(Thanks, AreKnownInManyLanguages) {
    for (const char* text : {"Thanks a million!",
                             "Many thanks for your quick help",
                             "Besten Dank für die schnelle Rückmeldung!",
                             "Merci bien, bonne journée",
                             "Je vous remercie.",
                             "Mil gracias por la ayuda",
                             "Vi ringrazio molto",
                             "Bedankt voor de snelle reactie, groeten",
                             "Dank u wel",
                             "Muito obrigada pela ajuda",
                             "Dzięki wielkie!",
                             "Bardzo dziękuję za pomoc",
                             "Tack för hjälpen!",
                             "Tusind tak for hjælpen",
                             "Mange takk for hjelpen",
                             "Kiitos avusta",
                             "Moc děkuji za pomoc",
                             "Ďakujem veľmi pekne",
                             "Nagyon köszönöm a segítséget!",
                             "Mulțumesc frumos",
                             "Çok teşekkür ederim",
                             "Огромное спасибо за помощь",
                             "Щиро дякую",
                             "Благодаря ви много",
                             "Hvala lepa za pomoč",
                             "Najlepša hvala",
                             "Хвала вам пуно",
                             "Σας ευχαριστώ πολύ",
                             "Aitäh abi eest",
                             "Liels paldies",
                             "Labai ačiū",
                             "Moltes gràcies",
                             "Takk fyrir",
                             "Terima kasih banyak",
                             "Xin cảm ơn",
                             "Cảm ơn bạn rất nhiều",
                             "誠にありがとうございました。",
                             "ご対応いただきありがとうございます",
                             "非常感谢您的帮助！",
                             "謝謝",
                             "정말 감사합니다!",
                             "고맙습니다",
                             "ขอบคุณมากครับ",
                             "תודה רבה לכם",
                             "شكرا لكم",
                             "धन्यवाद",
                             "🙏",
                             "❤️",
                             "👍🏽",
                             "That did the trick, thanks!",
                             "Received, thank you",
                             "Thanks, have a nice weekend",
                             "Problem solved, thanks!",
                             "Danke, Problem gelöst"})
        EXPECT_TRUE(is_bare_thanks(text, "Kim Berg")) << text;
}

TEST(Thanks, MayBeSignedByTheSender) {
    EXPECT_TRUE(is_bare_thanks("Dank je wel!\nKim", "Kim Berg"));
    EXPECT_TRUE(is_bare_thanks("ありがとうございました\n山田", "山田 太郎"));
    EXPECT_FALSE(is_bare_thanks("Dank je wel!\nJoost", "Kim Berg"));
}

TEST(Thanks, WithNewsAreMore) {
    for (const char* text :
         {"Merci, mais ça ne marche pas", "Gracias, pero no funciona", "Danke, geht aber nicht", "Tack, men det fungerar inte",
          "Dziękuję, ale nie działa", "Спасибо, но не работает", "ありがとうございます。まだ動きません", "谢谢，还是不行",
          "감사합니다만 안 됩니다", "Merci, encore un problème", "Thanks, it is the problem", "Danke, das ist das Problem",
          "Kiitos, mutta ei toimi", "Thanks: 4711", "Bedankt, tot morgen om tien", "शुक्रिया लेकिन नहीं", "תודה אבל לא עובד",
          "ありがとうございます？", ""})
        EXPECT_FALSE(is_bare_thanks(text, "Kim Berg")) << text;
    EXPECT_FALSE(is_bare_thanks(std::string(301, '!') + "thanks", "Kim Berg"));
}

TEST(Thanks, AreWhatAnOfficeProgramWritesForAReaction) {
    for (const char* text :
         {"\U0001F44D\n\nKim Berg reacted to your message:", "\u2764\uFE0F\nKim Berg hat auf Ihre Nachricht reagiert:",
          "\U0001F602\n\nKim Berg a réagi à votre message\u00A0:"})
        EXPECT_TRUE(is_bare_thanks(text, "Kim Berg")) << text;
    EXPECT_FALSE(is_bare_thanks("\U0001F622\n\nIt is broken once more:", "Kim Berg"));
    EXPECT_FALSE(is_bare_thanks("Kim Berg reacted to your message:\nthe lamp is still off", "Kim Berg"));
}
