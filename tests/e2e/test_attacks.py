"""Attempts by strangers, forgers and bystanders (attack_rows.py), end to end: who sees what, and what must not
happen."""

import email
import random
import re
import smtplib

from support import tokens
from support.attack_rows import (ANA, BEN, CLIENT_PASS, DESK, EVIL_PASS, MALLORY, PASS, Row, Ticket, authentication_rows, command_rows, good_rows,
                         mail_of, reading_rows, sender_rows, token_rows)
from support.desk import DeskTest, message, on_both_databases


@on_both_databases
class Attacks(DeskTest):
    limits = {"acks_per_hour": 10000, "unaligned_tickets_per_hour": 10000}

    def edit(self, config: str) -> str:
        """An answer changes nothing but what its row says."""
        return super().edit(config).replace("[desk]\n", "[desk]\nclaim_on_answer = false\n", 1)

    def rows(self) -> list[Row]:
        return good_rows() + authentication_rows() + sender_rows() + token_rows() + reading_rows() + command_rows()

    def open_tickets(self, count: int) -> list[Ticket]:
        opening = []
        for i in range(count):
            mail = message(f"c{i}@contoso.example", f"Matter {i} of the day", "It stands still.",
                           headers={"Cc": f"w{i}@contoso.example", "Authentication-Results": CLIENT_PASS})
            opening.append(mail["Message-ID"])
            self.desk.send(mail)
        self.desk.settle(outgoing=False)
        by_title = {head["title"]: head["number"] for head in self.desk.tickets()}
        keys = []
        for _ in range(3):
            keys.append(tokens.newest_key(self.desk.folder / "keys"))
            if len(keys) < 3:
                self.assertEqual(self.desk.ctl("keys", "rotate").returncode, 0)
        self.assertEqual(self.desk.ctl("keys", "revoke", keys[0][0]).returncode, 0)
        self.desk.hang_up()
        self.desk.wait_notified("READY=1")
        revoked, rotated, key = keys
        return [Ticket(by_title[f"Matter {i} of the day"], f"Matter {i} of the day", f"c{i}@contoso.example", f"w{i}@contoso.example",
                       str(opening[i]), key, rotated, revoked) for i in range(count)]

    def send_row(self, row: Row, ticket: Ticket, mark: str) -> None:
        raw = row.mail(ticket, mark)
        to = re.search(rb"(?mi)^To: (\S+)", raw).group(1).decode()
        try:
            self.desk.send(raw, sender="bounce@evil.example" if not row.user else ANA if row.user == "ana" else BEN, to=to, user=row.user)
        except smtplib.SMTPException:
            if not row.refused:
                raise

    def check(self, row: Row, ticket: Ticket, mark: str, before: dict, mails: list) -> None:
        now = self.desk.show(ticket.number)
        if row.ran:
            self.assertEqual(now["status"], "resolved")
        else:
            self.assertNotIn(now["status"], ("resolved", "closed"))
        self.assertEqual((now["assignee"], now["requester"]), (before["assignee"], before["requester"]))
        self.assertEqual([w for w in now["watchers"] if row.watcher not in str(w) or not row.watcher], before["watchers"])
        self.assertEqual(bool(row.watcher), len(now["watchers"]) > len(before["watchers"]), now["watchers"])
        marked = [entry for entry in now["entries"] if mark in str(entry["text"]) and entry["kind"] != "event"]
        if row.trust == "-":
            self.assertEqual(marked, [])
        elif row.trust:
            self.assertEqual([entry["trust"] for entry in marked], [row.trust], [(e["kind"], e["text"]) for e in now["entries"]])
        if row.kind:
            self.assertEqual([entry["kind"] for entry in marked], [row.kind])
        readers = {mail.recipient.lower() for mail in mails if mark.encode() in mail.raw}
        self.assertEqual(ticket.client in readers, row.to_client, readers)
        # A watcher sees what the client sees; an address that becomes a watcher by this mail sees only later ones.
        by_client = row.trust == "participant" and (not row.kind or row.kind == "comment")
        self.assertEqual(ticket.watcher in readers, row.to_client or by_client, readers)
        self.assertFalse(row.watcher and row.watcher in readers, readers)
        if row.trust in ("claimed", "participant") and not row.user:
            self.assertTrue({ANA, BEN} & readers, "no technician was told")
        self.assertEqual(MALLORY in {mail.recipient.lower() for mail in mails
                                     if mail["X-Ticketd-Ticket"] == str(ticket.number)}, False, "mallory got mail of this ticket")

    def test_every_row(self):
        rows = self.rows()
        self.assertGreaterEqual(len(rows), 120)
        tickets = self.open_tickets(len(rows))
        before = {t.number: self.desk.show(t.number) for t in tickets}
        for row, ticket in zip(rows, tickets):
            self.send_row(row, ticket, f"MARK{ticket.number}X")
        self.desk.settle()
        mails = self.desk.outgoing()
        for row, ticket in zip(rows, tickets):
            with self.subTest(row=row.name, ticket=ticket.number):
                self.check(row, ticket, f"MARK{ticket.number}X", before[ticket.number], mails)

    def test_a_new_watcher_sees_later_mails_only(self):
        ticket = self.open_tickets(1)[0]
        self.desk.send(mail_of(ticket.client, ticket, "It began on Monday.", tags="", result=CLIENT_PASS, below={"Cc": "new@contoso.example"}),
                       sender=ticket.client, to=DESK)
        self.desk.settle()
        self.assertEqual(self.desk.outgoing("new@contoso.example"), [])
        self.desk.send(mail_of(ANA, ticket, "I look at it.", to=ticket.ana, tags="", result=PASS), sender=ANA, to=ticket.ana)
        self.desk.settle()
        got = self.desk.outgoing("new@contoso.example")
        self.assertEqual(len(got), 1)
        self.assertIn("I look at it.", got[0].text)
        self.assertNotIn("It began on Monday.", got[0].raw.decode())
        self.assertNotIn("It stands still.", got[0].raw.decode())

    def test_tokens_with_turned_bits_open_no_ticket_to_anybody(self):
        ticket = self.open_tickets(1)[0]
        chance = random.Random(5)
        for i in range(200):
            letters = list(ticket.ana.split("@")[0].split("+")[1])
            at = chance.randrange(len(letters))
            letters[at] = tokens.LETTERS[tokens.LETTERS.index(letters[at]) ^ (1 << chance.randrange(5))]
            to = f"support+{''.join(letters)}@desk.example"
            self.desk.send(mail_of(ANA, ticket, f"Try {i}.", to=to, result=PASS), sender=MALLORY, to=to)
        self.desk.settle(seconds=120)
        shown = self.desk.show(ticket.number)
        self.assertEqual(shown["status"], "open")
        self.assertEqual({e["trust"] for e in shown["entries"] if "Try " in e["text"] and e["kind"] == "comment"}, {"claimed"})
        self.assertEqual([m for m in self.desk.outgoing(ticket.client) if "Try " in m.text], [])

    def test_a_mail_that_is_sent_again_runs_once(self):
        ticket = self.open_tickets(1)[0]
        raw = mail_of(ANA, ticket, "Solved.", to=ticket.ana, result=PASS)
        self.desk.send(raw, sender=ANA, to=ticket.ana)
        self.desk.settle()
        self.desk.ctl("do", ticket.number, "reopen")
        self.desk.send(raw, sender=MALLORY, to=ticket.ana)
        self.desk.settle()
        self.assertEqual(self.desk.show(ticket.number)["status"], "open")

    def test_a_strangers_title_runs_for_nobody(self):
        titles = ["[resolve] Printer on fire", "Printer [close]", "[resolv] it smokes", "[note] broken", "[status] page"]
        for title in titles:
            self.desk.send(message(MALLORY, title, "Help.", headers={"Authentication-Results": EVIL_PASS}))
        self.desk.settle()
        key = tokens.newest_key(self.desk.folder / "keys")
        heads = {head["title"]: head["number"] for head in self.desk.tickets()}
        self.assertEqual(set(titles), set(heads))
        for title, number in heads.items():
            told = [mail for mail in self.desk.outgoing(ANA) if mail["X-Ticketd-Ticket"] == str(number)]
            to = f"support+{tokens.token(key, number, ANA)}@desk.example"
            # One subject is as her program makes it from our mail; the other is as she would copy the title by hand.
            for subject in (f"Re: {told[0]['Subject']}", f"[#{number}] {title}"):
                self.desk.send(message(ANA, subject, "I have a look.", to=to, headers={"Authentication-Results": PASS,
                                                                                       "In-Reply-To": told[0]["Message-ID"]}),
                               sender=ANA, to=to)
        self.desk.settle()
        for title, number in heads.items():
            with self.subTest(title=title):
                shown = self.desk.show(number)
                self.assertEqual(shown["status"], "in-progress")
                self.assertEqual(sum(entry["kind"] == "comment" and entry["author"] == "ana" for entry in shown["entries"]), 2)

    def test_a_report_at_an_old_return_path_suspends_nobody(self):
        ticket = self.open_tickets(1)[0]
        path = ticket.token("nobody@contoso.example", purpose="return_path")
        for i in range(4):
            report = (f"From: MAILER-DAEMON@evil.example\r\nTo: {path}\r\nSubject: failed {i}\r\nMIME-Version: 1.0\r\n"
                      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                      "--b\r\n\r\nNo such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                      "Reporting-MTA: dns; evil.example\r\n\r\n"
                      f"Final-Recipient: rfc822; {ticket.client}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n")
            self.desk.send(report.encode(), sender="", to=path)
        self.desk.settle()
        shown = self.desk.show(ticket.number)
        self.assertEqual(shown["suspended"], [])
        # The reports were accepted as such, but nobody may be suspended because of them.
        self.assertEqual(sum("delivery failed" in entry["text"] for entry in shown["entries"]), 4, shown["entries"])

    def test_tags_of_the_mail_that_is_answered_do_not_run_again(self):
        ticket = self.open_tickets(1)[0]
        first = mail_of(ANA, ticket, "Solved.", to=ticket.ana, result=PASS)
        self.desk.send(first, sender=ANA, to=ticket.ana)
        self.desk.settle()
        self.desk.ctl("do", ticket.number, "reopen")
        answer = message(BEN, f"Re: [#{ticket.number}] [resolve] {ticket.title}", "Not yet.", to=ticket.token(BEN),
                         headers={"In-Reply-To": email.message_from_bytes(first)["Message-ID"], "Authentication-Results": PASS})
        self.desk.send(answer, sender=BEN, to=ticket.token(BEN))
        self.desk.settle()
        self.assertNotEqual(self.desk.show(ticket.number)["status"], "resolved")

    def test_a_technician_who_left_is_nobody(self):
        ticket = self.open_tickets(1)[0]
        config = self.desk.config.read_text()
        self.desk.config.write_text(re.sub(r'(?s)\[\[technician\]\]\nname = "ben".*?(?=\n\[)', "", config))
        self.desk.hang_up()
        self.desk.wait_notified("READY=1")
        self.desk.send(mail_of(BEN, ticket, "Old mail of mine.", to=ticket.token(BEN), result=PASS), sender=BEN, to=ticket.token(BEN))
        self.desk.settle()
        shown = self.desk.show(ticket.number)
        self.assertNotEqual(shown["status"], "resolved")
        self.assertEqual([e["trust"] for e in shown["entries"] if "Old mail of mine." in e["text"] and e["kind"] != "event"], ["claimed"])
        self.assertEqual([mail for mail in self.desk.outgoing(BEN) if "Old mail of mine." in mail.text], [])
