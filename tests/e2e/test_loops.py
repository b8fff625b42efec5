"""Mail that must not be answered: robots, bounces, lists, our own mail; and the caps on acknowledgements to one
sender."""

from support.desk import DeskTest, message, on_both_databases

CLIENT = "carla@contoso.example"
TECHNICIANS = ("ana@desk.example", "ben@desk.example")


def bounce_of(return_path: str, failed: str) -> bytes:
    """A delivery status notification as Postfix writes it (RFC 3464)."""
    return (f"From: MAILER-DAEMON@mx.client.example\r\nTo: {return_path}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
            "Message-ID: <dsn@mx.client.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
            "Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.client.example\r\n\r\n"
            f"Final-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n"
            "--b--\r\n").encode()


@on_both_databases
class Loops(DeskTest):
    def answered(self) -> list:
        """Mails to anybody who is not a technician."""
        self.desk.settle()
        return [mail for mail in self.desk.outgoing() if mail.recipient not in TECHNICIANS]

    def test_robots_are_not_answered(self):
        cases = {
            "vacation": {"Auto-Submitted": "auto-replied"},
            "monitor": {"Auto-Submitted": "auto-generated"},
            "bulk": {"Precedence": "bulk"},
            "list": {"List-Id": "<talk.lists.example>", "List-Unsubscribe": "<mailto:leave@lists.example>"},
        }
        for name, headers in cases.items():
            self.desk.send(message(f"{name}@contoso.example", f"From {name}", headers=headers))
        self.assertEqual(self.answered(), [])

    def test_the_null_return_path_is_not_answered(self):
        self.desk.send(message(CLIENT, "From nowhere"), sender="")
        self.assertEqual(self.answered(), [])

    def test_an_automatic_reply_changes_nothing(self):
        self.desk.send(message(CLIENT, "Hot room"))
        ack = self.desk.one_mail(CLIENT)
        self.desk.send(message("ana@desk.example", "Re: [#1] [wait] Hot room", "Which?"), user="ana")
        self.desk.settle()
        seen = self.desk.outgoing()
        self.desk.send(message(CLIENT, "Automatic reply: Re: [#1] Hot room", "I am away.", to=ack.reply_to,
                               headers={"Auto-Submitted": "auto-replied", "In-Reply-To": f"<{ack.message_id}>"}), sender="")
        self.assertEqual([mail for mail in self.desk.new_mails(seen) if mail.recipient == CLIENT], [])
        ticket = self.desk.show(1)
        self.assertEqual(ticket["status"], "waiting-customer")
        self.assertEqual([e["kind"] for e in ticket["entries"] if "I am away." in e["text"] and e["kind"] == "comment"], [])
        self.assertEqual(len(self.desk.tickets()), 1)

    def test_a_bounce_opens_nothing_and_is_not_answered(self):
        self.desk.send(message(CLIENT, "Cold room"))
        self.desk.settle()
        self.desk.send(message("ana@desk.example", "Re: [#1] [take] Cold room", "Which one?"), user="ana")
        self.desk.settle()
        comment = self.desk.outgoing(CLIENT)[-1]
        seen = self.desk.outgoing()
        return_path = comment["Return-Path"].strip("<> ")
        self.desk.send(bounce_of(return_path, CLIENT), sender="", to=return_path)
        new = self.desk.new_mails(seen)
        self.assertEqual(len(self.desk.tickets()), 1)
        self.assertEqual([mail for mail in new if mail.recipient not in TECHNICIANS], [])
        self.assertTrue(any(mail.recipient == "ana@desk.example" for mail in new), "the assignee hears of it")

    def test_our_own_mail_coming_back_is_a_loop(self):
        self.desk.send(message(CLIENT, "Mirror"))
        ack = self.desk.one_mail(CLIENT)
        seen = self.desk.outgoing()
        raw = b"\r\n".join(line for line in ack.raw.replace(b"\r\n", b"\n").split(b"\n"))
        self.desk.send(raw, sender=CLIENT, to="support@desk.example")
        self.assertEqual([mail for mail in self.desk.new_mails(seen) if mail.recipient not in TECHNICIANS], [])
        self.assertEqual(len(self.desk.tickets()), 1)

    def test_two_desks_that_answer_each_other_stop(self):
        self.desk.send(message("help@other.example", "Order 66"))
        self.desk.settle()
        for turn in range(5):
            mails = self.desk.outgoing("help@other.example")
            last = mails[-1]
            self.desk.send(message("help@other.example", "Re: " + last["Subject"], f"We got it, turn {turn}.", to=last.reply_to,
                                   headers={"In-Reply-To": f"<{last.message_id}>"}))
            self.desk.settle()
        self.assertEqual(len(self.desk.outgoing("help@other.example")), 1, "one acknowledgement a ticket")

    def test_a_sender_gets_three_acknowledgements_an_hour(self):
        for turn in range(5):
            self.desk.send(message(CLIENT, f"Matter {turn}", f"Body {turn}"))
            self.desk.settle()
        self.assertEqual(len(self.desk.outgoing(CLIENT)), 3)
        self.assertEqual(len(self.desk.tickets()), 5)


@on_both_databases
class GlobalCap(DeskTest):
    limits = {"acks_per_hour": 4}

    def test_all_senders_together_get_so_many_acknowledgements(self):
        for turn in range(8):
            self.desk.send(message(f"user{turn}@contoso.example", f"Matter {turn}"))
        self.desk.settle()
        self.assertEqual(len([mail for mail in self.desk.outgoing() if mail.recipient not in TECHNICIANS]), 4)
        self.assertEqual(len(self.desk.tickets()), 8)


@on_both_databases
class UnalignedCap(DeskTest):
    limits = {"unaligned_tickets_per_hour": 3, "acks_per_sender_hour": 100, "acks_per_sender_day": 100}

    def test_past_the_cap_only_aligned_mail_is_answered(self):
        for turn in range(6):
            self.desk.send(message(f"client{turn}@contoso.example", f"Matter {turn}"))
            self.desk.settle()
        self.assertEqual([len(self.desk.outgoing(f"client{turn}@contoso.example")) for turn in range(6)], [1, 1, 1, 0, 0, 0])
        aligned = {"Authentication-Results": "mx.desk.example; dmarc=pass header.from=contoso.example"}
        self.desk.send(message(CLIENT, "Shown to be hers", headers=aligned))
        self.desk.settle()
        self.assertIn("[#7]", self.desk.outgoing(CLIENT)[-1]["Subject"])
