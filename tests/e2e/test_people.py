"""Who wrote a mail: behind forms and lists, in forwards, and in what a technician sends without words."""

import email.message
import email.policy
import email.utils

from support.desk import DeskTest, message, on_both_databases

PROVEN = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}
CLIENT = "Carla Roth <carla@contoso.example>"
PHOTO = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
                      "0000000049454e44ae426082")


@on_both_databases
class People(DeskTest):
    def comments(self, number: int = 1) -> list[str]:
        return [entry["text"].strip() for entry in self.desk.show(number)["entries"] if entry["kind"] == "comment"]

    def test_what_a_form_sends_is_its_writers_and_so_is_the_answer(self):
        self.desk.send(message("Web shop <noreply@shop.example>", "Order 12", "When does it come?",
                               headers={"Reply-To": "Mia Falk <mia@client.example>"}))
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["requester"], "mia@client.example")
        self.desk.send(message("ana@desk.example", "Re: [#1] Order 12", "Tomorrow."), user="ana")
        self.desk.settle()
        self.assertTrue(any("Tomorrow." in mail.text for mail in self.desk.outgoing("mia@client.example")))
        self.assertEqual(self.desk.outgoing("noreply@shop.example"), [])

    def test_an_answer_through_a_list_opens_a_resolved_ticket(self):
        listed = {**PROVEN, "List-Id": "<support.desk.example>", "List-Unsubscribe": "<mailto:leave@desk.example>"}
        self.desk.send(message(CLIENT, "Blinds are stuck", "All of them.", headers=listed))
        self.desk.settle()
        self.desk.send(message("ana@desk.example", "Re: [#1] [resolve] Blinds are stuck", "They move again."), user="ana")
        self.desk.settle()
        answered = self.desk.outgoing("carla@contoso.example")[-1]
        self.desk.send(message(CLIENT, "Re: " + answered["Subject"], "Not on floor two.", to=answered.reply_to,
                               headers={**listed, "In-Reply-To": f"<{answered.message_id}>"}))
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["status"], "open")
        self.assertIn("Not on floor two.", self.comments())

    def test_a_photo_without_a_word_is_an_answer(self):
        self.desk.send(message(CLIENT, "Where is the fuse?", "I cannot see it.", headers=PROVEN))
        self.desk.settle()
        answer = message("ana@desk.example", "Re: [#1] Where is the fuse?", "\nSent from my iPhone\n")
        answer.add_attachment(PHOTO, maintype="image", subtype="png", disposition="inline", filename="image0.png")
        self.desk.send(answer, user="ana")
        self.desk.settle()
        got = self.desk.outgoing("carla@contoso.example")[-1]
        self.assertEqual([part.get_filename() for part in got.mail.walk() if part.get_content_type() == "image/png"], ["image0.png"])
        entry = [entry for entry in self.desk.show(1)["entries"] if entry["kind"] == "comment"][-1]
        self.assertEqual([one["name"] for one in entry["attachments"]], ["image0.png"])

    def test_a_mail_that_is_attached_is_the_clients_with_its_text_and_files(self):
        inner = message(CLIENT, "Badge reader", "It stays red.", to="ana@desk.example")
        inner.add_attachment(PHOTO, maintype="image", subtype="png", filename="reader.png")
        cover = email.message.EmailMessage(policy=email.policy.SMTP)
        cover["From"], cover["To"], cover["Subject"], cover["Message-ID"] = (
            "ana@desk.example", "support@desk.example", "FW: Badge reader", email.utils.make_msgid(domain="desk.example"))
        cover.set_content("\n")
        cover.add_attachment(inner)
        self.desk.send(cover, user="ana")
        self.desk.settle()
        shown = self.desk.show(1)
        self.assertEqual((shown["requester"], shown["title"]), ("carla@contoso.example", "Badge reader"))
        self.assertEqual(shown["description"].strip(), "It stays red.")
        self.assertIn("reader.png", [one["name"] for one in shown["entries"][0]["attachments"]])
        self.assertTrue(any("It stays red." in mail.text for mail in self.desk.outgoing("ben@desk.example")))

    def test_words_typed_into_a_tap_are_a_note_and_a_link_sends_them(self):
        self.desk.send(message(CLIENT, "Heating is cold", "Since noon.", headers=PROVEN))
        self.desk.settle()
        notice = self.desk.one_mail("ana@desk.example")
        tap = next(word for word in notice.text.split() if word.startswith("mailto:") and "resolve" in word)
        address = tap.removeprefix("mailto:").split("?")[0].replace("%2B", "+")
        self.desk.send(message("ana@desk.example", "Re: [#1] [resolve]", "The valve was shut.", to=address,
                               headers={"Authentication-Results": "mx.desk.example; dmarc=pass header.from=desk.example"}))
        self.desk.settle()
        shown = self.desk.show(1)
        self.assertEqual(shown["status"], "resolved")
        self.assertEqual([entry["text"].strip() for entry in shown["entries"] if entry["kind"] == "note"], ["The valve was shut."])
        self.assertFalse(any("valve" in mail.text for mail in self.desk.outgoing("carla@contoso.example")))
        receipt = next(mail for mail in self.desk.outgoing("ana@desk.example") if "kept as a note" in mail.text)
        self.assertIn("body=The%20valve%20was%20shut.", receipt.text + receipt.html)

