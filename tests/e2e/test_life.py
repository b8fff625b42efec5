"""Tests how answers change a ticket, how it ends, how it is reopened, and which ticket follows it."""

import re
import unittest
import urllib.parse

from support import clock
from support.desk import Outgoing, message, on_both_databases, wait_for
from support.working import ALIGNED, CLIENT, Work, WorkOfDays

ANA, BEN = "ana@desk.example", "ben@desk.example"


def link(mail: Outgoing, label: str) -> tuple[str, str]:
    """The address and subject of a link in the mail that a person got, taken from its HTML as a mail program does."""
    for url, shown in re.findall(r'href="(mailto:[^"]+)"[^>]*>([^<]+)<', mail.html):
        if shown.strip().lower().startswith(label):
            parts = urllib.parse.urlsplit(url.replace("&amp;", "&"))
            return urllib.parse.unquote(parts.path), urllib.parse.parse_qs(parts.query)["subject"][0]
    raise AssertionError(f"no link {label} in {mail.html}")


@clock.needs_faketime
@on_both_databases
class Reopening(WorkOfDays):
    """reopen_days is 14, close_resolved_days 5."""

    def closed(self) -> Outgoing:
        """Opens a ticket that ana closes; returns the mail that told the client."""
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
            self.assertIn("It goes on from #1, which Ana Ruiz had; it was closed on", by_reader[reader].text)

        self.answer(last, "And since yesterday it flickers.")
        self.answer(ack, "And it hums.")
        self.assertEqual(len(self.desk.tickets()), 2, "the thread goes on in the second")
        texts = [entry["text"] for entry in self.desk.show(2)["entries"] if entry["kind"] == "comment"]
        self.assertEqual(texts, ["It is slow again.", "And since yesterday it flickers.", "And it hums."])

    def test_the_links_of_the_question_are_followed_late(self):
        """The "solved" and "not solved" links as the mail contains them; the second one long after the ticket was
        closed."""
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
    """Tests the effect of an answer in each status, depending on its author and kind."""

    STATUSES = ("open", "in-progress", "waiting-customer", "waiting-third-party", "resolved", "closed")

    def send_to(self, number: int, text: str, **headers: str) -> list[Outgoing]:
        seen = self.desk.outgoing()
        self.desk.send(message(f"Carla <{CLIENT}>", f"Re: [#{number}] Screen is slow", text, headers=headers))
        return self.desk.new_mails(seen)

    def test_each_kind_moves_what_it_may(self):
        vacation = {**ALIGNED, "Auto-Submitted": "auto-replied"}
        same = dict(zip(self.STATUSES, self.STATUSES))
        rows = (
            # name, text, headers, the statuses that change, whether ana gets it
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


if __name__ == "__main__":
    unittest.main()
