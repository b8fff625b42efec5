"""A technician's day, by mail only. Her mails are in day/, with {places} for the addresses that the desk made for
her."""

import email
import email.policy
import pathlib
import re
import unittest
import urllib.parse

from support.desk import DeskTest, Outgoing, message, on_both_databases

ANA = "ana@desk.example"
CLIENT = "carla@contoso.example"
ALIGNED = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}
MAILS = pathlib.Path(__file__).parent / "day"


class ByMail(DeskTest):
    def setUp(self):
        super().setUp()
        self.seen: list[Outgoing] = []

    def client_writes(self, subject: str, text: str, answers: Outgoing | None = None, message_id: str = "") -> list[Outgoing]:
        headers = dict(ALIGNED)
        to = "support@desk.example"
        if answers:
            headers |= {"In-Reply-To": f"<{answers.message_id}>", "References": f"{answers['References']} <{answers.message_id}>"}
            to = answers.reply_to
        self.seen = self.desk.outgoing()
        self.desk.send(message(f"Carla Brandt <{CLIENT}>", subject, text, to=to, headers=headers, message_id=message_id))
        return self.desk.new_mails(self.seen)

    def ana_sends(self, name: str, **places: str) -> list[Outgoing]:
        """Sends day/NAME.eml and returns every mail that the desk then sends."""
        text = (MAILS / f"{name}.eml").read_text()
        for place, value in places.items():
            text = text.replace("{" + place + "}", value)
        self.assertNotRegex(text, r"\{\w+\}")
        mail = email.message_from_string(text, policy=email.policy.SMTP)
        self.seen = self.desk.outgoing()
        self.desk.send(mail)
        return self.desk.new_mails(self.seen)

    def answering(self, mail: Outgoing, number: int) -> dict[str, str]:
        return {"reply": mail.reply_to, "answered": mail.message_id, "number": str(number)}

    def link(self, mail: Outgoing, label: str, number: int = 0) -> dict[str, str]:
        """The address and subject of a link, as a phone fills them in when it is tapped."""
        urls = [urllib.parse.urlsplit(url) for url in re.findall(rf"(?m)^ *{label}: (mailto:\S+)$", mail.text)]
        found = [(urllib.parse.unquote(url.path), urllib.parse.parse_qs(url.query)["subject"][0]) for url in urls]
        found = [one for one in found if not number or f"[#{number}]" in one[1]]
        self.assertEqual(len(found), 1, f"{label}: {mail.text}")
        self.assertIn(urllib.parse.quote(found[0][1], safe=":"), mail.html)
        return {"link": found[0][0], "subject": found[0][1]}

    def one(self, mails: list[Outgoing], to: str, *words: str) -> Outgoing:
        """The only mail to somebody. Checks that text and HTML contain the words that a person would look for."""
        [mail] = [mail for mail in mails if mail.recipient == to]
        for word in words:
            self.assertIn(word, mail.text)
            self.assertIn(word, mail.html.replace("&nbsp;", " ").replace("&#39;", "'"))
        return mail

    def assert_quiet(self, mails: list[Outgoing], to: str) -> None:
        self.assertEqual([mail for mail in mails if mail.recipient == to], [])


@on_both_databases
class Day(ByMail):
    def test_a_day_of_work(self):
        first = self.one(self.client_writes("The screen flickers", "Since this morning."), ANA, "Since this morning.")
        second = self.one(self.client_writes("Still the screen", "It is worse now."), ANA, "It is worse now.")

        mails = self.ana_sends("01-list")
        table = self.one(mails, ANA, "Nobody has it (2)", "The screen flickers", "Still the screen", "Contoso")
        self.assertEqual(len(mails), 1)
        self.assertEqual(len(self.desk.tickets()), 2, "a question opens no ticket")

        mails = self.ana_sends("02-take", **self.link(table, "Take it", 1))
        self.one(mails, ANA, "assigned to ana", "[undo]")
        self.assert_quiet(mails, CLIENT)
        self.assertEqual([head["assignee"] for head in self.desk.tickets()], ["ana", None])

        mails = self.ana_sends("03-answer", **self.answering(first, 1))
        answer = self.one(mails, CLIENT, "please try the other cable")
        self.assertNotIn("flickers[", answer["Subject"])
        shown = self.desk.show(1)
        self.assertEqual(shown["status"], "in-progress")
        self.assertIsNotNone(shown["sla"]["responded_at"])

        mails = self.ana_sends("04-note", **self.answering(first, 1))
        self.assert_quiet(mails, CLIENT)
        self.assertEqual(self.desk.show(1)["entries"][-1]["kind"], "note")

        mails = self.ana_sends("05-time", **self.answering(first, 1))
        self.one(mails, ANA, "time 30m")
        self.assert_quiet(mails, CLIENT)
        self.assertEqual(self.desk.show(1)["minutes_total"], 30)

        mails = self.ana_sends("06-wait", **self.answering(first, 1))
        question = self.one(mails, CLIENT, "Is it better with the other cable?")
        receipt = self.one(mails, ANA, "status in-progress → waiting-customer", f"what goes to {CLIENT} cannot be taken back")
        self.assertEqual(self.desk.show(1)["status"], "waiting-customer")
        mails = self.client_writes(f"Re: {question['Subject']}", "Yes, much better.", question)
        self.one(mails, ANA, "Yes, much better.")
        self.assertEqual(self.desk.show(1)["status"], "open")

        self.merge(second)

        mails = self.ana_sends("10-resolve", **self.answering(first, 1))
        self.one(mails, CLIENT, "It was the cable, then.", "is solved. Is it?")
        receipt = self.one(mails, ANA, "status open → resolved", "cannot be taken back")
        self.assertEqual(self.desk.show(1)["status"], "resolved")
        mails = self.ana_sends("11-undo", **self.link(receipt, "Undo"))
        self.one(mails, ANA, "taken back: status resolved → open")
        self.assert_quiet(mails, CLIENT)
        self.assertEqual(self.desk.show(1)["status"], "open")

        self.one(self.ana_sends("12-report"), ANA, "Tickets opened from", "Not resolved now, by age")

        entries = len(self.desk.show(1)["entries"])
        mails = self.ana_sends("13-show", **self.answering(first, 1))
        self.one(mails, ANA, "1. carla@contoso.example", "Since this morning.", "please try the other cable", "note, internal",
                 "Third one of this batch", "It was the cable, then.", "30m in all", "belongs to #2", "status resolved → open")
        self.assertEqual(len(mails), 1)
        self.assertEqual(len(self.desk.show(1)["entries"]), entries, "a question changes nothing")
        everything = "".join(mail.raw.decode() for mail in self.desk.outgoing(CLIENT))
        self.assertNotIn("Third one of this batch", everything)

    def merge(self, second: Outgoing) -> None:
        mails = self.ana_sends("07-merge", **self.answering(second, 2))
        asked = self.one(mails, ANA, "Shall this be done with ticket #2?", "merge=1", "yes")
        self.assertEqual(len(mails), 1)
        self.assertEqual(self.desk.show(2)["status"], "open", "held")
        places = {"reply": asked.reply_to, "answered": asked.message_id, "subject": asked["Subject"]}
        self.assertEqual(self.ana_sends("08-away", **places), [])
        self.assertEqual(self.desk.show(2)["status"], "open", "a program confirms nothing")
        mails = self.ana_sends("09-yes", **places)
        self.one(mails, ANA, "merged into #1", "a merge cannot be taken back")
        self.assert_quiet(mails, CLIENT)
        self.assertEqual(self.desk.show(2)["status"], "closed")
        self.assertIn({"kind": "merged-into", "number": 1}, self.desk.show(2)["links"])
        self.assertEqual(len(self.desk.tickets()), 2)

    def test_a_second_matter_gets_a_ticket_of_its_own(self):
        first = self.one(self.client_writes("The screen flickers", "Since this morning."), ANA)
        answer = self.one(self.ana_sends("03-answer", **self.answering(first, 1)), CLIENT)
        other = self.one(self.client_writes(answer["Subject"], "And the printer is dead.", answer, "<second@contoso.example>"), ANA)
        mails = self.ana_sends("14-split", **self.answering(other, 1))
        self.one(mails, ANA, "entry 3 and what follows it are #2 now")
        about_printer = self.one(mails, CLIENT, "We look at the printer by itself.")
        self.assertIn("[#2]", about_printer["Subject"])

        def texts(number: int) -> list[str]:
            return [entry["text"].split("\n")[0] for entry in self.desk.show(number)["entries"] if entry["kind"] != "event"]
        self.assertEqual(texts(1), ["Since this morning.", "Hello Carla,"])
        self.assertEqual(texts(2), ["And the printer is dead.", "We look at the printer by itself."])
        fresh = self.desk.show(2)
        self.assertEqual((fresh["requester"], fresh["client"], fresh["links"]),
                         (self.desk.show(1)["requester"], "Contoso", [{"kind": "split-from", "number": 1}]))
        self.assertEqual(self.desk.show(1)["links"], [{"kind": "relates", "number": 2}])
        # Answers to moved entries go to the new ticket, however they refer to it; answers to the others go to the old one.
        for number, subject, text, headers in (
                (2, "Re: The screen flickers", "It beeps.", {"In-Reply-To": "<second@contoso.example>"}),
                (1, f"Re: {answer['Subject']}", "No luck.", {"In-Reply-To": f"<{answer.message_id}>"})):
            self.desk.send(message(f"Carla Brandt <{CLIENT}>", subject, text, headers=ALIGNED | headers))
            self.desk.settle()
            self.assertEqual(texts(number)[-1], text)
        mail = message("Ben <ben@desk.example>", f"Re: {other['Subject']}", "I have a spare one.",
                       headers={"In-Reply-To": f"<{other.message_id}>"})
        self.desk.send(mail, user="ben")
        self.desk.settle()
        self.assertEqual(texts(2)[-1], "I have a spare one.", "to the notice of what moved")
        third = self.desk.json("do", 2, "split=2")["number"]
        self.assertEqual(texts(third)[0], "We look at the printer by itself.")
        self.assertEqual(self.desk.ctl("do", 1, "split=1").returncode, 65)

    def test_questions_and_mistakes(self):
        self.client_writes("The screen flickers", "Since this morning.")
        mails = self.ana_sends("15-no-such-ticket")
        self.one(mails, ANA, "there is no ticket 999", "All done, it was the cable.")
        self.assertEqual(len(mails), 1)
        mails = self.ana_sends("16-help")
        self.one(mails, ANA, "[resolve]", "[split=…]", "[undo]", "[away until …]", "takes back what you did last on the ticket")
        self.assertEqual(len(self.desk.tickets()), 1)

    def test_the_shell_takes_back_what_was_done(self):
        self.client_writes("The screen flickers", "Since this morning.")
        before = self.desk.show(1)
        self.assertEqual(self.desk.ctl("do", 1, "p1", "title=\"A; [new] \\ name\"", "time=20m", "cc+=amy@contoso.example").returncode, 0)
        self.assertEqual(self.desk.show(1)["priority"], "critical")
        done = self.desk.ctl("do", 1, "undo")
        self.assertEqual(done.returncode, 0, done.stderr)
        after = self.desk.show(1)
        for key in ("priority", "title", "watchers", "minutes_total", "status", "assignee"):
            self.assertEqual(after[key], before[key], key)
        self.assertEqual([line["minutes"] for line in after["time"]], [30, -30])
        self.assertEqual(self.desk.ctl("do", 1, "title=Again").returncode, 0)
        self.assertEqual(self.desk.ctl("do", 1, "title=Hers", "--as", "ben").returncode, 0)
        done = self.desk.ctl("do", 1, "undo")
        self.assertEqual(done.returncode, 65)
        self.assertIn("the title was changed again since, to Hers", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
