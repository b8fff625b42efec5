"""SIGKILL, twenty times, in the middle of the work: every mail that got a 250 is there, exactly once."""

import collections
import random
import smtplib
import threading
import time

from support.desk import DeskTest, message, on_both_databases, wait_for

SESSIONS, MAILS, KILLS = 8, 500, 20


@on_both_databases
class Crash(DeskTest):
    limits = {"acks_per_sender_hour": 100000, "acks_per_sender_day": 100000, "acks_per_hour": 100000,
              "unaligned_tickets_per_hour": 100000}

    def mails(self) -> list[tuple[str, bytes]]:
        """Every third mail answers an earlier one of the same sender by its Message-ID; the others open tickets."""
        made, ids = [], {}
        for number in range(MAILS):
            session = number % SESSIONS
            sender, own = f"user{session}@contoso.example", f"<mail-{number}@client.example>"
            if number // SESSIONS % 3 == 2:
                mail = message(sender, "Re: a matter", f"answer-{number:04} is all I say", message_id=own,
                               headers={"In-Reply-To": ids[session], "Authentication-Results":
                                        "mx.desk.example; dmarc=pass header.from=contoso.example"})
            else:
                mail = message(sender, f"matter-{number:04}", f"About matter {number}.", message_id=own)
                ids[session] = own
            made.append((sender, mail.as_bytes()))
        return made

    def write(self, session: int, mails: list[tuple[str, bytes]]) -> None:
        """Sends one sender's mails in order and repeats each until it gets a 250, as a mail server's queue does."""
        client = None
        for number in range(session, MAILS, SESSIONS):
            # The mails are spread over all kills, so that each kill happens while mails are on their way.
            wait_for(lambda number=number: self.kills >= number * KILLS // MAILS - 1 or self.failed.is_set(), "the next kill", 120)
            while not self.failed.is_set():
                try:
                    if client is None:
                        client = smtplib.SMTP("127.0.0.1", self.desk.smtp_port, local_hostname="client.example", timeout=60)
                    client.sendmail(mails[number][0], ["support@desk.example"], mails[number][1])
                    self.taken.append(number)
                    break
                except (OSError, smtplib.SMTPException):
                    client = None
                    time.sleep(0.01)
        if client is not None:
            client.close()

    def guarded_write(self, session: int, mails) -> None:
        try:
            self.write(session, mails)
        except BaseException as error:
            self.failed.set()
            self.failures_of_threads.append(error)

    def assert_once(self, counted: collections.Counter, expected: list[str], what: str) -> None:
        wanted = collections.Counter(expected)
        self.assertEqual((wanted - counted, counted - wanted), (collections.Counter(), collections.Counter()), f"{what}: (lost, too many)")

    def test_each_mail_that_got_250_is_one_ticket_or_one_comment(self):
        self.kills, self.taken, self.failed, self.failures_of_threads = 0, [], threading.Event(), []
        mails = self.mails()
        writers = [threading.Thread(target=self.guarded_write, args=(session, mails)) for session in range(SESSIONS)]
        for writer in writers:
            writer.start()
        dice = random.Random(20)
        try:
            while self.kills < KILLS:
                before = len(self.taken)
                wait_for(lambda before=before: len(self.taken) > before or len(self.taken) >= MAILS, "mail between two kills", 60)
                time.sleep(dice.uniform(0, 0.15))
                self.desk.kill()
                self.kills += 1
                self.desk.start(ready=False)
        except BaseException:
            self.failed.set()
            raise
        for writer in writers:
            writer.join(120)
        self.assertEqual(self.failures_of_threads, [])
        self.assertEqual(sorted(self.taken), list(range(MAILS)))
        self.desk.wait_notified("READY=1")
        self.desk.settle(seconds=60)

        self.assertEqual(self.desk.quarantine(), [], "nothing innocent in quarantine")
        tickets = self.desk.tickets()
        titles = collections.Counter(ticket["title"] for ticket in tickets)
        openers = [f"matter-{number:04}" for number in range(MAILS) if number // SESSIONS % 3 != 2]
        self.assert_once(titles, openers, "each opening mail is one ticket")
        comments = collections.Counter()
        for ticket in tickets:
            for entry in self.desk.show(ticket["number"])["entries"]:
                if entry["kind"] == "comment" and "answer-" in entry["text"]:
                    comments[entry["text"].split("answer-")[1][:4]] += 1
        answers = [f"{number:04}" for number in range(MAILS) if number // SESSIONS % 3 == 2]
        self.assert_once(comments, answers, "each answer is one comment")

        acknowledgements = collections.defaultdict(set)
        for mail in self.desk.outgoing():
            if mail.recipient.endswith("@contoso.example"):
                acknowledgements[mail["X-Ticketd-Ticket"]].add(mail.message_id)
        self.assertEqual(len(acknowledgements), len(tickets), "each client was answered")
        self.assertEqual({ticket: ids for ticket, ids in acknowledgements.items() if len(ids) != 1}, {})
