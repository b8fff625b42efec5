"""One ticket from the client's first mail to the answer that reopens it, with swaks as client and technician."""

import email.utils
import re
import urllib.parse

from support.desk import DeskTest, on_both_databases

CLIENT = "carla@contoso.example"


@on_both_databases
class FirstMail(DeskTest):
    def write(self, *arguments: str, user: str = "") -> None:
        done = self.desk.swaks(*arguments, user=user)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def first_mail(self) -> None:
        self.write("--from", CLIENT, "--to", "support@desk.example", "--header", "Subject: Printer on fire", "--body",
                   "It smokes since nine.", "--header", "From: Carla Client <carla@contoso.example>")
        self.desk.settle()

    def test_opens_ticket_number_one_as_the_mail_says(self):
        self.first_mail()
        ticket = self.desk.show(1)
        self.assertEqual(ticket["number"], 1)
        self.assertEqual(ticket["title"], "Printer on fire")
        self.assertIn("It smokes since nine.", ticket["description"])
        self.assertEqual((ticket["status"], ticket["priority"]), ("open", "medium"))
        self.assertEqual((ticket["category"], ticket["client"]), ("Hardware", "Contoso"))
        self.assertIn(CLIENT, str(ticket["requester"]))
        self.assertFalse(ticket["assignee"])
        self.assertEqual(ticket["sla"]["contract"], "gold")
        self.assertRegex(ticket["sla"]["response_due_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        self.assertEqual(ticket["minutes_total"], 0)
        for key in ("watchers", "created_at", "updated_at", "entries", "time", "links"):
            self.assertIn(key, ticket)
        self.assertEqual([head["number"] for head in self.desk.tickets()], [1])

    def test_acknowledges_the_client_with_a_mail_no_robot_answers(self):
        self.first_mail()
        ack = self.desk.one_mail(CLIENT)
        self.assertIn("[#1]", ack["Subject"])
        self.assertIn("Printer on fire", ack["Subject"])
        self.assertEqual(ack["Return-Path"].strip(), "<>")
        self.assertTrue(ack["Auto-Submitted"].startswith("auto-"), ack["Auto-Submitted"])
        self.assertEqual(ack["X-Ticketd-Ticket"].strip("#"), "1")
        self.assertRegex(ack.reply_to, r"^support\+[a-z2-7]{20,}@desk\.example$")
        self.assertTrue(ack["In-Reply-To"])
        self.assertIn(ack["In-Reply-To"], ack["References"])
        self.assertEqual(email.utils.parseaddr(ack["From"])[1], "support@desk.example")
        self.assertNotIn("It smokes since nine.", ack.text + ack.html)
        for internal in ("X-Ticketd-Status", "X-Ticketd-Priority", "X-Ticketd-SLA-Due"):
            self.assertFalse(ack.has(internal), internal)

    def test_tells_every_technician_with_links_that_are_signed(self):
        self.first_mail()
        for technician in ("ana@desk.example", "ben@desk.example"):
            notice = self.desk.one_mail(technician)
            self.assertIn("[#1]", notice["Subject"])
            self.assertEqual(notice["X-Ticketd-Ticket"].strip("#"), "1")
            self.assertEqual(notice["X-Ticketd-Status"], "open")
            self.assertEqual(notice["X-Ticketd-Priority"], "medium")
            self.assertTrue(notice["X-Ticketd-SLA-Due"])
            self.assertTrue(notice["Auto-Submitted"].startswith("auto-"))
            self.assertIn("It smokes since nine.", notice.text)
            self.assertIn("It smokes since nine.", notice.html)
            self.assertRegex(notice.reply_to, r"^support\+[a-z2-7]{20,}@desk\.example$")
            links = re.findall(r'href="mailto:([^"]+)"', notice.html)
            subjects = [urllib.parse.unquote(link.replace("&amp;", "&")) for link in links]
            for word in ("take", "resolve"):
                self.assertTrue(any(f"[{word}]" in subject and "support+" in subject for subject in subjects), f"{word}: {subjects}")

    def test_a_technician_resolves_and_comments_in_one_mail(self):
        self.first_mail()
        seen = self.desk.outgoing()
        self.write("--from", "ana@desk.example", "--to", "support@desk.example", "--header",
                   "Subject: Re: [#1] [resolve] Printer on fire", "--body", "A new one stands there.", user="ana")
        mails = self.desk.new_mails(seen, CLIENT)
        ticket = self.desk.show(1)
        self.assertEqual(ticket["status"], "resolved")
        self.assertTrue(ticket["sla"]["responded_at"])
        self.assertTrue(ticket["sla"]["resolved_at"])
        comments = [entry for entry in ticket["entries"] if "A new one stands there." in entry["text"]]
        self.assertEqual([(entry["kind"], entry["author"], entry["trust"]) for entry in comments], [("comment", "ana", "confirmed")])
        self.assertTrue(any("A new one stands there." in mail.text for mail in mails), mails)
        for mail in mails:
            self.assertIn("[#1]", mail["Subject"])
            self.assertNotIn("[resolve]", mail["Subject"])

    def test_a_public_comment_reaches_the_client_as_a_persons_mail(self):
        self.first_mail()
        seen = self.desk.outgoing()
        self.write("--from", "ana@desk.example", "--to", "support@desk.example", "--header", "Subject: Re: [#1] Printer on fire",
                   "--body", "Which room is it?", user="ana")
        mails = self.desk.new_mails(seen, CLIENT)
        self.assertEqual(len(mails), 1)
        comment = mails[0]
        self.assertIn("Which room is it?", comment.text)
        self.assertFalse(comment.has("Auto-Submitted"), "another desk would not read it")
        self.assertEqual(comment["X-Auto-Response-Suppress"], "All")
        self.assertRegex(comment["Return-Path"], r"support\+[a-z2-7]{20,}@desk\.example")
        self.assertEqual(self.desk.show(1)["status"], "in-progress")
        self.assertEqual(self.desk.new_mails(seen, "ana@desk.example"), [], "who wrote a comment is not sent it")

    def test_the_clients_answer_reopens_what_was_resolved(self):
        self.first_mail()
        self.write("--from", "ana@desk.example", "--to", "support@desk.example", "--header",
                   "Subject: Re: [#1] [resolve] Printer on fire", "--body", "Done.", user="ana")
        self.desk.settle()
        answer_to = self.desk.outgoing(CLIENT)[-1]
        seen = self.desk.outgoing()
        self.write("--from", CLIENT, "--to", answer_to.reply_to, "--header", "Subject: Re: " + answer_to["Subject"], "--header",
                   f"In-Reply-To: <{answer_to.message_id}>", "--body", "The new one smokes, too.")
        new = self.desk.new_mails(seen)
        ticket = self.desk.show(1)
        self.assertEqual(ticket["status"], "open")
        self.assertEqual(ticket["entries"][-1]["trust"] if ticket["entries"][-1]["kind"] == "comment" else
                         [e["trust"] for e in ticket["entries"] if "smokes, too" in e["text"]][0], "participant")
        self.assertTrue(any("The new one smokes, too." in mail.text for mail in new if mail.recipient == "ana@desk.example"), new)
        self.assertEqual([mail for mail in new if mail.recipient == CLIENT], [], "no acknowledgement for an answer")
        self.assertEqual(len(self.desk.tickets()), 1)

    def test_all_mails_about_a_ticket_are_one_thread(self):
        self.first_mail()
        self.write("--from", "ana@desk.example", "--to", "support@desk.example", "--header", "Subject: Re: [#1] Printer on fire",
                   "--body", "Which room?", user="ana")
        self.desk.settle()
        ack, comment = self.desk.outgoing(CLIENT)
        roots = [set(mail["References"].split()) for mail in (ack, comment)]
        self.assertTrue(roots[0] & roots[1], "References share an id")
        self.assertNotEqual(ack.message_id, comment.message_id)

    def test_a_wrong_password_is_refused_and_changes_nothing(self):
        self.first_mail()
        done = self.desk.swaks("--from", "ana@desk.example", "--to", "support@desk.example", "--header", "Subject: Re: [#1] [close] x",
                               "--auth", "PLAIN", "--auth-user", "ana", "--auth-password", "wrong", "--server",
                               f"127.0.0.1:{self.desk.submission_port}")
        self.assertEqual(done.returncode, 28, done.stdout)
        self.assertIn("535", done.stdout)
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["status"], "open")
