"""Commands that need more proof than a mail has: they wait for the technician's own yes, and strangers cannot cause a
flood of questions."""

from support import clock
from support import tokens
from support.desk import DeskTest, Outgoing, message, on_both_databases

ANA, BEN, MALLORY, CLIENT = "ana@desk.example", "ben@desk.example", "mallory@evil.example", "carla@contoso.example"
PASS = "mx.desk.example; dmarc=pass header.from=desk.example"
OUTSIDER = "vendor@parts.example"


@on_both_databases
class Confirmation(DeskTest):
    def setUp(self):
        super().setUp()
        for title in ("Screen is slow", "Screen is very slow"):
            self.desk.send(message(CLIENT, title, "From home it crawls."))
        self.desk.settle()
        self.address = f"support+{tokens.token(tokens.newest_key(self.desk.folder / 'keys'), 1, ANA)}@desk.example"

    def ask(self, tags: str = f"[cc+={OUTSIDER}]") -> list[Outgoing]:
        """Sends ana's mail with a command for which her token and her domain are not enough; returns the mails that
        she then gets."""
        seen = self.desk.outgoing()
        self.desk.send(message(ANA, f"Re: [#1] {tags} Screen is slow", " ", to=self.address, headers={"Authentication-Results": PASS}))
        return self.desk.new_mails(seen, ANA)

    def question(self, tags: str = f"[cc+={OUTSIDER}]") -> Outgoing:
        mails = self.ask(tags)
        self.assertEqual(len(mails), 1, mails)
        self.assertIn("waits for your yes until", " ".join(mails[0].text.split()))
        return mails[0]

    def answer(self, question: Outgoing, text: str = "yes", *, sender: str = ANA, result: str = PASS, to: str = "",
               headers: dict[str, str] | None = None) -> None:
        more = {"In-Reply-To": f"<{question.message_id}>", **({"Authentication-Results": result} if result else {}), **(headers or {})}
        self.desk.send(message(sender, f"Re: {question['Subject']}", text, to=to or question.reply_to, headers=more))
        self.desk.settle()

    def later(self, minutes: int) -> None:
        """Restarts the daemon with its clock moved forward; its own deadlines use real time."""
        self.assertEqual(self.desk.stop(), 0)
        self.desk.clock = clock.later(minutes * 60)
        self.desk.start()

    def added(self) -> bool:
        return OUTSIDER in str(self.desk.show(1)["watchers"])

    def test_nothing_is_done_until_the_yes_and_then_it_is_done_once(self):
        question = self.question()
        self.assertFalse(self.added())
        self.answer(question, "Yes!\n\nOn Monday the desk wrote:\n> no\n")
        self.assertTrue(self.added())
        self.desk.ctl("do", 1, f"cc-={OUTSIDER}")
        self.answer(question)
        self.assertFalse(self.added(), "the second yes ran the command again")

    def test_a_merge_waits_too(self):
        question = self.question("[merge=2]")
        self.assertEqual(self.desk.show(1)["status"], "open")
        self.answer(question)
        self.assertEqual((self.desk.show(1)["status"], [link["number"] for link in self.desk.show(1)["links"]]), ("closed", [2]))

    def test_a_no_drops_it_and_what_is_neither_leaves_it_open(self):
        question = self.question()
        self.answer(question, "Why do you ask?")
        self.assertFalse(self.added())
        self.answer(question, "no")
        self.answer(question, "yes")
        self.assertFalse(self.added())

    def test_only_her_own_yes_counts(self):
        question = self.question()
        key = tokens.newest_key(self.desk.folder / "keys")
        local = question.reply_to.split("@")[0].split("+")[1]
        rows = {
            "ben's, who was given the address": dict(sender=BEN),
            "mallory's": dict(sender=MALLORY, result="mx.desk.example; dmarc=pass header.from=evil.example"),
            "hers without her domain": dict(result=""),
            "an absence note": dict(headers={"Auto-Submitted": "auto-replied"}),
            "an absence note of Outlook": dict(headers={"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"}),
            "through a list": dict(headers={"List-Id": "<team.desk.example>", "Precedence": "list"}),
            "to the ticket's address": dict(to=self.address),
            "to an address with one letter changed": dict(to=f"support+{local[:30]}{'a' if local[30] != 'a' else 'b'}{local[31:]}@desk.example"),
            "to one that was made for ben": dict(to=f"support+{tokens.token(key, 1, BEN, purpose='confirm')}@desk.example"),
            "two people in From": dict(sender=f"{ANA}, {MALLORY}"),
        }
        for name, how in rows.items():
            with self.subTest(name):
                self.answer(question, **how)
                self.assertFalse(self.added())
        self.assertEqual([mail for mail in self.desk.outgoing(MALLORY)], [])
        self.answer(question)
        self.assertTrue(self.added(), "the question was still open")

    def test_a_yes_after_half_an_hour_is_too_late(self):
        self.is_too_late(31)

    def test_so_it_is_days_later_and_opens_no_ticket(self):
        self.is_too_late(29 * 24 * 60)

    def is_too_late(self, minutes: int):
        question = self.question()
        self.later(minutes)
        self.answer(question)
        self.assertEqual(len(self.desk.tickets()), 2, "the question's address is known no more")
        self.assertFalse(self.added())
        told = [" ".join(mail.text.split()) for mail in self.desk.outgoing(ANA)]
        self.assertEqual(sum("your yes came after" in text for text in told), 1, told)

    def test_a_yes_after_29_minutes_is_not(self):
        question = self.question()
        self.later(29)
        self.answer(question)
        self.assertTrue(self.added())

    def test_three_questions_wait_at_most(self):
        questions = [self.question(f"[cc+=v{i}@parts.example]") for i in range(3)]
        mails = self.ask()
        self.assertEqual(len(mails), 1)
        self.assertIn("too many questions wait for your yes already", " ".join(mails[0].text.split()))
        self.answer(questions[0], "no")
        self.answer(self.question())
        self.assertTrue(self.added())
        self.answer(questions[1])
        self.assertIn("v1@parts.example", str(self.desk.show(1)["watchers"]))
        self.assertNotIn("v0@parts.example", str(self.desk.show(1)["watchers"]))

    def test_ten_questions_an_hour_are_asked(self):
        for i in range(10):
            self.answer(self.question(f"[cc+=v{i}@parts.example]"), "no")
        self.assertIn("too many questions", " ".join(self.ask()[0].text.split()))
        self.later(61)
        self.answer(self.question())
        self.assertTrue(self.added())

    def test_a_forger_fills_no_mailbox(self):
        """Each unproven mail in her name may cause a question, but only up to a limit."""
        for i in range(8):
            self.desk.send(message(ANA, "Re: [#1] [resolve] Screen is slow", f"Matter {i}.", to=self.address), sender=MALLORY)
        self.desk.settle()
        asked = [mail for mail in self.desk.outgoing(ANA) if "waits for your yes" in " ".join(mail.text.split())]
        self.assertEqual(len(asked), 3)
        self.assertEqual(self.desk.show(1)["status"], "open")
