"""A new ticket: its requester, the values it is filled with, its category, and the reasons."""

import email.message
import unittest

from support.desk import Outgoing, message, on_both_databases
from support.working import CLIENT, Work

ANA, BEN, BOSS = "ana@desk.example", "ben@desk.example", "boss@private.example"

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
        self.assertIn('for "Dave Miller" <dave@contoso.example>, whose mail was forwarded', self.story(1))
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
        self.assertEqual({mail.recipient for mail in told}, {ANA}, "who answered has it")
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
    """Client, category and priority of a new mail: the reasons that show keeps are those that explain gave before."""

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
            # name, mail, client, category, priority, the reasons
            ("contact before domain", mail(BOSS, "Tea"), "Contoso", None, "medium", ["client Contoso, contract gold: by its contact's address"]),
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
