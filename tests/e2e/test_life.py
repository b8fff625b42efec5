"""A ticket from its first mail to its end and after it: who it is for, what it is about, how it is opened again and what follows it."""

import email.message
import re
import unittest
import urllib.parse

from desk import Outgoing, message, on_both_databases, wait_for
from working import ALIGNED, CLIENT, LIBRARY, Work, WorkOfDays

ANA, BEN, BOSS = "ana@desk.example", "ben@desk.example", "boss@private.example"


def link(mail: Outgoing, label: str) -> tuple[str, str]:
    """Address and subject of a link in the mail that a person got, taken from its HTML as a mail program does."""
    for url, shown in re.findall(r'href="(mailto:[^"]+)"[^>]*>([^<]+)<', mail.html):
        if shown.strip().lower().startswith(label):
            parts = urllib.parse.urlsplit(url.replace("&amp;", "&"))
            return urllib.parse.unquote(parts.path), urllib.parse.parse_qs(parts.query)["subject"][0]
    raise AssertionError(f"no link {label} in {mail.html}")


@unittest.skipUnless(LIBRARY, "libfaketime is not installed")
@on_both_databases
class Reopening(WorkOfDays):
    """reopen_days is 14, close_resolved_days 5."""

    def closed(self) -> Outgoing:
        """A ticket that ana closed; the mail that told the client."""
        self.opened()
        self.tag(1, "[take] [close]", "A new cable is in.")
        self.assertEqual(self.desk.show(1)["status"], "closed")
        return self.desk.outgoing(CLIENT)[-1]

    def test_an_answer_within_the_days_opens_it_again(self):
        last = self.closed()
        self.pass_days(13.9)
        new = self.answer(last, "It is slow again.")
        self.assertEqual([mail.recipient for mail in new], [ANA], "she has it; no acknowledgement")
        self.assertIn("It is slow again.", new[0].text)
        self.assertIn("this answer opens it again", new[0].text)
        shown = self.desk.show(1)
        self.assertEqual((shown["status"], shown["assignee"], shown["links"]), ("open", "ana", []))
        self.assertIn("status closed → open by carla@contoso.example (participant): their answer", self.story(1))
        self.assertEqual(len(self.desk.tickets()), 1)

    def test_a_thanks_and_a_mail_without_proof_leave_it_closed(self):
        last = self.closed()
        self.answer(last, "Thank you very much!")
        self.assertEqual(self.desk.show(1)["status"], "closed")
        self.desk.send(message(CLIENT, "Re: [#1] Screen is slow", "It is slow again."))
        self.desk.settle()
        shown = self.desk.show(1)
        self.assertEqual(shown["status"], "closed")
        self.assertEqual([entry["trust"] for entry in shown["entries"] if "slow again" in entry["text"]], ["claimed"])

    def test_a_later_answer_opens_a_ticket_that_follows_it(self):
        last = self.closed()
        self.pass_days(14.1)
        new = self.answer(last, "It is slow again.")
        self.assertEqual([(head["number"], head["status"]) for head in self.desk.tickets()], [(1, "closed"), (2, "open")])
        follower = self.desk.show(2)
        self.assertEqual(follower["links"], [{"kind": "follows", "number": 1}])
        self.assertEqual((follower["title"], follower["requester"], follower["client"], follower["assignee"]),
                         ("Screen is slow", CLIENT, "Contoso", None))
        self.assertIn("follows #1: #1 was closed more than 14 days ago", self.story(2))
        self.assertIn("#2 was opened: #1 was closed more than 14 days ago", self.story(1))

        by_reader = {mail.recipient: mail for mail in new}
        self.assertEqual(sorted(by_reader), [ANA, BEN, CLIENT])
        ack = by_reader[CLIENT]
        self.assertTrue(ack["Subject"].startswith("Re: [#2] "), ack["Subject"])
        for body in (ack.text, ack.html):
            self.assertIn("goes on from request #1, which was closed some time ago", body)
        for reader in (ANA, BEN):
            self.assertIn("It goes on from #1, which Ana Ruiz had and was closed on", by_reader[reader].text)

        self.answer(last, "And since yesterday it flickers.")
        self.answer(ack, "And it hums.")
        self.assertEqual(len(self.desk.tickets()), 2, "the thread goes on in the second")
        texts = [entry["text"] for entry in self.desk.show(2)["entries"] if entry["kind"] == "comment"]
        self.assertEqual(texts, ["It is slow again.", "And since yesterday it flickers.", "And it hums."])

    def test_the_links_of_the_question_are_followed_late(self):
        """Solved and not solved, as the mail really has them; the second one when the ticket is closed for long."""
        self.opened()
        self.tag(1, "[take] [resolve]", "A new cable is in.")
        question = self.desk.outgoing(CLIENT)[-1]
        self.assertIn("is solved. Is it?", question.text)
        self.pass_days(4)
        self.answer(question, "Not for me.")
        self.assertEqual(self.desk.show(1)["status"], "open")
        self.pass_days(3)  # more than five days after [resolve]
        self.tag(1, "[resolve]")
        self.assertEqual(self.desk.show(1)["status"], "resolved", "what is open is not closed by time")
        self.tap(question, "yes")
        self.assertEqual(self.desk.show(1)["status"], "closed")
        self.pass_days(10)
        seen = self.desk.outgoing()
        self.tap(question, "no")
        self.assertEqual(self.desk.show(1)["status"], "open")
        self.assertTrue(any("carla@contoso.example says that it is not solved." in mail.text for mail in self.desk.new_mails(seen, ANA)))
        self.tag(1, "[close]")
        self.pass_days(15)
        self.tap(question, "no")
        self.assertEqual(self.desk.show(2)["links"], [{"kind": "follows", "number": 1}])
        self.assertEqual((self.desk.show(2)["title"], self.desk.show(1)["status"]), ("Screen is slow", "closed"))

    def tap(self, mail: Outgoing, label: str) -> None:
        address, subject = link(mail, label)
        self.desk.send(message(f"Carla <{CLIENT}>", subject, "-- \nSent from my phone", to=address), to=address)
        self.desk.settle()

    def test_a_snoozed_ticket_comes_back(self):
        self.opened()
        self.tag(1, "[take] [snooze=3d]")
        self.pass_days(2.9)
        self.desk.settle()
        seen = self.desk.outgoing(ANA)
        self.pass_days(0.2)
        back = wait_for(lambda: [mail for mail in self.desk.outgoing(ANA)[len(seen):] if "its snooze is over" in mail.text], "the ticket")
        self.assertEqual(len(back), 1)
        self.assertIn("no longer snoozed", self.story(1))


@on_both_databases
class Answers(Work):
    """What an answer does to each status, by who gives it and what it is."""

    STATUSES = ("open", "in-progress", "waiting-customer", "waiting-third-party", "resolved", "closed")

    def send_to(self, number: int, text: str, **headers: str) -> list[Outgoing]:
        seen = self.desk.outgoing()
        self.desk.send(message(f"Carla <{CLIENT}>", f"Re: [#{number}] Screen is slow", text, headers=headers))
        return self.desk.new_mails(seen)

    def test_each_kind_moves_what_it_may(self):
        vacation = {**ALIGNED, "Auto-Submitted": "auto-replied"}
        same = dict(zip(self.STATUSES, self.STATUSES))
        rows = (
            # what, text, headers, the statuses that change, whether it is told to ana
            ("her answer", "It is still slow.", ALIGNED, {"waiting-customer": "open", "resolved": "open", "closed": "open"}, True),
            ("bare thanks", "Thanks a lot!", ALIGNED, {"waiting-customer": "open"}, True),
            ("no proof that it is hers", "It is still slow.", {}, {"waiting-customer": "open"}, True),
            ("her absence", "I am away until Monday.", vacation, {}, False),
        )
        number = 0
        for what, text, headers, moved, told in rows:
            for status in self.STATUSES:
                with self.subTest(f"{what} on {status}"):
                    number = self.opened()
                    self.tag(number, "[take]" if status == "open" else f"[take] [status={status}]")
                    self.assertEqual(self.desk.show(number)["status"], status)
                    new = self.send_to(number, text, **headers)
                    self.assertEqual(self.desk.show(number)["status"], {**same, **moved}[status])
                    self.assertEqual([mail.recipient for mail in new], [ANA] if told else [])
        self.assertEqual(len(self.desk.tickets()), number, "an answer opens no ticket")

    def test_a_reaction_is_an_acknowledgement(self):
        self.opened()
        self.tag(1, "[take] [resolve]", "A new cable is in.")
        question = self.desk.outgoing(CLIENT)[-1]
        mail = message(CLIENT, f"Re: {question['Subject']}", headers={**ALIGNED, "In-Reply-To": f"<{question.message_id}>"})
        mail.set_content("\N{THUMBS UP SIGN}\n", disposition="reaction")
        self.desk.send(mail)
        self.desk.settle()
        self.assertEqual(self.desk.show(1)["status"], "resolved")
        self.assertEqual(len(self.desk.tickets()), 1)


FORWARD = """{remark}

---------- Forwarded message ---------
From: Dave Miller <dave@contoso.example>
Date: Mon, 23 Nov 2026 at 10:12
Subject: My laptop beeps
To: Ana Ruiz <ana@desk.example>

Hello Ana,
three times, then nothing.
"""


@on_both_databases
class Forwarded(Work):
    DAVE = "dave@contoso.example"

    def forward(self, subject: str = "Fwd: My laptop beeps", remark: str = "The CEO's nephew, be nice.", **how) -> list[Outgoing]:
        seen = self.desk.outgoing()
        self.desk.send(message(f"Ana Ruiz <{ANA}>", subject, FORWARD.format(remark=remark)), **how)
        return self.desk.new_mails(seen)

    def test_who_wrote_the_mail_is_whom_the_ticket_is_for(self):
        new = {mail.recipient: mail for mail in self.forward("Fwd: My laptop beeps [high]", user="ana")}
        self.assertEqual(sorted(new), [ANA, BEN, self.DAVE])
        shown = self.desk.show(1)
        self.assertEqual((shown["requester"], shown["client"], shown["category"], shown["priority"]),
                         (self.DAVE, "Contoso", "Hardware", "high"))
        self.assertIn("for dave@contoso.example, whose mail was forwarded", self.story(1))
        ack = new[self.DAVE]
        self.assertIn("we have opened ticket #1 at Northwind Support for you", ack.text)
        self.assertNotIn("nephew", ack.raw.decode())
        self.assertEqual(ack["Auto-Submitted"], "auto-replied")
        self.assertIn("opened for Dave Miller <dave@contoso.example>, who wrote the mail", new[ANA].text)
        self.assertIn("three times, then nothing.", new[BEN].text)

        [comment] = [mail for mail in self.answer_of_ana("How old is it?") if mail.recipient == self.DAVE]
        self.assertIn("How old is it?", comment.text)
        self.assertNotIn("nephew", comment.raw.decode())
        told = self.answer(comment, "Two years.", sender=f"Dave Miller <{self.DAVE}>", headers={})
        self.assertEqual({mail.recipient for mail in told}, {ANA, BEN})
        self.assertEqual([entry["trust"] for entry in self.desk.show(1)["entries"] if entry["text"] == "Two years."], ["participant"])

    def answer_of_ana(self, text: str) -> list[Outgoing]:
        seen = self.desk.outgoing()
        self.tag(1, "", text)
        return self.desk.new_mails(seen)

    def test_nobody_opens_a_ticket_for_others_without_proof(self):
        new = self.forward()
        self.assertEqual(self.desk.show(1)["requester"], ANA)
        self.assertEqual([mail for mail in new if mail.recipient == self.DAVE], [])


TEMPLATES = """[[client]]
name = "Werkstatt"
domains = ["werkstatt.example"]
language = "de"

[[client]]
name = "Atelier"
domains = ["atelier.example"]
language = "fr"

[[ticket_template]]
name = "badge"
language = "en"
title = "Badge for {{subject}}"
description = "Photo, printer, signature."
category = "Hardware"
priority = "low"
assign = "ben"
addresses = ["door"]

[[ticket_template]]
name = "badge"
language = "de"
title = "Ausweis für {{subject}}"
description = "Foto, Drucker, Unterschrift."
category = "Hardware"
priority = "high"

[[rule]]
name = "badges"
on = ["new"]
when = { subject_contains = ["visitor"] }
then = { ticket_template = "badge" }

[limits]"""


@on_both_databases
class Templates(Work):
    ENGLISH = ("Badge for {0}", "Photo, printer, signature.", "Hardware", "low", "ben")
    GERMAN = ("Ausweis für {0}", "Foto, Drucker, Unterschrift.", "Hardware", "high", None)
    READERS = {CLIENT: ENGLISH, "kai@werkstatt.example": GERMAN, "zoe@atelier.example": ENGLISH}

    def edit(self, config: str) -> str:
        return config.replace("[limits]", TEMPLATES, 1)

    def check(self, number: int, expected: tuple, subject: str, text: str) -> None:
        shown = self.desk.show(number)
        title, description, *rest = expected
        self.assertEqual([shown["title"], shown["category"], shown["priority"], shown["assignee"]], [title.format(subject), *rest])
        self.assertEqual(shown["description"], f"{description}\n\n{text}" if text else description)

    def test_by_address_in_the_language_of_the_client(self):
        for turn, (sender, expected) in enumerate(self.READERS.items()):
            to = ("support+badge@desk.example", "support+door@desk.example", "help+Badge@desk.example")[turn]
            self.desk.send(message(sender, "Zoe", "From Monday on.", to=to))
            self.desk.settle()
            self.check(turn + 1, expected, "Zoe", "From Monday on.")
            self.assertIn("template badge", self.story(turn + 1))
            self.assertIn("written to its address", self.story(turn + 1))

    def test_by_a_tag_on_a_ticket_that_is_there(self):
        for number, (sender, expected) in enumerate(self.READERS.items(), 1):
            self.desk.send(message(sender, "Zoe", "From Monday on."))
            self.desk.settle()
            self.tag(number, "[template=badge]")
            self.check(number, expected, "Zoe", "From Monday on.")
        seen = self.desk.outgoing()
        self.tag(1, "[template=badgee]")
        [refusal] = self.desk.new_mails(seen)
        self.assertEqual(refusal.recipient, ANA)
        self.assertIn("badge", refusal.text)

    def test_by_a_rule(self):
        for number, (sender, expected) in enumerate(self.READERS.items(), 1):
            self.desk.send(message(sender, "A visitor", "From Monday on."))
            self.desk.settle()
            self.check(number, expected, "A visitor", "From Monday on.")
            self.assertIn('rule "badges"', self.story(number))

    def test_from_the_shell(self):
        for number, (sender, expected) in enumerate(self.READERS.items(), 1):
            made = self.desk.json("new", "--template", "badge", "--title", "Zoe", "--requester", sender)
            self.assertEqual(made["number"], number)
            self.check(number, expected, "Zoe", "")
            self.assertIn(f"ticket #{number}", self.desk.one_mail(sender).text)


@on_both_databases
class Reasons(Work):
    """Client, category and priority of a new mail: what show keeps of the why is what explain said before."""

    def edit(self, config: str) -> str:
        more = """[[category]]
name = "Keys"
addresses = ["keys", "locks"]

[[client]]
name = "Fabrikam"
domains = ["private.example"]

[[rule]]
name = "doors are hardware"
on = ["new"]
when = { subject_contains = ["door"] }
then = { category = "Hardware", priority = "high" }

[limits]"""
        return config.replace("[limits]", more, 1).replace("[[client]]", """[[contract]]
name = "express"
priority = "high"

[[client]]
name = "Runners"
domains = ["runners.example"]
contract = "express"

[[client]]""", 1)

    def rows(self):
        def mail(sender, subject, text="Please.", to="support@desk.example", **headers) -> email.message.EmailMessage:
            return message(sender, subject, text, to=to, headers=headers)
        urgent = {"X-Priority": "1", "Importance": "high"}
        return (
            # what, mail, client, category, priority, the reasons
            ("contact before domain", mail(BOSS, "Tea"), "Contoso", None, "medium", ["client Contoso: by its contact's address"]),
            ("domain", mail("amy@private.example", "Tea"), "Fabrikam", None, "medium", ["client Fabrikam: by the domain private.example"]),
            ("nobody's", mail("eve@elsewhere.example", "Tea"), None, None, "medium", []),
            ("address before keyword", mail(CLIENT, "The printer", to="support+locks@desk.example"), "Contoso", "Keys", "medium",
             ["category Keys: written to its address"]),
            ("subject before text", mail(CLIENT, "Our wifi", "And the printer."), "Contoso", "Network", "medium",
             ['category Network: "wifi" in the subject', "team network: of the category"]),
            ("text", mail(CLIENT, "Help", "The laptop is hot."), "Contoso", "Hardware", "medium", ['category Hardware: "laptop" in the text']),
            ("rule", mail(CLIENT, "The door", "It jams."), "Contoso", "Hardware", "high",
             ['category none → Hardware by ticketd: rule "doors are hardware"', 'priority medium → high by ticketd: rule "doors are hardware"']),
            ("contract", mail("rob@runners.example", "Tea"), "Runners", None, "high", ["priority medium → high by ticketd: contract express"]),
            ("header, capped", mail(CLIENT, "Tea", **urgent), "Contoso", None, "high", ["the mail is marked as urgent"]),
            ("rule over header", mail(CLIENT, "An outage", **urgent), "Contoso", None, "critical", ['rule "an outage is critical"']),
            ("template over header", mail(CLIENT, "Zoe", to="support+onboarding@desk.example", **urgent), "Contoso", "Hardware", "low",
             ["template onboarding", "written to its address"]),
        )

    def test_each_with_its_reason_before_and_after(self):
        file = self.desk.folder / "mail.eml"
        for number, (what, mail, client, category, priority, reasons) in enumerate(self.rows(), 1):
            with self.subTest(what):
                to = str(mail["To"])
                file.write_bytes(mail.as_bytes())
                before = "\n".join(self.desk.json("explain", "--from", str(mail["From"]), "--to", to, file)["reasons"])
                self.desk.send(mail)
                self.desk.settle()
                shown = self.desk.show(number)
                self.assertEqual((shown["client"], shown["category"], shown["priority"]), (client, category, priority))
                for reason in reasons:
                    self.assertIn(reason, self.story(number))
                    self.assertIn(reason, before)
                self.assertNotRegex(before, r"#\d{6,}")

    def test_a_technicians_tag_says_it_first(self):
        self.desk.send(message(ANA, "The door of the outage room [low] [category=Keys]", "It jams."), user="ana")
        self.desk.settle()
        shown = self.desk.show(1)
        self.assertEqual((shown["category"], shown["priority"]), ("Keys", "low"))
        self.assertIn("priority medium → low by ana (confirmed): [low]", self.story(1))


if __name__ == "__main__":
    unittest.main()
