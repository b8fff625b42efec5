// Which mails say something, and which automatic replies only say that somebody is away.
#include "workflow/inbound/mail_content.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

using namespace workflow;

namespace {

mail::Attachment file(std::string type, std::string id = {}, bool is_inline = true) {
    mail::Attachment out;
    out.name = "file";
    out.type = std::move(type);
    out.content_id = std::move(id);
    out.is_inline = is_inline;
    return out;
}

mail::Message with(mail::Attachment attachment, std::string html = {}) {
    mail::Message message;
    message.html = std::move(html);
    message.attachments.push_back(std::move(attachment));
    return message;
}

mail::Message automatic(std::string subject, std::string text) {
    mail::Message message;
    message.kind = mail::Kind::auto_reply;
    message.subject = std::move(subject);
    message.reply_text = message.text = std::move(text);
    return message;
}

}  // namespace

TEST(MailContent, AFileOfTheWritersOwnSaysSomething) {
    const struct {
        const char* what;
        mail::Message message;
        bool says;
    } rows[] = {
        {"nothing", {}, false},
        {"a photo between the lines", with(file("image/jpeg")), true},
        {"a PDF between the lines", with(file("application/pdf")), true},
        {"a file", with(file("application/zip", {}, false)), true},
        {"a picture that the HTML shows", with(file("image/png", "a@x"), "<p><img src=\"cid:a@x\"></p>"), true},
        {"a picture that nothing shows", with(file("image/png", "a@x"), "<p>Hello</p>"), true},
        {"a logo of Gmail's signature",
         with(file("image/png", "a@x"), "<div class=\"gmail_signature\"><img src=\"cid:a@x\"></div>"), false},
        {"a logo of Outlook's signature", with(file("image/png", "a@x"), "<div id=\"Signature\"><img src='cid:A@x'></div>"),
         false},
        {"a picture of the quoted mail", with(file("image/png", "a@x"), "<br><blockquote type=\"cite\"><img src=\"cid:a@x\">"),
         false},
        {"a photo above the quote", with(file("image/png", "a@x"), "<img src=\"cid:a@x\"><div class=\"gmail_quote\">old</div>"),
         true},
        {"a signature of S/MIME", with(file("application/pkcs7-signature", {}, false)), false},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(says_something(row.message, " \n"), row.says) << row.what;
        EXPECT_TRUE(says_something(row.message, "words")) << row.what;
    }
}

TEST(MailContent, ThanksWithAFileAreMoreThanThanks) {
    mail::Message message = with(file("image/jpeg"));
    message.reply_text = "Thank you!";
    EXPECT_FALSE(says_only_thanks(message, "Kim"));
    message.attachments = {file("text/vcard", {}, false)};
    EXPECT_TRUE(says_only_thanks(message, "Kim"));
}

TEST(MailContent, WhatSaysOnlyThatSomebodyIsAwayIsAnAbsenceNote) {
    EXPECT_TRUE(is_absence_note(automatic("Automatic reply: Lamp", "I am on annual leave until Monday.")));
    EXPECT_TRUE(is_absence_note(automatic("Abwesenheitsnotiz: Lampe", "Ich bin ab 7. Dezember wieder da.")));
    EXPECT_TRUE(is_absence_note(automatic("Réponse automatique : Lampe", "Je suis en congé jusqu'au 7.")));
    EXPECT_TRUE(is_absence_note(automatic("自動応答", "休暇中です。")));
    EXPECT_FALSE(is_absence_note(automatic("Automatic reply: Lamp", "Your request was filed as case 7731.")));
    EXPECT_FALSE(is_absence_note(automatic("Out of office", "I am away. Could you send it to joe@contoso.example?")));
    mail::Message person = automatic("Out of office", "I am away");
    person.kind = mail::Kind::human;
    EXPECT_FALSE(is_absence_note(person));
}

TEST(MailContent, WordsBesideTheButtonOfACalendarAreAPersons) {
    mail::Message message = automatic("Declined: Lamp", "Can we do it at noon instead?");
    EXPECT_FALSE(is_by_person(message));
    message.attachments = {file("text/calendar")};
    message.attachments.front().content = std::make_shared<const std::string>("METHOD:REPLY\r\nSUMMARY:Lamp\r\n");
    EXPECT_TRUE(is_by_person(message));
    EXPECT_FALSE(is_absence_note(message));
    message.reply_text = "Lamp\n2026-11-24 09:00 UTC";
    EXPECT_FALSE(is_by_person(message)) << "the event's own words";
    message.reply_text = "Kim Berg has declined this invitation.";
    message.trace = {{"sender", "Google Calendar <calendar-notification@google.com>"}};
    EXPECT_FALSE(is_by_person(message)) << "the calendar's own words";
    EXPECT_FALSE(is_absence_note(message)) << "it is news all the same";
}
