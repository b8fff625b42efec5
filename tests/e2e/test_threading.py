"""Tests which ticket a mail belongs to, and who may write to it."""

import smtplib

from support.desk import DeskTest, message, on_both_databases

CLIENT = "carla@contoso.example"
STRANGER = "mallory@evil.example"
ALIGNED = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}


@on_both_databases
class Threading(DeskTest):
    def setUp(self):
        super().setUp()
        self.first = message(f"Carla <{CLIENT}>", "Screen is slow", "From home it crawls.")
        self.desk.send(self.first)
        self.desk.settle()

    def comments(self, number: int = 1) -> list[dict]:
        return [entry for entry in self.desk.show(number)["entries"] if entry["kind"] == "comment"]

    def texts(self, number: int = 1) -> str:
        return "\n".join(entry["text"] for entry in self.desk.show(number)["entries"])

    def test_a_reply_token_alone_finds_the_ticket(self):
        ack = self.desk.one_mail(CLIENT)
        self.desk.send(message(CLIENT, "Re: " + ack["Subject"], "Since monday.", to=ack.reply_to))
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), 1)
        answer = [entry for entry in self.comments() if "Since monday." in entry["text"]]
        self.assertEqual([entry["trust"] for entry in answer], ["participant"])

    def test_a_reply_token_survives_being_written_in_capitals(self):
        local, domain = self.desk.one_mail(CLIENT).reply_to.split("@")
        self.desk.send(message(CLIENT, "Re: [#1] Screen is slow", "SHOUTED.", to=f"{local.upper()}@{domain}"))
        self.desk.settle()
        self.assertEqual([entry["trust"] for entry in self.comments() if "SHOUTED." in entry["text"]], ["participant"])

    def test_an_invented_token_is_no_token(self):
        self.desk.send(message(STRANGER, "Hello", "A new matter.", to="support+" + "a2" * 26 + "@desk.example"))
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), 2)

    def test_references_to_our_mail_find_the_ticket(self):
        ack = self.desk.one_mail(CLIENT)
        self.desk.send(message(CLIENT, "Still slow", "By our id.", headers={"In-Reply-To": f"<{ack.message_id}>", **ALIGNED}))
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), 1)
        self.assertEqual([entry["trust"] for entry in self.comments() if "By our id." in entry["text"]], ["participant"])

    def test_references_to_the_clients_own_mail_find_the_ticket(self):
        self.desk.send(message(CLIENT, "Re: Screen is slow", "By her id.",
                               headers={"References": f"<elsewhere@x.example> {self.first['Message-ID']}", **ALIGNED}))
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), 1)
        self.assertIn("By her id.", self.texts())

    def test_the_number_in_the_subject_is_enough_for_a_participant(self):
        self.desk.send(message(CLIENT, "Re: [#1] Screen is slow", "By number.", headers=ALIGNED))
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), 1)
        self.assertIn("By number.", self.texts())

    def test_a_stranger_with_only_the_number_opens_a_linked_ticket(self):
        self.desk.send(message(STRANGER, "Re: [#1] Screen is slow", "Let me in."))
        self.desk.settle()
        self.assertEqual(len(self.desk.tickets()), 2)
        self.assertNotIn("Let me in.", self.texts(1))
        other = max(head["number"] for head in self.desk.tickets())
        self.assertIn(1, [link["number"] for link in self.desk.show(other)["links"]])

    def test_a_claimed_answer_is_kept_from_other_clients(self):
        self.desk.send(message("ana@desk.example", "Re: [#1] [cc+=dora@contoso.example] Screen is slow", "Dora should see this."), user="ana")
        self.desk.settle()
        self.assertIn("dora@contoso.example", str(self.desk.show(1)["watchers"]))
        seen = self.desk.outgoing()
        self.desk.send(message(STRANGER, "Re: Screen is slow", "I am in the thread.", headers={"In-Reply-To": str(self.first["Message-ID"])}))
        new = self.desk.new_mails(seen)
        for mail in new:
            if mail.recipient not in ("ana@desk.example", "ben@desk.example"):
                self.assertNotIn("I am in the thread.", mail.text)
        self.assertIn("I am in the thread.", self.texts())
        self.assertEqual([entry["trust"] for entry in self.desk.show(1)["entries"] if "I am in the thread." in entry["text"]], ["claimed"])

    def test_a_note_never_reaches_a_client(self):
        seen = self.desk.outgoing()
        self.desk.send(message("ana@desk.example", "Re: [#1] [note] Screen is slow", "Secret: their router is old."), user="ana")
        new = self.desk.new_mails(seen)
        self.assertEqual([mail for mail in new if mail.recipient == CLIENT], [])
        self.assertTrue(any("their router is old" in mail.text for mail in new if mail.recipient == "ben@desk.example"), new)
        kinds = [entry["kind"] for entry in self.desk.show(1)["entries"] if "their router is old" in entry["text"]]
        self.assertEqual(kinds, ["note"])

    def test_an_answer_to_a_note_stays_a_note(self):
        self.desk.send(message("ana@desk.example", "Re: [#1] [note] Screen is slow", "Secret one."), user="ana")
        self.desk.settle()
        note = next(mail for mail in self.desk.outgoing("ben@desk.example") if "Secret one." in mail.text)
        seen = self.desk.outgoing()
        self.desk.send(message("ben@desk.example", "Re: " + note["Subject"], "Secret two.", to=note.reply_to,
                               headers={"In-Reply-To": f"<{note.message_id}>"}), user="ben")
        new = self.desk.new_mails(seen)
        self.assertEqual([mail for mail in new if mail.recipient == CLIENT], [])
        self.assertEqual([e["kind"] for e in self.desk.show(1)["entries"] if "Secret two." in e["text"]], ["note"])

    def test_a_bad_command_changes_nothing_and_says_why(self):
        seen = self.desk.outgoing()
        self.desk.send(message("ana@desk.example", "Re: [#1] [resolv] [high] Screen is slow", "Must not go out."), user="ana")
        new = self.desk.new_mails(seen)
        ticket = self.desk.show(1)
        self.assertEqual((ticket["status"], ticket["priority"]), ("open", "medium"))
        self.assertNotIn("Must not go out.", self.texts())
        self.assertEqual([mail for mail in new if mail.recipient == CLIENT], [])
        refusals = [mail for mail in new if mail.recipient == "ana@desk.example"]
        self.assertTrue(any("resolve" in mail.text for mail in refusals), [mail.text for mail in refusals])

    def test_tags_change_status_priority_and_owner_together(self):
        self.desk.send(message("ana@desk.example", "Re: [#1] [take] [high] [wait] Screen is slow"), user="ana")
        self.desk.settle()
        ticket = self.desk.show(1)
        self.assertEqual((ticket["assignee"], ticket["priority"], ticket["status"]), ("ana", "high", "waiting-customer"))

    def test_a_clients_tags_are_only_words(self):
        self.desk.send(message(CLIENT, "Re: [#1] [close] [critical] Screen is slow", "Hurry.", headers=ALIGNED))
        self.desk.settle()
        ticket = self.desk.show(1)
        self.assertEqual((ticket["status"], ticket["priority"]), ("open", "medium"))

    def test_a_technicians_name_without_proof_commands_nothing(self):
        self.desk.send(message("Ana <ana@desk.example>", "Re: [#1] [close] Screen is slow", "Not Ana."))
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["status"], "open")

    def test_auth_as_one_technician_does_not_speak_for_another(self):
        try:
            self.desk.send(message("ben@desk.example", "Re: [#1] [take] Screen is slow", "I am Ben."), user="ana")
        except smtplib.SMTPException:
            pass  # refusing it at once is also correct
        self.desk.settle()
        self.assertNotEqual(self.desk.show(1)["assignee"], "ben")

    def test_the_same_mail_on_two_routes_is_one_ticket(self):
        mail = message(CLIENT, "Twice", "Once by SMTP, once by LMTP, once by a pipe.")
        self.desk.send(mail)
        self.desk.send(mail, route="lmtp")
        done = self.desk.ctl("deliver", "--from", CLIENT, "--to", "support@desk.example", input=mail.as_bytes())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.desk.settle()
        self.assertEqual([head["title"] for head in self.desk.tickets()].count("Twice"), 1)

    def test_two_mails_with_one_message_id_are_two_mails(self):
        first = message(CLIENT, "Not the same", "One.", message_id="<same@client.example>")
        second = message(CLIENT, "Something else", "Two.", message_id="<same@client.example>")
        self.desk.send(first)
        self.desk.send(second)
        self.desk.settle()
        everything = "".join(self.texts(head["number"]) + str(self.desk.show(head["number"])["description"]) for head in self.desk.tickets())
        self.assertIn("One.", everything)
        self.assertIn("Two.", everything)
