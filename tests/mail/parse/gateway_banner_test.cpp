// Which lines on top of a text are a mail gateway's warning.
#include "mail/message/gateway_banner.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

/// What is left below the banner.
std::string_view below(std::string_view text) {
    const auto rest = text.substr(gateway_banner_end(text));
    return rest.substr(rest.find_first_not_of('\n'));
}

TEST(GatewayBanner, OfManyGatewaysIsKnown) {
    for (const char* banner :
         {"CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you "
          "recognize the sender and know the content is safe.",
          "This message was sent from outside the company.\nPlease do not click links or open attachments unless you\nrecognise "
          "the "
          "source of this email and know the content is safe.",
          "[EXTERNAL]", "*** EXTERNAL SENDER ***", "EXTERNAL EMAIL: Treat with caution and do not open links.",
          "\u26A0 This Message Is From an External Sender\nThis message came from outside your organization.",
          "ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\nZjQcmQRYFpfptBannerEnd",
          "=====================\nNOTICE: This e-mail came from outside our university.\n=====================",
          "You don't often get email from rosa@taller.example. Learn why this is important",
          "ACHTUNG: Diese E-Mail stammt von einem externen Absender. Bitte vermeiden Sie es, Anhänge oder Links zu öffnen.",
          "ATTENTION : Ce courriel provient de l'extérieur de votre organisation. Ne cliquez pas sur les liens.",
          "PRECAUCIÓN: Este correo se originó fuera de la organización. No haga clic en los enlaces.",
          "LET OP: Deze e-mail is afkomstig van buiten de organisatie.", "UWAGA: Ta wiadomość pochodzi spoza organizacji.",
          "ВНИМАНИЕ: Это письмо отправлено внешним отправителем."}) {
        for (const std::string gap : {"\n\n", "\n\n----------\n\n"}) {
            EXPECT_EQ(below(banner + gap + "The lift is stuck.\n"), "The lift is stuck.\n") << banner;
        }
    }
    EXPECT_EQ(below("[EXTERNAL EMAIL]\nThe lift is stuck."), "The lift is stuck.");
}

TEST(GatewayBanner, IsNothingThatAPersonWrites) {
    for (const char* text :
         {"The lift is stuck.\n\nPlease come.", "This email is about the external monitor on my desk.",
          "This message came from the external disk this morning.", "Caution: mails from outside do not reach us since Monday.",
          "Our company is outside the city, this email is to say where.",
          "WARNING: do not open the attachment, it is a virus. Help!", "External", "Do not click links.", "[EXTERNAL]",
          "CAUTION: This email originated from outside of the organization.\n", "***\nThe lift\n***", "", "\n\n",
          "[it-all] hello", "CAUTION: wet floor\n\nThe lift leaks."}) {
        EXPECT_EQ(gateway_banner_end(text), 0U) << text;
    }
}

TEST(GatewayBanner, EndsWhereAPersonBegins) {
    for (const char* own :
         {"Лифт застрял.", "エレベーターが止まりました。", "Der Aufzug steckt fest.", "\U0001F44D\nthanks", "\u26A0 wet floor"})
        EXPECT_EQ(below(std::string("[EXTERNAL EMAIL]\n") + own), own);
    EXPECT_EQ(below("WARNING: This email originated from outside our network.\nPlease report when the links work.\n"),
              "Please report when the links work.\n");
    EXPECT_EQ(below("[EXTERNAL EMAIL]\n\nDo not open the door, the attachment shows why.\n"),
              "Do not open the door, the attachment shows why.\n");
}

TEST(GatewayBanner, IsLookedForNearTheTopOnly) {
    const std::string far = std::string(5000, 'x') + "\n[EXTERNAL EMAIL]\nHello";
    EXPECT_EQ(gateway_banner_end(far), 0U);
    EXPECT_EQ(gateway_banner_end(std::string(1U << 20U, '*')), 0U);
}

}  // namespace
}  // namespace mail
